// SPDX-License-Identifier: Apache-2.0
#include "evaluation/outcomes.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

namespace odds::evaluation {

double number_in(const std::string& text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  const bool is_number = !text.empty() && result.ec == std::errc{} && result.ptr == end;
  return is_number ? value : std::numeric_limits<double>::quiet_NaN();
}

bool same_label(const std::string& here, const std::string& there) {
  return here == there || number_in(here) == number_in(there);
}

std::string label_at(const design::Source& source, std::size_t target, std::uint64_t row_in_table) {
  const BlockView& view = source.blocks[row_in_table / block_rows];
  const auto row = static_cast<std::size_t>(row_in_table % block_rows);
  if (source.columns[target].kind == ColumnKind::number) {
    double number = 0;
    view.load_numbers(target, row, 1, &number);
    return design::number_text(number);
  }
  std::uint32_t code = 0;
  view.load_codes(target, row, 1, &code);
  const std::vector<std::string>& levels = source.columns[target].levels;
  return code < levels.size() ? levels[code] : std::string();
}

bool has_text_labels(const FittedModel& model) {
  const auto is_plain = [](const std::string& label) {
    return label == "true" || label == "false" || !std::isnan(number_in(label));
  };
  if (!model.classes.empty()) {
    return !std::all_of(model.classes.begin(), model.classes.end(), is_plain);
  }
  if (model.event.empty()) return false;
  return !is_plain(model.event) || !is_plain(model.non_event);
}

Outcomes::Outcomes(const design::Source& source, const design::Roles& roles,
                   const design::RowSet& rows, const FittedModel& model)
    : source_(source), roles_(roles), rows_(rows), model_(model) {
  event_number_ = number_in(model.event);
  non_event_number_ = number_in(model.non_event);
  for (const std::string& level : source.columns[roles.target].levels) {
    Label label = Label::other;
    if (same_label(level, model.event)) label = Label::event;
    if (same_label(level, model.non_event)) label = Label::non_event;
    label_of_code_.push_back(label);
  }
}

Outcomes::Label Outcomes::label_of_number(double value) const {
  if (value == event_number_) return Label::event;
  return value == non_event_number_ ? Label::non_event : Label::other;
}

void Outcomes::load_labels(std::uint64_t block, std::size_t begin, OutcomeTile& tile,
                           LabelProblem& problem) const {
  const BlockView& view = source_.blocks[block];
  std::array<Label, design::tile_rows> labels;
  if (source_.columns[roles_.target].kind == ColumnKind::number) {
    std::array<double, design::tile_rows> y;
    view.load_numbers(roles_.target, begin, tile.count, y.data());
    for (std::size_t i = 0; i < tile.count; ++i) labels[i] = label_of_number(y[i]);
  } else {
    std::array<std::uint32_t, design::tile_rows> codes;
    view.load_codes(roles_.target, begin, tile.count, codes.data());
    for (std::size_t i = 0; i < tile.count; ++i) {
      labels[i] = codes[i] < label_of_code_.size() ? label_of_code_[codes[i]] : Label::other;
    }
  }
  for (std::size_t i = 0; i < tile.count; ++i) {
    const bool is_used = tile.trials[i] != 0;
    tile.successes[i] = is_used && labels[i] == Label::event ? 1.0 : 0.0;
    if (is_used && labels[i] == Label::other) {
      problem.row = std::min(problem.row, block * block_rows + begin + i);
    }
  }
}

void Outcomes::load(std::uint64_t block, std::size_t begin, std::size_t count, OutcomeTile& tile,
                    LabelProblem& problem) const {
  const BlockView& view = source_.blocks[block];
  const std::uint8_t* status = rows_.block_status(block) + begin;
  const auto load_or_ones = [&](std::optional<std::size_t> column, double* out) {
    if (column) view.load_numbers(*column, begin, count, out);
    for (std::size_t i = 0; i < count; ++i) {
      const double value = column ? out[i] : 1.0;
      out[i] = (status[i] & design::row_used) != 0 ? value : 0.0;
    }
  };
  tile.count = count;
  load_or_ones(roles_.freq_weights, tile.freq.data());
  load_or_ones(roles_.weights, tile.weight.data());
  for (std::size_t i = 0; i < count; ++i) tile.weight[i] *= tile.freq[i];
  load_or_ones(roles_.trials, tile.trials.data());
  if (roles_.trials) {
    load_or_ones(roles_.target, tile.successes.data());
  } else {
    load_labels(block, begin, tile, problem);
  }
}

Error Outcomes::label_error(const LabelProblem& problem) const {
  const ColumnInfo& target = source_.columns[roles_.target];
  const std::string value = label_at(source_, roles_.target, problem.row);
  return {Fault::refused, "evaluate.label",
          "target " + quote(target.name) + " is " + quote(value) + " in row " +
              std::to_string(problem.row + 1) + ", but the model knows only " +
              quote(model_.event) + " and " + quote(model_.non_event) + ".",
          "Correct the value, or name the right column with --target.",
          design::in_column(target.name, problem.row + 1)};
}

}  // namespace odds::evaluation
