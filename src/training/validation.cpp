// SPDX-License-Identifier: Apache-2.0
#include "training/validation.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "base/random.hpp"

namespace odds::training {
namespace {

constexpr std::uint64_t stream_of_validation = 0x76616C6964617465U;

// f(row of the table, tile, row of the tile) for every row in use, in order.
template <class F>
void for_rows(const design::Design& design, F&& f) {
  design::Tile tile(design.dense_count(), design.factor_count());
  for (std::uint64_t block = 0; block < design.block_count(); ++block) {
    const std::size_t rows = design.block_row_count(block);
    for (std::size_t begin = 0; begin < rows; begin += design::tile_rows) {
      design.load(block, begin, std::min(design::tile_rows, rows - begin), tile);
      const std::size_t first = static_cast<std::size_t>(block) * block_rows + begin;
      for (std::size_t i = 0; i < tile.rows; ++i) {
        if (tile.weight[i] * tile.trials[i] > 0.0) f(first + i, tile, i);
      }
    }
  }
}

struct Outcomes {
  double events = 0;
  double weight = 0;
  void add(const design::Tile& tile, std::size_t i) {
    events += tile.weight[i] * tile.successes[i];
    weight += tile.weight[i] * tile.trials[i];
  }
  bool has_both() const { return events > 0.0 && events < weight; }
};

}  // namespace

Rows choose_rows(const design::Design& design, const NetworkOptions& options) {
  Rows rows;
  rows.training = design.totals().rows_used;
  rows.training_weight = design.totals().sum_weights;
  if (options.validation == 0.0) return rows;

  std::vector<std::size_t> order;
  std::size_t table_rows = 0;
  for (std::uint64_t b = 0; b < design.block_count(); ++b) table_rows += design.block_row_count(b);
  for_rows(design,
           [&](std::size_t row, const design::Tile&, std::size_t) { order.push_back(row); });
  base::Random(options.seed, stream_of_validation).shuffle(order);
  const auto count = static_cast<std::size_t>(
      std::llround(options.validation * static_cast<double>(order.size())));
  auto flags = std::make_shared<std::vector<std::uint8_t>>(table_rows, std::uint8_t{0});
  for (std::size_t k = 0; k < count; ++k) (*flags)[order[k]] = 1;

  Outcomes training;
  Outcomes validation;
  for_rows(design, [&](std::size_t row, const design::Tile& tile, std::size_t i) {
    ((*flags)[row] != 0 ? validation : training).add(tile, i);
  });
  if (count == 0 || !training.has_both()) {
    throw Error(Fault::refused, "fit.validation_rows",
                "of " + std::to_string(order.size()) + " rows " + std::to_string(count) +
                    " would be kept apart for validation: one part would lack rows, or one of the "
                    "two outcomes.",
                "Choose another share with --validation, or leave it out.");
  }
  rows.validation = count;
  rows.training = order.size() - count;
  rows.training_weight = training.weight;
  rows.validation_weight = validation.weight;
  rows.kept_apart = std::move(flags);
  return rows;
}

}  // namespace odds::training
