// SPDX-License-Identifier: Apache-2.0
#include "evaluation/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "design/design.hpp"
#include "inference/covariance.hpp"
#include "inference/distributions.hpp"
#include "inference/functionals.hpp"
#include "inference/minimise.hpp"
#include "objective/likelihood.hpp"
#include "parallel/team.hpp"
#include "penalty/ridge.hpp"
#include "solver/newton.hpp"
#include "table/storage.hpp"

namespace odds::evaluation {
namespace {

constexpr const char* score_name = "z";

// Some columns of a table under other names, and the scores.
class ScoredStorage final : public Table::Storage {
 public:
  explicit ScoredStorage(const ScoredTable& scored)
      : table_(scored.table), scores_(scored.scores.data()) {
    rows = scored.table.row_count();
    show("target", scored.roles.target);
    show("trials", scored.roles.trials);
    show("weights", scored.roles.weights);
    show("freq_weights", scored.roles.freq_weights);
    ColumnInfo info;
    info.name = score_name;
    info.missing_count = static_cast<std::uint64_t>(std::count_if(
        scores_, scores_ + rows, [](const ScoredRow& row) { return std::isnan(row.z); }));
    columns.push_back(std::move(info));
  }

  BlockView view(std::uint64_t block) const override {
    BlockView view = empty_view(block);
    const BlockView source = table_.block(block);
    for (const std::size_t position : positions_) view.columns.push_back(source.columns[position]);
    view.columns.push_back({&scores_[view.first_row].z, ElementType::float64, sizeof(ScoredRow)});
    return view;
  }

 private:
  void show(const char* name, std::optional<std::size_t> position) {
    if (!position) return;
    columns.push_back(table_.columns()[*position]);
    columns.back().name = name;
    positions_.push_back(*position);
  }

  const Table& table_;
  const ScoredRow* scores_;
  std::vector<std::size_t> positions_;  // of the columns shown, in the table
};

FitOptions fit_options(const design::Roles& roles, const ModelEvaluation& evaluation) {
  FitOptions options;
  options.target = roles.trials ? "target/trials" : "target";
  if (!roles.trials) options.event = evaluation.event;
  if (roles.weights) options.weights = "weights";
  if (roles.freq_weights) options.freq_weights = "freq_weights";
  options.missing = MissingPolicy::drop;
  options.separation = SeparationPolicy::allow;
  return options;
}

void no_figure(const std::string& figure, const std::string& why, ModelEvaluation& evaluation) {
  evaluation.notes.push_back(
      {"evaluate.calibration", "The calibration " + figure + " does not apply: " + why});
}

void refuse_interrupted(const std::string& stop_reason) {
  if (stop_reason != "interrupted") return;
  throw Error(Fault::interrupted, "run.interrupted", "interrupted while evaluating.");
}

// The estimate and standard error of the term of one column in a fit, "" for the constant.
void take(const FittedModel& fitted, const std::string& column, const std::string& figure,
          CalibrationFigure& out, ModelEvaluation& evaluation) {
  refuse_interrupted(fitted.stop_reason);
  const auto term = std::find_if(fitted.terms.begin(), fitted.terms.end(),
                                 [&](const Term& found) { return found.column == column; });
  if (term == fitted.terms.end()) {
    return no_figure(figure, "every row has the same score.", evaluation);
  }
  if (fitted.separated) {
    return no_figure(figure, "the scores tell the classes apart without error.", evaluation);
  }
  if (!fitted.converged) return no_figure(figure, "its fit did not converge.", evaluation);
  out.value = term->estimate;
  out.std_error = term->std_error;
}

// y on the offset z and a constant. Begun at 0, where a calibrated model ends, and without the
// null model of a whole fit, which would be the same problem once more. Where the scores are so far
// out that every curvature at 0 vanishes, the whole fit finds its way by bisection.
void fit_intercept(const Table& table, const FitOptions& options, const RunOptions& run,
                   ModelEvaluation& evaluation) {
  const design::Design design(table, options, run);
  const objective::View view;
  const objective::Objective objective(design, view, penalty::Ridge(), parallel::thread_count(run));
  const inference::Beginning beginning{objective.gram(), solver::Start{{0.0}, {}}};
  const inference::Minimum minimum = inference::minimise(design, view, beginning, options, run);
  refuse_interrupted(minimum.outcome.stop_reason);
  CalibrationFigure& intercept = evaluation.calibration_intercept;
  if (!minimum.outcome.converged) {
    return take(fit(table, options, run), "", "intercept", intercept, evaluation);
  }
  intercept.value = minimum.coefficients[0];
  const inference::Covariance errors =
      inference::covariance(minimum.outcome.evaluation.curvature, minimum.view,
                            inference::functionals(design), {true}, std::nullopt);
  if (!errors.std_errors.empty()) intercept.std_error = errors.std_errors[0];
}

// The scores as they are, intercept 0 and slope 1, against the best intercept and slope.
void fill_test(const FittedModel& line, const LossSums& sums, ModelEvaluation& evaluation) {
  ChiSquareTest& test = evaluation.calibration_test;
  test.statistic = std::max(0.0, 2 * (line.log_likelihood + sums.log_loss));
  test.df = 2;
  test.p_value = inference::chi_square_tail(test.statistic, 2);
}

// Whether the equations of the fit, sum (y - p) = 0 and sum (y - p) z = 0, hold on these rows.
bool is_maximum_here(const FittedModel& model, const ModelEvaluation& evaluation) {
  return evaluation.is_fit_data && model.converged && !model.is_penalised() && !model.firth &&
         model.has_intercept;
}

}  // namespace

void fill_calibration(const ScoredTable& scored, const FittedModel& model, const LossSums& sums,
                      const RunOptions& run, ModelEvaluation& evaluation) {
  if (!has_both_classes(sums)) return;  // noted with the ranks
  if (model.separated || sums.infinite != 0) {
    return no_figure("intercept and slope",
                     "the fit is separated, and some of its probabilities are exactly 0 or 1.",
                     evaluation);
  }
  const Table table(std::make_shared<ScoredStorage>(scored));
  const FitOptions options = fit_options(scored.roles, evaluation);
  const bool is_maximum = is_maximum_here(model, evaluation);
  if (is_maximum) {
    evaluation.calibration_intercept = {0, not_applicable, true};
  } else {
    FitOptions with_offset = options;
    with_offset.offset = score_name;
    fit_intercept(table, with_offset, run, evaluation);
  }
  if (is_maximum && model.offset.empty() && model.terms.size() > 1) {
    evaluation.calibration_slope = {1, not_applicable, true};
  } else {
    const FittedModel line = fit(table, options, run);
    take(line, score_name, "slope", evaluation.calibration_slope, evaluation);
    if (std::isfinite(evaluation.calibration_slope.value)) fill_test(line, sums, evaluation);
  }
}

}  // namespace odds::evaluation
