// SPDX-License-Identifier: Apache-2.0
#include "report/coefficient_table.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include <fmt/format.h>

#include "report/layout.hpp"
#include "report/numbers.hpp"
#include "report/summary_words.hpp"

namespace odds::report {
namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t least_name_width = 24;

// One column: two lines of heading and a cell per term.
struct Column {
  std::string heading_above;
  std::string heading;
  std::vector<std::string> cells;
  int importance = 0;  // the least important goes first when the terminal is narrow

  std::size_t width = 0;

  void measure() {
    width = std::max(display_width(heading_above), display_width(heading));
    for (const std::string& cell : cells) width = std::max(width, display_width(cell));
  }
};

using Terms = std::vector<Term>;

std::vector<double> values_of(const Terms& terms, double Term::*member) {
  std::vector<double> values;
  values.reserve(terms.size());
  for (const Term& term : terms) values.push_back(term.*member);
  return values;
}

std::vector<std::string> number_cells(const Terms& terms, double Term::*member, int digits) {
  const std::vector<double> values = values_of(terms, member);
  const NumberColumn format(values, digits);
  std::vector<std::string> cells;
  cells.reserve(values.size());
  for (const double value : values) cells.push_back(format.format(value));
  return cells;
}

std::vector<std::string> estimate_cells(const Terms& terms) {
  // Digits beyond those of the standard errors mean nothing.
  const bool errors = std::any_of(terms.begin(), terms.end(),
                                  [](const Term& term) { return std::isfinite(term.std_error); });
  const NumberColumn format(values_of(terms, errors ? &Term::std_error : &Term::estimate), 4);
  std::vector<std::string> cells;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    cells.push_back(format.format(terms[i].estimate, terms[i].std_error));
    if (terms[i].limit == "undetermined") {
      cells[i] = "any";
    } else if (!terms[i].limit.empty()) {
      cells[i] = terms[i].limit;
    }
  }
  return cells;
}

// An odds ratio beyond the largest double, which the model file and JSON can only call null.
constexpr const char* beyond_doubles = ">1e308";

std::string odds_ratio_or_limit(const Term& term, const std::string& cell) {
  if (term.limit == "+inf") return "inf";
  if (term.limit == "-inf") return "0";
  const bool overflows = !std::isfinite(term.odds_ratio) && std::isfinite(term.estimate);
  return overflows ? beyond_doubles : cell;
}

// Three decimals, more where a ratio is so close to 1 that they would hide it.
int odds_ratio_decimals(const Terms& terms) {
  const bool any_is_close = std::any_of(terms.begin(), terms.end(), [](const Term& term) {
    const double distance = std::abs(term.odds_ratio - 1.0);
    return distance > 0.0 && distance < 0.001;
  });
  return any_is_close ? 5 : 3;
}

std::vector<std::string> odds_ratio_cells(const Terms& terms) {
  const NumberColumn format(values_of(terms, &Term::odds_ratio), 6, odds_ratio_decimals(terms));
  std::vector<std::string> cells;
  for (const Term& term : terms) {
    cells.push_back(odds_ratio_or_limit(term, format.format(term.odds_ratio)));
  }
  return cells;
}

std::vector<std::string> interval_cells(const Terms& terms) {
  std::vector<double> both = values_of(terms, &Term::odds_ratio_low);
  const std::vector<double> upper = values_of(terms, &Term::odds_ratio_high);
  both.insert(both.end(), upper.begin(), upper.end());
  const NumberColumn format(both, 6, odds_ratio_decimals(terms));
  std::vector<std::string> low, high;
  const auto bound = [&](double log_odds, double ratio) -> std::string {
    if (std::isnan(log_odds)) return "?";
    if (std::isinf(log_odds)) return log_odds > 0.0 ? "inf" : "0";
    return std::isfinite(ratio) ? format.format(ratio) : beyond_doubles;
  };
  for (const Term& term : terms) {
    const bool has_interval = !std::isnan(term.conf_low) || !std::isnan(term.conf_high);
    low.push_back(has_interval ? bound(term.conf_low, term.odds_ratio_low) : "");
    high.push_back(has_interval ? bound(term.conf_high, term.odds_ratio_high) : "");
  }
  std::size_t low_width = 0, high_width = 0;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    low_width = std::max(low_width, low[i].size());
    high_width = std::max(high_width, high[i].size());
  }
  std::vector<std::string> cells(terms.size());
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (low[i].empty()) continue;
    cells[i] = pad_left(low[i], low_width) + " to " + pad_left(high[i], high_width);
  }
  return cells;
}

std::vector<std::string> cells_by(const Terms& terms,
                                  const std::function<std::string(const Term&)>& render) {
  std::vector<std::string> cells;
  cells.reserve(terms.size());
  for (const Term& term : terms) cells.push_back(render(term));
  return cells;
}

std::string statistic_cell(const Term& term) {
  if (std::isnan(term.statistic)) return "";
  constexpr double largest_plain = 1e5;
  return std::abs(term.statistic) < largest_plain ? fmt::format("{:.2f}", term.statistic)
                                                  : fmt::format("{:.2e}", term.statistic);
}

std::string p_cell(const Term& term) {
  return std::isnan(term.p_value) ? std::string() : p_value(term.p_value);
}

std::vector<Column> number_columns(const Terms& terms, const FittedModel& model) {
  std::vector<Column> columns;
  columns.push_back({"", "estimate", estimate_cells(terms), 9});
  const bool errors = has_std_errors(model);
  if (errors) {
    columns.push_back({"std.", "error", number_cells(terms, &Term::std_error, 4), 2});
    columns.push_back({"", "z", cells_by(terms, statistic_cell), 1});
    columns.push_back({"", "p", cells_by(terms, p_cell), 6});
  }
  columns.push_back({"odds", "ratio", odds_ratio_cells(terms), 5});
  if (errors) {
    columns.push_back(
        {rounded(model.level, 6) + (model.interval == "profile" ? "% profile" : "% interval"),
         "of odds ratio", interval_cells(terms), 4});
  }
  for (Column& column : columns) column.measure();
  return columns;
}

std::size_t total_width(const std::vector<Column>& columns) {
  std::size_t width = 0;
  for (const Column& column : columns) width += gap + column.width;
  return width;
}

// Drops columns until names have room. Returns the headings of what went.
std::vector<std::string> make_room(std::vector<Column>& columns, std::size_t name_width,
                                   std::size_t width) {
  std::vector<std::string> gone;
  while (columns.size() > 1 && name_width + total_width(columns) > width) {
    const auto least = std::min_element(
        columns.begin(), columns.end(),
        [](const Column& a, const Column& b) { return a.importance < b.importance; });
    gone.push_back(least->heading_above.empty() ? least->heading
                                                : least->heading_above + " " + least->heading);
    columns.erase(least);
  }
  return gone;
}

std::string table_line(const std::string& name, std::size_t name_width,
                       const std::vector<Column>& columns,
                       const std::function<std::string(const Column&)>& cell) {
  std::string line = pad_right(name, name_width);
  for (const Column& column : columns) {
    line += std::string(gap, ' ') + pad_left(cell(column), column.width);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::string coefficient_table(const FittedModel& model, const TextOptions& options) {
  const bool cut = options.max_terms != 0 && model.terms.size() > options.max_terms;
  const auto shown = static_cast<std::ptrdiff_t>(cut ? options.max_terms : model.terms.size());
  const Terms terms(model.terms.begin(), model.terms.begin() + shown);
  std::vector<std::string> names = cells_by(terms, [](const Term& t) { return printable(t.term); });
  std::size_t longest = 4;
  for (const std::string& name : names) longest = std::max(longest, display_width(name));

  std::vector<Column> columns = number_columns(terms, model);
  const std::vector<std::string> gone =
      make_room(columns, std::min(longest, least_name_width), options.width);
  const std::size_t numbers = total_width(columns);
  const std::size_t room = options.width > numbers + 8 ? options.width - numbers : 8;
  const std::size_t name_width = std::min(longest, room);

  const Style style(options.colour);
  const auto above = [](const Column& column) { return column.heading_above; };
  const auto below = [](const Column& column) { return column.heading; };
  std::string out;
  if (const std::string line = table_line("", name_width, columns, above); !line.empty()) {
    out += style.bold(line) + "\n";
  }
  out += style.bold(table_line("term", name_width, columns, below)) + "\n";
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto cell = [i](const Column& column) { return column.cells[i]; };
    out += table_line(clip(names[i], name_width), name_width, columns, cell) + "\n";
  }
  if (cut) out += "… and " + counted(model.terms.size() - options.max_terms, "more term") + "\n";
  if (!gone.empty()) {
    out += wrap("Not shown for want of width: " + list_in_words(gone) + ".", options.width);
  }
  return out;
}

}  // namespace odds::report
