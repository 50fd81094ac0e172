// SPDX-License-Identifier: Apache-2.0
//
// The evaluated rows tile by tile in the order of the table, and sums over them in the same tree as
// the first pass (scoring.hpp): so what is summed up in the same way has the same bits.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <odds/table.hpp>

#include "base/aligned.hpp"
#include "design/tile.hpp"
#include "evaluation/ranks/ranking.hpp"
#include "evaluation/ranks/sort.hpp"
#include "parallel/sum_blocks.hpp"

namespace odds::evaluation {

// A row that is left out has weight 0 and finite values elsewhere; so has the padding to eight
// rows.
struct CurveTile {
  using Buffer = base::AlignedVector<double>;

  std::size_t rows = 0;
  std::size_t padded_rows = 0;
  Buffer z = Buffer(design::tile_stride);
  Buffer weight = Buffer(design::tile_stride);  // w f
  Buffer trials = Buffer(design::tile_stride);
  Buffer successes = Buffer(design::tile_stride);
};

class ScoredTiles {
 public:
  // `rows` in the order of the table. Both must outlive it.
  ScoredTiles(const ScoredRows& rows, const RowColumns& columns, unsigned workers)
      : rows_(rows), columns_(columns), workers_(workers) {}

  unsigned workers() const { return workers_; }

  // Sums f(workspace, state) over the tiles. A Workspace has a member `tile`, and each worker its
  // own from make(). `state_bytes` is the size of a state with what it owns.
  template <class State, class Make, class F, class Merge>
  State sum(const State& zero, std::size_t state_bytes, Make&& make, F&& f, Merge&& merge) const {
    std::vector<decltype(make())> workspaces(workers_);
    return parallel::sum_blocks(
        (rows_.size() + block_rows - 1) / block_rows, workers_, zero, state_bytes,
        [&](std::uint64_t block, State& state, unsigned worker) {
          if (!workspaces[worker]) workspaces[worker] = make();
          const std::uint64_t end = std::min(rows_.size(), (block + 1) * block_rows);
          for (std::uint64_t first = block * block_rows; first < end; first += design::tile_rows) {
            load(first, std::min<std::uint64_t>(design::tile_rows, end - first),
                 workspaces[worker]->tile);
            f(*workspaces[worker], state);
          }
        },
        merge);
  }

 private:
  void load(std::uint64_t first, std::uint64_t count, CurveTile& tile) const {
    tile.rows = static_cast<std::size_t>(count);
    tile.padded_rows = (tile.rows + 7) / 8 * 8;
    std::fill_n(tile.z.data() + tile.rows, tile.padded_rows - tile.rows, 0.0);
    std::fill_n(tile.weight.data() + tile.rows, tile.padded_rows - tile.rows, 0.0);
    const ScoredRow* scored = rows_.data() + first;
    for (std::size_t i = 0; i < tile.rows; ++i) {
      const bool is_left_out = std::isnan(scored[i].z);
      tile.z[i] = is_left_out ? 0.0 : scored[i].z;
      tile.weight[i] = is_left_out ? 0.0 : 1.0;
      tile.trials[i] = 1.0;
      tile.successes[i] = scored[i].is_event() ? 1.0 : 0.0;
    }
    for (std::size_t i = 0; i < tile.rows && !columns_.weight.empty(); ++i) {
      tile.weight[i] *= columns_.weight[first + i];
    }
    if (columns_.trials.empty()) return;
    std::copy_n(columns_.trials.data() + first, tile.rows, tile.trials.data());
    std::copy_n(columns_.successes.data() + first, tile.rows, tile.successes.data());
  }

  const ScoredRows& rows_;
  const RowColumns& columns_;
  unsigned workers_;
};

}  // namespace odds::evaluation
