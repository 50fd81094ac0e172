// SPDX-License-Identifier: Apache-2.0
//
// The objective over a matrix of features of which only products are known:
//
//   F(theta) = sum_i w_i [ s_i softplus(-z_i) + (m_i - s_i) softplus(z_i) ]
//              + (1/2) sum_j strength_j theta_j^2,      z = X theta + offset
//
// The total objective, in inner columns. Value and gradient come out of one read of X; the product
// of the curvature with a direction, H d = X'(c (X d)) + strength d with c_i = w_i m_i p_i (1 -
// p_i) kept from the last point that was accepted, out of another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/aligned.hpp"
#include "objective/features.hpp"
#include "objective/response_rows.hpp"
#include "penalty/ridge.hpp"

namespace odds::objective {

class FeatureLikelihood {
 public:
  // Both must outlive it. One strength of the ridge a column.
  FeatureLikelihood(const Features& features, const ResponseRows& response,
                    std::vector<double> strengths);

  std::size_t dimension() const { return all_.size(); }
  const std::vector<double>& strengths() const { return strengths_; }
  const ResponseRows& response() const { return response_; }
  double entry_count(std::size_t column) const { return entry_counts_[column]; }
  std::size_t row_count() const { return features_.row_count(); }

  struct Value {
    double likelihood = 0;  // negative log-likelihood, without penalty
    double value = 0;       // with it
  };
  // At a trial point; the curvature there takes effect with accept().
  Value evaluate(const std::vector<double>& theta, std::vector<double>& gradient);
  void accept() { curvature_.swap(trial_curvature_); }

  // H direction at the point accepted.
  void multiply(const std::vector<double>& direction, std::vector<double>& product) const;
  // The diagonal of H there.
  std::vector<double> diagonal() const;
  // The block of H of some columns, symmetric, row major; of every row_stride-th stretch of rows
  // alone, scaled up, where it is above 1.
  std::vector<double> block(std::span<const std::uint32_t> columns, std::size_t row_stride) const;

 private:
  const Features& features_;
  const ResponseRows& response_;
  std::vector<double> strengths_;
  std::vector<std::uint32_t> all_;
  std::vector<double> entry_counts_;
  base::AlignedVector<double> curvature_;
  base::AlignedVector<double> trial_curvature_;
};

}  // namespace odds::objective
