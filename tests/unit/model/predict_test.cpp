// SPDX-License-Identifier: Apache-2.0
//
// Prediction from a model, for tables and for streams.
#include <cmath>

#include <gtest/gtest.h>

#include "kernels/logistic.hpp"
#include "unit/design/tables.hpp"
#include "unit/model/files.hpp"
#include "unit/model/small_model.hpp"

namespace odds::tests {
namespace {

TEST(PredictTable, ScoresRows) {
  const Numbers p = score(small_model(), rows_of({0, 1, -2}, {"a", "b", "b"}));
  EXPECT_DOUBLE_EQ(p[0], kernels::sigma(1));
  EXPECT_DOUBLE_EQ(p[1], kernels::sigma(6));
  EXPECT_DOUBLE_EQ(p[2], kernels::sigma(0));
}

TEST(PredictTable, LevelsGoByNameWhateverTheCodes) {
  const Numbers p = score(small_model(), rows_of({0, 0}, {"a", "b"}, {"z", "b", "a"}));
  EXPECT_DOUBLE_EQ(p[0], kernels::sigma(1));
  EXPECT_DOUBLE_EQ(p[1], kernels::sigma(4));
}

TEST(PredictTable, RefusesMissingColumnsAndOtherKinds) {
  std::string line;
  Columns without;
  without.numbers("xx", {1}).levels("g", {"a"}, {"a"});
  EXPECT_EQ(error_code([&] { score(small_model(), without); }, &line), "predict.column_missing");
  EXPECT_NE(line.find("column \"x\""), std::string::npos) << line;
  Columns swapped;
  swapped.levels("x", {"a"}, {"a"}).levels("g", {"a"}, {"a"});
  EXPECT_EQ(error_code([&] { score(small_model(), swapped); }), "predict.column_kind");
}

TEST(PredictTable, UnseenLevels) {
  const Columns data = rows_of({0, 0, 0}, {"a", "c", "b"}, {"a", "b", "c"});
  std::string line;
  EXPECT_EQ(error_code([&] { score(small_model(), data); }, &line), "predict.unseen_level");
  EXPECT_NE(line.find("level \"c\" of column \"g\" in row 2"), std::string::npos) << line;
  PredictOptions options;
  options.unseen = UnseenPolicy::reference;
  EXPECT_DOUBLE_EQ(score(small_model(), data, options)[1], kernels::sigma(1));
  options.unseen = UnseenPolicy::missing;
  EXPECT_TRUE(std::isnan(score(small_model(), data, options)[1]));
  FittedModel with_missing = small_model();
  with_missing.columns[1].levels.push_back("(missing)");
  with_missing.columns[1].has_missing = true;
  with_missing.terms.push_back(make_term("g", "(missing)", -1));
  EXPECT_DOUBLE_EQ(score(with_missing, data, options)[1], kernels::sigma(0));
  EXPECT_DOUBLE_EQ(score(with_missing, rows_of({0}, {""}))[0], kernels::sigma(0));
}

TEST(PredictTable, MissingValues) {
  const Columns data = rows_of({missing, 1, missing}, {"a", "", ""});
  const Numbers none = score(small_model(), data);
  for (const double p : none) EXPECT_TRUE(std::isnan(p));
  PredictOptions options;
  options.missing = MissingPolicy::mean;
  EXPECT_DOUBLE_EQ(score(small_model(), data, options)[0], kernels::sigma(21));
  FittedModel trained = small_model();
  trained.columns[0].has_missing = true;
  trained.terms.push_back(make_term("x", "missing", -20));
  EXPECT_DOUBLE_EQ(score(trained, data)[0], kernels::sigma(1));
  EXPECT_TRUE(std::isnan(score(trained, data)[1]));
}

// mean: the level "(missing)" where the model has it, else the reference level. A model fitted
// under `mean` needs no option; nothing can be dropped.
TEST(PredictTable, MissingLevelsUnderMean) {
  const Columns data = rows_of({0, 0}, {"", "b"});
  PredictOptions options;
  options.missing = MissingPolicy::mean;
  EXPECT_DOUBLE_EQ(score(small_model(), data, options)[0], kernels::sigma(1));
  FittedModel trained = small_model();
  trained.missing = MissingPolicy::mean;
  EXPECT_DOUBLE_EQ(score(trained, data)[0], kernels::sigma(1));
  FittedModel all_levels = small_model();
  all_levels.columns[1].reference.clear();
  EXPECT_TRUE(std::isnan(score(all_levels, data, options)[0]));
  options.unseen = UnseenPolicy::reference;
  const Columns unseen = rows_of({0}, {"z"}, {"a", "b", "z"});
  EXPECT_TRUE(std::isnan(score(all_levels, unseen, options)[0]));
  options.missing = MissingPolicy::drop;
  EXPECT_EQ(error_code([&] { score(small_model(), data, options); }), "predict.missing_drop");
}

TEST(PredictTable, MissingBooleansUnderMean) {
  FittedModel model;
  ColumnEncoding column;
  column.name = "s";
  column.kind = ColumnKind::boolean;
  model.columns = {column};
  model.terms = {make_term("", "", 1), make_term("s", "true", 2)};
  model.centred_intercept = 1;
  Columns data;
  data.booleans("s", {""});
  PredictOptions options;
  EXPECT_TRUE(std::isnan(score(model, data, options)[0]));
  options.missing = MissingPolicy::mean;
  EXPECT_DOUBLE_EQ(score(model, data, options)[0], kernels::sigma(1));
  model.columns[0].has_missing = true;
  model.terms.push_back(make_term("s", "missing", -4));
  EXPECT_DOUBLE_EQ(score(model, data, options)[0], kernels::sigma(-3));
}

// An interaction follows what becomes of its columns: unseen and missing levels, fills.
TEST(PredictTable, InteractionsFollowTheirColumns) {
  FittedModel model = small_model();
  model.interactions = {{"x", "g", 0, 0, 10}};
  model.terms.push_back(make_term("x:g", "b", 5));
  model.scoring_estimates = {1, 2, 53, 5};  // b at the centre of x: 3 + 5 * 10
  const auto at = [](double x, bool b) { return kernels::sigma(1 + 2 * x + (b ? 3 + 5 * x : 0)); };
  const Columns data = rows_of({0, -0.5, missing, 1}, {"b", "b", "b", "z"}, {"a", "b", "z"});
  PredictOptions options;
  options.unseen = UnseenPolicy::reference;
  options.missing = MissingPolicy::mean;
  const Numbers p = score(model, data, options);
  EXPECT_DOUBLE_EQ(p[0], at(0, true));
  EXPECT_DOUBLE_EQ(p[1], at(-0.5, true));
  EXPECT_DOUBLE_EQ(p[2], at(10, true));
  EXPECT_DOUBLE_EQ(p[3], at(1, false));
  model.columns[1].levels.push_back("(missing)");
  model.columns[1].has_missing = true;
  model.terms.push_back(make_term("x:g", "(missing)", 7));
  model.scoring_estimates.push_back(7);
  EXPECT_DOUBLE_EQ(score(model, rows_of({-0.25}, {""}))[0], kernels::sigma(1 - 0.5 - 7 * 0.25));
}

TEST(PredictTable, Booleans) {
  FittedModel model;
  ColumnEncoding column;
  column.name = "s";
  column.kind = ColumnKind::boolean;
  model.columns = {column};
  model.terms = {make_term("", "", 1), make_term("s", "true", 2)};
  model.centred_intercept = 1;
  Columns data;
  data.booleans("s", {"true", "false", ""});
  const Numbers p = score(model, data);
  EXPECT_DOUBLE_EQ(p[0], kernels::sigma(3));
  EXPECT_DOUBLE_EQ(p[1], kernels::sigma(1));
  EXPECT_TRUE(std::isnan(p[2]));
}

TEST(PredictTable, TheOffsetIsAdded) {
  FittedModel model = small_model();
  model.offset = "o";
  Columns data;
  data.numbers("x", {0, 0}).levels("g", {"a", "a"}, {"a"}).numbers("o", {0.5, missing});
  const Numbers p = score(model, data);
  EXPECT_DOUBLE_EQ(p[0], kernels::sigma(1.5));
  EXPECT_TRUE(std::isnan(p[1]));
}

TEST(PredictTable, FarPredictorsAreFineAndOverflowIsNot) {
  FittedModel model = small_model();
  model.columns[0].centre = 0;
  model.centred_intercept = 0;
  model.terms[1].estimate = 1;
  const Numbers p = score(model, rows_of({1e4, -1e4, 1e308, -1e308}, {"a", "a", "a", "a"}));
  EXPECT_EQ(p, (Numbers{1, 0, 1, 0}));
  model.terms[1].estimate = 1e200;
  std::string line;
  EXPECT_EQ(error_code(
                [&] {
                  score(model, rows_of({1, 1e200}, {"a", "a"}));
                },
                &line),
            "predict.not_finite");
  EXPECT_NE(line.find("row 2"), std::string::npos) << line;
}

TEST(PredictTable, HugeCentresDoNotOverflow) {
  FittedModel model = small_model();
  model.columns[0].centre = -1e308;
  model.centred_intercept = 0;
  model.terms[1].estimate = 1e-308;
  EXPECT_DOUBLE_EQ(score(model, rows_of({1.7e308}, {"a"}))[0], kernels::sigma(2.7));
}

TEST(PredictTable, ASeparatedModelIsScoredAtItsLimit) {
  FittedModel model = small_model();
  model.columns = {number_column("x", 10), level_column("g", {"a", "b", "c"})};
  model.terms = {make_term("", "", 1), make_term("x", "", 2), make_term("g", "b", 0, "-inf"),
                 make_term("g", "c", 0, "undetermined")};
  model.centred_intercept = not_applicable;
  const Numbers p = score(model, rows_of({1, 1, 1}, {"a", "b", "c"}, {"a", "b", "c"}));
  EXPECT_DOUBLE_EQ(p[0], kernels::sigma(3));
  EXPECT_EQ(p[1], 0);
  EXPECT_TRUE(std::isnan(p[2]));

  model.columns = {number_column("x")};
  model.terms = {make_term("", "", 0, "-inf"), make_term("x", "", 0, "+inf")};
  const Numbers q = score(model, rows_of({-1, 0, 1}, {"a", "a", "a"}));
  EXPECT_EQ(q[0], 0);
  EXPECT_EQ(q[1], 0);
  EXPECT_TRUE(std::isnan(q[2]));
}

class PredictStream : public FilesTest {
 protected:
  PredictSummary run(const FittedModel& model, const PredictOptions& options = {}) const {
    return predict(model, path("in.csv"), path("out.csv"), ReadOptions{}, options, RunOptions{});
  }
};

TEST_F(PredictStream, OtherOrderAndExtraColumnsChangeNothing) {
  write("in.csv", "g,extra,x\na,?!,0\nb,\"q,r\",-2\n,,3\n");
  const PredictSummary summary = run(small_model());
  EXPECT_EQ(read("out.csv"), "row,probability\n1,0.7310585786300049\n2,0.5\n3,\n");
  EXPECT_EQ(summary.rows, 3U);
  EXPECT_EQ(summary.scored, 2U);
  EXPECT_TRUE(has_note(summary.notes, "predict.missing"));
}

TEST_F(PredictStream, KeepsColumnsAsTheyWere) {
  write("in.csv", "x,g,\"na,me\"\n-2,b,\"a \"\"b\"\"\"\n-2,b,plain\n-2,b,\n");
  PredictOptions options;
  options.keep_columns = {"na,me", "x"};
  run(small_model(), options);
  EXPECT_EQ(read("out.csv"),
            "row,probability,\"na,me\",x\n1,0.5,\"a \"\"b\"\"\",-2\n2,0.5,plain,-2\n3,0.5,,-2\n");
}

TEST_F(PredictStream, RefusalsLeaveNoFile) {
  std::string line;
  write("in.csv", "x,g\n1,a\n1,zzz\n");
  EXPECT_EQ(error_code([&] { run(small_model()); }, &line), "predict.unseen_level");
  EXPECT_NE(line.find("in.csv:3"), std::string::npos) << line;
  EXPECT_NE(line.find("level \"zzz\" of column \"g\" in row 2"), std::string::npos) << line;
  EXPECT_FALSE(exists("out.csv"));
  write("in.csv", "y,g\n1,a\n");
  EXPECT_EQ(error_code([&] { run(small_model()); }, &line), "predict.column_missing");
  EXPECT_FALSE(exists("out.csv"));
  write("in.csv", "x,g\n1e308,a\n");
  FittedModel steep = small_model();
  steep.terms[1].estimate = 1e200;
  EXPECT_EQ(error_code([&] { run(steep); }), "predict.not_finite");
  EXPECT_FALSE(exists("out.csv"));
}

TEST_F(PredictStream, WritesLimitsAndCountsRows) {
  FittedModel model = model_with_errors();
  write("d.csv", "x,g\n9,b\n9,\n,a\n");
  PredictOptions options;
  options.interval_level = 95;
  options.missing = MissingPolicy::mean;
  options.keep_columns = {"g"};
  const PredictSummary summary = predict(model, path("d.csv"), path("s.csv"), {}, options, {});
  const ProbabilityIntervals found = predict_intervals(
      model, rows_of({9, 9, missing}, {"b", "", "a"}).table(), options, one_thread());
  std::istringstream lines(read("s.csv"));
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "row,probability,probability_low,probability_high,g");
  for (std::size_t i = 0; i < 3; ++i) {
    std::getline(lines, line);
    std::istringstream fields(line);
    std::vector<std::string> values(4);
    for (std::string& value : values) std::getline(fields, value, ',');
    EXPECT_EQ(std::stod(values[1]), found.probability[i]);
    EXPECT_EQ(std::stod(values[2]), found.low[i]);
    EXPECT_EQ(std::stod(values[3]), found.high[i]);
  }
  EXPECT_EQ(summary.scored, 3U);
  EXPECT_TRUE(has_note(summary.notes, "predict.filled"));
}

TEST_F(PredictStream, CountsRowsScoredInPlaceOfAnUnseenLevel) {
  write("in.csv", "x,g\n-2,b\n0,zzz\n");
  PredictOptions options;
  options.unseen = UnseenPolicy::reference;
  const PredictSummary summary = run(small_model(), options);
  EXPECT_EQ(summary.scored, 2U);
  EXPECT_TRUE(has_note(summary.notes, "predict.unseen"));
  EXPECT_EQ(read("out.csv"), "row,probability\n1,0.5\n2,0.7310585786300049\n");
}

TEST_F(PredictStream, ThePlaceOfMissingValuesIsNoLevelOfTheData) {
  FittedModel model = small_model();
  model.columns[1].levels.push_back("(missing)");
  model.columns[1].has_missing = true;
  model.terms.push_back(make_term("g", "(missing)", -1));
  write("in.csv", "x,g\n0,\n0,NA\n");
  run(model);
  EXPECT_EQ(read("out.csv"), "row,probability\n1,0.5\n2,0.5\n");
  write("in.csv", "x,g\n0,(missing)\n");
  EXPECT_EQ(error_code([&] { run(model); }), "predict.unseen_level");
}

TEST_F(PredictStream, DoesNotOverwriteItsInput) {
  write("in.csv", "x,g\n1,a\n");
  std::string line;
  EXPECT_EQ(error_code(
                [&] {
                  predict(small_model(), path("in.csv"), path("in.csv"), ReadOptions{},
                          PredictOptions{}, RunOptions{});
                },
                &line),
            "file.same_file");
  EXPECT_NE(line.find("same file"), std::string::npos) << line;
  EXPECT_EQ(read("in.csv"), "x,g\n1,a\n");
}

TEST_F(PredictStream, SaysThatTheDiskIsFull) {
  write("in.csv", "x,g\n1,a\n");
  std::string line;
  EXPECT_EQ(error_code(
                [&] {
                  predict(small_model(), path("in.csv"), "/dev/full", ReadOptions{},
                          PredictOptions{}, RunOptions{});
                },
                &line),
            "file.write");
  EXPECT_NE(line.find("No space left on device"), std::string::npos) << line;
}

TEST_F(PredictStream, GivesWhatTheFitGaveAndWhatATableGives) {
  std::string text = "x,g,s,y\n";
  Numbers x;
  std::vector<std::string> groups;
  std::vector<std::string> flags;
  for (int i = 0; i < 5000; ++i) {
    const double value = std::sin(i * 1.7) + 1e3;
    const std::string group(1, static_cast<char>('a' + i * 7 % 3));
    const std::string flag = i % 5 == 0 ? "true" : i % 11 == 0 ? "" : "false";
    const int y = std::sin(i * 0.9) + (value - 1e3) + (group == "b" ? 1 : 0) > 0.3 * (i % 7 - 3);
    text += std::to_string(value) + "," + group + "," + flag + "," + std::to_string(y) + "\n";
    x.push_back(std::stod(std::to_string(value)));
    groups.push_back(group);
    flags.push_back(flag);
  }
  write("in.csv", text);
  FitOptions options = with_target("y");
  options.missing = MissingPolicy::mean;
  const FittedModel model = fit(path("in.csv"), ReadOptions{}, options, RunOptions{});
  const PredictSummary summary = run(model);
  EXPECT_EQ(summary.scored, 5000U);
  Columns data;
  data.numbers("x", x).levels("g", groups, {"a", "b", "c"}).booleans("s", flags);
  const Numbers p = score(model, data);
  std::istringstream lines(read("out.csv"));
  std::string line;
  std::getline(lines, line);
  double sum = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    ASSERT_TRUE(std::getline(lines, line));
    EXPECT_EQ(std::stod(line.substr(line.find(',') + 1)), p[i]);
    sum += p[i];
  }
  EXPECT_NEAR(sum, model.event_weight, 1e-6);  // the intercept's score equation
}

}  // namespace
}  // namespace odds::tests
