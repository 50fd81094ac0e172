// SPDX-License-Identifier: Apache-2.0
#include "model/fit_sparse.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "design/expand_sparse.hpp"
#include "design/sparse_design.hpp"
#include "inference/estimate_sparse.hpp"
#include "inference/functionals.hpp"
#include "model/check_options.hpp"
#include "model/fit_parts.hpp"

namespace odds::model {
namespace {

constexpr std::uint64_t most_expanded_bytes = std::uint64_t{4} << 30U;

// What the engine for sparse data does not have.
bool needs_dense(const FitOptions& options) {
  const bool is_smooth_solver = options.solver == Solver::newton ||
                                options.solver == Solver::gradient_descent ||
                                options.solver == Solver::sgd || options.solver == Solver::adam;
  return (options.l1 == 0 && options.l2 == 0) || options.firth || is_smooth_solver ||
         !options.network.hidden.empty() || !options.features.empty() || !options.drop.empty() ||
         !options.interactions.empty();
}

std::string why_dense(const FitOptions& options) {
  if (!needs_dense(options)) return "A target with several classes";
  if (!options.network.hidden.empty()) return "A network";
  if (options.firth) return "Firth's method";
  if (options.l1 == 0 && options.l2 == 0) return "A fit without a penalty";
  if (!options.interactions.empty()) return "A fit with interactions";
  if (!options.features.empty() || !options.drop.empty()) return "A choice of columns";
  return "The solver " + solver_name(solver_of(options));
}

[[noreturn]] void refuse_expanding(const Table& table, const FitOptions& options) {
  std::string columns = "hashed columns";
  if (options.hash.empty()) {
    columns = std::to_string(table.sparse().columns) + " sparse columns in " +
              std::to_string(table.row_count()) + " rows";
  }
  const bool is_plain = options.l1 == 0 && options.l2 == 0;
  throw Error(Fault::refused, "sparse.too_many_columns",
              why_dense(options) + " takes up to " + std::to_string(most_dense_columns) +
                  " sparse columns and 4 GiB of them written out; there are " + columns + ".",
              is_plain ? "Add a penalty, --l2 1e-6 or --l1 1e-4."
                       : "A penalty on two classes takes any number of columns.");
}

FittedModel fit_expanded(const Table& table, const FitOptions& options, const RunOptions& run) {
  const std::optional<Table> written = written_out(table, options, run);
  if (!written) refuse_expanding(table, options);
  FittedModel model = fit(*written, options, run);
  model.sparse = origin_of(table);
  const std::uint64_t present = written->columns().size() - table.columns().size();
  if (const std::uint64_t absent = table.sparse().columns - present; absent != 0) {
    model.notes.push_back({"sparse.absent", std::to_string(absent) + " of " +
                                                std::to_string(table.sparse().columns) +
                                                " sparse columns have no entry and no term."});
  }
  return model;
}

// The terms of the dense part, in the user's units.
void fill_dense_terms(const design::Design& design, const std::vector<double>& inner,
                      FittedModel& model) {
  const std::vector<inference::Functional> functionals = inference::functionals(design);
  const std::vector<double> own(inner.begin(),
                                inner.begin() + static_cast<std::ptrdiff_t>(design.inner_count()));
  for (std::size_t t = 0; t < functionals.size(); ++t) {
    const double sum = inference::accurate_dot(functionals[t].weights, own);
    model.terms.push_back(make_term(design.terms()[t], functionals[t].to_user(sum)));
  }
  const inference::Functional centre = inference::centred_intercept(design);
  model.centred_intercept = inference::accurate_dot(centre.weights, own);
  fill_pipeline(design, model);
}

void fill_sparse_estimates(const design::SparseDesign& design, const std::vector<double>& inner,
                           SparseEstimates& sparse) {
  sparse.sources = design.sources();
  const std::size_t first = design.dense().inner_count();
  for (std::size_t j = 0; j < design.sparse_count(); ++j) {
    const double estimate = std::ldexp(inner[first + j], design.exponents()[j]);
    if (inner[first + j] == 0) continue;
    if (!std::isfinite(estimate)) {
      throw Error(Fault::refused, "fit.coefficient_overflow",
                  "the coefficient of " + quote(sparse.name(design.table_column(j))) +
                      " is not a number that a double holds.",
                  "Multiply the column by a constant: values this close to 0 need it.");
    }
    sparse.columns.push_back(design.table_column(j));
    sparse.estimates.push_back(estimate);
    sparse.spreads.push_back(design.spreads()[j]);
  }
}

void fill_estimate(const design::SparseDesign& design, const inference::SparseEstimate& estimate,
                   const RunOptions& run, FittedModel& model) {
  const design::Design& dense = design.dense();
  fill_dense_terms(dense, estimate.inner, model);
  fill_sparse_estimates(design, estimate.inner, model.sparse);
  fill_rows(dense, model);
  model.solver = estimate.solver;
  model.converged = estimate.converged;
  model.stop_reason = estimate.stop_reason;
  model.iterations = estimate.iterations;
  model.steps = estimate.steps;
  model.certificate = estimate.certificate;
  fill_deviances(dense, estimate.log_likelihood, estimate.null,
                 inference::saturated_log_likelihood(dense, run), model);
  const std::int64_t null_rank = estimate.null.has_constant ? 1 : 0;
  const auto used = static_cast<std::int64_t>(model.terms.size() + model.sparse.columns.size());
  fill_degrees(dense, std::min(used, static_cast<std::int64_t>(model.rows_used)), null_rank, model);
  model.r2.mcfadden = 1 - model.log_likelihood / model.null_log_likelihood;
  model.notes = dense.notes();
  model.notes.push_back({"penalty.no_standard_errors",
                         "Under a penalty there are no standard errors, tests, AIC or BIC: the "
                         "estimates are biased on purpose, and these figures would not say so."});
  model.notes.insert(model.notes.end(), estimate.notes.begin(), estimate.notes.end());
}

}  // namespace

bool is_sparse(const Table& table, const FitOptions& options) {
  return table.sparse().columns != 0 || !options.hash.empty();
}

std::optional<Table> written_out(const Table& table, const FitOptions& options,
                                 const RunOptions& run) {
  if (!options.hash.empty() || table.sparse().columns == 0) return std::nullopt;
  const auto columns = design::occurring_columns(table, most_dense_columns);
  if (!columns || design::expanded_bytes(table, columns->size()) > most_expanded_bytes) {
    return std::nullopt;
  }
  return design::expand_sparse(table, *columns, run);
}

SparseEstimates origin_of(const Table& table) {
  SparseEstimates origin;
  origin.sources.push_back({"", 0, table.sparse().columns, table.sparse().first_index});
  return origin;
}

FittedModel fit_sparse(const Table& table, const FitOptions& options, const RunOptions& run) {
  if (needs_dense(options)) return fit_expanded(table, options, run);
  design::SparseDesign design(table, options, run);
  if (!design.dense().classes().empty()) return fit_expanded(table, options, run);
  const inference::SparseEstimate estimate = inference::estimate_sparse(design, options, run);
  FittedModel model;
  begin_model(design.dense(), table, options, model);
  fill_estimate(design, estimate, run, model);
  return model;
}

}  // namespace odds::model

namespace odds {

std::uint64_t SparseEstimates::column_count() const {
  std::uint64_t count = 0;
  for (const SparseSource& source : sources) count += source.columns;
  return count;
}

std::string SparseEstimates::name(std::uint32_t column) const {
  std::uint64_t first = 0;
  for (const SparseSource& source : sources) {
    if (column < first + source.columns) {
      const std::string number = std::to_string(column - first + source.first_index);
      return source.column.empty() ? number : source.column + "#" + number;
    }
    first += source.columns;
  }
  return std::to_string(column);
}

}  // namespace odds
