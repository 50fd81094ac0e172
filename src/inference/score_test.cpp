// SPDX-License-Identifier: Apache-2.0
#include "inference/score_test.hpp"

#include "inference/orthogonal.hpp"
#include "inference/wald.hpp"
#include "solver/cholesky.hpp"

namespace odds::inference {

std::vector<double> null_coefficients(const design::Design& design, const NullModel& null,
                                      const objective::View& view) {
  std::vector<double> coefficients(design.inner_count(), 0.0);
  if (design.has_ones()) coefficients[0] = null.intercept;
  return coefficients_in_basis(view, coefficients);
}

ChiSquareTest score_test(const objective::Evaluation& at_null, std::int64_t df) {
  const auto factor = solver::Cholesky::factor(at_null.curvature, at_null.gradient.size());
  if (!factor) return chi_square_test(not_applicable, df);
  const double root = factor->inverse_norm(at_null.gradient);
  return chi_square_test(root * root, df);
}

}  // namespace odds::inference
