// SPDX-License-Identifier: Apache-2.0
//
// Rows made of the model alone: the mean of each number, the most frequent level (or the reference)
// of each category, and one column at a time moved from there. They are a small table in memory,
// walked through like any other.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <odds/explanation.hpp>
#include <odds/table.hpp>

namespace odds {
namespace {

constexpr std::size_t most_moved_numbers = 3;

// A value of one column: a number, or a level by code.
struct Cell {
  double number = 0;
  std::uint32_t code = 0;
};

struct Row {
  std::string name;
  std::vector<Cell> cells;  // by column of the model
};

const std::vector<std::string>& levels_of(const ColumnEncoding& column) {
  static const std::vector<std::string> booleans = {"false", "true"};
  return column.kind == ColumnKind::boolean ? booleans : column.levels;
}

std::uint32_t code_of(const ColumnEncoding& column, const std::string& level) {
  const std::vector<std::string>& levels = levels_of(column);
  const auto found = std::find(levels.begin(), levels.end(), level);
  return found == levels.end() ? 0 : static_cast<std::uint32_t>(found - levels.begin());
}

// The level that most rows have, where that is known.
Cell typical_cell(const ColumnEncoding& column, const std::vector<Effect>& effects) {
  Cell cell;
  if (column.kind == ColumnKind::number) {
    cell.number = column.fill;
    return cell;
  }
  cell.code = code_of(column, column.reference);
  double largest = 0;
  for (const Effect& effect : effects) {
    if (effect.column != column.name) continue;
    for (const EffectPoint& point : effect.points) {
      if (!(point.share > largest)) continue;
      largest = point.share;
      cell.code = code_of(column, point.level);
    }
  }
  return cell;
}

// By column of the model; NaN where it is not a number or has no spread that is known.
std::vector<double> deviations(const FittedModel& model) {
  std::map<std::string, double> known;
  for (std::size_t j = 0; j < model.terms.size(); ++j) {
    const Term& term = model.terms[j];
    if (!term.level.empty()) continue;
    const bool is_scaled = j < model.network.scales.size();
    known.emplace(term.column, is_scaled ? model.network.scales[j]
                                         : std::abs(term.standardised / term.estimate));
  }
  std::vector<double> result;
  for (const ColumnEncoding& column : model.columns) {
    const auto found = known.find(column.name);
    const bool is_number = column.kind == ColumnKind::number && found != known.end();
    result.push_back(is_number ? found->second : not_applicable);
  }
  return result;
}

// Numbers along which z changes most over one standard deviation, from the typical row.
std::vector<std::size_t> moved_numbers(const FittedModel& model, const Explanation& typical,
                                       const std::vector<double>& spreads) {
  std::vector<std::pair<double, std::size_t>> sizes;
  for (std::size_t k = 0; k < model.columns.size(); ++k) {
    if (!std::isfinite(spreads[k])) continue;
    for (const ExplainedInput& input : typical.inputs) {
      if (input.term != model.columns[k].name) continue;
      const double size = std::abs(input.slope * spreads[k]);
      if (std::isfinite(size)) sizes.emplace_back(-size, k);
    }
  }
  std::sort(sizes.begin(), sizes.end());
  std::vector<std::size_t> columns;
  for (const auto& [size, column] : sizes) {
    if (columns.size() < most_moved_numbers) columns.push_back(column);
  }
  return columns;
}

// The columns of a table as arrays, which it only refers to.
class SmallTable {
 public:
  SmallTable(const FittedModel& model, const std::vector<Row>& rows) : count_(rows.size()) {
    for (std::size_t k = 0; k < model.columns.size(); ++k) {
      const ColumnEncoding& column = model.columns[k];
      std::vector<double> numbers;
      std::vector<std::uint32_t> codes;
      for (const Row& row : rows) {
        numbers.push_back(row.cells[k].number);
        codes.push_back(row.cells[k].code);
      }
      if (column.kind == ColumnKind::number) {
        add(column.name, std::move(numbers));
      } else {
        add(column.name, std::move(codes), levels_of(column));
      }
    }
    add_outcome(model);
    if (!model.offset.empty()) add(model.offset, std::vector<double>(count_, 0.0));
  }

  const Table& table() const { return table_; }

 private:
  // The event, so that there is a loss and a way back from it.
  void add_outcome(const FittedModel& model) {
    if (model.trials.empty()) {
      add(model.target, std::vector<std::uint32_t>(count_, 1), {model.non_event, model.event});
    } else {
      add(model.target, std::vector<double>(count_, 1.0));
      if (model.trials != model.target) add(model.trials, std::vector<double>(count_, 1.0));
    }
  }

  void add(const std::string& name, std::vector<double> values) {
    numbers_.push_back(std::make_unique<std::vector<double>>(std::move(values)));
    table_.add_numbers(name, *numbers_.back());
  }

  void add(const std::string& name, std::vector<std::uint32_t> values,
           std::vector<std::string> levels) {
    codes_.push_back(std::make_unique<std::vector<std::uint32_t>>(std::move(values)));
    table_.add_codes(name, *codes_.back(), std::move(levels));
  }

  std::size_t count_;
  std::vector<std::unique_ptr<std::vector<double>>> numbers_;
  std::vector<std::unique_ptr<std::vector<std::uint32_t>>> codes_;
  Table table_;
};

Explanation walk(const FittedModel& model, const Row& row, const RunOptions& run) {
  const SmallTable small(model, {row});
  ExplainOptions options;
  options.weights = "";
  options.freq_weights = "";
  return explain(model, small.table(), 1, options, run);
}

bool has_walk(const FittedModel& model) {
  return model.classes.empty() && !model.sparse.is_used() &&
         std::all_of(model.terms.begin(), model.terms.end(),
                     [](const Term& term) { return term.limit.empty(); });
}

}  // namespace

std::vector<TypicalRow> typical_rows(const FittedModel& model, const std::vector<Effect>& effects,
                                     const RunOptions& run) {
  std::vector<TypicalRow> result;
  if (!has_walk(model)) return result;
  Row typical;
  typical.name = "the typical row";
  for (const ColumnEncoding& column : model.columns) {
    typical.cells.push_back(typical_cell(column, effects));
  }
  result.push_back({typical.name, walk(model, typical, run)});
  if (!model.network.is_used()) return result;
  const std::vector<double> spreads = deviations(model);
  for (const std::size_t k : moved_numbers(model, result.front().walk, spreads)) {
    for (const double sign : {-1.0, 1.0}) {
      Row row = typical;
      row.cells[k].number += sign * spreads[k];
      const char* where =
          sign < 0 ? " one standard deviation lower" : " one standard deviation higher";
      result.push_back({model.columns[k].name + where, walk(model, row, run)});
    }
  }
  return result;
}

}  // namespace odds
