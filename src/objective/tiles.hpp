// SPDX-License-Identifier: Apache-2.0
//
// The sum of a function over the tiles of the blocks that a view shows.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "design/design.hpp"
#include "design/tile.hpp"
#include "objective/view.hpp"
#include "parallel/sum_blocks.hpp"

namespace odds::objective {

// Where the tiles come from, and one workspace for each worker, made when it is first needed.
template <class Space>
struct TileSource {
  const design::Design& design;
  std::uint64_t block_stride;  // of the view
  std::vector<std::unique_ptr<Space>>& workspaces;
};

// Runs f(workspace, state) over all tiles: workspace.load() has been called. The state of a block
// is carried through its tiles in order; merge(left, right) adds right to left.
template <class Space, class Make, class State, class F, class Merge>
State sum_over_tiles(const TileSource<Space>& source, const Make& make, const State& zero,
                     std::size_t state_bytes, F&& f, Merge&& merge) {
  const std::uint64_t stride = source.block_stride;
  const auto workers = static_cast<unsigned>(source.workspaces.size());
  return parallel::sum_blocks(
      (source.design.block_count() + stride - 1) / stride, workers, zero, state_bytes,
      [&](std::uint64_t index, State& state, unsigned worker) {
        const std::uint64_t block = index * stride;
        std::unique_ptr<Space>& workspace = source.workspaces[worker];
        if (!workspace) workspace = make();
        const std::size_t rows = source.design.block_row_count(block);
        for (std::size_t begin = 0; begin < rows; begin += design::tile_rows) {
          workspace->load(block, begin, std::min(design::tile_rows, rows - begin));
          f(*workspace, state);
        }
      },
      merge);
}

}  // namespace odds::objective
