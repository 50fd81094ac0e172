// SPDX-License-Identifier: Apache-2.0
#include "grid_options.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "commands.hpp"
#include "terminal.hpp"
#include "values.hpp"

namespace odds::cli {
namespace {

const PathOptions defaults;
constexpr std::int64_t most_points = 10'000;

// A number between 0 and 1.
double share(const std::string& option, const std::string& text) {
  const double value = number(option, text);
  if (value <= 0.0 || value >= 1.0) refuse_value(option, "be between 0 and 1", text);
  return value;
}

std::vector<double> penalties(const std::string& text) {
  std::vector<double> values;
  for (const std::string& field : name_list("--lambdas", text)) {
    values.push_back(number("--lambdas", field));
    if (values.back() <= 0.0) refuse_value("--lambdas", "be numbers above 0", text);
  }
  return values;
}

}  // namespace

void declare_grid_options(Options& options, PathOptions& path) {
  options.group("The grid of penalties: lambda = l1 + l2");
  options.value(
      "--mix", "M",
      fmt::format("The share of l1: l1 = M lambda, l2 = (1 - M) lambda. 1 is the lasso, 0 the "
                  "ridge (default: {}).",
                  defaults.mix),
      [&](const std::string& text) {
        path.mix = number("--mix", text);
        if (path.mix < 0.0 || path.mix > 1.0) refuse_value("--mix", "be from 0 to 1", text);
      });
  options.value("--points", "N",
                fmt::format("How many penalties, falling in equal ratios from the smallest at "
                            "which every penalised coefficient is 0 (default: {}).",
                            defaults.points),
                [&](const std::string& text) {
                  path.points =
                      static_cast<std::size_t>(whole_number("--points", text, 1, most_points));
                });
  options.value("--min-ratio", "R",
                "The smallest penalty as a share of the largest. If not given: 0.0001 with more "
                "rows than columns, else 0.01.",
                [&](const std::string& text) { path.min_ratio = share("--min-ratio", text); });
  options.value("--lambdas", "a,b,c", "These penalties instead of a grid, in any order.",
                [&](const std::string& text) { path.lambdas = penalties(text); });
  options.value(
      "--tolerance", "X",
      fmt::format("A point is found when a proven bound on its distance to the minimum is at most "
                  "X times the mean loss of the null model (default: {}).",
                  defaults.gap_tolerance),
      [&](const std::string& text) { path.gap_tolerance = share("--tolerance", text); });
}

void declare_csv_option(Options& options, std::string& file) {
  options.value(
      "--csv", "FILE", "Write every point to this file as well, as a table to plot.",
      [&](const std::string& text) {
        if (text == "-") {
          refuse_value("--csv", "be the name of a file", text, "--json goes to standard output.");
        }
        file = text;
      },
      Effect::run);
}

void check_grid_options(const PathOptions& path) {
  if (path.lambdas.empty()) return;
  if (path.points == defaults.points && !path.min_ratio) return;
  throw Error(Fault::usage, "usage.conflict",
              "--lambdas and the options of a grid (--points, --min-ratio) exclude each other.",
              "Name the penalties, or how to make them.");
}

int path_exit(const Path& path) {
  const auto missed = std::count_if(path.points.begin(), path.points.end(),
                                    [](const PathPoint& point) { return !point.converged; });
  if (missed == 0) return exit_done;
  message(fmt::format("odds: {} of {} points did not reach the tolerance; they are marked as such.",
                      missed, path.points.size()));
  return exit_refused;
}

}  // namespace odds::cli
