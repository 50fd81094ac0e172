// SPDX-License-Identifier: Apache-2.0
//
// Separation, decided by proof.
//
// A direction d proves that no finite estimate exists when s_i x_i'd >= 0 on every row (s = +1 for
// rows of events alone, -1 for rows without any), = 0 on rows with both outcomes, and > 0
// somewhere; the separation is complete if > 0 on all rows. Candidates come from Newton's own
// steps: on separated rows a step moves the predictor by about one, on the others by next to
// nothing. The step, projected on the null space of the rows that it does not move, is verified on
// all rows.
//
// Albert & Anderson (1984), On the existence of maximum likelihood estimates in logistic regression
// models; the projection in place of a linear programme is ours.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "objective/likelihood.hpp"

namespace odds::inference {

// +1 for a row of events alone, -1 for one without any, 0 for a row with both outcomes.
int outcome_sign(const design::Tile& tile, std::size_t i);

struct Separation {
  bool is_complete = false;
  std::vector<double> direction;  // over the columns of the view, d in inner coordinates
  // Rows with s_i x_i'd > 0, and those excluded before: they are predicted without error.
  std::shared_ptr<const std::vector<std::uint8_t>> predicted_rows;
};

// A verified direction, or nothing. `step` is a Newton step at a point far out, in the coordinates
// of the objective.
std::optional<Separation> prove_separation(const objective::Objective& objective,
                                           const std::vector<double>& step);

// A term that separates by itself, in words: "every event has x1 >= 5, every other row x1 <= 3".
struct SelfSeparating {
  std::size_t term;
  int sign;  // of its coefficient's flight
  std::string words;
};
// The terms of the design that separate by themselves, in table order. One pass.
std::vector<SelfSeparating> self_separating_terms(const objective::Objective& objective);

// A basis (columns.size() x k, row major with k = result.size() / columns.size()) of the null space
// of the rows that the view of `objective` does not exclude, orthonormal in scaled coordinates.
struct NullSpace {
  std::size_t dimension = 0;
  std::vector<double> basis;  // (P, dimension) row major
};
NullSpace null_space(const objective::Objective& objective);
// The same from the rows' cross products, n x n.
NullSpace null_space(const std::vector<double>& gram, std::size_t n);

// The part of `step` in a null space.
std::vector<double> projection(const NullSpace& space, const std::vector<double>& step);

// Verification tolerance: rounding of x'd, relative to the largest sum of |x_j d_j|.
inline constexpr double separation_tolerance = 1e-10;
// A predictor moved by less than this belongs to a row that the step leaves where it is.
inline constexpr double unmoved = 0.1;

// Iterations after which Newton's step is looked at as a direction of separation.
bool is_separation_trial(std::int64_t iteration);

}  // namespace odds::inference
