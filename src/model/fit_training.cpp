// SPDX-License-Identifier: Apache-2.0
//
// Table -> design -> training -> fitted model: networks, and one unit by a stochastic solver.
#include <string>
#include <utility>

#include "inference/estimate.hpp"
#include "inference/resolve.hpp"
#include "model/fit_parts.hpp"
#include "training/train.hpp"

namespace odds::model {
namespace {

// The model's word for why a training ended; its record says it in more detail.
std::string stop_reason_of(const std::string& reason) {
  if (reason == "patience" || reason == "no_minimum") return "budget";
  return reason == "diverged" ? "line_search" : reason;
}

// The inputs of the first layer.
void fill_inputs(const design::Design& design, FittedModel& model) {
  for (const design::DesignTerm& term : design.terms()) {
    if (term.kind == design::TermKind::intercept) continue;
    model.terms.push_back(make_term(term, not_applicable));
  }
}

void fill_network(const design::Design& design, training::Trained& trained,
                  const inference::NullModel& null, const RunOptions& run, FittedModel& model) {
  fill_inputs(design, model);
  model.network = std::move(trained.network);
  model.converged = trained.converged;
  model.certificate.kind = trained.converged ? "stationary" : "none";
  model.certificate.gradient_norm = trained.gradient_norm;
  fill_deviances(design, trained.log_likelihood, null,
                 inference::saturated_log_likelihood(design, run), model);
}

void fill_unit(const design::Design& design, training::Trained& trained,
               const inference::NullModel& null, const FitOptions& options, const RunOptions& run,
               FittedModel& model) {
  const inference::Estimate estimate =
      inference::estimate_at(design, std::move(trained.inner), null, options, run);
  for (std::size_t t = 0; t < design.terms().size(); ++t) {
    model.terms.push_back(make_term(design.terms()[t], estimate.coefficients[t]));
  }
  model.scoring_estimates = estimate.scoring;
  model.centred_intercept = estimate.centred_intercept;
  model.certificate = estimate.certificate;
  model.condition_number = estimate.condition_number;
  fill_deviances(design, estimate.log_likelihood, null, estimate.saturated_log_likelihood, model);
  fill_degrees(design, estimate.rank, estimate.null_rank, model);
}

}  // namespace

void fit_by_training(design::Design& design, const FitOptions& options, const RunOptions& run,
                     FittedModel& model) {
  // The regression beside the network is Newton's, and without the network's penalty.
  EstimateOptions single = options;
  single.solver = Solver::automatic;
  if (!options.network.hidden.empty()) single.l2 = 0.0;
  const inference::NullModel null = inference::null_model(design, run);
  std::vector<Note> notes;
  const inference::Beginning beginning = inference::resolve_redundancy(design, single, run, notes);
  training::Trained trained =
      training::train(design, beginning, null.intercept, options, options.network, run);

  fill_pipeline(design, model);
  fill_rows(design, model);
  model.training = std::move(trained.record);
  model.gradient_check = trained.check;
  model.stop_reason = stop_reason_of(trained.stop_reason);
  model.iterations = trained.iterations;
  if (options.network.hidden.empty()) {
    fill_unit(design, trained, null, options, run, model);
  } else {
    fill_network(design, trained, null, run, model);
  }
  model.notes = design.notes();
  model.notes.insert(model.notes.end(), notes.begin(), notes.end());
  model.notes.insert(model.notes.end(), trained.notes.begin(), trained.notes.end());
}

}  // namespace odds::model
