// SPDX-License-Identifier: Apache-2.0
//
// Sparse data and the same numbers written out give the same fit and the same predictions.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>
#include <sstream>
#include <string>

#include <odds/evaluation.hpp>
#include <odds/model.hpp>

#include "unit/model/files.hpp"

namespace odds::tests {
namespace {

constexpr int column_count = 12;

class SparseFitTest : public FilesTest {
 protected:
  void SetUp() override {
    FilesTest::SetUp();
    std::mt19937_64 random(3);
    std::ostringstream svm, csv;
    csv << "label";
    for (int j = 1; j <= column_count; ++j) csv << "," << j;
    csv << "\n";
    for (int row = 0; row < 900; ++row) {
      double z = -0.4;
      std::ostringstream sparse, dense;
      for (int j = 1; j <= column_count; ++j) {
        const bool is_there = random() % 3 == 0 || (row == j && j == 7);
        const double value = !is_there    ? 0
                             : j % 3 == 0 ? 1
                                          : static_cast<double>(random() % 64) / 16;
        if (value != 0) sparse << " " << j << ":" << value;
        dense << "," << value;
        z += (j % 5 - 2) * 0.3 * value;
      }
      const int label = static_cast<double>(random() % 1000) / 1000 < 1 / (1 + std::exp(-z));
      svm << label << sparse.str() << "\n";
      csv << label << dense.str() << "\n";
    }
    write("data.svm", svm.str());
    write("data.csv", csv.str());
  }

  FittedModel fit_of(const std::string& name, FitOptions options, unsigned threads = 0) const {
    options.target = "label";
    RunOptions run;
    run.threads = threads;
    return fit(path(name), {}, options, run);
  }

  static std::map<std::string, double> estimates(const FittedModel& model) {
    std::map<std::string, double> all;
    for (const Term& term : model.terms) all[term.term] = term.estimate;
    for (std::size_t k = 0; k < model.sparse.columns.size(); ++k) {
      all[model.sparse.name(model.sparse.columns[k])] = model.sparse.estimates[k];
    }
    return all;
  }

  static void expect_near(const FittedModel& a, const FittedModel& b, double tolerance) {
    const auto first = estimates(a), second = estimates(b);
    ASSERT_EQ(first.size(), second.size());
    for (const auto& [name, value] : first) {
      ASSERT_TRUE(second.contains(name)) << name;
      EXPECT_NEAR(value, second.at(name), tolerance * (1 + std::abs(value))) << name;
    }
    EXPECT_NEAR(a.log_likelihood, b.log_likelihood, 1e-11 * std::abs(b.log_likelihood));
  }
};

TEST_F(SparseFitTest, WithoutAPenaltyItIsTheOrdinaryFit) {
  const FittedModel sparse = fit_of("data.svm", {});
  const FittedModel dense = fit_of("data.csv", {});
  ASSERT_EQ(sparse.terms.size(), dense.terms.size());
  for (std::size_t t = 0; t < dense.terms.size(); ++t) {
    EXPECT_EQ(sparse.terms[t].term, dense.terms[t].term);
    EXPECT_EQ(sparse.terms[t].estimate, dense.terms[t].estimate);
    EXPECT_EQ(sparse.terms[t].std_error, dense.terms[t].std_error);
  }
  EXPECT_EQ(sparse.log_likelihood, dense.log_likelihood);
  EXPECT_EQ(sparse.sparse.sources.size(), 1U);
  EXPECT_TRUE(sparse.sparse.columns.empty());
}

TEST_F(SparseFitTest, UnderAPenaltyItIsTheOrdinaryFit) {
  FitOptions ridge;
  ridge.l2 = 0.01;
  const FittedModel sparse = fit_of("data.svm", ridge);
  EXPECT_TRUE(sparse.converged);
  EXPECT_EQ(sparse.sparse.columns.size(), static_cast<std::size_t>(column_count));
  expect_near(sparse, fit_of("data.csv", ridge), 1e-11);
  FitOptions shaped = ridge;
  shaped.standardize = true;
  shaped.penalty_factors = {{"3", 0.25}, {"5", 4.0}};
  expect_near(fit_of("data.svm", shaped), fit_of("data.csv", shaped), 1e-10);
  FitOptions without = ridge;
  without.intercept = false;
  expect_near(fit_of("data.svm", without), fit_of("data.csv", without), 1e-10);
}

TEST_F(SparseFitTest, HasTheSameBitsForAnyNumberOfThreads) {
  for (const double l1 : {0.0, 0.004}) {
    FitOptions options;
    options.l1 = l1;
    options.l2 = 0.01;
    const FittedModel one = fit_of("data.svm", options, 1);
    const FittedModel three = fit_of("data.svm", options, 3);
    EXPECT_EQ(one.sparse.columns, three.sparse.columns);
    EXPECT_EQ(one.sparse.estimates, three.sparse.estimates);
    EXPECT_EQ(one.centred_intercept, three.centred_intercept);
  }
}

TEST_F(SparseFitTest, PredictsTheSameFromEitherForm) {
  for (const double l2 : {0.0, 0.01}) {
    FitOptions options;
    options.l2 = l2;
    const FittedModel model = fit_of("data.svm", options);
    save_model(model, path("model.json"));
    const FittedModel loaded = load_model(path("model.json"));
    predict(loaded, path("data.svm"), path("sparse.csv"), {}, {}, {});
    predict(fit_of("data.csv", options), path("data.csv"), path("dense.csv"), {}, {}, {});
    std::istringstream sparse(read("sparse.csv")), dense(read("dense.csv"));
    std::string first, second;
    int rows = 0;
    for (; std::getline(sparse, first) && std::getline(dense, second); ++rows) {
      if (rows == 0) continue;
      const double p = std::stod(first.substr(first.find(',') + 1));
      const double q = std::stod(second.substr(second.find(',') + 1));
      ASSERT_NEAR(p, q, 1e-11) << "row " << rows;
    }
    EXPECT_EQ(rows, 901);
    const ReadResult table = read_data(path("data.svm"), {}, {}, {});
    const std::vector<double> scores = predict(loaded, table.table, {}, {});
    sparse.clear();
    sparse.seekg(0);
    std::getline(sparse, first);
    for (const double score : scores) {
      std::getline(sparse, first);
      ASSERT_EQ(score, std::stod(first.substr(first.find(',') + 1)));
    }
  }
}

TEST_F(SparseFitTest, EvaluatesTheSameFromEitherForm) {
  for (const double l2 : {0.0, 0.01}) {
    FitOptions options;
    options.l2 = l2;
    const auto sparse = evaluate(fit_of("data.svm", options), path("data.svm"), {}, {}, {});
    const auto dense = evaluate(fit_of("data.csv", options), path("data.csv"), {}, {}, {});
    EXPECT_EQ(sparse.rows, 900U);
    EXPECT_NEAR(sparse.log_loss, dense.log_loss, 1e-12);
    EXPECT_NEAR(sparse.auc, dense.auc, 1e-9);
  }
}

TEST_F(SparseFitTest, CountsEntriesThatTheFitHadNot) {
  FitOptions options;
  options.l2 = 0.1;
  const FittedModel model = fit_of("data.svm", options);
  write("new.svm", "1 1:2 40:1 2000000000:5\n0 1:2\n0 40:3\n");
  const PredictSummary summary = predict(model, path("new.svm"), path("out.csv"), {}, {}, {});
  ASSERT_EQ(summary.notes.size(), 1U);
  EXPECT_EQ(summary.notes[0].code, "sparse.unseen");
  EXPECT_NE(summary.notes[0].message.find("between 40 and 2000000000"), std::string::npos);
  EXPECT_NE(summary.notes[0].message.find("3 entries"), std::string::npos);
  std::istringstream lines(read("out.csv"));
  std::string head, first, second;
  std::getline(lines, head);
  std::getline(lines, first);
  std::getline(lines, second);
  EXPECT_EQ(first.substr(1), second.substr(1));
}

TEST_F(SparseFitTest, CountingFromZeroChangesNamesAlone) {
  write("zero.svm", "1 0:1 2:3\n0 0:2\n1 2:1\n0 1:1\n1 1:2 2:1\n0 0:1\n");
  write("one.svm", "1 1:1 3:3\n0 1:2\n1 3:1\n0 2:1\n1 2:2 3:1\n0 1:1\n");
  FitOptions options;
  options.l2 = 0.1;
  options.target = "label";
  ReadOptions zero;
  zero.zero_based = true;
  const FittedModel from_zero = fit(path("zero.svm"), zero, options, {});
  const FittedModel from_one = fit(path("one.svm"), {}, options, {});
  EXPECT_EQ(from_zero.sparse.estimates, from_one.sparse.estimates);
  EXPECT_EQ(from_zero.sparse.name(0), "0");
  EXPECT_EQ(from_one.sparse.name(0), "1");
  // The model knows how its data counted.
  predict(from_zero, path("zero.svm"), path("zero.csv"), {}, {}, {});
  predict(from_one, path("one.svm"), path("one.csv"), {}, {}, {});
  EXPECT_EQ(read("zero.csv"), read("one.csv"));
}

TEST_F(SparseFitTest, ManyColumnsTakeAPenalty) {
  std::string text;
  for (int row = 0; row < 2600; ++row) {
    text += std::to_string(row % 2) + " " + std::to_string(row + 1) +
            ":1 1000000:" + std::to_string(row % 5) + "\n";
  }
  write("wide.svm", text);
  try {
    fit_of("wide.svm", {});
    ADD_FAILURE() << "fitted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "sparse.too_many_columns");
    EXPECT_NE(error.hint().find("--l2"), std::string::npos);
  }
  FitOptions options;
  options.l2 = 0.001;
  const FittedModel model = fit_of("wide.svm", options);
  EXPECT_TRUE(model.converged);
  EXPECT_EQ(model.sparse.column_count(), 1000000U);
}

TEST_F(SparseFitTest, HashedWordsAreCountedColumns) {
  write("text.csv",
        "y,n,t\nyes,1,free text\nno,2,hello you\nyes,3,free FREE call\nno,1,\"text, you\"\n"
        "yes,2,call free\nno,4,\nyes,1,hello call\nno,2,you you text\n");
  FitOptions options;
  options.target = "y";
  options.l2 = 0.05;
  options.hash = {{"t", 18}};
  const FittedModel model = fit(path("text.csv"), {}, options, {});
  EXPECT_TRUE(model.converged);
  EXPECT_EQ(model.terms.size(), 2U);           // the intercept and n
  EXPECT_EQ(model.sparse.columns.size(), 5U);  // free, text, hello, you, call
  EXPECT_EQ(model.sparse.name(model.sparse.columns[0]).substr(0, 2), "t#");
  // The same counts as ordinary columns.
  write("counts.csv",
        "y,n,free,text,hello,you,call\nyes,1,1,1,0,0,0\nno,2,0,0,1,1,0\nyes,3,2,0,0,0,1\n"
        "no,1,0,1,0,1,0\nyes,2,1,0,0,0,1\nno,4,0,0,0,0,0\nyes,1,0,0,1,0,1\nno,2,0,1,0,2,0\n");
  FitOptions plain;
  plain.target = "y";
  plain.l2 = 0.05;
  const FittedModel counts = fit(path("counts.csv"), {}, plain, {});
  EXPECT_NEAR(model.log_likelihood, counts.log_likelihood, 1e-12);
  save_model(model, path("model.json"));
  predict(load_model(path("model.json")), path("text.csv"), path("hashed.csv"), {}, {}, {});
  predict(counts, path("counts.csv"), path("plain.csv"), {}, {}, {});
  std::istringstream hashed(read("hashed.csv")), other(read("plain.csv"));
  std::string first, second;
  std::getline(hashed, first);
  std::getline(other, second);
  while (std::getline(hashed, first) && std::getline(other, second)) {
    EXPECT_NEAR(std::stod(first.substr(2)), std::stod(second.substr(2)), 1e-12);
  }
}

}  // namespace
}  // namespace odds::tests
