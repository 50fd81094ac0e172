// SPDX-License-Identifier: Apache-2.0
#include "evaluation/effect/column_mix.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "design/layout.hpp"
#include "design/tile.hpp"
#include "parallel/sum_blocks.hpp"

namespace odds::evaluation {

using design::tile_rows;

namespace {

// Of one column: of a number the moments u^0, u^1, u^2 and, last, the weight of missing values; of
// codes the weight of each level and of missing values.
constexpr std::size_t number_sums = 4;

struct Sums {
  std::vector<double> of;  // column after column
  double weight = 0;
  double offset = 0;
  LabelProblem label;
};

class Pass {
 public:
  Pass(const MixSource& from, const NumberOrigins& origins) : from_(from), origins_(origins) {
    for (std::size_t j = 0; j < from.columns.size(); ++j) {
      begins_.push_back(total_);
      total_ += is_number(j) ? number_sums : from.columns[j].levels.size() + 1;
    }
  }

  bool is_number(std::size_t j) const { return from_.model.columns[j].kind == ColumnKind::number; }
  std::size_t total() const { return total_; }
  std::size_t begin(std::size_t j) const { return begins_[j]; }

  void add(std::uint64_t block, OutcomeTile& tile, Sums& sums) const {
    const BlockView& view = from_.source.blocks[block];
    for (std::size_t begin = 0; begin < view.rows; begin += tile_rows) {
      const std::size_t count = std::min(tile_rows, view.rows - begin);
      from_.outcomes.load(block, begin, count, tile, sums.label);
      std::array<double, tile_rows> weight;
      for (std::size_t i = 0; i < count; ++i) {
        weight[i] = tile.weight[i] * tile.trials[i];
        sums.weight += weight[i];
      }
      const design::RowSpan rows{&view, 0, begin, count};
      for (std::size_t j = 0; j < from_.columns.size(); ++j) {
        if (is_number(j)) {
          add_number(j, rows, weight.data(), sums);
        } else {
          add_codes(j, rows, weight.data(), sums);
        }
      }
      if (from_.roles.offset) add_offset(rows, weight.data(), sums);
    }
  }

 private:
  void add_number(std::size_t j, const design::RowSpan& rows, const double* weight,
                  Sums& sums) const {
    std::array<double, tile_rows> x;
    rows.view->load_numbers(from_.columns[j].position, rows.begin, rows.count, x.data());
    const double scale = std::ldexp(1.0, -origins_.exponents[j]);
    const double origin = origins_.origins[j] * scale;
    double* of = sums.of.data() + begins_[j];
    double zeroth = 0, first = 0, second = 0, missing = 0;
    for (std::size_t i = 0; i < rows.count; ++i) {
      const bool is_missing = std::isnan(x[i]);
      const double u = is_missing || weight[i] == 0 ? 0.0 : x[i] * scale - origin;
      const double w = is_missing ? 0.0 : weight[i];
      missing += weight[i] - w;
      zeroth += w;
      first += w * u;
      second += w * u * u;
    }
    of[0] += zeroth;
    of[1] += first;
    of[2] += second;
    of[3] += missing;
  }

  void add_codes(std::size_t j, const design::RowSpan& rows, const double* weight,
                 Sums& sums) const {
    std::array<std::uint32_t, tile_rows> codes;
    rows.view->load_codes(from_.columns[j].position, rows.begin, rows.count, codes.data());
    const auto last = static_cast<std::uint32_t>(from_.columns[j].levels.size());
    double* of = sums.of.data() + begins_[j];
    for (std::size_t i = 0; i < rows.count; ++i) of[std::min(codes[i], last)] += weight[i];
  }

  void add_offset(const design::RowSpan& rows, const double* weight, Sums& sums) const {
    std::array<double, tile_rows> offset;
    rows.view->load_numbers(*from_.roles.offset, rows.begin, rows.count, offset.data());
    for (std::size_t i = 0; i < rows.count; ++i) {
      if (weight[i] != 0) sums.offset += weight[i] * offset[i];
    }
  }

  const MixSource& from_;
  const NumberOrigins& origins_;
  std::vector<std::size_t> begins_;
  std::size_t total_ = 0;
};

NumberMoments moments_of(const double* sums, double origin, int exponent) {
  NumberMoments moments;
  if (!(sums[0] > 0)) return moments;
  const double shift = sums[1] / sums[0];
  moments.mean = origin + std::ldexp(shift, exponent);
  moments.deviation =
      std::ldexp(std::sqrt(std::max(sums[2] / sums[0] - shift * shift, 0.0)), exponent);
  return moments;
}

// From the codes of the table to the levels of the model.
std::vector<double> shares_of(const ColumnEncoding& encoding, const model::ScoreColumn& column,
                              const double* sums, double weight) {
  const std::vector<std::string> names = level_names(encoding);
  std::vector<double> shares(names.size(), 0.0);
  const auto add = [&](const std::string& level, double sum) {
    const auto found = std::find(names.begin(), names.end(), level);
    if (found != names.end()) shares[static_cast<std::size_t>(found - names.begin())] += sum;
  };
  for (std::size_t k = 0; k < column.levels.size(); ++k) add(column.levels[k], sums[k] / weight);
  const bool is_category = encoding.kind == ColumnKind::category;
  if (encoding.has_missing) {
    add(is_category ? design::missing_level : "missing", sums[column.levels.size()] / weight);
  }
  return shares;
}

}  // namespace

ColumnMix column_mix(const MixSource& from, const NumberOrigins& origins, unsigned workers) {
  const Pass pass(from, origins);
  Sums zero;
  zero.of.assign(pass.total(), 0.0);
  std::vector<std::unique_ptr<OutcomeTile>> tiles(workers);
  const Sums sums = parallel::sum_blocks(
      from.source.block_count(), workers, zero, sizeof(Sums) + pass.total() * sizeof(double),
      [&](std::uint64_t block, Sums& state, unsigned worker) {
        if (!tiles[worker]) tiles[worker] = std::make_unique<OutcomeTile>();
        pass.add(block, *tiles[worker], state);
      },
      [](Sums& left, const Sums& right) {
        for (std::size_t i = 0; i < left.of.size(); ++i) left.of[i] += right.of[i];
        left.weight += right.weight;
        left.offset += right.offset;
        left.label.row = std::min(left.label.row, right.label.row);
      });
  if (sums.label.found()) throw from.outcomes.label_error(sums.label);
  ColumnMix mix;
  mix.offset = sums.offset / sums.weight;
  for (std::size_t j = 0; j < from.columns.size(); ++j) {
    const ColumnEncoding& encoding = from.model.columns[j];
    const double* of = sums.of.data() + pass.begin(j);
    mix.moments.emplace_back();
    if (pass.is_number(j)) {
      mix.moments[j] = moments_of(of, origins.origins[j], origins.exponents[j]);
      mix.shares.emplace_back(level_names(encoding).size(), of[3] / sums.weight);
    } else {
      mix.shares.push_back(shares_of(encoding, from.columns[j], of, sums.weight));
    }
  }
  return mix;
}

}  // namespace odds::evaluation
