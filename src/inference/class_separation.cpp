// SPDX-License-Identifier: Apache-2.0
#include "inference/class_separation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "inference/separation.hpp"

namespace odds::inference {

using objective::ClassObjective;
using objective::ClassPenalty;
using objective::ClassWorkspace;
using objective::View;

namespace {

// Of (d_y - d_k)'x over all used rows and k != y.
struct Margins {
  double largest_magnitude = 0;  // of the sums of |x_j d_kj| of a row
  double smallest = std::numeric_limits<double>::infinity();
  double largest = 0;
};

void add_magnitudes(const kernels::DenseTile& x, const double* weight, const double* d,
                    Margins& margins) {
  for (std::size_t i = 0; i < x.rows; ++i) {
    if (weight[i] == 0.0) continue;
    double sum = 0.0;
    for (std::size_t j = 0; j < x.column_count; ++j) {
      sum += std::fabs(x.columns[j * x.stride + i] * d[j]);
    }
    margins.largest_magnitude = std::max(margins.largest_magnitude, sum);
  }
}

Margins measure(const ClassObjective& rows, const std::vector<double>& direction) {
  return rows.sum_scores(
      direction, Margins(), sizeof(Margins),
      [&](ClassWorkspace& workspace, Margins& state) {
        for (std::size_t k = 0; k < rows.equation_count(); ++k) {
          add_magnitudes(workspace.tile().dense(), workspace.weight(),
                         direction.data() + k * rows.width(), state);
        }
        for (std::size_t i = 0; i < workspace.rows(); ++i) {
          if (workspace.weight()[i] == 0.0) continue;
          const auto y = static_cast<std::size_t>(workspace.outcome()[i]);
          for (std::size_t k = 0; k < workspace.class_count(); ++k) {
            if (k == y) continue;
            const double margin = workspace.scores(y)[i] - workspace.scores(k)[i];
            state.smallest = std::min(state.smallest, margin);
            state.largest = std::max(state.largest, margin);
          }
        }
      },
      [](Margins& left, const Margins& right) {
        left.largest_magnitude = std::max(left.largest_magnitude, right.largest_magnitude);
        left.smallest = std::min(left.smallest, right.smallest);
        left.largest = std::max(left.largest, right.largest);
      });
}

// Pairs of a row and a class that `step` does not move, as weights of the differences x (e_y -
// e_k).
std::vector<double> unmoved_gram(const ClassObjective& rows, const std::vector<double>& step) {
  return rows.pair_gram(step, [](ClassWorkspace& at, std::size_t k, std::size_t l, double* pair) {
    const double* first = at.scores(k);
    const double* second = at.scores(l);
    for (std::size_t i = 0; i < at.rows(); ++i) {
      const auto y = static_cast<std::size_t>(at.outcome()[i]);
      const bool takes_part = at.weight()[i] != 0.0 && (y == k || y == l);
      pair[i] = takes_part && std::fabs(first[i] - second[i]) <= unmoved ? 1.0 : 0.0;
    }
  });
}

std::optional<ClassSeparation> verify(const ClassObjective& rows, std::vector<double> direction) {
  const Margins margins = measure(rows, direction);
  const double noise = separation_tolerance * margins.largest_magnitude;
  const bool proves = margins.largest > 1e4 * noise && margins.smallest >= -noise &&
                      margins.largest_magnitude > 0.0;
  if (!proves) return std::nullopt;
  return ClassSeparation{margins.smallest > 1e2 * noise, std::move(direction)};
}

// The view with its columns one by one and without a basis: the rows as they are.
View plain_view(const design::Design& design, const View& view) {
  View plain = view;
  plain.basis.clear();
  if (!plain.uses_all_columns) return plain;
  plain.uses_all_columns = false;
  plain.columns.resize(design.inner_count());
  std::iota(plain.columns.begin(), plain.columns.end(), std::size_t{0});
  return plain;
}

}  // namespace

std::optional<ClassSeparation> prove_class_separation(const design::Design& design,
                                                      const View& view,
                                                      const std::vector<double>& step,
                                                      unsigned workers) {
  const bool is_finite =
      std::all_of(step.begin(), step.end(), [](double value) { return std::isfinite(value); });
  if (step.empty() || !is_finite) return std::nullopt;
  const ClassObjective rows(design, plain_view(design, view), ClassPenalty(), workers);
  auto separation = verify(rows, step);
  if (separation && separation->is_complete) return separation;
  const NullSpace space = null_space(unmoved_gram(rows, step), step.size());
  return verify(rows, projection(space, step));
}

Error class_separation_error(const design::Design& design, const ClassSeparation& separation) {
  constexpr std::size_t most_named = 5;
  struct Flight {
    std::string words;
    double effect;  // signed: d_kj times the largest |x_j|
  };
  std::vector<Flight> flights;
  double largest = 0.0;
  const std::size_t width = design.inner_count();
  for (std::size_t k = 0; k * width < separation.direction.size(); ++k) {
    for (const design::DesignTerm& term : design.terms()) {
      if (design.has_ones() && term.inner == 0) continue;
      const double effect = separation.direction[k * width + term.inner] * term.largest;
      largest = std::max(largest, std::fabs(effect));
      flights.push_back({quote(term.term) + " of " + quote(design.classes()[k]), effect});
    }
  }
  std::erase_if(flights, [largest](const Flight& flight) {
    return !(std::fabs(flight.effect) > 1e-8 * largest);
  });
  std::stable_sort(flights.begin(), flights.end(), [](const Flight& a, const Flight& b) {
    return std::fabs(a.effect) > std::fabs(b.effect);
  });
  std::string words;
  for (std::size_t t = 0; t < std::min(flights.size(), most_named); ++t) {
    words += (t == 0 ? "" : ", ") + flights[t].words +
             (flights[t].effect > 0 ? " to +infinity" : " to -infinity");
  }
  if (flights.size() > most_named) {
    words += " and " + std::to_string(flights.size() - most_named) + " more";
  }
  const std::string what =
      separation.is_complete
          ? "complete separation: a combination of columns tells the class of every row"
          : "quasi-complete separation: a combination of columns rules classes out in some rows";
  return {Fault::refused, separation.is_complete ? "separation.complete" : "separation.quasi",
          what + " without error, and the estimates run away: " + words +
              ": no finite maximum-likelihood estimate exists.",
          "Use ridge (--l2 0.01), join classes, or --drop the column."};
}

}  // namespace odds::inference
