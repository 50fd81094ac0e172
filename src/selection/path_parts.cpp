// SPDX-License-Identifier: Apache-2.0
#include "selection/path_parts.hpp"

#include <algorithm>
#include <cmath>

#include "design/roles.hpp"
#include "inference/null_model.hpp"
#include "inference/redundancy.hpp"
#include "inference/spread.hpp"
#include "model/check_options.hpp"
#include "model/fit_parts.hpp"
#include "model/fit_sparse.hpp"
#include "parallel/team.hpp"

namespace odds::selection {
namespace {

void require(bool holds, const char* code, const std::string& message, const char* hint) {
  if (!holds) throw Error(Fault::usage, code, message, hint);
}

bool is_share(double value) { return value > 0 && value < 1; }

// The null model, the data and the columns: what a path says once.
void fill_frame(const design::Design& design, const RunOptions& run, FittedModel& frame) {
  const inference::NullModel null = inference::null_model(design, run);
  model::fill_pipeline(design, frame);
  model::fill_rows(design, frame);
  model::fill_deviances(design, not_applicable, null,
                        inference::saturated_log_likelihood(design, run), frame);
  for (const design::DesignTerm& term : design.terms()) {
    if (term.kind == design::TermKind::intercept) continue;
    frame.terms.push_back(model::make_term(term, not_applicable));
  }
}

// Of a slope within a level, which is centred there, that of the centred column.
std::vector<double> term_spreads(const design::Design& design, const RunOptions& run) {
  const std::vector<double> inner = inference::column_spreads(design, parallel::thread_count(run));
  std::vector<double> spreads;
  for (const design::DesignTerm& term : design.terms()) {
    if (term.kind == design::TermKind::intercept) continue;
    spreads.push_back(std::ldexp(inner[term.inner], -term.exponent));
  }
  return spreads;
}

}  // namespace

void check_path_options(const FitOptions& options, const PathOptions& path) {
  model::check_options(penalised(options, path));
  require(path.mix >= 0 && path.mix <= 1, "path.mix", "the mix of l1 and l2 is not from 0 to 1.",
          "Give the share of l1: 1 for the lasso, 0 for the ridge.");
  require(path.points > 0 || !path.lambdas.empty(), "path.points", "the grid has no point.",
          "Give --points a number above 0.");
  require(!path.min_ratio || is_share(*path.min_ratio), "path.min_ratio",
          "the ratio of the smallest penalty to the largest is not between 0 and 1.",
          "Give a share: --min-ratio 0.001.");
  const bool positive = std::all_of(path.lambdas.begin(), path.lambdas.end(), [](double lambda) {
    return lambda > 0 && std::isfinite(lambda);
  });
  require(positive, "path.lambdas", "a penalty of the grid is not a number above 0.",
          "Give numbers above 0: --lambdas 0.1,0.01.");
  require(is_share(path.gap_tolerance), "path.tolerance",
          "the tolerance of a path is not between 0 and 1.", "Give a small number.");
  require(options.network.hidden.empty() && options.solver == Solver::automatic && !options.firth,
          "path.method", "a path has a method of its own.",
          "Leave out the solver, hidden units and Firth's method.");
}

FitOptions penalised(const FitOptions& options, const PathOptions& path) {
  FitOptions with_penalty = options;
  with_penalty.l1 = path.mix;
  with_penalty.l2 = 1.0 - path.mix;
  return with_penalty;
}

design::Design make_design(const Table& table, const FitOptions& options, const RunOptions& run,
                           std::vector<Note>& notes) {
  if (model::is_sparse(table, options)) {
    throw Error(Fault::refused, "path.sparse",
                "paths over more than 2000 sparse columns, or over words, are not there yet.",
                "Fit single penalties: odds fit with --l1 or --l2.");
  }
  design::Design design(table, options, run);
  model::require_two_classes(design, "a path", "Fit single penalties: odds fit with --l1 or --l2");
  const std::vector<design::Design::Removal> constants = inference::constant_terms(design);
  for (const design::Design::Removal& removal : constants) {
    notes.push_back({"column.constant", quote(design.terms()[removal.term].term) +
                                            " is constant on the rows used and was dropped."});
  }
  design.remove(constants);
  return design;
}

void require_points(const Paths& found) {
  if (!found.points.empty()) return;
  throw Error(Fault::interrupted, "path.interrupted",
              "interrupted before the first penalty was fitted.", "Run the command again.");
}

Path make_path(const Table& table, const design::Design& design, const FitOptions& options,
               const PathOptions& path, Paths found, std::vector<Note> notes,
               const RunOptions& run) {
  Path result;
  const std::vector<std::string> names = model::column_names(table);
  model::fill_question(design, design::resolve_roles(names, options), names, options, result.frame);
  result.frame.solver = model::solver_name(Solver::coordinate_descent);
  result.frame.l1 = result.frame.l2 = 0;  // each point has its own
  fill_frame(design, run, result.frame);
  result.frame.notes = design.notes();
  result.frame.notes.insert(result.frame.notes.end(), notes.begin(), notes.end());
  result.spreads = term_spreads(design, run);
  result.mix = path.mix;
  result.lambda_max = found.lambda_max;
  result.points = std::move(found.points);
  // A point names terms by their place among those that are not the intercept.
  for (PathPoint& point : result.points) {
    for (std::uint32_t& term : point.terms) term -= design.has_intercept() ? 1 : 0;
  }
  return result;
}

}  // namespace odds::selection
