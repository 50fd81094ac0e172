// SPDX-License-Identifier: Apache-2.0
#include "penalty_options.hpp"

#include <limits>

#include <fmt/format.h>

#include "values.hpp"

namespace odds::cli {
namespace {

const FitOptions defaults;

Setter strength(const std::string& name, double& target) {
  return [name, &target](const std::string& text) {
    target = number(name, text);
    if (target < 0.0) refuse_value(name, "be 0 or more", text);
  };
}

// "age=0"
void set_factor(const std::string& text, DesignOptions& design) {
  const std::string option = "--penalty-factor";
  const auto [column, value] = column_and_value(option, text, "COL=F", "age=0");
  const double factor = number(option, value);
  if (factor < 0.0) refuse_value(option, "have a factor of 0 or more", text);
  if (!design.penalty_factors.emplace(column, factor).second) {
    refuse_value(option, "name a column once", text);
  }
}

// One side: a number, an infinity in words, or nothing for none.
double bound(const std::string& text, double none) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (text.empty()) return none;
  if (text == "inf" || text == "+inf") return infinity;
  if (text == "-inf") return -infinity;
  return number("--bounds", text);
}

// "age:0:inf". A name may hold a colon itself, as that of an interaction does.
void set_bounds(const std::string& text, DesignOptions& design) {
  const std::string option = "--bounds";
  const std::string hint = "Write, say, --bounds age:0:inf.";
  const std::size_t last = text.rfind(':');
  const std::size_t middle =
      last == std::string::npos || last == 0 ? std::string::npos : text.rfind(':', last - 1);
  if (middle == std::string::npos || middle == 0) {
    refuse_value(option, "be COL:LOW:HIGH", text, hint);
  }
  CoefficientBounds bounds;
  bounds.low = bound(text.substr(middle + 1, last - middle - 1), bounds.low);
  bounds.high = bound(text.substr(last + 1), bounds.high);
  const bool is_range = bounds.low <= bounds.high &&
                        bounds.low < std::numeric_limits<double>::infinity() &&
                        bounds.high > -std::numeric_limits<double>::infinity();
  if (!is_range) refuse_value(option, "have a lower bound at most the upper one", text, hint);
  if (!design.bounds.emplace(text.substr(0, middle), bounds).second) {
    refuse_value(option, "name a column once", text);
  }
}

}  // namespace

void declare_penalty_shape(Options& options, DesignOptions& design) {
  options.repeated("--penalty-factor", "COL=F",
                   "Multiply the penalty on this column's coefficients by F; 0 leaves them free. "
                   "May be repeated.",
                   [&](const std::string& text) { set_factor(text, design); });
  options.flag(
      "--standardize",
      "Penalise each coefficient times the standard deviation of its column, so that the "
      "penalty does not depend on units. Estimates are in the columns' units all the same.",
      design.standardize);
  options.repeated("--bounds", "COL:LOW:HIGH",
                   "Keep this column's coefficients between LOW and HIGH; -inf, inf or nothing "
                   "leaves a side open. May be repeated.",
                   [&](const std::string& text) { set_bounds(text, design); });
}

void declare_penalty_options(Options& options, FitOptions& fit) {
  options.group("What keeps the coefficients small");
  options.value("--l1", "X",
                fmt::format("Lasso penalty X times the sum of absolute coefficients, added to the "
                            "mean loss, the intercept left free; with --l2 an elastic net "
                            "(default: {}).",
                            defaults.l1),
                strength("--l1", fit.l1));
  options.value("--l2", "X",
                fmt::format("Ridge penalty X/2 times the sum of squared coefficients, added to the "
                            "mean loss, the intercept left free (default: {}).",
                            defaults.l2),
                strength("--l2", fit.l2));
  declare_penalty_shape(options, fit);
  options.flag("--firth",
               "Firth's bias reduction: maximise log L + 1/2 log det of the information. Estimates "
               "are finite on separated data; intervals and tests by likelihood are of the same "
               "function.",
               fit.firth);
}

}  // namespace odds::cli
