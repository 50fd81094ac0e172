// SPDX-License-Identifier: Apache-2.0
//
//   explain_model [MODEL]
//
// Reads a model and says in words what its terms mean. Without an argument it makes one first.
//
// Prints:
//
//   P(bought = yes), 12 observations, 95% intervals
//   With age = 0 and city = Bonn the odds are 0.000488.
//   One more of age multiplies the odds by 1.24 (0.977 to 1.57), p = 0.08.
//   city = Ulm instead of Bonn multiplies the odds by 0.506 (0.0216 to 11.9), p = 0.67.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include <odds/model.hpp>

namespace {

odds::FittedModel example_model() {
  const std::vector<double> age = {21, 25, 28, 31, 34, 38, 40, 43, 47, 52, 29, 36};
  const std::vector<std::uint32_t> city = {0, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0, 1};
  const std::vector<std::uint32_t> bought = {0, 0, 0, 1, 0, 1, 1, 0, 1, 1, 0, 0};
  odds::Table table;
  table.add_numbers("age", age);
  table.add_codes("city", city, {"Bonn", "Ulm"});
  table.add_codes("bought", bought, {"no", "yes"});
  odds::FitOptions options;
  options.target = "bought";
  return odds::fit(table, options, {});
}

const odds::ColumnEncoding& column_of(const odds::FittedModel& model, const odds::Term& term) {
  return *std::find_if(
      model.columns.begin(), model.columns.end(),
      [&](const odds::ColumnEncoding& column) { return column.name == term.column; });
}

// "age = 0 and city = Bonn": where every other term is zero.
std::string baseline(const odds::FittedModel& model) {
  std::string text;
  for (const odds::ColumnEncoding& column : model.columns) {
    if (!text.empty()) text += " and ";
    text += column.name + " = ";
    text += column.kind == odds::ColumnKind::number ? "0" : column.reference;
  }
  return text;
}

void explain(const odds::FittedModel& model, const odds::Term& term) {
  if (term.column.empty()) {
    std::printf("With %s the odds are %.3g.\n", baseline(model).c_str(), term.odds_ratio);
    return;
  }
  if (term.level.empty()) {
    std::printf("One more of %s", term.column.c_str());
  } else {
    std::printf("%s = %s instead of %s", term.column.c_str(), term.level.c_str(),
                column_of(model, term).reference.c_str());
  }
  std::printf(" multiplies the odds by %.3g (%.3g to %.3g), p = %.2f.\n", term.odds_ratio,
              term.odds_ratio_low, term.odds_ratio_high, term.p_value);
}

}  // namespace

int main(int argc, char** argv) {
  const odds::FittedModel model = argc > 1 ? odds::load_model(argv[1]) : example_model();
  std::printf("P(%s = %s), %.0f observations, %.0f%% intervals\n", model.target.c_str(),
              model.event.c_str(), model.nobs, model.level);
  for (const odds::Term& term : model.terms) explain(model, term);
  for (const odds::Note& note : model.notes) std::printf("Note: %s\n", note.message.c_str());
}
