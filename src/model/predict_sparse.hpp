// SPDX-License-Identifier: Apache-2.0
//
// What sparse columns add to the predictor of a row: z gains sum_j theta_j x_j over the entries of
// its sparse columns and the words of its hashed columns. Entries that the fit had not seen add
// nothing, and are counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <odds/model.hpp>

#include "parallel/range_tally.hpp"

namespace odds::model {

class SparseScorer {
 public:
  explicit SparseScorer(const SparseEstimates& sparse);

  // The hashed columns, in the order of the model.
  const std::vector<SparseSource>& hashed() const { return hashed_; }

  // Where the views have the hashed columns: as text, or as codes of `levels`.
  struct TextColumn {
    std::size_t position = 0;
    const std::vector<std::string>* levels = nullptr;  // null: text
  };
  // `first_index`: what the data call their first sparse column.
  void bind(std::uint64_t first_index, const std::vector<TextColumn>& texts);

  // Adds to z of rows [begin, begin + count). Thread-safe.
  void add(const BlockView& view, std::size_t begin, std::size_t count, double* z) const;

  // What was added so far that the model does not know: nothing, or a note.
  std::optional<Note> unseen() const;

 private:
  double coefficient(std::uint64_t column) const;
  double words_value(std::string_view text, std::size_t source) const;
  void add_entries(const SparseView& sparse, std::size_t row, double& z) const;

  const SparseEstimates& sparse_;
  std::uint64_t known_columns_ = 0;  // sparse columns of the data at the fit
  std::uint64_t known_first_index_ = 1;
  std::uint64_t first_index_ = 1;
  std::vector<double> dense_;  // by column; empty where they are too many
  std::vector<SparseSource> hashed_;
  std::vector<std::uint64_t> first_column_;  // of each hashed column
  std::vector<TextColumn> texts_;
  std::vector<std::vector<double>> of_code_;  // of each text with levels: what a level adds

  mutable parallel::RangeTally unseen_;  // entries, by index
};

}  // namespace odds::model
