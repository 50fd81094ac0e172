// SPDX-License-Identifier: Apache-2.0
//
// Batches of rows drawn at random, for stochastic solvers.
//
// The training rows are held a second time, row by row, since a batch picks them all over the
// table: 8 (P + 4) bytes a row for P dense columns, and 4 for each factor. Every epoch shuffles
// them anew by (seed, epoch) and cuts the order into batches; the last one may be shorter.
// A batch is summed in pieces of rows in the aligned tree, by many threads where it is worth while.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/aligned.hpp"
#include "objective/network.hpp"

namespace odds::objective {

class Batches {
 public:
  // `batch_rows` >= 1. Both must outlive it.
  Batches(const design::Design& design, const NetworkObjective& objective,
          const RowFlags& kept_apart, std::size_t batch_rows, unsigned workers);
  ~Batches();

  std::size_t row_count() const { return row_count_; }
  std::size_t batch_count() const { return (row_count_ + batch_rows_ - 1) / batch_rows_; }
  double sum_weights() const { return sum_weights_; }  // sum of w f m over the training rows

  void shuffle(std::uint64_t seed, std::int64_t epoch);

  // The mean loss estimated from a batch, with the penalty, and its gradient:
  //   (n / (b W)) sum over the b rows of the batch + penalty / W,  n rows and W in all.
  double evaluate(std::size_t batch, const std::vector<double>& point,
                  std::vector<double>& gradient);

 private:
  struct Sums;
  struct Worker;

  void pack(const design::Design& design, const std::vector<std::uint8_t>* kept_apart);
  void gather(const std::uint32_t* rows, std::size_t count, Worker& worker) const;
  void add_piece(const std::uint32_t* rows, std::size_t count, Worker& worker, Sums& sums) const;
  Worker& worker_at(unsigned index);

  const NetworkObjective& objective_;
  std::size_t batch_rows_;
  std::size_t piece_rows_;
  unsigned workers_;
  std::size_t row_count_ = 0;
  std::size_t row_doubles_ = 0;  // of a packed row: the dense columns, w f, m, s, offset
  double sum_weights_ = 0;
  base::AlignedVector<double> values_;
  std::vector<std::uint32_t> codes_;  // row by row
  std::vector<std::uint32_t> order_;
  network::Weights weights_;
  std::vector<std::unique_ptr<Worker>> pool_;
  std::unique_ptr<Sums> zero_;
  std::unique_ptr<Sums> small_;  // of a batch of one piece
};

}  // namespace odds::objective
