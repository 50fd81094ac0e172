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

// A row that is left out has weight, m and s of zero, and z = 0; so has the padding to eight rows.
struct ScoredTile {
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
  void load(std::uint64_t first, std::uint64_t count, ScoredTile& tile) const {
    tile.rows = static_cast<std::size_t>(count);
    tile.padded_rows = (tile.rows + 7) / 8 * 8;
    for (std::size_t i = 0; i < tile.padded_rows; ++i) {
      tile.z[i] = tile.weight[i] = tile.trials[i] = tile.successes[i] = 0;
      if (i >= tile.rows) continue;
      const ScoredRow& scored = rows_.data()[first + i];
      if (std::isnan(scored.z)) continue;
      const bool is_plain = columns_.trials.empty();
      tile.z[i] = scored.z;
      tile.weight[i] = columns_.weight.empty() ? 1.0 : columns_.weight[first + i];
      tile.trials[i] = is_plain ? 1.0 : columns_.trials[first + i];
      tile.successes[i] =
          is_plain ? (scored.is_event() ? 1.0 : 0.0) : columns_.successes[first + i];
    }
  }

  const ScoredRows& rows_;
  const RowColumns& columns_;
  unsigned workers_;
};

}  // namespace odds::evaluation
