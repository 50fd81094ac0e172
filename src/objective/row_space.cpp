// SPDX-License-Identifier: Apache-2.0
#include "objective/row_space.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "kernels/tile_kernels.hpp"
#include "objective/workspace.hpp"
#include "parallel/sum_blocks.hpp"
#include "parallel/team.hpp"

namespace odds::objective {
namespace {

using Sums = std::vector<double>;

void add(Sums& left, const Sums& right) {
  for (std::size_t k = 0; k < left.size(); ++k) left[k] += right[k];
}

}  // namespace

RowSpace::RowSpace(const design::Design& design, std::vector<double> strengths, unsigned workers)
    : workers_(workers),
      columns_(strengths.size()),
      stride_((columns_ + design::tile_rows - 1) / design::tile_rows * design::tile_rows),
      inverse_(stride_, 0.0) {
  for (std::size_t j = 0; j < columns_; ++j) {
    if (strengths[j] > 0.0) {
      inverse_[j] = 1.0 / strengths[j];
    } else {
      free_columns_.push_back(j);
    }
  }
  gather(design);
}

void RowSpace::gather(const design::Design& design) {
  // Where each tile's used rows begin; then the tiles are filled in parallel.
  struct Part {
    std::uint64_t block;
    std::size_t begin, count;
    std::size_t first = 0;
  };
  std::vector<Part> parts;
  for (std::uint64_t block = 0; block < design.block_count(); ++block) {
    const std::size_t rows = design.block_row_count(block);
    for (std::size_t begin = 0; begin < rows; begin += design::tile_rows) {
      parts.push_back({block, begin, std::min(design::tile_rows, rows - begin)});
    }
  }
  std::vector<double> frequency(design::tile_rows);
  for (Part& part : parts) {
    part.first = table_rows_.size();
    design.load_frequency(part.block, part.begin, part.count, frequency.data());
    for (std::size_t i = 0; i < part.count; ++i) {
      const std::size_t row = static_cast<std::size_t>(part.block) * block_rows + part.begin + i;
      if (frequency[i] != 0.0) table_rows_.push_back(row);
    }
  }
  values_ = base::AlignedVector<double>(table_rows_.size() * stride_, 0.0);
  const View view;
  std::vector<std::unique_ptr<Workspace>> workspaces(workers_);
  parallel::for_blocks(parts.size(), workers_, [&](std::uint64_t index, unsigned worker) {
    const Part& part = parts[index];
    std::unique_ptr<Workspace>& workspace = workspaces[worker];
    if (!workspace) workspace = std::make_unique<Workspace>(design, view, true);
    workspace->load(part.block, part.begin, part.count);
    const kernels::DenseTile x = workspace->dense();
    const std::size_t end = index + 1 < parts.size() ? parts[index + 1].first : table_rows_.size();
    for (std::size_t k = part.first; k < end; ++k) {
      const std::size_t i = table_rows_[k] - workspace->first_row();
      double* row = values_.data() + k * stride_;
      for (std::size_t j = 0; j < columns_; ++j) row[j] = x.columns[j * x.stride + i];
    }
  });
}

std::vector<double> RowSpace::kernel() const {
  const std::size_t n = rows();
  Sums sums = parallel::sum_blocks(
      chunk_count(), workers_, Sums(n * n, 0.0), n * n * sizeof(double),
      [&](std::uint64_t chunk, Sums& state, unsigned) {
        const std::size_t first = chunk * design::tile_rows;
        kernels::weighted_gram({values_.data() + first, stride_, n, design::tile_rows},
                               inverse_.data() + first, state.data(), n);
      },
      add);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) sums[i * n + k] = sums[k * n + i];
  }
  return sums;
}

std::vector<double> RowSpace::free_values() const {
  std::vector<double> result;
  for (const std::size_t j : free_columns_) {
    for (std::size_t i = 0; i < rows(); ++i) result.push_back(values_[i * stride_ + j]);
  }
  return result;
}

std::vector<double> RowSpace::coefficients(const std::vector<double>& alpha) const {
  base::AlignedVector<double> theta(stride_, 0.0);
  parallel::for_blocks(chunk_count(), workers_, [&](std::uint64_t chunk, unsigned) {
    const std::size_t first = chunk * design::tile_rows;
    kernels::linear_predictor({values_.data() + first, stride_, rows(), design::tile_rows},
                              alpha.data(), theta.data() + first, theta.data() + first);
    for (std::size_t j = first; j < first + design::tile_rows; ++j) theta[j] *= inverse_[j];
  });
  return {theta.begin(), theta.begin() + static_cast<std::ptrdiff_t>(columns_)};
}

std::vector<double> RowSpace::predictors(const std::vector<double>& theta) const {
  base::AlignedVector<double> padded(stride_, 0.0);
  std::copy(theta.begin(), theta.end(), padded.begin());
  return parallel::sum_blocks(
      chunk_count(), workers_, Sums(rows(), 0.0), rows() * sizeof(double),
      [&](std::uint64_t chunk, Sums& state, unsigned) {
        const std::size_t first = chunk * design::tile_rows;
        kernels::transposed_product({values_.data() + first, stride_, rows(), design::tile_rows},
                                    padded.data() + first, state.data());
      },
      add);
}

}  // namespace odds::objective
