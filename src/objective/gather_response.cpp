// SPDX-License-Identifier: Apache-2.0
#include "objective/gather_response.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include "parallel/team.hpp"

namespace odds::objective {

using design::Tile;

ResponseRows gather_response(const design::Design& design, unsigned workers) {
  const std::uint64_t blocks = design.block_count();
  const std::size_t rows =
      blocks == 0 ? 0 : (blocks - 1) * block_rows + design.block_row_count(blocks - 1);
  const std::size_t padded = (rows + 7) / 8 * 8;
  ResponseRows response;
  for (auto* values : {&response.weight, &response.trials, &response.successes, &response.offset}) {
    values->assign(padded, 0.0);
  }
  response.sum_weights = design.totals().sum_weights;
  std::vector<std::unique_ptr<Tile>> tiles(workers);
  parallel::for_blocks(blocks, workers, [&](std::uint64_t block, unsigned worker) {
    std::unique_ptr<Tile>& tile = tiles[worker];
    if (!tile) tile = std::make_unique<Tile>(design.dense_count(), design.factor_count());
    const std::size_t count = design.block_row_count(block);
    for (std::size_t begin = 0; begin < count; begin += design::tile_rows) {
      design.load(block, begin, std::min(design::tile_rows, count - begin), *tile);
      const std::size_t first = block * block_rows + begin;
      std::copy_n(tile->weight.data(), tile->rows, response.weight.data() + first);
      std::copy_n(tile->trials.data(), tile->rows, response.trials.data() + first);
      std::copy_n(tile->successes.data(), tile->rows, response.successes.data() + first);
      std::copy_n(tile->offset.data(), tile->rows, response.offset.data() + first);
    }
  });
  return response;
}

}  // namespace odds::objective
