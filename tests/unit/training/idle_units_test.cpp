// SPDX-License-Identifier: Apache-2.0
#include "training/idle_units.hpp"

#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace odds::training {
namespace {

// Two hidden layers over one column, of three units and of two, all weights 1.
class IdleUnitsOf : public ::testing::Test {
 protected:
  IdleUnitsOf() {
    table_.add_numbers("x", x_);
    table_.add_numbers("y", y_);
    DesignOptions options;
    options.target = "y";
    design_ = std::make_unique<design::Design>(table_, options, RunOptions{1, nullptr});
  }

  objective::NetworkObjective network(Activation activation) const {
    return {*design_,
            objective::shape_over(*design_, {3, 2}, activation),
            std::vector<double>(design_->inner_count(), 1.0),
            penalty::Ridge(),
            nullptr,
            1};
  }

  std::vector<double> x_{1, 2, 3, 4}, y_{0, 1, 0, 1};
  Table table_;
  std::unique_ptr<design::Design> design_;
  objective::NetworkActivity activity_{4, 2, {{1, 1, 1}, {1, 1}}, {{1, 1, 1}, {1, 1}}};
};

using Counts = std::vector<std::pair<std::int64_t, std::int64_t>>;

Counts counts(const std::vector<IdleUnits>& idle) {
  Counts result;
  for (const IdleUnits& layer : idle) result.emplace_back(layer.saturated, layer.dead);
  return result;
}

TEST_F(IdleUnitsOf, NoneWhereAllUnitsWork) {
  for (const Activation activation : {Activation::logistic, Activation::tanh, Activation::relu}) {
    const objective::NetworkObjective objective = network(activation);
    const std::vector<double> point(objective.dimension(), 1.0);
    EXPECT_EQ(counts(idle_units(objective, activity_, point)), (Counts{{0, 0}, {0, 0}}));
  }
}

// A thousandth of the largest slope: 1/4 of logistic, 1 of tanh; relu has no such end.
TEST_F(IdleUnitsOf, SaturatedOnesAreFlatOnEveryRow) {
  activity_.largest_slope = {{0.00024, 0.00026, 0.0}, {0.0009, 0.0011}};
  const std::vector<std::pair<Activation, Counts>> wanted{{Activation::logistic, {{2, 0}, {0, 0}}},
                                                          {Activation::tanh, {{3, 0}, {1, 0}}},
                                                          {Activation::relu, {{0, 0}, {0, 0}}}};
  for (const auto& [activation, count] : wanted) {
    const objective::NetworkObjective objective = network(activation);
    const std::vector<double> point(objective.dimension(), 1.0);
    EXPECT_EQ(counts(idle_units(objective, activity_, point)), count);
  }
}

TEST_F(IdleUnitsOf, DeadOnesOfReluAreZeroOnEveryRow) {
  activity_.largest_value = {{0.0, 1e-9, 0.0}, {0.0, 1.0}};
  const std::vector<std::pair<Activation, Counts>> wanted{{Activation::tanh, {{0, 0}, {0, 0}}},
                                                          {Activation::relu, {{0, 2}, {0, 1}}}};
  for (const auto& [activation, count] : wanted) {
    const objective::NetworkObjective objective = network(activation);
    const std::vector<double> point(objective.dimension(), 1.0);
    EXPECT_EQ(counts(idle_units(objective, activity_, point)), count);
  }
}

// The second unit of the first layer has no weight onward; the first has one of two; a bias of zero
// says nothing.
TEST_F(IdleUnitsOf, DeadOnesAreNotHeardByTheNextLayer) {
  const objective::NetworkObjective objective = network(Activation::logistic);
  const network::Layout& layout = objective.layout();
  std::vector<double> point(objective.dimension(), 1.0);
  for (const std::size_t v : {0U, 1U}) {
    point[layout.flat_index(1, 2, v)] = 0.0;
    point[layout.flat_index(1, 0, v)] = 0.0;
  }
  point[layout.flat_index(1, 1, 1)] = 0.0;
  EXPECT_EQ(counts(idle_units(objective, activity_, point)), (Counts{{0, 1}, {0, 0}}));
}

}  // namespace
}  // namespace odds::training
