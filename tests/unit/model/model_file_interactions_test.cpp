// SPDX-License-Identifier: Apache-2.0
//
// Interactions in the model file: kept, and refused where they fit no column or term.
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "unit/design/tables.hpp"

namespace odds::tests {
namespace {

// A model with every kind of interaction.
FittedModel interacting_model() {
  FittedModel model;
  model.target = "y";
  model.stop_reason = "decrement";
  model.has_intercept = false;
  ColumnEncoding x;
  x.name = "x";
  ColumnEncoding s;
  s.name = "s";
  s.kind = ColumnKind::boolean;
  ColumnEncoding g;
  g.name = "g";
  g.kind = ColumnKind::category;
  g.levels = {"a", "b:c"};
  g.reference = "a";
  model.columns = {x, s, g};
  model.interactions = {{"x", "x", 3, 3, 0.5}, {"x", "g", 0, 0, 1}, {"s", "g", 0, 0, 0}};
  for (const auto& [column, level] : std::vector<std::pair<std::string, std::string>>{
           {"x", ""}, {"x:x", ""}, {"x:g", "b:c"}, {"s:g", "true:b:c"}}) {
    Term term;
    term.term = column + level;
    term.column = column;
    term.level = level;
    term.estimate = 1;
    model.terms.push_back(term);
    model.scoring_estimates.push_back(2);
  }
  return model;
}

TEST(ModelFileInteractions, AreKept) {
  const FittedModel model = interacting_model();
  const FittedModel loaded = model_from_text(model_to_text(model), "m");
  ASSERT_EQ(loaded.interactions.size(), 3U);
  EXPECT_EQ(loaded.interactions[0].first, "x");
  EXPECT_EQ(loaded.interactions[0].second_exponent, 3);
  EXPECT_EQ(loaded.interactions[0].centre, 0.5);
  EXPECT_EQ(loaded.scoring_estimates, model.scoring_estimates);
}

TEST(ModelFileInteractions, AreChecked) {
  const auto code = [](const std::function<void(FittedModel&)>& spoil) {
    FittedModel model = interacting_model();
    spoil(model);
    const std::string text = model_to_text(model);
    return error_code([&] { model_from_text(text, "m"); });
  };
  EXPECT_EQ(code([](FittedModel&) {}), "");
  EXPECT_EQ(code([](FittedModel& m) { m.interactions[0].first = "z"; }), "model.reference");
  EXPECT_EQ(code([](FittedModel& m) { m.interactions[1] = {"g", "g", 0, 0, 0}; }), "model.range");
  EXPECT_EQ(code([](FittedModel& m) { m.interactions[0].first_exponent = 1001; }), "model.range");
  EXPECT_EQ(code([](FittedModel& m) { m.interactions[1].first_exponent = 1; }), "model.range");
  EXPECT_EQ(code([](FittedModel& m) { m.interactions[1].centre = not_applicable; }),
            "model.not_finite");
  EXPECT_EQ(code([](FittedModel& m) {
              m.interactions.push_back({"g", "x", 0, 0, 0});
            }),
            "model.reference");
  EXPECT_EQ(code([](FittedModel& m) { m.scoring_estimates.pop_back(); }), "model.length");
  EXPECT_EQ(code([](FittedModel& m) { m.scoring_estimates[1] = not_applicable; }),
            "model.not_finite");
  EXPECT_EQ(code([](FittedModel& m) { m.terms[1].level = "a"; }), "model.reference");
  EXPECT_EQ(code([](FittedModel& m) { m.terms[2].level = "c"; }), "model.reference");
  EXPECT_EQ(code([](FittedModel& m) { m.terms[3].level = "missing:b:c"; }), "model.reference");
  EXPECT_EQ(code([](FittedModel& m) { m.terms[3].level = "true"; }), "model.reference");
  EXPECT_EQ(code([](FittedModel& m) { m.columns[0].name = "s:g"; }), "model.reference");
  EXPECT_EQ(code([](FittedModel& m) {
              m.columns[1].kind = ColumnKind::category;
              m.terms.resize(3);
              m.scoring_estimates.resize(3);
              for (int k = 0; k < 5000; ++k) {
                m.columns[1].levels.push_back(std::to_string(k));
                m.columns[2].levels.push_back(std::to_string(k));
              }
            }),
            "model.range");
}

}  // namespace
}  // namespace odds::tests
