// SPDX-License-Identifier: Apache-2.0
#include "design/roles.hpp"

#include <gtest/gtest.h>

#include "unit/design/tables.hpp"

namespace odds::tests {
namespace {

using Names = std::vector<std::string>;
using Positions = std::vector<std::size_t>;

std::string roles_error(const Names& names, const FitOptions& options,
                        std::string* line = nullptr) {
  return error_code([&] { design::resolve_roles(names, options); }, line);
}

TEST(Roles, EveryColumnWithoutARoleIsAFeature) {
  FitOptions options = with_target("y");
  options.weights = "w";
  const design::Roles roles = design::resolve_roles({"a", "y", "w", "b"}, options);
  EXPECT_EQ(roles.target, 1U);
  EXPECT_EQ(roles.weights, 2U);
  EXPECT_EQ(roles.features, (Positions{0, 3}));
  EXPECT_EQ(design::needed_columns(roles), (Positions{0, 1, 2, 3}));
}

TEST(Roles, FeaturesStayInTableOrder) {
  FitOptions options = with_target("y");
  options.features = {"c", "a"};
  EXPECT_EQ(design::resolve_roles({"a", "b", "c", "y"}, options).features, (Positions{0, 2}));
}

TEST(Roles, ALiteralNameWinsOverSuccessesAndTrials) {
  const design::Roles literal = design::resolve_roles({"s", "t", "s/t"}, with_target("s/t"));
  EXPECT_EQ(literal.target, 2U);
  EXPECT_FALSE(literal.trials);
  const design::Roles counts = design::resolve_roles({"s", "t", "x"}, with_target("s/t"));
  EXPECT_EQ(counts.target, 0U);
  EXPECT_EQ(counts.trials, 1U);
  EXPECT_EQ(counts.features, (Positions{2}));
}

TEST(Roles, EverySlashIsTried) {
  const design::Roles roles = design::resolve_roles({"a/b", "c"}, with_target("a/b/c"));
  EXPECT_EQ(roles.target, 0U);
  EXPECT_EQ(roles.trials, 1U);
}

TEST(Roles, UnknownNamesAreRefusedWithTheNearestOne) {
  std::string line;
  EXPECT_EQ(roles_error({"age", "survived"}, with_target("surived"), &line), "column.not_found");
  EXPECT_NE(line.find("Did you mean \"survived\"?"), std::string::npos) << line;
  EXPECT_EQ(roles_error({"s", "m", "x"}, with_target("s/n"), &line), "column.not_found");
  EXPECT_NE(line.find("column \"n\" not found"), std::string::npos) << line;
  for (auto member : {&FitOptions::weights, &FitOptions::freq_weights, &FitOptions::offset}) {
    FitOptions options = with_target("y");
    options.*member = "nowhere";
    EXPECT_EQ(roles_error({"x", "y"}, options), "column.not_found");
  }
  for (auto member : {&FitOptions::features, &FitOptions::drop, &FitOptions::categorical}) {
    FitOptions options = with_target("y");
    options.*member = {"nowhere"};
    EXPECT_EQ(roles_error({"x", "y"}, options), "column.not_found");
  }
  FitOptions options = with_target("y");
  options.reference["nowhere"] = "a";
  EXPECT_EQ(roles_error({"x", "y"}, options), "column.not_found");
}

TEST(Roles, AHeaderThatLooksLikeDataPointsToNoHeader) {
  std::string line;
  EXPECT_EQ(roles_error({"0", "1.5"}, with_target("y"), &line), "column.not_found");
  EXPECT_NE(line.find("--no-header"), std::string::npos) << line;
}

TEST(Roles, AColumnHasOneRole) {
  FitOptions options = with_target("y");
  options.weights = "y";
  EXPECT_EQ(roles_error({"x", "y"}, options), "column.role");
  options = with_target("y");
  options.features = {"x", "y"};
  EXPECT_EQ(roles_error({"x", "y"}, options), "column.role");
  options = with_target("y");
  options.drop = {"y"};
  EXPECT_EQ(roles_error({"x", "y"}, options), "column.role");
  options = with_target("y");
  options.features = {"x", "x"};
  EXPECT_EQ(roles_error({"x", "y"}, options), "column.twice");
  options = with_target("y");
  options.features = {"x"};
  options.drop = {"z"};
  EXPECT_EQ(roles_error({"x", "y", "z"}, options), "column.features_and_drop");
  EXPECT_EQ(roles_error({"x", "y", "x"}, with_target("y")), "column.twice");
  EXPECT_EQ(roles_error({"x", "y"}, FitOptions{}), "target.not_given");
}

TEST(Roles, TheClusterIsAFeatureOnlyWhereItIsNamed) {
  const Names names{"y", "g", "x", "w"};
  DesignOptions options;
  options.target = "y";
  options.weights = "w";
  options.cluster = "g";
  design::Roles roles = design::resolve_roles(names, options);
  EXPECT_EQ(roles.cluster, 1U);
  EXPECT_EQ(roles.features, (Positions{2}));
  EXPECT_EQ(design::needed_columns(roles), (Positions{0, 1, 2, 3}));
  options.features = {"g", "x"};
  roles = design::resolve_roles(names, options);
  EXPECT_EQ(roles.features, (Positions{1, 2}));
  EXPECT_EQ(design::needed_columns(roles), (Positions{0, 1, 2, 3}));
  options.features.clear();
  for (const char* taken : {"y", "w"}) {
    options.cluster = taken;
    EXPECT_THROW(design::resolve_roles(names, options), Error) << taken;
  }
  options.cluster = "h";
  EXPECT_THROW(design::resolve_roles(names, options), Error);
}

TEST(Roles, AReferenceNamesAFeature) {
  FitOptions options = with_target("y");
  options.drop = {"x"};
  options.reference["x"] = "a";
  EXPECT_EQ(roles_error({"x", "y", "z"}, options), "column.reference_unused");
}

}  // namespace
}  // namespace odds::tests
