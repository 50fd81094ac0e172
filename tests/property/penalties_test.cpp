// SPDX-License-Identifier: Apache-2.0
//
// What holds under every penalty, wherever the columns lie: numbers, levels, sparse entries.
//   optimality    the conditions of a minimum (Karush, Kuhn, Tucker), from the data alone
//   storage       the same fit
//   weights       as repeated rows
//   order         of rows and columns does not matter
//   units         another unit of a column with its strength in that unit: the same fit
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <odds/model.hpp>
#include <odds/table.hpp>

#include "base/random.hpp"

namespace odds {
namespace {

// Columns a, b, g[s], g[t]: two numbers and the indicators of two levels of three.
constexpr std::size_t column_count = 4;
const std::vector<std::string> names = {"a", "b", "g[s]", "g[t]"};

struct Data {
  std::vector<std::vector<double>> x;  // by column
  std::vector<std::uint32_t> level;
  std::vector<double> y, count;

  std::size_t rows() const { return y.size(); }
};

Data simulate() {
  base::Random random(11);
  Data data;
  data.x.resize(column_count);
  for (int i = 0; i < 240; ++i) {
    data.level.push_back(static_cast<std::uint32_t>(random.below(3)));
    const bool is_zero = random.below(3) == 0;
    data.x[0].push_back(is_zero ? 0.0 : random.normal());
    data.x[1].push_back(random.below(2) == 0 ? 0.0 : 3 * random.normal() + 0.5 * data.x[0].back());
    data.x[2].push_back(data.level.back() == 1 ? 1.0 : 0.0);
    data.x[3].push_back(data.level.back() == 2 ? 1.0 : 0.0);
    const double z = 0.3 + 0.8 * data.x[0].back() - 0.1 * data.x[1].back() + 0.9 * data.x[3].back();
    data.y.push_back(random.uniform() < 1 / (1 + std::exp(-z)) ? 1.0 : 0.0);
    data.count.push_back(static_cast<double>(1 + random.below(3)));
  }
  return data;
}

Data ordered(const Data& from, const std::vector<std::size_t>& rows) {
  Data data;
  data.x.resize(column_count);
  for (const std::size_t i : rows) {
    for (std::size_t j = 0; j < column_count; ++j) data.x[j].push_back(from.x[j][i]);
    data.level.push_back(from.level[i]);
    data.y.push_back(from.y[i]);
    data.count.push_back(from.count[i]);
  }
  return data;
}

enum class Storage { numbers, levels, sparse };

struct Case {
  std::string name;
  double l1 = 0, l2 = 0;
  double factor = 1;  // of column a
  bool standardize = false;
  CoefficientBounds bounds = {};  // of column b

  friend std::ostream& operator<<(std::ostream& out, const Case& value) {
    return out << value.name;
  }
};

constexpr double infinity = std::numeric_limits<double>::infinity();

// A fit of the data in a storage, by term: the intercept, a, b, g[s], g[t].
class Fit {
 public:
  Fit(const Data& data, const Case& how, Storage storage, bool counts) : data_(data) {
    Table table;
    table.add_numbers("y", data_.y);
    FitOptions options;
    if (counts) {
      table.add_numbers("count", data_.count);
      options.freq_weights = "count";
    }
    options.target = "y";
    options.l1 = how.l1;
    options.l2 = how.l2;
    options.standardize = how.standardize;
    const std::string a = storage == Storage::sparse ? "0" : "a";
    const std::string b = storage == Storage::sparse ? "1" : "b";
    if (how.factor != 1) options.penalty_factors[a] = how.factor;
    if (how.bounds.low > -infinity || how.bounds.high < infinity) options.bounds[b] = how.bounds;
    add_columns(storage, table);
    model_ = fit(table, options, {});
    collect(storage);
  }

  const FittedModel& model() const { return model_; }
  const std::vector<double>& estimates() const { return estimates_; }

 private:
  void add_columns(Storage storage, Table& table) {
    if (storage == Storage::sparse) {
      starts_.push_back(0);
      for (std::size_t i = 0; i < data_.rows(); ++i) {
        for (std::size_t j = 0; j < column_count; ++j) {
          if (data_.x[j][i] == 0.0) continue;
          indices_.push_back(static_cast<std::uint32_t>(j));
          values_.push_back(data_.x[j][i]);
        }
        starts_.push_back(indices_.size());
      }
      table.add_sparse(starts_, indices_, values_, column_count);
      return;
    }
    table.add_numbers("a", data_.x[0]);
    table.add_numbers("b", data_.x[1]);
    if (storage == Storage::levels) {
      table.add_codes("g", data_.level, {"r", "s", "t"});
    } else {
      table.add_numbers("g[s]", data_.x[2]);
      table.add_numbers("g[t]", data_.x[3]);
    }
  }

  void collect(Storage storage) {
    std::map<std::string, double> all;
    for (const Term& term : model_.terms) all[term.term] = term.estimate;
    for (std::size_t k = 0; k < model_.sparse.columns.size(); ++k) {
      all[model_.sparse.name(model_.sparse.columns[k])] = model_.sparse.estimates[k];
    }
    estimates_.push_back(all.at("(Intercept)"));
    for (std::size_t j = 0; j < column_count; ++j) {
      // A sparse column without a coefficient is left out.
      estimates_.push_back(all[storage == Storage::sparse ? std::to_string(j) : names[j]]);
    }
  }

  Data data_;
  std::vector<std::uint64_t> starts_;
  std::vector<std::uint32_t> indices_;
  std::vector<double> values_;
  FittedModel model_;
  std::vector<double> estimates_;
};

void expect_equal(const Fit& a, const Fit& b, double tolerance) {
  for (std::size_t j = 0; j <= column_count; ++j) {
    EXPECT_NEAR(a.estimates()[j], b.estimates()[j], tolerance) << j;
  }
}

class EveryPenalty : public testing::TestWithParam<Case> {
 protected:
  const Data data = simulate();
};

// Strengths of a column by column, and what the gradient of the mean loss has to be.
TEST_P(EveryPenalty, MeetsTheConditionsOfAMinimum) {
  const Case& how = GetParam();
  for (const Storage storage : {Storage::numbers, Storage::levels, Storage::sparse}) {
    SCOPED_TRACE(static_cast<int>(storage));
    const Fit fit(data, how, storage, true);
    ASSERT_TRUE(fit.model().converged);
    const double total = std::accumulate(data.count.begin(), data.count.end(), 0.0);
    const std::vector<double>& theta = fit.estimates();
    std::vector<double> gradient(column_count + 1), mean(column_count), square(column_count);
    for (std::size_t i = 0; i < data.rows(); ++i) {
      double z = theta[0];
      for (std::size_t j = 0; j < column_count; ++j) z += theta[j + 1] * data.x[j][i];
      const double r = data.count[i] / total * (1 / (1 + std::exp(-z)) - data.y[i]);
      gradient[0] += r;
      for (std::size_t j = 0; j < column_count; ++j) {
        gradient[j + 1] += r * data.x[j][i];
        mean[j] += data.count[i] / total * data.x[j][i];
        square[j] += data.count[i] / total * data.x[j][i] * data.x[j][i];
      }
    }
    EXPECT_NEAR(gradient[0], 0, 1e-12);
    for (std::size_t j = 0; j < column_count; ++j) {
      const double sd = how.standardize ? std::sqrt(square[j] - mean[j] * mean[j]) : 1.0;
      const double factor = j == 0 ? how.factor : 1.0;
      const double t = theta[j + 1];
      const double g = gradient[j + 1] + how.l2 * factor * sd * sd * t;
      const double l1 = how.l1 * factor * sd;
      const double low = j == 1 ? how.bounds.low : -infinity;
      const double high = j == 1 ? how.bounds.high : infinity;
      EXPECT_GE(t, low);
      EXPECT_LE(t, high);
      // Moving up must not pay, nor moving down.
      const double up = g + (t >= 0 ? l1 : -l1), down = -g + (t <= 0 ? l1 : -l1);
      if (t < high) {
        EXPECT_GE(up, -1e-11) << names[j];
      }
      if (t > low) {
        EXPECT_GE(down, -1e-11) << names[j];
      }
    }
  }
}

TEST_P(EveryPenalty, IsTheSameFromEveryStorage) {
  const Fit numbers(data, GetParam(), Storage::numbers, true);
  expect_equal(numbers, Fit(data, GetParam(), Storage::levels, true), 1e-10);
  expect_equal(numbers, Fit(data, GetParam(), Storage::sparse, true), 1e-9);
}

TEST_P(EveryPenalty, TakesFrequenciesAsRepeatedRows) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < data.rows(); ++i) {
    rows.insert(rows.end(), static_cast<std::size_t>(data.count[i]), i);
  }
  const Data repeated = ordered(data, rows);
  for (const Storage storage : {Storage::numbers, Storage::levels, Storage::sparse}) {
    expect_equal(Fit(data, GetParam(), storage, true), Fit(repeated, GetParam(), storage, false),
                 1e-9);
  }
}

TEST_P(EveryPenalty, DoesNotDependOnTheOrderOfRows) {
  std::vector<std::size_t> rows(data.rows());
  std::iota(rows.rbegin(), rows.rend(), 0U);
  for (const Storage storage : {Storage::numbers, Storage::levels, Storage::sparse}) {
    expect_equal(Fit(data, GetParam(), storage, true),
                 Fit(ordered(data, rows), GetParam(), storage, true), 1e-9);
  }
}

// A column of ten times the size has a tenth of the estimate where its penalty follows.
TEST_P(EveryPenalty, FollowsTheUnitOfAColumn) {
  const bool is_pure = GetParam().l1 == 0 || GetParam().l2 == 0;
  if (!is_pure && !GetParam().standardize) return;  // one factor cannot follow both strengths
  constexpr double unit = 10;
  Case how = GetParam();
  Data scaled = data;
  for (double& x : scaled.x[0]) x *= unit;
  if (!how.standardize) how.factor *= how.l1 > 0 ? unit : unit * unit;
  for (const Storage storage : {Storage::numbers, Storage::levels, Storage::sparse}) {
    const Fit plain(data, GetParam(), storage, true);
    const Fit followed(scaled, how, storage, true);
    EXPECT_NEAR(plain.estimates()[1], unit * followed.estimates()[1], 1e-9);
    EXPECT_NEAR(plain.estimates()[0], followed.estimates()[0], 1e-9);
    EXPECT_NEAR(plain.estimates()[2], followed.estimates()[2], 1e-9);
  }
}

INSTANTIATE_TEST_SUITE_P(List, EveryPenalty,
                         testing::Values(Case{"ridge", 0, 0.05}, Case{"lasso", 0.03, 0},
                                         Case{"strong_lasso", 0.12, 0},
                                         Case{"elastic_net", 0.02, 0.1},
                                         Case{"free_column", 0.05, 0, 0}, Case{"factor", 0, 0.1, 4},
                                         Case{"standardized_lasso", 0.03, 0, 1, true},
                                         Case{"standardized_net", 0.02, 0.05, 1, true},
                                         Case{"bounded", 0, 0.02, 1, false, {-0.05, infinity}},
                                         Case{"bounded_lasso", 0.01, 0, 1, false, {0.0, 0.4}}),
                         [](const testing::TestParamInfo<Case>& one) { return one.param.name; });

}  // namespace
}  // namespace odds
