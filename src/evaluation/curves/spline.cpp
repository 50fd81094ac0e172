// SPDX-License-Identifier: Apache-2.0
#include "evaluation/curves/spline.hpp"

#include <cmath>

namespace odds::evaluation {
namespace {

// max(x, 0), exactly, without a branch that would keep a loop from running on several rows at once.
double positive_part(double x) { return 0.5 * (x + std::fabs(x)); }

double cube_above(double x, double knot) {
  const double above = positive_part(x - knot);
  return above * above * above;
}

}  // namespace

Spline::Spline(const std::vector<double>& knots, double lowest, double highest)
    : origin_(knots.empty() ? lowest : knots.front()),
      width_(knots.empty() ? highest - lowest : knots.back() - knots.front()),
      per_width_(1 / width_) {
  if (knots.empty()) return;
  const auto unit = [&](double knot) { return (knot - origin_) * per_width_; };
  inner_knot_ = unit(knots[knots.size() - 2]);
  for (std::size_t j = 0; j + 2 < knots.size(); ++j) {
    const double knot = unit(knots[j]);
    bends_.push_back({knot, (1 - knot) / (1 - inner_knot_), 3 * (1 - knot) * (inner_knot_ - knot)});
  }
}

void Spline::fill(const double* z, std::size_t rows, double* out, std::size_t stride) const {
  double* x = out + stride;
  for (std::size_t i = 0; i < rows; ++i) {
    out[i] = 1;
    x[i] = (z[i] - origin_) * per_width_;
  }
  for (std::size_t j = 0; j < bends_.size(); ++j) {
    const Bend bend = bends_[j];
    const double inner_knot = inner_knot_;
    double* column = out + (2 + j) * stride;
    for (std::size_t i = 0; i < rows; ++i) {
      const double beyond = positive_part(x[i] - 1.0);
      const double inside = x[i] - beyond;
      column[i] = cube_above(inside, bend.knot) - cube_above(inside, inner_knot) * bend.share +
                  beyond * bend.slope;
    }
  }
}

std::vector<double> Spline::row(double z) const {
  std::vector<double> values(columns());
  fill(&z, 1, values.data(), 1);
  return values;
}

std::vector<double> Spline::identity() const {
  std::vector<double> coefficients(columns());
  coefficients[0] = origin_;
  coefficients[1] = width_;
  return coefficients;
}

}  // namespace odds::evaluation
