// SPDX-License-Identifier: Apache-2.0
//
// The logistic family against 50-digit arithmetic, its edges, and the same-bits rule.
#include "kernels/logistic.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <limits>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <hwy/highway.h>

#include <odds/kernels.hpp>

#include "kernels/table.hpp"
#include "kernels/targets.hpp"
#include "reference/logistic.hpp"

namespace odds::kernels {
namespace {

// The table of bounds in logistic.hpp.
struct Bound {
  const char* name;
  double (*scalar)(double);
  void (*vector)(const double*, double*, std::size_t);
  reference::real (*exact)(const reference::real&);
  double largest_ulp;
};

reference::real exact_sigma(const reference::real& z) { return reference::sigma(z); }
reference::real exact_log_sigma(const reference::real& z) { return reference::log_sigma(z); }
reference::real exact_softplus(const reference::real& z) { return reference::softplus(z); }
reference::real exact_derivative(const reference::real& z) {
  return reference::sigma_derivative(z);
}

const Bound bounds[] = {
    {"sigma", &sigma, &sigma, &exact_sigma, 2.5},
    {"log_sigma", &log_sigma, &log_sigma, &exact_log_sigma, 2.5},
    {"softplus", &softplus, &softplus, &exact_softplus, 2.5},
    {"sigma_derivative", &sigma_derivative, &sigma_derivative, &exact_derivative, 3.5},
};

// Predictors where the functions are hardest: each range, its seams, and tiny and huge values.
std::vector<double> predictors(int per_range) {
  const double edges[] = {0,
                          1e-300,
                          1e-17,
                          1e-8,
                          0.1,
                          0.5,
                          0.6931471805599453,
                          1,
                          2.5,
                          3.6,
                          18,
                          33.3,
                          37,
                          700,
                          708.39,
                          745.13,
                          745.14,
                          746,
                          750,
                          800,
                          1e4,
                          1e300,
                          std::numeric_limits<double>::max()};
  std::vector<double> values;
  std::mt19937_64 random(20240607);
  for (std::size_t range = 0; range + 1 < std::size(edges); ++range) {
    std::uniform_real_distribution<double> uniform(0.0, 1.0);
    for (int i = 0; i < per_range; ++i) {
      const double at = edges[range] + (edges[range + 1] - edges[range]) * uniform(random);
      values.push_back(at);
      values.push_back(-at);
    }
  }
  for (const double edge : edges) {
    for (const double z : {edge, std::nextafter(edge, 0.0), std::nextafter(edge, 1e308)}) {
      values.push_back(z);
      values.push_back(-z);
    }
  }
  return values;
}

TEST(Logistic, StaysWithinItsBoundOfUlps) {
  const std::vector<double> z = predictors(400);
  for (const Bound& bound : bounds) {
    double worst = 0;
    double worst_at = 0;
    for (const double at : z) {
      const double error = reference::ulp_error(bound.scalar(at), bound.exact(reference::real(at)));
      if (error > worst || std::isnan(error)) {
        worst = error;
        worst_at = at;
      }
    }
    EXPECT_LE(worst, bound.largest_ulp) << bound.name << " at " << worst_at;
    RecordProperty(bound.name, std::to_string(worst));
  }
}

TEST(Logistic, DefinesInfinitiesAndNan) {
  const double inf = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(sigma(inf), 1.0);
  EXPECT_EQ(sigma(-inf), 0.0);
  EXPECT_EQ(log_sigma(inf), 0.0);
  EXPECT_EQ(log_sigma(-inf), -inf);
  EXPECT_EQ(softplus(inf), inf);
  EXPECT_EQ(softplus(-inf), 0.0);
  EXPECT_EQ(sigma_derivative(inf), 0.0);
  EXPECT_EQ(sigma_derivative(-inf), 0.0);
  for (const Bound& bound : bounds) EXPECT_TRUE(std::isnan(bound.scalar(nan))) << bound.name;
}

TEST(Logistic, NamesItsValueAtZero) {
  EXPECT_EQ(sigma(0.0), 0.5);
  EXPECT_EQ(sigma_derivative(0.0), 0.25);
  EXPECT_EQ(softplus(0.0), 0.69314718055994529);
}

// Scalar, vector, and every compiled target that the machine can run.
TEST(Logistic, HasTheSameBitsOnEveryTarget) {
  std::vector<double> z = predictors(100);
  z.push_back(std::numeric_limits<double>::infinity());
  z.push_back(-std::numeric_limits<double>::infinity());
  z.push_back(std::numeric_limits<double>::quiet_NaN());
  z.push_back(1.25);  // an odd number of values: the tail is exercised
  for (const std::int64_t target : {HWY_AVX3, HWY_AVX2, HWY_NEON, HWY_STATIC_TARGET}) {
    const KernelTable* table = table_for(target);
    const bool runs = target == HWY_STATIC_TARGET || (machine_targets() & target) != 0;
    if (table == nullptr || !runs) continue;
    const KernelTable::Map maps[] = {table->sigma, table->log_sigma, table->softplus,
                                     table->sigma_derivative};
    for (std::size_t f = 0; f < std::size(bounds); ++f) {
      std::vector<double> out(z.size());
      maps[f](z.data(), out.data(), z.size());
      for (std::size_t i = 0; i < z.size(); ++i) {
        const double scalar = bounds[f].scalar(z[i]);
        if (std::isnan(scalar)) {
          EXPECT_TRUE(std::isnan(out[i]));
          continue;
        }
        ASSERT_EQ(std::bit_cast<std::uint64_t>(out[i]), std::bit_cast<std::uint64_t>(scalar))
            << bounds[f].name << " at " << z[i] << " on target " << target;
      }
    }
  }
}

// 185 values to 31 digits, where the reference data lie beside the project.
TEST(Logistic, AgreesWithTheCertifiedTable) {
  std::ifstream file(std::string(ODDS_SHARED_DIR) + "/certified/sigmoid_table.csv");
  if (!file) GTEST_SKIP() << "no certified table here";
  std::string line;
  std::getline(file, line);
  int rows = 0;
  for (; std::getline(file, line); ++rows) {
    std::vector<std::string> fields;
    std::stringstream stream(line);
    for (std::string field; std::getline(stream, field, ',');) fields.push_back(field);
    ASSERT_GE(fields.size(), 7U) << line;
    const double z = std::strtod(fields[0].c_str(), nullptr);
    const std::size_t first = fields.size() - 5;
    const auto exact = [&](std::size_t k) { return reference::real(fields[first + k]); };
    EXPECT_LE(reference::ulp_error(sigma(z), exact(0)), 2.5) << line;
    EXPECT_LE(reference::ulp_error(log_sigma(z), exact(1)), 2.5) << line;
    EXPECT_LE(reference::ulp_error(softplus(z), exact(2)), 2.5) << line;
    EXPECT_LE(reference::ulp_error(sigma(-z), exact(3)), 2.5) << line;
    EXPECT_LE(reference::ulp_error(sigma_derivative(z), exact(4)), 3.5) << line;
  }
  EXPECT_GE(rows, 100);
}

TEST(Logistic, PublicFunctionsAreTheKernels) {
  for (const double z : predictors(3)) {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(odds::sigma(z)), std::bit_cast<std::uint64_t>(sigma(z)));
    EXPECT_EQ(odds::log_sigma(z), log_sigma(z));
    EXPECT_EQ(odds::softplus(z), softplus(z));
    EXPECT_EQ(odds::sigma_derivative(z), sigma_derivative(z));
  }
}

}  // namespace
}  // namespace odds::kernels
