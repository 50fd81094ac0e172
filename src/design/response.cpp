// SPDX-License-Identifier: Apache-2.0
#include "design/response.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "design/event.hpp"
#include "design/row_errors.hpp"
#include "parallel/sum_blocks.hpp"

namespace odds::design {
namespace {

struct Sums {
  double freq = 0;
  double nobs = 0;
  double weights = 0;
  double events = 0;
  double event_nobs = 0;
  double log_binomial_coefficient = 0;
  bool has_event = false;
  bool has_other = false;
};

void merge_sums(Sums& left, const Sums& right) {
  left.freq += right.freq;
  left.nobs += right.nobs;
  left.weights += right.weights;
  left.events += right.events;
  left.event_nobs += right.event_nobs;
  left.log_binomial_coefficient += right.log_binomial_coefficient;
  left.has_event = left.has_event || right.has_event;
  left.has_other = left.has_other || right.has_other;
}

// log choose(m, s). A short product where one of the outcomes is rare keeps the digits that a
// difference of large log-gammas loses.
double log_choose(double m, double s) {
  const double rare = std::min(s, m - s);
  constexpr double longest_product = 64;
  if (rare <= longest_product) {
    double sum = 0;
    for (double j = 1; j <= rare; ++j) sum += std::log((m - rare + j) / j);
    return sum;
  }
  int sign = 0;  // the reentrant form: lgamma() writes a global
  return lgamma_r(m + 1, &sign) - lgamma_r(s + 1, &sign) - lgamma_r(m - s + 1, &sign);
}

// Rows without weights and trials are counted.
void add_rows(const std::uint8_t* status, std::size_t count, Sums& sums) {
  std::uint32_t used = 0;
  std::uint32_t events = 0;
  for (std::size_t i = 0; i < count; ++i) {
    used += status[i] & row_used;
    events += static_cast<std::uint32_t>(status[i] >> 1U);
  }
  sums.freq += used;
  sums.nobs += used;
  sums.weights += used;
  sums.events += events;
  sums.event_nobs += events;
  sums.has_event = sums.has_event || events != 0;
  sums.has_other = sums.has_other || events != used;
}

// Keeps the values of used rows and clears the others, NaN included.
void clear_unused(const std::uint8_t* status, std::size_t count, double* values) {
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = (status[i] & row_used) != 0 ? values[i] : 0.0;
  }
}

}  // namespace

Response::Response(const Source& source, const Roles& roles, const DesignOptions& options,
                   const RunOptions& run)
    : source_(source), roles_(roles), rows_(find_rows(source, roles, options, run)) {
  if (roles_.trials && options.event) {
    throw Error(Fault::usage, "target.event", "--event was given for a target of counts.",
                "SUCCESSES/TRIALS already says what is counted: leave --event out.");
  }
  if (!roles_.trials) mark_events(options, run);
  add_up(run);
}

void Response::mark_events(const DesignOptions& options, const RunOptions& run) {
  const ColumnInfo& target = source_.columns[roles_.target];
  const unsigned workers = parallel::thread_count(run);
  const Classes classes = find_classes(source_, roles_.target, rows_, workers);
  if (classes.labels.size() > 2) {
    classes_ = find_class_rows(source_, roles_, classes, options, rows_, workers);
    return;
  }
  check_two_classes(source_, roles_, options);
  const std::size_t event = choose_event(classes, target, options.event, rows_);
  event_ = classes.labels[event];
  non_event_ = classes.labels[1 - event];
  if (target.kind == ColumnKind::number) {
    mark_number_events(classes.numbers[event], run);
  } else {
    mark_code_events(classes.codes[event], run);
  }
}

void Response::mark_number_events(double event, const RunOptions& run) {
  const unsigned workers = parallel::thread_count(run);
  parallel::for_blocks(source_.block_count(), workers, [&](std::uint64_t block, unsigned) {
    const BlockView& view = source_.blocks[block];
    std::uint8_t* status = rows_.status.data() + block * block_rows;
    std::array<double, tile_rows> y;
    for (std::size_t begin = 0; begin < view.rows; begin += tile_rows) {
      const std::size_t count = std::min(tile_rows, view.rows - begin);
      view.load_numbers(roles_.target, begin, count, y.data());
      for (std::size_t i = 0; i < count; ++i) {
        const std::uint8_t is_event = y[i] == event ? row_event : std::uint8_t{0};
        status[begin + i] |= status[begin + i] != 0 ? is_event : std::uint8_t{0};
      }
    }
  });
}

void Response::mark_code_events(std::uint32_t event, const RunOptions& run) {
  const unsigned workers = parallel::thread_count(run);
  parallel::for_blocks(source_.block_count(), workers, [&](std::uint64_t block, unsigned) {
    const BlockView& view = source_.blocks[block];
    std::uint8_t* status = rows_.status.data() + block * block_rows;
    std::array<std::uint32_t, tile_rows> y;
    for (std::size_t begin = 0; begin < view.rows; begin += tile_rows) {
      const std::size_t count = std::min(tile_rows, view.rows - begin);
      view.load_codes(roles_.target, begin, count, y.data());
      for (std::size_t i = 0; i < count; ++i) {
        if (status[begin + i] != 0 && y[i] == event) status[begin + i] |= row_event;
      }
    }
  });
}

void Response::add_up(const RunOptions& run) {
  const bool counts_rows = !has_weights() && !roles_.trials && !has_classes();
  const auto add_block = [&](std::uint64_t block, Sums& sums) {
    const BlockView& view = source_.blocks[block];
    const std::uint8_t* status = rows_.block_status(block);
    if (counts_rows) {
      add_rows(status, view.rows, sums);
      return;
    }
    Tile tile(0, 0);
    std::array<double, tile_rows> freq;
    for (std::size_t begin = 0; begin < view.rows; begin += tile_rows) {
      const std::size_t count = std::min(tile_rows, view.rows - begin);
      load(block, begin, count, tile);
      freq.fill(1.0);
      if (roles_.freq_weights) view.load_numbers(*roles_.freq_weights, begin, count, freq.data());
      for (std::size_t i = 0; i < count; ++i) {
        if ((status[begin + i] & row_used) == 0) continue;
        const double m = tile.trials[i];
        const double s = tile.successes[i];
        sums.freq += freq[i];
        sums.nobs += freq[i] * m;
        sums.weights += tile.weight[i] * m;
        sums.events += tile.weight[i] * s;
        sums.event_nobs += freq[i] * s;
        sums.has_event = sums.has_event || s > 0;
        sums.has_other = sums.has_other || s < m;
        if (roles_.trials) sums.log_binomial_coefficient += freq[i] * log_choose(m, s);
      }
    }
  };
  const Sums sums = parallel::sum_blocks(source_.block_count(), parallel::thread_count(run), Sums{},
                                         add_block, merge_sums);
  totals_ = {source_.row_count, rows_.used,  sums.freq,      sums.nobs,
             sums.weights,      sums.events, sums.event_nobs};
  log_binomial_coefficient_ = sums.log_binomial_coefficient;
  if (!std::isfinite(sums.weights) || !std::isfinite(sums.nobs)) {
    throw Error(Fault::refused, "weight.overflow",
                "the weights add up to more than a double holds.",
                "Divide them by a constant: the coefficients do not change.");
  }
  if (has_classes()) {
    add_up_classes(run);
  } else if (!sums.has_event || !sums.has_other) {
    const std::string& name = source_.columns[roles_.target].name;
    throw one_class("target " + quote(name),
                    sums.has_event ? "every trial is a success" : "no trial is a success",
                    rows_.used);
  }
}

// The weight of each class; of events there are none.
void Response::add_up_classes(const RunOptions& run) {
  totals_.event_weight = 0;
  totals_.event_nobs = std::numeric_limits<double>::quiet_NaN();
  totals_.class_weights = parallel::sum_blocks(
      source_.block_count(), parallel::thread_count(run),
      std::vector<double>(classes_.labels.size()), classes_.labels.size() * sizeof(double),
      [&](std::uint64_t block, std::vector<double>& sums, unsigned) {
        std::array<double, tile_rows> weight;
        const std::uint16_t* codes = classes_.codes.data() + block * block_rows;
        const std::size_t rows = source_.blocks[block].rows;
        for (std::size_t begin = 0; begin < rows; begin += tile_rows) {
          const std::size_t count = std::min(tile_rows, rows - begin);
          load_weight(block, begin, count, weight.data());
          for (std::size_t i = 0; i < count; ++i) sums[codes[begin + i]] += weight[i];
        }
      },
      [](std::vector<double>& left, const std::vector<double>& right) {
        for (std::size_t k = 0; k < left.size(); ++k) left[k] += right[k];
      });
}

void Response::load_weight(std::uint64_t block, std::size_t begin, std::size_t count,
                           double* weight) const {
  const BlockView& view = source_.blocks[block];
  const std::uint8_t* status = rows_.block_status(block) + begin;
  if (!roles_.weights && !roles_.freq_weights) {
    for (std::size_t i = 0; i < count; ++i) weight[i] = status[i] & row_used;
    return;
  }
  if (roles_.weights) {
    view.load_numbers(*roles_.weights, begin, count, weight);
  } else {
    std::fill_n(weight, count, 1.0);
  }
  if (roles_.freq_weights) {
    std::array<double, tile_rows> freq;
    view.load_numbers(*roles_.freq_weights, begin, count, freq.data());
    for (std::size_t i = 0; i < count; ++i) weight[i] *= freq[i];
  }
  clear_unused(status, count, weight);
}

void Response::load(std::uint64_t block, std::size_t begin, std::size_t count, Tile& tile) const {
  const BlockView& view = source_.blocks[block];
  const std::uint8_t* status = rows_.block_status(block) + begin;
  load_weight(block, begin, count, tile.weight.data());
  if (roles_.trials) {
    view.load_numbers(*roles_.trials, begin, count, tile.trials.data());
    view.load_numbers(roles_.target, begin, count, tile.successes.data());
    clear_unused(status, count, tile.trials.data());
    clear_unused(status, count, tile.successes.data());
  } else {
    static_assert(row_used == 1 && row_event == 2);
    for (std::size_t i = 0; i < count; ++i) tile.trials[i] = status[i] & row_used;
    if (has_classes()) {
      const std::uint16_t* codes = classes_.codes.data() + block * block_rows + begin;
      for (std::size_t i = 0; i < count; ++i) tile.successes[i] = codes[i];
    } else {
      for (std::size_t i = 0; i < count; ++i) tile.successes[i] = status[i] >> 1U;
    }
  }
  if (roles_.offset) {
    view.load_numbers(*roles_.offset, begin, count, tile.offset.data());
    clear_unused(status, count, tile.offset.data());
  } else {
    std::fill_n(tile.offset.data(), count, 0.0);
  }
}

void Response::load_frequency(std::uint64_t block, std::size_t begin, std::size_t count,
                              double* frequency) const {
  const std::uint8_t* status = rows_.block_status(block) + begin;
  if (!roles_.freq_weights) {
    for (std::size_t i = 0; i < count; ++i) frequency[i] = status[i] & row_used;
    return;
  }
  source_.blocks[block].load_numbers(*roles_.freq_weights, begin, count, frequency);
  clear_unused(status, count, frequency);
}

void Response::load_mass(std::uint64_t block, std::size_t begin, std::size_t count,
                         double* mass) const {
  load_weight(block, begin, count, mass);
  if (!roles_.trials) return;
  std::array<double, tile_rows> trials;
  source_.blocks[block].load_numbers(*roles_.trials, begin, count, trials.data());
  for (std::size_t i = 0; i < count; ++i) mass[i] = mass[i] == 0 ? 0.0 : mass[i] * trials[i];
}

}  // namespace odds::design
