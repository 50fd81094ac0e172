// SPDX-License-Identifier: Apache-2.0
#include "objective/feature_likelihood.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>

#include "loss/logistic.hpp"

namespace odds::objective {

FeatureLikelihood::FeatureLikelihood(const Features& features, const ResponseRows& response,
                                     std::vector<double> strengths)
    : features_(features),
      response_(response),
      strengths_(std::move(strengths)),
      all_(features.column_count()),
      entry_counts_(features.entry_counts()),
      curvature_(response.weight.size()),
      trial_curvature_(response.weight.size()) {
  assert(strengths_.size() == all_.size());
  std::iota(all_.begin(), all_.end(), 0U);
}

FeatureLikelihood::Value FeatureLikelihood::evaluate(const std::vector<double>& theta,
                                                     std::vector<double>& gradient) {
  gradient.resize(all_.size());
  Value at;
  const auto step = [&](std::size_t first, std::size_t count, double* z, double* sums) {
    const std::size_t rows = (count + 7) / 8 * 8;
    for (std::size_t i = 0; i < count; ++i) z[i] += response_.offset[first + i];
    sums[0] +=
        loss::Logistic::evaluate({response_.weight.data() + first, response_.trials.data() + first,
                                  response_.successes.data() + first},
                                 rows, z, z, trial_curvature_.data() + first, nullptr);
  };
  features_.pass(all_, theta.data(), 1, step, 1, &at.likelihood, all_, gradient.data());
  double penalty = 0;
  for (std::size_t j = 0; j < theta.size(); ++j) {
    penalty += strengths_[j] * theta[j] * theta[j];
    gradient[j] += strengths_[j] * theta[j];
  }
  at.value = at.likelihood + 0.5 * penalty;
  return at;
}

void FeatureLikelihood::multiply(const std::vector<double>& direction,
                                 std::vector<double>& product) const {
  product.resize(all_.size());
  const auto step = [&](std::size_t first, std::size_t count, double* z, double*) {
    for (std::size_t i = 0; i < count; ++i) z[i] *= curvature_[first + i];
  };
  features_.pass(all_, direction.data(), 1, step, 0, nullptr, all_, product.data());
  for (std::size_t j = 0; j < direction.size(); ++j) product[j] += strengths_[j] * direction[j];
}

std::vector<double> FeatureLikelihood::diagonal() const {
  std::vector<double> sums(all_.size());
  features_.square_sums(curvature_.data(), sums.data());
  for (std::size_t j = 0; j < sums.size(); ++j) sums[j] += strengths_[j];
  return sums;
}

std::vector<double> FeatureLikelihood::block(std::span<const std::uint32_t> columns,
                                             std::size_t row_stride) const {
  constexpr std::size_t stretch = 64;  // rows that are taken or left together
  const base::AlignedVector<double>* weight = &curvature_;
  base::AlignedVector<double> sample;
  if (row_stride > 1) {
    sample.assign(curvature_.size(), 0.0);
    const auto share = static_cast<double>(row_stride);
    for (std::size_t first = 0; first < sample.size(); first += stretch * row_stride) {
      const std::size_t end = std::min(first + stretch, sample.size());
      for (std::size_t i = first; i < end; ++i) sample[i] = share * curvature_[i];
    }
    weight = &sample;
  }
  const std::size_t count = columns.size();
  std::vector<double> gram(count * count);
  features_.gram(columns, weight->data(), gram.data(), count);
  for (std::size_t a = 0; a < count; ++a) {
    gram[a * count + a] += strengths_[columns[a]];
    for (std::size_t b = a + 1; b < count; ++b) gram[b * count + a] = gram[a * count + b];
  }
  return gram;
}

}  // namespace odds::objective
