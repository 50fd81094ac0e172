// SPDX-License-Identifier: Apache-2.0
//
// A network's objective as the solvers see it: the mean over the training rows.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include <odds/base.hpp>

#include "objective/batches.hpp"
#include "objective/network.hpp"
#include "solver/first_order.hpp"

namespace odds::training {

class NetworkLoss : public solver::MeanLoss {
 public:
  // `weight` is the sum of w f m over the training rows. The objective must outlive it.
  NetworkLoss(const objective::NetworkObjective& objective, double weight)
      : objective_(objective), weight_(weight) {}

  std::size_t dimension() const override { return objective_.dimension(); }
  double evaluate(const std::vector<double>& point, std::vector<double>& gradient) const override {
    objective::NetworkEvaluation at = objective_.evaluate(point, true);
    gradient = std::move(at.gradient);
    for (double& derivative : gradient) derivative /= weight_;
    return at.value / weight_;
  }

 private:
  const objective::NetworkObjective& objective_;
  double weight_;
};

class NetworkBatches : public solver::SampledLoss {
 public:
  explicit NetworkBatches(objective::Batches& batches, std::size_t dimension)
      : batches_(batches), dimension_(dimension) {}

  std::size_t dimension() const override { return dimension_; }
  std::int64_t batch_count() const override {
    return static_cast<std::int64_t>(batches_.batch_count());
  }
  void begin_epoch(std::uint64_t seed, std::int64_t epoch) override {
    batches_.shuffle(seed, epoch);
  }
  double evaluate_batch(std::int64_t batch, const std::vector<double>& point,
                        std::vector<double>& gradient) override {
    return batches_.evaluate(static_cast<std::size_t>(batch), point, gradient);
  }

 private:
  objective::Batches& batches_;
  std::size_t dimension_;
};

// True when the observer asks to stop. `loss` is the mean.
inline bool stop_requested(const RunOptions& run, std::int64_t iteration, double loss) {
  if (run.observer == nullptr) return false;
  return !run.observer->progress({"fitting", static_cast<double>(iteration), 0.0, loss});
}

}  // namespace odds::training
