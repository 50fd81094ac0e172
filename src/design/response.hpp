// SPDX-License-Identifier: Apache-2.0
//
// The response of each row: s successes of m trials at weight w f, and an offset. One byte a row is
// kept; the rest is read from the table again.
//
//   contribution of a row:  w f [ s log p + (m - s) log(1 - p) ]
//   event, in this order:   --event; the larger number; true; an affirmative word; the last label
//
// Of a target of more than two values each row has a class instead (classes.hpp), which stands in
// the place of s; then m = 1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "design/classes.hpp"
#include "design/design.hpp"
#include "design/rows.hpp"

namespace odds::design {

class Response {
 public:
  // Throws Error: target.one_class, target.event, weight.overflow and what find_class_rows and
  // find_rows throw.
  Response(const Source& source, const Roles& roles, const DesignOptions& options,
           const RunOptions& run);

  const RowSet& rows() const { return rows_; }
  const ResponseTotals& totals() const { return totals_; }
  double log_binomial_coefficient() const { return log_binomial_coefficient_; }
  const std::string& event() const { return event_; }
  const std::string& non_event() const { return non_event_; }
  const ClassRows& classes() const { return classes_; }
  bool has_weights() const { return roles_.weights || roles_.freq_weights; }

  // Fills weight, trials, successes and offset of rows [begin, begin + count), not the padding.
  void load(std::uint64_t block, std::size_t begin, std::size_t count, Tile& tile) const;

  // f of the rows, 1 where there is none, 0 where a row is not used.
  void load_frequency(std::uint64_t block, std::size_t begin, std::size_t count,
                      double* frequency) const;

  // w f m of the rows, 0 where a row is not used: the weights of means.
  void load_mass(std::uint64_t block, std::size_t begin, std::size_t count, double* mass) const;

 private:
  void load_weight(std::uint64_t block, std::size_t begin, std::size_t count, double* weight) const;
  void mark_events(const DesignOptions& options, const RunOptions& run);
  void mark_number_events(double event, const RunOptions& run);
  void mark_code_events(std::uint32_t event, const RunOptions& run);
  void add_up(const RunOptions& run);
  void add_up_classes(const RunOptions& run);
  bool has_classes() const { return !classes_.labels.empty(); }

  const Source& source_;
  Roles roles_;
  RowSet rows_;
  ResponseTotals totals_;
  double log_binomial_coefficient_ = 0;
  std::string event_;
  std::string non_event_;
  ClassRows classes_;
};

}  // namespace odds::design
