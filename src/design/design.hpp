// SPDX-License-Identifier: Apache-2.0
//
// The design: a view over a table's blocks as features and response. Encoding, centring and
// scaling happen tile by tile; the table is never copied.
//
//   inner column  x~_j = (x_j - c_j) 2^k_j    k_j, c_j chosen by standardise()
//   inner layout  [dense columns in term order, then the levels of each factor]
//
// A dense column is the intercept's ones, a number, a boolean, a missing-value indicator, a product
// of two numbers, or a number on the rows of one level. The cells of two columns with levels are
// one factor. Only numbers are scaled and centred. theta_j = theta~_j 2^k_j, exactly.
// Numbers are centred where a column of ones takes the shift up: with an intercept, and with a
// constant column of the user's in its place as long as nothing is penalised. A number on the rows
// of one level is centred where that level's own term takes the shift up and nothing is penalised.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <odds/base.hpp>
#include <odds/design.hpp>
#include <odds/table.hpp>

#include "design/clusters.hpp"
#include "design/tile.hpp"
#include "kernels/look_ahead.hpp"

namespace odds::design {

// product: of two numbers. slope: a number on the rows of a level. cell: a pair of levels.
enum class TermKind { intercept, number, boolean, indicator, level, product, slope, cell };

// One coefficient the user sees, in the order of the table's columns, the intercept first, the
// interactions last.
struct DesignTerm {
  std::string term;  // "class[3rd]"
  std::string column;
  std::string level;
  TermKind kind = TermKind::number;
  std::size_t inner = 0;  // position in the inner layout
  // x~ = (x - centre) 2^exponent, centre in the user's units; 0 and 0 for all but numbers. A
  // product of columns at extreme units counts in units of 2^-unit_exponent, and so does its
  // centre: x~ = (x 2^unit_exponent - centre) 2^(exponent - unit_exponent).
  int exponent = 0;
  int unit_exponent = 0;
  double centre = 0.0;
  // The term (index) whose coefficient takes the shift by `centre` up; empty: that of the ones.
  std::optional<std::size_t> carrier;
  // max over used rows of |x~|; 1 for all but numbers.
  double largest = 1.0;
  // The same value on every used row, and not the column that serves as the intercept: to remove.
  bool constant = false;

  double inner_centre() const { return std::ldexp(centre, exponent - unit_exponent); }
  double user_centre() const { return std::ldexp(centre, -unit_exponent); }
};

// Of the rows as used.
struct ResponseTotals {
  std::uint64_t rows_read = 0;
  std::uint64_t rows_used = 0;
  double freq_sum = 0;                     // sum of f (rows for df)
  double nobs = 0;                         // sum of f m
  double sum_weights = 0;                  // sum of w f m
  double event_weight = 0;                 // sum of w f s
  double event_nobs = 0;                   // sum of f s; NaN of several classes
  std::vector<double> class_weights = {};  // of several classes, by code: sum of w f
};

class Design {
 public:
  // Resolves names, event, levels, roles and missing values of `table`, and standardises.
  // Throws Error for everything SEMANTICS.md refuses. The table must outlive the design.
  Design(const Table& table, const DesignOptions& options, const RunOptions& run);
  Design(Design&&) noexcept;
  Design& operator=(Design&&) noexcept;
  ~Design();

  const std::vector<DesignTerm>& terms() const;
  // Inner column 0 is a column of ones, for the intercept or for the user's constant column.
  bool has_ones() const { return has_intercept() || !own_intercept().empty(); }
  bool has_intercept() const;  // terms()[0] is the intercept
  // The user's constant column that serves as the intercept under --no-intercept without a
  // penalty, and its value; "" where there is none. Its term has inner = 0 and the place of the
  // column in the table; the ones stand for x_j / value, so that with the coefficient gamma of the
  // ones  theta_j = (gamma - sum over the other terms of theta c) / value  and z at the centres is
  // gamma (encodings() give this column the centre `value`).
  const std::string& own_intercept() const;
  double own_intercept_value() const;
  // The inner column that is constant: the ones, or under a penalty the user's constant column.
  std::optional<std::size_t> constant_column() const;

  std::size_t dense_count() const;
  std::size_t factor_count() const;
  std::size_t factor_levels(std::size_t factor) const;  // coefficients of the factor
  std::size_t inner_count() const;                      // dense_count + all factor_levels

  std::uint64_t block_count() const;
  std::size_t block_row_count(std::uint64_t block) const;
  // Fills `tile` with rows [begin, begin + count) of a block; count <= tile_rows and begin is a
  // multiple of tile_rows. Thread-safe.
  void load(std::uint64_t block, std::size_t begin, std::size_t count, Tile& tile) const;

  // Lists the columns' memory that load() would read.
  void list_memory(std::uint64_t block, std::size_t begin, std::size_t count,
                   kernels::LookAhead& ahead) const;

  bool has_trials() const;   // successes/trials: s and m are not 0/1 and 1
  bool has_weights() const;  // --weights or --freq-weights
  bool has_offset() const;
  const ResponseTotals& totals() const;
  // f of rows [begin, begin + count) of a block: how many equal rows each stands for, 0 where it is
  // not used. Thread-safe.
  void load_frequency(std::uint64_t block, std::size_t begin, std::size_t count,
                      double* frequency) const;
  // The groups of DesignOptions::cluster, found anew at each call. Requires: there is one.
  Clusters clusters() const;

  // Removes terms (by index into terms()) for a stated reason; layouts are renumbered.
  struct Removal {
    std::size_t term;
    std::string reason;    // "constant", "collinear"
    std::string equation;  // "S = GPA + TUCE"
  };
  // Tiles made before no longer fit.
  void remove(const std::vector<Removal>& removals);
  const std::vector<DroppedTerm>& dropped() const;

  // For prediction: the columns that still have a term. A category's levels are those of the used
  // rows, with "(missing)" last where it is one. centre is in the user's units.
  std::vector<ColumnEncoding> encodings() const;
  // The interactions that still have a term.
  std::vector<InteractionEncoding> interactions() const;
  const std::string& event() const;
  const std::string& non_event() const;
  // Of a target of more than two values the labels, in the order of the classes' numbers in a tile,
  // the reference last where there is one; else empty.
  const std::vector<std::string>& classes() const;
  bool has_reference_class() const;
  const std::vector<Note>& notes() const;
  // log of prod over rows of choose(m, s)^f; 0 for a plain target.
  double log_binomial_coefficient() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace odds::design
