// SPDX-License-Identifier: Apache-2.0
//
// The products of layers against a plain loop of multiply-adds, bit for bit, and activations
// against 50-digit arithmetic; both on every target that the machine can run.
#include "kernels/matrix_kernels.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>
#include <hwy/highway.h>

#include "base/aligned.hpp"
#include "kernels/logistic.hpp"
#include "kernels/table.hpp"
#include "kernels/targets.hpp"
#include "reference/logistic.hpp"

namespace odds::kernels {
namespace {

using Values = base::AlignedVector<double>;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

std::vector<const KernelTable*> tables() {
  std::vector<const KernelTable*> found;
  for (const std::int64_t target : {HWY_AVX3, HWY_AVX2, HWY_NEON, HWY_STATIC_TARGET}) {
    const KernelTable* table = table_for(target);
    const bool runs = target == HWY_STATIC_TARGET || (machine_targets() & target) != 0;
    if (table != nullptr && runs) found.push_back(table);
  }
  return found;
}

// Any NaN is like any other.
std::uint64_t bits(double value) {
  return std::bit_cast<std::uint64_t>(std::isnan(value) ? not_a_number : value);
}

Values normal_values(std::size_t count, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  Values values(count);
  for (double& value : values) value = normal(random);
  return values;
}

struct Shape {
  std::size_t rows;
  std::size_t depth;
  std::size_t columns;
};

// Each element of C from its own chain; what lies between the rows of C must stay as it is.
void expect_product(const Shape& shape, bool left_by_columns, std::mt19937_64& random) {
  const std::size_t gap = 8 * (random() % 2);
  const std::size_t right_stride = shape.columns + 8 * (random() % 2);
  const std::size_t sum_stride = shape.columns + gap;
  const std::size_t pad = random() % 3;
  StridedMatrix left;
  left.row_stride = left_by_columns ? 1 : shape.depth + pad;
  left.column_stride = left_by_columns ? shape.rows + pad : 1;
  const Values left_values = normal_values((shape.rows + pad) * (shape.depth + pad) + 1, random);
  left.data = left_values.data();
  const Values right = normal_values(shape.depth * right_stride + 8, random);
  const Values start = normal_values(shape.rows * sum_stride + 8, random);
  Values expected = start;
  for (std::size_t i = 0; i < shape.rows; ++i) {
    for (std::size_t n = 0; n < shape.columns; ++n) {
      double& sum = expected[i * sum_stride + n];
      for (std::size_t k = 0; k < shape.depth; ++k) {
        sum = std::fma(left.data[i * left.row_stride + k * left.column_stride],
                       right[k * right_stride + n], sum);
      }
    }
  }
  for (const KernelTable* table : tables()) {
    Values sums = start;
    table->product(left, shape.rows, shape.depth, right.data(), right_stride, shape.columns,
                   sums.data(), sum_stride);
    for (std::size_t i = 0; i < sums.size(); ++i) {
      ASSERT_EQ(bits(sums[i]), bits(expected[i]))
          << shape.rows << " x " << shape.depth << " x " << shape.columns << ", element " << i;
    }
  }
}

TEST(MatrixKernels, MultiplyAddIsOneChainOfMultiplyAddsPerElement) {
  std::mt19937_64 random(20);
  for (const std::size_t rows : {0U, 1U, 2U, 5U, 6U, 7U, 11U, 12U, 13U, 23U, 25U, 29U, 128U}) {
    for (const std::size_t depth : {0U, 1U, 2U, 29U, 127U, 128U, 129U, 257U}) {
      for (const std::size_t columns : {0U, 8U, 16U, 24U}) {
        expect_product({rows, depth, columns}, (rows + depth) % 2 == 0, random);
        if (HasFatalFailure()) return;
      }
    }
  }
}

TEST(MatrixKernels, MultiplyAddTakesAnyShape) {
  std::mt19937_64 random(21);
  for (int round = 0; round < 60; ++round) {
    const Shape shape{random() % 140, random() % 300, 8 * (1 + random() % 33)};
    expect_product(shape, random() % 2 == 0, random);
    if (HasFatalFailure()) return;
  }
}

// The public name goes to the chosen target.
TEST(MatrixKernels, NamesReachTheirKernels) {
  Values sums(8, 1.0);
  const Values right{1, 2, 3, 4, 5, 6, 7, 8};
  const double two = 2.0;
  multiply_add({&two, 1, 1}, 1, 1, right.data(), 8, 8, sums.data(), 8);
  for (std::size_t n = 0; n < 8; ++n) EXPECT_EQ(sums[n], 1.0 + 2.0 * right[n]);
  multiply_by(right.data(), 8, sums.data());
  for (std::size_t n = 0; n < 8; ++n) EXPECT_EQ(sums[n], (1.0 + 2.0 * right[n]) * right[n]);
  Values value(8);
  activate_logistic(right.data(), 8, value.data(), nullptr);
  EXPECT_EQ(value[0], sigma(1.0));
  activate_tanh(right.data(), 8, value.data(), nullptr);
  EXPECT_NEAR(value[0], 0.76159415595576485, 1e-15);
  activate_relu(right.data(), 8, value.data(), nullptr);
  EXPECT_EQ(value[7], 8.0);
}

TEST(MatrixKernels, MultiplyByRoundsOnce) {
  std::mt19937_64 random(22);
  const Values factors = normal_values(40, random);
  const Values start = normal_values(40, random);
  for (const KernelTable* table : tables()) {
    Values values = start;
    table->scale_each(factors.data(), 32, values.data());
    for (std::size_t i = 0; i < 40; ++i) {
      EXPECT_EQ(values[i], i < 32 ? start[i] * factors[i] : start[i]);
    }
  }
}

// ---- activations ----

// tanh(z) and 1 - tanh(z)^2 from e = exp(-2|z|); below 1e-6 the series, which keeps all digits.
reference::real exact_tanh(const reference::real& z) {
  const reference::real size = boost::multiprecision::abs(z);
  if (size < 1e-6) {
    const reference::real square = z * z;
    return z * (1 - square / 3 * (1 - square * 2 / 5 * (1 - square * 17 / 42)));
  }
  const reference::real e = reference::exp_or_zero(-2 * size);
  const reference::real result = (1 - e) / (1 + e);
  return z < 0 ? reference::real(-result) : result;
}
reference::real exact_tanh_slope(const reference::real& z) {
  const reference::real e = reference::exp_or_zero(-2 * boost::multiprecision::abs(z));
  return 4 * e / ((1 + e) * (1 + e));
}
reference::real exact_sigma(const reference::real& z) { return reference::sigma(z); }
reference::real exact_sigma_slope(const reference::real& z) {
  return reference::sigma_derivative(z);
}
reference::real exact_relu(const reference::real& z) { return z > 0 ? z : reference::real(0); }
reference::real exact_relu_slope(const reference::real& z) { return z > 0 ? 1 : 0; }

// The table of bounds in matrix_kernels.hpp.
struct Bound {
  const char* name;
  decltype(&activate_tanh) KernelTable::*kernel;
  reference::real (*value)(const reference::real&);
  double value_ulp;
  reference::real (*slope)(const reference::real&);
  double slope_ulp;
};
const Bound bounds[] = {
    {"logistic", &KernelTable::logistic_units, &exact_sigma, 2.5, &exact_sigma_slope, 3.5},
    {"tanh", &KernelTable::tanh_units, &exact_tanh, 3, &exact_tanh_slope, 4.5},
    {"relu", &KernelTable::relu_units, &exact_relu, 0, &exact_relu_slope, 0},
};

// Where the functions are hardest: each range, its seams, subnormal and huge values.
Values predictors(int per_range) {
  const double edges[] = {
      0,       5e-324, 2.3e-308, 1e-300, 0x1p-28, 0x1p-27,
      0x1p-26, 1e-6,   1e-3,     0.01,   0.1,     0.1733,
      0.3466,  0.5199, 0.6932,   1,      1.8,     2.5,
      9,       18,     19.1,     33.3,   37,      300,
      354,     371,    372.6,    375,    700,     708.39,
      745.13,  745.14, 750,      1e4,    1e300,   std::numeric_limits<double>::max()};
  Values values;
  const auto both_signs = [&](double z) {
    values.push_back(z);
    values.push_back(-z);
  };
  std::mt19937_64 random(20240607);
  std::uniform_real_distribution<double> uniform;
  for (std::size_t range = 0; range + 1 < std::size(edges); ++range) {
    const double width = edges[range + 1] - edges[range];
    for (int i = 0; i < per_range; ++i) both_signs(edges[range] + width * uniform(random));
  }
  for (const double edge : edges) {
    both_signs(edge);
    both_signs(std::nextafter(edge, 0.0));
    both_signs(std::nextafter(edge, 1e308));
  }
  values.resize((values.size() + 7) / 8 * 8);
  return values;
}

TEST(Activations, StayWithinTheirBoundsOfUlps) {
  const Values z = predictors(300);
  for (const Bound& bound : bounds) {
    Values value(z.size());
    Values slope(z.size());
    (kernels().*bound.kernel)(z.data(), z.size(), value.data(), slope.data());
    double worst_value = 0;
    double worst_slope = 0;
    for (std::size_t i = 0; i < z.size(); ++i) {
      const reference::real exact(z[i]);
      const double value_error = reference::ulp_error(value[i], bound.value(exact));
      const double slope_error = reference::ulp_error(slope[i], bound.slope(exact));
      ASSERT_LE(value_error, bound.value_ulp) << bound.name << " at " << z[i];
      ASSERT_LE(slope_error, bound.slope_ulp) << bound.name << "' at " << z[i];
      worst_value = std::max(worst_value, value_error);
      worst_slope = std::max(worst_slope, slope_error);
    }
    RecordProperty(bound.name, std::to_string(worst_value) + " " + std::to_string(worst_slope));
  }
}

TEST(Activations, HaveTheSameBitsOnEveryTargetAndInPlace) {
  Values z = predictors(100);
  for (const double edge : {infinity, -infinity, not_a_number, 0.0, -0.0, 1.0, -1.0, 5e-324}) {
    z.push_back(edge);
  }
  const KernelTable& portable = *table_for(HWY_STATIC_TARGET);
  for (const Bound& bound : bounds) {
    Values value(z.size());
    Values slope(z.size());
    (portable.*bound.kernel)(z.data(), z.size(), value.data(), slope.data());
    for (const KernelTable* table : tables()) {
      Values in_place = z;
      Values other_slope(z.size());
      Values value_alone(z.size());
      (table->*bound.kernel)(in_place.data(), z.size(), in_place.data(), other_slope.data());
      (table->*bound.kernel)(z.data(), z.size(), value_alone.data(), nullptr);
      for (std::size_t i = 0; i < z.size(); ++i) {
        ASSERT_EQ(bits(in_place[i]), bits(value[i])) << bound.name << " at " << z[i];
        ASSERT_EQ(bits(value_alone[i]), bits(value[i])) << bound.name << " at " << z[i];
        ASSERT_EQ(bits(other_slope[i]), bits(slope[i])) << bound.name << "' at " << z[i];
      }
    }
  }
}

// The factor 4 comes before the rounding into the subnormal range, where it would be 2 units.
TEST(Activations, TanhSlopeRoundsOnceWhereItIsSubnormal) {
  Values z(256);
  for (std::size_t i = 0; i < z.size(); ++i) z[i] = 355.0 + 0.07 * static_cast<double>(i);
  Values value(z.size());
  Values slope(z.size());
  activate_tanh(z.data(), z.size(), value.data(), slope.data());
  for (std::size_t i = 0; i < z.size(); ++i) {
    EXPECT_LE(reference::ulp_error(slope[i], exact_tanh_slope(z[i])), 1.0) << z[i];
  }
}

// A hidden unit and the output unit are the same function.
TEST(Activations, LogisticHasTheBitsOfSigma) {
  const Values z = predictors(200);
  Values value(z.size());
  Values slope(z.size());
  activate_logistic(z.data(), z.size(), value.data(), slope.data());
  for (std::size_t i = 0; i < z.size(); ++i) {
    ASSERT_EQ(bits(value[i]), bits(sigma(z[i]))) << z[i];
    ASSERT_EQ(bits(slope[i]), bits(sigma_derivative(z[i]))) << z[i];
  }
}

TEST(Activations, DefineZerosInfinitiesAndNan) {
  const double z[8] = {0.0, -0.0, infinity, -infinity, not_a_number, 5e-324, -5e-324, 20.0};
  const auto expect = [&](decltype(&activate_tanh) activate, const std::vector<double>& values,
                          const std::vector<double>& slopes) {
    double value[8];
    double slope[8];
    activate(z, 8, value, slope);
    for (std::size_t i = 0; i < 8; ++i) {
      EXPECT_EQ(bits(value[i]), bits(values[i])) << i;
      EXPECT_EQ(bits(slope[i]), bits(slopes[i])) << i;
    }
  };
  const double nan = not_a_number;
  expect(&activate_logistic, {0.5, 0.5, 1, 0, nan, 0.5, 0.5, sigma(20.0)},
         {0.25, 0.25, 0, 0, nan, 0.25, 0.25, sigma_derivative(20.0)});
  double slope_at_20 = exact_tanh_slope(20).convert_to<double>();
  double z_20[8] = {20, 20, 20, 20, 20, 20, 20, 20};
  double slope_20[8];
  activate_tanh(z_20, 8, z_20, slope_20);
  EXPECT_NEAR(slope_20[0], slope_at_20, 4.5 * slope_at_20 * 0x1p-52);
  slope_at_20 = slope_20[0];
  expect(&activate_tanh, {0.0, -0.0, 1, -1, nan, 5e-324, -5e-324, 1},
         {1, 1, 0, 0, nan, 1, 1, slope_at_20});
  expect(&activate_relu, {0, 0, infinity, 0, nan, 5e-324, 0, 20}, {0, 0, 1, 0, nan, 1, 0, 1});
}

}  // namespace
}  // namespace odds::kernels
