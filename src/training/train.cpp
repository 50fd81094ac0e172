// SPDX-License-Identifier: Apache-2.0
#include "training/train.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "base/random.hpp"
#include "network/layout.hpp"
#include "objective/batches.hpp"
#include "parallel/team.hpp"
#include "solver/dot.hpp"
#include "training/gradient_check.hpp"
#include "training/idle_units.hpp"
#include "training/penalty.hpp"
#include "training/search.hpp"
#include "training/single_unit.hpp"
#include "training/starts.hpp"
#include "training/units.hpp"
#include "training/validation.hpp"

namespace odds::training {

using design::Design;
using objective::NetworkObjective;

namespace {

constexpr std::array<const char*, 3> schedule_names = {"constant", "inverse", "cosine"};

// Thins a history to what a page can show: every k-th point, and always the last one.
std::vector<TrainingEpoch> thinned(const std::vector<TrainingEpoch>& history) {
  constexpr std::size_t most = 400;
  const std::size_t step = (history.size() + most - 2) / (most - 1);
  std::vector<TrainingEpoch> kept;
  for (std::size_t k = 0; k < history.size(); k += std::max<std::size_t>(step, 1)) {
    kept.push_back(history[k]);
  }
  if (!history.empty() && kept.back().epoch != history.back().epoch) {
    kept.push_back(history.back());
  }
  return kept;
}

void require_room(const Design& design, const NetworkOptions& options) {
  const network::Layout layout(objective::shape_over(design, options.hidden, options.activation));
  if (layout.flat_size() <= network::most_parameters) return;
  throw Error(Fault::refused, "fit.network_size",
              "the network would have " + std::to_string(layout.flat_size()) +
                  " parameters, more than the " + std::to_string(network::most_parameters) +
                  " that a model file has room for.",
              "Use fewer units (--hidden), or fewer columns (--features).");
}

// The searches of one training.
class Trainer {
 public:
  Trainer(const Design& design, double intercept, const EstimateOptions& options,
          const NetworkOptions& network, const RunOptions& run)
      : design_(design),
        intercept_(intercept),
        options_(options),
        network_(network),
        run_(run),
        workers_(parallel::thread_count(run)),
        rows_(choose_rows(design, network)),
        scales_(objective::input_scales(design, workers_)),
        shape_(objective::shape_over(design, network.hidden, network.activation)),
        objective_(design, shape_, scales_,
                   training_ridge(design, shape_, scales_, options, rows_.training_weight),
                   rows_.kept_apart, workers_) {}

  Trained run(const inference::Beginning& beginning) {
    Trained result;
    fill_settings(result.record);
    if (is_stochastic(solver())) {
      batches_ =
          std::make_unique<objective::Batches>(design_, objective_, rows_.kept_apart,
                                               static_cast<std::size_t>(network_.batch), workers_);
    }
    std::vector<Search> searches;
    if (shape_.hidden.empty()) {
      searches.push_back(search_from("zero", {}, zero_point()));
    } else {
      searches = search_network(beginning, result);
    }
    finish(searches, result);
    return result;
  }

 private:
  Solver solver() const { return solver_of(options_, network_); }

  void fill_settings(Training& record) const {
    const bool in_batches = is_stochastic(solver());
    record.batch = in_batches ? network_.batch : 0;
    record.step = step_of(solver(), options_);
    record.momentum = momentum_of(solver(), options_);
    if (in_batches)
      record.schedule = schedule_names.at(static_cast<std::size_t>(network_.schedule));
    record.seed = network_.seed;
    record.training_rows = rows_.training;
    record.validation_rows = rows_.validation;
  }

  std::vector<double> zero_point() const {
    std::vector<double> point(objective_.dimension(), 0.0);
    if (design_.has_ones() && std::isfinite(intercept_)) point[0] = intercept_;
    return point;
  }

  Search search_from(const char* kind, const std::vector<double>& first,
                     std::vector<double> start) const {
    const Task task{objective_, batches_.get(), rows_, options_, network_, run_};
    Search found = search(task, first, std::move(start));
    found.record.kind = kind;
    return found;
  }

  std::vector<Search> search_network(const inference::Beginning& beginning, Trained& result) {
    const SingleUnit unit = fit_single_unit(design_, rows_, scales_, beginning, run_);
    result.record.single_unit_loss = unit.training_loss;
    result.record.single_unit_validation_loss = unit.validation_loss;
    if (unit.is_penalised) {
      result.notes.push_back({"network.single_unit_penalised",
                              "No finite optimum of one logistic unit was proved here, so the "
                              "first start and the comparison "
                              "take the one with l2 = 0.001 on standardised inputs."});
    }
    const EmbeddedUnit embedded{unit.point, unit.lowest, unit.highest};
    std::vector<Search> searches;
    for (std::int64_t start = 0; start < network_.starts; ++start) {
      if (start == 0) {
        searches.push_back(search_from(
            "embedded", embedded_start(objective_, embedded, tight_reach, network_.seed),
            embedded_start(objective_, embedded, loose_reach, network_.seed)));
      } else {
        searches.push_back(search_from("random", {}, random_point(start)));
      }
      if (searches.back().record.stop_reason == "interrupted") break;
    }
    return searches;
  }

  std::vector<double> random_point(std::int64_t start) const {
    const double intercept = std::isfinite(intercept_) ? intercept_ : 0.0;
    if (shape_.hidden.empty()) {
      std::vector<double> point(objective_.dimension());
      base::Random random(network_.seed, static_cast<std::uint64_t>(start));
      for (double& weight : point) weight = random.normal();
      return point;
    }
    return random_start(objective_, intercept, network_.seed, static_cast<std::uint64_t>(start));
  }

  void finish(const std::vector<Search>& searches, Trained& result) {
    Training& record = result.record;
    for (const Search& found : searches) {
      record.starts.push_back(found.record);
      if (found.best_value < searches[record.chosen].best_value) {
        record.chosen = record.starts.size() - 1;
      }
    }
    const Search& best = searches[record.chosen];
    record.history = thinned(best.history);
    if (best.best.empty()) {
      throw Error(Fault::refused, "fit.diverged",
                  "the loss is not a finite number at the start of the training.",
                  "Look at the columns with \"odds inspect\": values or offsets this large must be "
                  "scaled, and so must an --l2 beyond 1e300.");
    }
    set_point(best, result);
    if (network_.check_gradient) {
      result.check =
          check_gradient(design_, objective_, rows_.kept_apart, random_point(1), network_.seed);
    }
    add_notes(best, result);
  }

  void set_point(const Search& best, Trained& result) {
    const objective::NetworkEvaluation at = objective_.evaluate(best.best, true);
    Training& record = result.record;
    record.training_loss = at.likelihood / rows_.training_weight;
    if (rows_.kept_apart) {
      record.validation_loss = at.validation_likelihood / rows_.validation_weight;
    }
    result.log_likelihood = -(at.likelihood + at.validation_likelihood);
    // Of the mean loss: squares of the sum's would leave the doubles with weights near their ends.
    std::vector<double> gradient = at.gradient;
    for (double& entry : gradient) entry /= rows_.training_weight;
    result.gradient_norm = std::sqrt(solver::dot(gradient, gradient));
    const objective::NetworkActivity activity = objective_.activity(best.best);
    record.training_accuracy = activity.right / activity.weight;
    record.idle = idle_units(objective_, activity, best.best);
    result.stop_reason = best.record.stop_reason;
    result.iterations = best.record.epochs;
    result.converged = best.record.stop_reason == "gradient" &&
                       result.gradient_norm <= std::sqrt(options_.tolerance);
    if (shape_.hidden.empty()) {
      result.inner = best.best;
      for (std::size_t k = 0; k < result.inner.size(); ++k) result.inner[k] /= scales_[k];
    } else {
      result.network = to_user_units(design_, objective_, best.best);
    }
  }

  static void add_notes(const Search& best, Trained& result) {
    if (best.record.stop_reason == "no_minimum") {
      result.notes.push_back({"network.no_minimum",
                              "No minimum is attained: every row is predicted without error, and "
                              "the loss tends to 0 as the weights grow. The training ended there; "
                              "--l2 or --validation would keep the probabilities off 0 and 1."});
    } else if (best.record.stop_reason == "diverged" || best.record.stop_reason == "line_search") {
      result.notes.push_back({"network.ended_early",
                              "The training ended early, where no step lowered the loss. The best "
                              "point before that is kept; a smaller --step goes further."});
    }
  }

  const Design& design_;
  double intercept_;
  const EstimateOptions& options_;
  const NetworkOptions& network_;
  const RunOptions& run_;
  unsigned workers_;
  Rows rows_;
  std::vector<double> scales_;
  network::Shape shape_;
  NetworkObjective objective_;
  std::unique_ptr<objective::Batches> batches_;
};

}  // namespace

bool needs_training(const EstimateOptions& options, const NetworkOptions& network) {
  return !network.hidden.empty() || is_stochastic(options.solver);
}

Trained train(const Design& design, const inference::Beginning& beginning, double intercept,
              const EstimateOptions& options, const NetworkOptions& network,
              const RunOptions& run) {
  require_room(design, network);
  return Trainer(design, intercept, options, network, run).run(beginning);
}

}  // namespace odds::training
