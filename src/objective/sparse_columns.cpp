// SPDX-License-Identifier: Apache-2.0
//
// What is done with some of the columns alone: their Gram matrix and a copy of them. Rows are first
// cut down to the entries of these columns, numbered by their position in the list.
#include <algorithm>
#include <cassert>
#include <cmath>

#include "objective/sparse_features.hpp"
#include "objective/sparse_piece.hpp"
#include "parallel/sum_blocks.hpp"

namespace odds::objective {
namespace {

constexpr std::uint32_t absent = 0xFFFFFFFFU;

// The entries of a block that a copy keeps.
struct Kept {
  std::vector<std::uint32_t> starts;
  std::vector<std::uint32_t> indices;
  std::vector<double> values;
};

// Without a branch: whether an entry stays is as good as random. Writes up to `count` of them.
std::size_t keep_entries(const SparseView& entries, std::size_t begin, std::size_t end,
                         const std::vector<std::uint32_t>& position, std::uint32_t* indices,
                         double* values) {
  std::size_t kept = 0;
  for (std::size_t k = begin; k < end; ++k) {
    const std::uint32_t to = position[entries.indices[k]];
    indices[kept] = to;
    if (values != nullptr) values[kept] = entries.values == nullptr ? 1.0 : entries.values[k];
    kept += static_cast<std::size_t>(to != absent);
  }
  return kept;
}

Kept keep(const SparseMatrix::Block& block, const std::vector<std::uint32_t>& position) {
  Kept kept;
  const SparseView& entries = block.entries;
  const std::size_t most = entries.starts[block.rows] - entries.starts[0];
  std::vector<std::uint32_t> indices(most);
  std::vector<double> values(entries.values == nullptr ? 0 : most);
  std::size_t count = 0;
  kept.starts.reserve(block.rows + 1);
  kept.starts.push_back(0);
  for (std::size_t i = 0; i < block.rows; ++i) {
    count += keep_entries(entries, entries.starts[i], entries.starts[i + 1], position,
                          indices.data() + count,
                          entries.values == nullptr ? nullptr : values.data() + count);
    kept.starts.push_back(static_cast<std::uint32_t>(count));
  }
  kept.indices.assign(indices.begin(), indices.begin() + static_cast<std::ptrdiff_t>(count));
  if (entries.values != nullptr) {
    kept.values.assign(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count));
  }
  return kept;
}

// Pieces that are summed into one state: enough for the work on them, about half the square of a
// row's entries for each row, to outweigh merging a state of `state_size` numbers.
std::uint64_t pieces_together(std::uint64_t pieces, double row_entries, std::size_t state_size) {
  constexpr std::uint64_t fewest_states = 8;
  const double work = static_cast<double>(piece_rows) * row_entries * row_entries / 2.0;
  std::uint64_t together = 1;
  while (static_cast<double>(together) * work < 4.0 * static_cast<double>(state_size) &&
         pieces / (2 * together) >= fewest_states) {
    together *= 2;
  }
  return together;
}

}  // namespace

struct SparseFeatures::Selection {
  std::vector<std::uint32_t> front;     // inner columns of the front, rising
  std::vector<std::uint32_t> position;  // by sparse column, or absent
  bool has_values = false;
};

// Rows of a piece; those of weight 0 are left out.
struct SparseFeatures::Selected {
  std::vector<std::uint32_t> starts;
  std::vector<std::uint32_t> indices;
  std::vector<double> values;
  std::vector<double> weight;
};

void SparseFeatures::select(const Piece& piece, const Selection& selection, const double* weight,
                            Selected& selected) const {
  const SparseView& entries = piece.entries;
  const std::size_t front = selection.front.size();
  const std::size_t most = entries.starts[piece.rows] - entries.starts[0] + piece.rows * front;
  selected.starts.assign(1, 0);
  selected.weight.clear();
  selected.indices.resize(std::max(selected.indices.size(), most));
  if (selection.has_values) selected.values.resize(selected.indices.size());
  std::size_t count = 0;
  for (std::size_t i = 0; i < piece.rows; ++i) {
    const std::size_t row = piece.first_row + i;
    if (weight[row] == 0.0) continue;
    std::uint32_t* indices = selected.indices.data() + count;
    double* values = selection.has_values ? selected.values.data() + count : nullptr;
    for (std::size_t k = 0; k < front; ++k) {
      const std::size_t column = selection.front[k];
      const bool is_one = matrix_.has_ones && column == 0;
      const std::size_t dense = column - static_cast<std::size_t>(matrix_.has_ones);
      indices[k] = static_cast<std::uint32_t>(k);
      if (values == nullptr) continue;
      values[k] = is_one ? 1.0 : matrix_.dense[dense * matrix_.dense_stride + row];
    }
    count +=
        front + keep_entries(entries, entries.starts[i], entries.starts[i + 1], selection.position,
                             indices + front, values == nullptr ? nullptr : values + front);
    selected.starts.push_back(static_cast<std::uint32_t>(count));
    selected.weight.push_back(weight[row]);
  }
}

void SparseFeatures::gram(std::span<const std::uint32_t> columns, const double* weight,
                          double* gram, std::size_t stride) const {
  const std::size_t count = columns.size();
  std::vector<std::uint32_t> rising(columns.begin(), columns.end());
  std::sort(rising.begin(), rising.end());
  Selection selection;
  selection.position.assign(matrix_.sparse_count, absent);
  selection.has_values = matrix_.dense_count != 0;
  for (const SparseMatrix::Block& block : matrix_.blocks) {
    selection.has_values = selection.has_values || block.entries.values != nullptr;
  }
  for (std::size_t k = 0; k < count; ++k) {
    if (rising[k] < front_count()) {
      selection.front.push_back(rising[k]);
    } else {
      selection.position[rising[k] - front_count()] = static_cast<std::uint32_t>(k);
    }
  }
  const std::vector<double> zero(count * count, 0.0);
  std::vector<Selected> buffers(workers_);
  const double row_entries = static_cast<double>(entry_count_) / static_cast<double>(row_count_);
  const std::uint64_t together = pieces_together(piece_count(), row_entries, zero.size());
  const std::vector<double> total = parallel::sum_blocks(
      (piece_count() + together - 1) / together, workers_for(entry_count_), zero,
      zero.size() * sizeof(double),
      [&](std::uint64_t stretch, std::vector<double>& state, unsigned worker) {
        Selected& rows = buffers[worker];
        const std::uint64_t end = std::min(piece_count(), (stretch + 1) * together);
        for (std::uint64_t index = stretch * together; index < end; ++index) {
          select(piece(index), selection, weight, rows);
          kernels::sparse_gram(
              {rows.starts.data(), rows.indices.data(),
               selection.has_values ? rows.values.data() : nullptr, rows.weight.size()},
              rows.weight.data(), state.data(), count);
        }
      },
      [](std::vector<double>& left, const std::vector<double>& right) {
        for (std::size_t k = 0; k < left.size(); ++k) left[k] += right[k];
      });
  std::vector<std::size_t> place(count);  // of columns[a] among the rising ones
  for (std::size_t a = 0; a < count; ++a) {
    const auto at = std::lower_bound(rising.begin(), rising.end(), columns[a]);
    place[a] = static_cast<std::size_t>(at - rising.begin());
  }
  for (std::size_t a = 0; a < count; ++a) {
    for (std::size_t b = a; b < count; ++b) {
      const auto [low, high] = std::minmax(place[a], place[b]);
      gram[a * stride + b] = total[low * count + high] * scale(columns[a]) * scale(columns[b]);
    }
  }
}

std::vector<double> SparseFeatures::entry_counts() const {
  const std::vector<double> zero(column_count(), 0.0);
  std::vector<double> counts = parallel::sum_blocks(
      piece_count(), workers_for(entry_count_), zero, zero.size() * sizeof(double),
      [&](std::uint64_t index, std::vector<double>& state, unsigned) {
        const Piece rows = piece(index);
        for (std::size_t j = 0; j < front_count(); ++j) state[j] += static_cast<double>(rows.rows);
        const std::uint32_t* starts = rows.entries.starts;
        for (std::size_t k = starts[0]; k < starts[rows.rows]; ++k) {
          state[front_count() + rows.entries.indices[k]] += 1.0;
        }
      },
      [](std::vector<double>& left, const std::vector<double>& right) {
        for (std::size_t k = 0; k < left.size(); ++k) left[k] += right[k];
      });
  return counts;
}

SparseFeatures SparseFeatures::narrow(std::span<const std::uint32_t> columns) const {
  assert(std::is_sorted(columns.begin(), columns.end()));
  Selection selection;
  selection.position.assign(matrix_.sparse_count, absent);
  SparseMatrix matrix;
  for (const std::uint32_t column : columns) {
    if (column >= front_count()) {
      const auto position = static_cast<std::uint32_t>(matrix.sparse_count++);
      selection.position[column - front_count()] = position;
    } else if (matrix_.has_ones && column == 0) {
      matrix.has_ones = true;
    } else {
      const std::size_t dense = column - static_cast<std::size_t>(matrix_.has_ones);
      const double* from = matrix_.dense.data() + dense * matrix_.dense_stride;
      matrix.dense.insert(matrix.dense.end(), from, from + matrix_.dense_stride);
      matrix.dense_stride = matrix_.dense_stride;
      ++matrix.dense_count;
    }
    if (!matrix_.exponents.empty()) matrix.exponents.push_back(matrix_.exponents[column]);
  }
  const auto owned = std::make_shared<std::vector<Kept>>(matrix_.blocks.size());
  parallel::for_blocks(owned->size(), workers_for(entry_count_), [&](std::uint64_t b, unsigned) {
    (*owned)[b] = keep(matrix_.blocks[b], selection.position);
  });
  for (std::size_t b = 0; b < owned->size(); ++b) {
    const Kept& kept = (*owned)[b];
    const bool has_values = matrix_.blocks[b].entries.values != nullptr;
    matrix.blocks.push_back(
        {matrix_.blocks[b].rows,
         {kept.starts.data(), kept.indices.data(), has_values ? kept.values.data() : nullptr}});
  }
  matrix.pin = owned;
  return {std::move(matrix), workers_};
}

SparseFeatures SparseFeatures::sample(std::size_t stride, std::vector<std::size_t>& blocks) const {
  SparseMatrix matrix;
  matrix.sparse_count = matrix_.sparse_count;
  matrix.has_ones = matrix_.has_ones;
  matrix.dense_count = matrix_.dense_count;
  matrix.exponents = matrix_.exponents;
  matrix.pin = matrix_.pin;
  blocks.clear();
  // Not the last one, which may be shorter.
  for (std::size_t b = stride / 2; b + 1 < matrix_.blocks.size(); b += stride) {
    blocks.push_back(b);
    matrix.blocks.push_back(matrix_.blocks[b]);
  }
  matrix.dense_stride = blocks.size() * block_rows;
  for (std::size_t j = 0; j < matrix.dense_count; ++j) {
    for (const std::size_t b : blocks) {
      const double* from = matrix_.dense.data() + j * matrix_.dense_stride + b * block_rows;
      matrix.dense.insert(matrix.dense.end(), from, from + block_rows);
    }
  }
  return {std::move(matrix), workers_};
}

}  // namespace odds::objective
