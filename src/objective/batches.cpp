// SPDX-License-Identifier: Apache-2.0
#include "objective/batches.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include <odds/base.hpp>

#include "base/random.hpp"
#include "loss/logistic.hpp"
#include "parallel/sum_blocks.hpp"

namespace odds::objective {

using base::AlignedVector;
using design::tile_rows;
using design::tile_stride;

namespace {

constexpr std::size_t response_doubles = 4;  // w f, m, s, offset
constexpr std::size_t small_piece = 256;     // rows that a worker takes at once
constexpr std::size_t pieces_of_large = 8;   // enough for a few threads; each has sums of its own

std::size_t piece_of(std::size_t batch_rows) {
  const std::size_t share = (batch_rows / pieces_of_large + tile_rows - 1) / tile_rows * tile_rows;
  return std::max(small_piece, share);
}

// Operations of a batch from which on the start of threads is worth while.
constexpr double threading_pays = 2e7;

}  // namespace

struct Batches::Sums {
  double likelihood = 0;
  AlignedVector<double> gradient;
};

struct Batches::Worker {
  Worker(const network::Shape& shape, std::size_t row_doubles)
      : pass(shape, tile_rows, network::Pass::Purpose::training),
        rows(tile_rows * row_doubles),
        codes(shape.factor_levels.size() * tile_stride) {}

  network::Pass pass;
  network::Inputs inputs;
  AlignedVector<double> rows;
  std::vector<std::uint32_t> codes;
  AlignedVector<double> weight = AlignedVector<double>(tile_stride);
  AlignedVector<double> trials = AlignedVector<double>(tile_stride);
  AlignedVector<double> successes = AlignedVector<double>(tile_stride);
  AlignedVector<double> offset = AlignedVector<double>(tile_stride);
  AlignedVector<double> predictor = AlignedVector<double>(tile_stride);
  AlignedVector<double> residual = AlignedVector<double>(tile_stride);
};

Batches::Batches(const design::Design& design, const NetworkObjective& objective,
                 const RowFlags& kept_apart, std::size_t batch_rows, unsigned workers)
    : objective_(objective),
      batch_rows_(batch_rows),
      piece_rows_(piece_of(batch_rows)),
      row_doubles_(objective.shape().dense_count + response_doubles),
      weights_(objective.shape(), objective.scales()) {
  pack(design, kept_apart.get());
  batch_rows_ = std::min(batch_rows_, std::max<std::size_t>(row_count_, 1));
  const double operations =
      6.0 * static_cast<double>(batch_rows_) * static_cast<double>(weights_.layout().flat_size());
  workers_ = operations < threading_pays ? 1 : workers;
  pool_.resize(workers_);
  zero_ = std::make_unique<Sums>();
  zero_->gradient.resize(weights_.layout().padded_size());
  small_ = std::make_unique<Sums>(*zero_);
}

Batches::~Batches() = default;

void Batches::pack(const design::Design& design, const std::vector<std::uint8_t>* kept_apart) {
  const std::size_t dense = objective_.shape().dense_count;
  const std::size_t factors = objective_.shape().factor_levels.size();
  const std::uint64_t most = design.totals().rows_used;
  if (most > std::numeric_limits<std::uint32_t>::max()) {
    throw Error(Fault::refused, "fit.too_many_rows",
                "a stochastic solver can draw from at most 4294967295 rows.",
                "Use --solver lbfgs, which reads the rows in order.");
  }
  values_.reserve(static_cast<std::size_t>(most) * row_doubles_);
  codes_.reserve(static_cast<std::size_t>(most) * factors);
  design::Tile tile(design.dense_count(), design.factor_count());
  for (std::uint64_t block = 0; block < design.block_count(); ++block) {
    const std::size_t rows = design.block_row_count(block);
    for (std::size_t begin = 0; begin < rows; begin += tile_rows) {
      design.load(block, begin, std::min(tile_rows, rows - begin), tile);
      const std::size_t first = static_cast<std::size_t>(block) * block_rows + begin;
      for (std::size_t i = 0; i < tile.rows; ++i) {
        if (tile.weight[i] * tile.trials[i] == 0.0) continue;
        if (kept_apart != nullptr && (*kept_apart)[first + i] != 0) continue;
        for (std::size_t j = 0; j < dense; ++j) values_.push_back(tile.column(j)[i]);
        for (const double value :
             {tile.weight[i], tile.trials[i], tile.successes[i], tile.offset[i]}) {
          values_.push_back(value);
        }
        for (std::size_t f = 0; f < factors; ++f) codes_.push_back(tile.factor(f)[i]);
        sum_weights_ += tile.weight[i] * tile.trials[i];
        ++row_count_;
      }
    }
  }
  order_.resize(row_count_);
}

void Batches::shuffle(std::uint64_t seed, std::int64_t epoch) {
  for (std::size_t i = 0; i < order_.size(); ++i) order_[i] = static_cast<std::uint32_t>(i);
  base::Random(seed, static_cast<std::uint64_t>(epoch)).shuffle(order_);
}

Batches::Worker& Batches::worker_at(unsigned index) {
  if (!pool_[index]) pool_[index] = std::make_unique<Worker>(objective_.shape(), row_doubles_);
  return *pool_[index];
}

// Copies rows into the worker's tile, and asks for the memory of those behind them in the order,
// which are likely to be next.
void Batches::gather(const std::uint32_t* rows, std::size_t count, Worker& worker) const {
  const std::size_t dense = objective_.shape().dense_count;
  const std::size_t factors = objective_.shape().factor_levels.size();
  constexpr std::size_t line_doubles = 8;
  const std::uint32_t* next = rows + count;
  const auto next_count = static_cast<std::size_t>(order_.data() + order_.size() - next);
  for (std::size_t i = 0; i < count; ++i) {
    if (i < next_count) {
      const double* ahead = values_.data() + next[i] * row_doubles_;
      for (std::size_t j = 0; j < row_doubles_; j += line_doubles) __builtin_prefetch(ahead + j);
    }
    const double* row = values_.data() + rows[i] * row_doubles_;
    std::copy_n(row, dense, worker.rows.data() + i * row_doubles_);
    worker.weight[i] = row[dense];
    worker.trials[i] = row[dense + 1];
    worker.successes[i] = row[dense + 2];
    worker.offset[i] = row[dense + 3];
    for (std::size_t f = 0; f < factors; ++f) {
      worker.codes[f * tile_stride + i] = codes_[rows[i] * factors + f];
    }
  }
  const std::size_t padded = (count + 7) / 8 * 8;
  for (std::size_t i = count; i < padded; ++i) {
    std::fill_n(worker.rows.data() + i * row_doubles_, dense, 0.0);
    worker.weight[i] = worker.trials[i] = worker.successes[i] = worker.offset[i] = 0.0;
    for (std::size_t f = 0; f < factors; ++f) {
      worker.codes[f * tile_stride + i] = design::no_coefficient;
    }
  }
  worker.inputs = {padded, {worker.rows.data(), row_doubles_, 1}, worker.codes.data(), tile_stride};
}

void Batches::add_piece(const std::uint32_t* rows, std::size_t count, Worker& worker,
                        Sums& sums) const {
  for (std::size_t begin = 0; begin < count; begin += tile_rows) {
    const std::size_t here = std::min(tile_rows, count - begin);
    gather(rows + begin, here, worker);
    worker.pass.forward(weights_, worker.inputs, worker.offset.data(), worker.predictor.data());
    sums.likelihood += loss::Logistic::evaluate(
        {worker.weight.data(), worker.trials.data(), worker.successes.data()}, worker.inputs.rows,
        worker.predictor.data(), worker.residual.data(), nullptr);
    worker.pass.backward(weights_, worker.inputs, worker.residual.data(), sums.gradient.data());
  }
}

double Batches::evaluate(std::size_t batch, const std::vector<double>& point,
                         std::vector<double>& gradient) {
  weights_.set(point);
  const std::size_t begin = batch * batch_rows_;
  const std::size_t count = std::min(batch_rows_, row_count_ - begin);
  const std::uint32_t* rows = order_.data() + begin;
  const std::size_t pieces = (count + piece_rows_ - 1) / piece_rows_;
  std::unique_ptr<Sums> large;
  if (pieces == 1) {
    small_->likelihood = 0.0;
    std::fill(small_->gradient.begin(), small_->gradient.end(), 0.0);
    add_piece(rows, count, worker_at(0), *small_);
  } else {
    large = std::make_unique<Sums>(parallel::sum_blocks(
        pieces, workers_, *zero_, sizeof(Sums) + zero_->gradient.size() * sizeof(double),
        [&](std::uint64_t piece, Sums& state, unsigned index) {
          const std::size_t first = static_cast<std::size_t>(piece) * piece_rows_;
          add_piece(rows + first, std::min(piece_rows_, count - first), worker_at(index), state);
        },
        [](Sums& left, const Sums& right) {
          left.likelihood += right.likelihood;
          for (std::size_t k = 0; k < left.gradient.size(); ++k) {
            left.gradient[k] += right.gradient[k];
          }
        }));
  }
  const Sums& sums = large ? *large : *small_;
  const double factor =
      static_cast<double>(row_count_) / (static_cast<double>(count) * sum_weights_);
  weights_.flatten(sums.gradient.data(), factor, gradient);
  double value = sums.likelihood * factor;
  const penalty::Ridge& ridge = objective_.ridge();
  if (!ridge.is_active()) return value;
  value += ridge.value(point) / sum_weights_;
  for (std::size_t k = 0; k < gradient.size(); ++k) {
    gradient[k] += ridge.gradient(point[k], k) / sum_weights_;
  }
  return value;
}

}  // namespace odds::objective
