// SPDX-License-Identifier: Apache-2.0
#include "evaluation/class_outcomes.hpp"

#include <algorithm>
#include <string>

namespace odds::evaluation {

ClassOutcomes::ClassOutcomes(const design::Source& source, const design::Roles& roles,
                             const design::RowSet& rows, const FittedModel& model)
    : source_(source), roles_(roles), rows_(rows), model_(model) {
  for (const std::string& label : model.classes) numbers_.push_back(number_in(label));
  for (const std::string& level : source.columns[roles.target].levels) {
    const auto found =
        std::find_if(model.classes.begin(), model.classes.end(),
                     [&](const std::string& label) { return same_label(level, label); });
    class_of_code_.push_back(found == model.classes.end()
                                 ? unknown
                                 : static_cast<std::size_t>(found - model.classes.begin()));
  }
}

std::size_t ClassOutcomes::class_of_number(double value) const {
  const auto found = std::find(numbers_.begin(), numbers_.end(), value);
  return found == numbers_.end() ? unknown : static_cast<std::size_t>(found - numbers_.begin());
}

void ClassOutcomes::load(std::uint64_t block, std::size_t begin, std::size_t count,
                         ClassTileRows& tile, LabelProblem& problem) const {
  const BlockView& view = source_.blocks[block];
  const std::uint8_t* status = rows_.block_status(block) + begin;
  const bool is_number = source_.columns[roles_.target].kind == ColumnKind::number;
  std::array<double, design::tile_rows> numbers;
  std::array<std::uint32_t, design::tile_rows> codes;
  if (is_number) {
    view.load_numbers(roles_.target, begin, count, numbers.data());
  } else {
    view.load_codes(roles_.target, begin, count, codes.data());
  }
  tile.count = count;
  std::fill_n(tile.weight.data(), count, 1.0);
  std::fill_n(tile.freq.data(), count, 1.0);
  if (roles_.freq_weights) view.load_numbers(*roles_.freq_weights, begin, count, tile.freq.data());
  if (roles_.weights) view.load_numbers(*roles_.weights, begin, count, tile.weight.data());
  for (std::size_t i = 0; i < count; ++i) {
    tile.outcome[i] = 0.0;
    if ((status[i] & design::row_used) == 0) {
      tile.weight[i] = tile.freq[i] = 0.0;
      continue;
    }
    tile.weight[i] *= tile.freq[i];
    std::size_t found = unknown;
    if (is_number) {
      found = class_of_number(numbers[i]);
    } else if (codes[i] < class_of_code_.size()) {
      found = class_of_code_[codes[i]];
    }
    if (found == unknown) {
      problem.row = std::min(problem.row, block * block_rows + begin + i);
    } else {
      tile.outcome[i] = static_cast<double>(found);
    }
  }
}

Error ClassOutcomes::label_error(const LabelProblem& problem) const {
  constexpr std::size_t most_named = 5;
  std::string known;
  for (std::size_t k = 0; k < std::min(model_.classes.size(), most_named); ++k) {
    known += (k == 0 ? "" : ", ") + quote(model_.classes[k]);
  }
  if (model_.classes.size() > most_named) known += ", ...";
  return {Fault::refused, "evaluate.label",
          "target " + quote(source_.columns[roles_.target].name) + " is " +
              quote(label_at(source_, roles_.target, problem.row)) + " in row " +
              std::to_string(problem.row + 1) + ", but the model knows only " + known + ".",
          "Correct the value, or name the right column with --target.",
          design::in_column(source_.columns[roles_.target].name, problem.row + 1)};
}

}  // namespace odds::evaluation
