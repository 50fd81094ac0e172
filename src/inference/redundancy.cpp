// SPDX-License-Identifier: Apache-2.0
#include "inference/redundancy.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "base/numbers.hpp"
#include "solver/cholesky.hpp"

namespace odds::inference {

using design::Design;
using design::DesignTerm;
using objective::Objective;
using objective::View;
using objective::Workspace;

namespace {

// Pivots below this share of the diagonal nominate a column. Exact collinearity leaves rounding
// noise times the condition number of the other columns; the data decide.
constexpr double nominating_pivot = 1e-8;
constexpr double noise_units = 64.0 * std::numeric_limits<double>::epsilon();

// Share of a column's largest value that counts as its magnitude on every row: where the true parts
// of a combination are all zero, rounding of the coefficients is not.
constexpr double row_floor = 1.0 / 16.0;

// Column j against the earlier columns: r = x_j - sum_k c_k x_k.
struct Residual {
  double worst = 0;              // max over used rows of |r| / (noise_units * magnitude)
  std::vector<double> products;  // X_k' W r
};

Residual measure(const Objective& objective, const std::vector<double>& c,
                 const std::vector<double>& centres, double floor) {
  const std::size_t earlier = c.size();
  const Residual zero{0.0, std::vector<double>(earlier, 0.0)};
  return objective.sum_tiles(
      zero, sizeof(Residual) + earlier * sizeof(double),
      [&](Workspace& workspace, Residual& state) {
        const kernels::DenseTile x = workspace.dense();
        double* weighted = workspace.residual();
        for (std::size_t i = 0; i < x.rows; ++i) {
          const double target = x.columns[earlier * x.stride + i];
          double r = target;
          double magnitude = floor + std::fabs(target) + centres[earlier];
          for (std::size_t k = 0; k < earlier; ++k) {
            const double value = x.columns[k * x.stride + i];
            r -= c[k] * value;
            magnitude += std::fabs(c[k]) * (std::fabs(value) + centres[k]);
          }
          const double weight = i < workspace.tile().rows ? workspace.tile().weight[i] : 0.0;
          weighted[i] = weight * workspace.tile().trials[i] * r;
          if (weight != 0.0) {
            state.worst = std::max(state.worst, std::fabs(r) / (noise_units * magnitude));
          }
        }
        const kernels::DenseTile columns{x.columns, x.stride, earlier, x.rows};
        kernels::transposed_product(columns, weighted, state.products.data());
      },
      [](Residual& left, const Residual& right) {
        left.worst = std::max(left.worst, right.worst);
        for (std::size_t k = 0; k < left.products.size(); ++k) {
          left.products[k] += right.products[k];
        }
      });
}

// Terms kept so far and the candidate, with what is known of their cross products.
class Candidate {
 public:
  Candidate(const Objective& objective, const std::vector<double>& gram,
            std::vector<std::size_t> kept, std::size_t candidate)
      : objective_(objective), gram_(gram), terms_(std::move(kept)) {
    terms_.push_back(candidate);
  }

  // The coefficients of the kept columns where the candidate is their combination.
  std::optional<std::vector<double>> combination() const {
    const std::size_t earlier = terms_.size() - 1;
    std::vector<double> block(earlier * earlier);
    std::vector<double> right(earlier);
    for (std::size_t a = 0; a < earlier; ++a) {
      for (std::size_t b = 0; b < earlier; ++b) block[a * earlier + b] = entry(a, b);
      right[a] = entry(a, earlier);
    }
    const auto factor = solver::Cholesky::factor(block, earlier);
    if (!factor) return std::nullopt;
    std::vector<double> c = factor->solve(right);
    const Objective pair(objective_.design(), view(), penalty::Ridge(), objective_.workers());
    const std::vector<double> centres = centre_magnitudes();
    for (int refinement = 0; refinement < 4; ++refinement) {
      clear_noise(c);
      const Residual residual = measure(pair, c, centres, row_floor * largest(earlier));
      if (residual.worst <= 1.0) return c;
      const std::vector<double> correction = factor->solve(residual.products);
      for (std::size_t k = 0; k < earlier; ++k) c[k] += correction[k];
    }
    return std::nullopt;
  }

 private:
  double largest(std::size_t a) const { return objective_.design().terms()[terms_[a]].largest; }
  // A coefficient whose column never amounts to more than rounding of the candidate is zero.
  void clear_noise(std::vector<double>& c) const {
    const double noise = noise_units * largest(terms_.size() - 1);
    for (std::size_t k = 0; k < c.size(); ++k) {
      if (std::fabs(c[k]) * largest(k) <= noise) c[k] = 0.0;
    }
  }
  std::size_t inner(std::size_t a) const { return objective_.design().terms()[terms_[a]].inner; }
  double entry(std::size_t a, std::size_t b) const {
    return gram_[inner(a) * objective_.dimension() + inner(b)];
  }
  View view() const {
    View view;
    view.uses_all_columns = false;
    for (std::size_t a = 0; a < terms_.size(); ++a) view.columns.push_back(inner(a));
    view.excluded_rows = objective_.view().excluded_rows;
    return view;
  }
  std::vector<double> centre_magnitudes() const {
    std::vector<double> centres;
    for (const std::size_t term : terms_) {
      // What centring took away, in inner units.
      centres.push_back(std::fabs(objective_.design().terms()[term].inner_centre()));
    }
    return centres;
  }

  const Objective& objective_;
  const std::vector<double>& gram_;
  std::vector<std::size_t> terms_;  // the candidate last
};

std::string signed_part(double coefficient, const std::string& name, bool first) {
  std::string text = coefficient < 0 ? (first ? "-" : " - ") : (first ? "" : " + ");
  const double size = std::fabs(coefficient);
  if (name.empty()) return text + base::short_number(size);
  if (std::fabs(size - 1.0) > 1e-9) text += base::short_number(size) + " ";
  return text + name;
}

// "S = GPA + TUCE + PSI" in the user's units; parts too small to matter on any row are left out.
std::string equation(const Design& design, const std::vector<std::size_t>& kept,
                     std::size_t candidate, const std::vector<double>& c) {
  const std::vector<DesignTerm>& terms = design.terms();
  const DesignTerm& target = terms[candidate];
  // In the user's units: of each term, and of the ones, which take most shifts up.
  std::vector<double> coefficients(terms.size(), 0.0);
  double constant = 0.0;
  const auto shift = [&](const DesignTerm& term, double amount) {
    (term.carrier ? coefficients[*term.carrier] : constant) += amount;
  };
  shift(target, target.user_centre());
  for (std::size_t k = 0; k < kept.size(); ++k) {
    const DesignTerm& term = terms[kept[k]];
    if (std::fabs(c[k]) * term.largest < 1e-9 * target.largest) continue;
    const double user = std::ldexp(c[k], term.exponent - target.exponent);
    if (design.has_ones() && term.inner == 0) {
      constant += user;
      continue;
    }
    coefficients[kept[k]] += user;
    shift(term, -user * term.user_centre());
  }
  const double scale =
      std::ldexp(target.largest, -target.exponent) + std::fabs(target.user_centre());
  std::string text;
  for (std::size_t t = 0; t < terms.size(); ++t) {
    const double size =
        std::fabs(std::ldexp(coefficients[t], -terms[t].exponent)) * terms[t].largest +
        std::fabs(coefficients[t] * terms[t].user_centre());
    if (size < 1e-9 * scale || size == 0.0) continue;
    text += signed_part(coefficients[t], terms[t].term, text.empty());
  }
  if (std::fabs(constant) > 1e-9 * scale) {
    // Without an intercept the ones stand for the user's own constant column.
    const double unit = design.has_intercept() ? 1.0 : design.own_intercept_value();
    text += signed_part(constant / unit, design.own_intercept(), text.empty());
  }
  return target.term + " = " + (text.empty() ? "0" : text);
}

}  // namespace

std::vector<Design::Removal> constant_terms(const Design& design) {
  std::vector<Design::Removal> removals;
  for (std::size_t t = 0; t < design.terms().size(); ++t) {
    if (design.terms()[t].constant) removals.push_back({t, "constant", ""});
  }
  return removals;
}

std::vector<Design::Removal> collinear_terms(const Objective& objective,
                                             const std::vector<double>& gram,
                                             const std::vector<bool>& is_candidate) {
  const Design& design = objective.design();
  const std::vector<DesignTerm>& terms = design.terms();
  const std::size_t n = objective.dimension();
  std::vector<Design::Removal> removals;
  std::vector<std::size_t> kept;
  std::vector<std::vector<double>> rows;  // rows of the Cholesky factor, columns in term order
  for (std::size_t t = 0; t < terms.size(); ++t) {
    if (!is_candidate[t]) continue;
    const std::size_t j = terms[t].inner;
    std::vector<double> column(kept.size());
    double pivot = gram[j * n + j];
    const double diagonal = pivot;
    for (std::size_t k = 0; k < kept.size(); ++k) {
      double sum = gram[terms[kept[k]].inner * n + j];
      for (std::size_t i = 0; i < k; ++i) sum -= rows[k][i] * column[i];
      column[k] = sum / rows[k][k];
      pivot -= column[k] * column[k];
    }
    if (!(pivot > nominating_pivot * diagonal)) {
      const auto c = Candidate(objective, gram, kept, t).combination();
      if (c) {
        removals.push_back({t, "collinear", equation(design, kept, t, *c)});
        continue;
      }
    }
    // A column that is nearly but not exactly a combination stays; its pivot is kept positive.
    column.push_back(std::sqrt(std::max(pivot, 1e-15 * diagonal)));
    rows.push_back(std::move(column));
    kept.push_back(t);
  }
  return removals;
}

}  // namespace odds::inference
