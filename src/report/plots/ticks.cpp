// SPDX-License-Identifier: Apache-2.0
#include "report/plots/ticks.hpp"

#include <array>

#include <fmt/format.h>

#include "report/numbers.hpp"

namespace odds::report::plots {
namespace {

constexpr double slack = 1e-9;  // of rounding at the ends

std::vector<Tick> linear_ticks(const Axis& axis, std::size_t count) {
  const std::vector<double> places = round_ticks(axis.low, axis.high, count);
  const double step = places.size() > 1 ? places[1] - places[0] : 1.0;
  const double digits = -std::floor(std::log10(step) + slack);
  const bool is_plain = digits <= 9 && axis.high < 1e6 && axis.low > -1e6;
  std::vector<Tick> result;
  for (const double place : places) {
    result.push_back(
        {place, is_plain ? fmt::format("{:.{}f}", place, static_cast<int>(std::max(digits, 0.0)))
                         : rounded(place, 4)});
  }
  return result;
}

// factor 10^exponent, which no double may hold.
std::string power_label(int factor, int exponent) {
  if (exponent < -4 || exponent > 5) return fmt::format("{}e{}", factor, exponent);
  return rounded(factor * std::pow(10.0, exponent), 3);
}

// The given multiples of every `stride`-th power of ten.
template <std::size_t size>
std::vector<Tick> power_ticks(const Axis& axis, const std::array<int, size>& factors, int stride) {
  std::vector<Tick> result;
  const int first = static_cast<int>(std::floor(axis.low));
  for (int exponent = first - ((first % stride) + stride) % stride; exponent <= axis.high + 1;
       exponent += stride) {
    for (const int factor : factors) {
      const double at = exponent + std::log10(factor);
      if (at < axis.low - slack || at > axis.high + slack) continue;
      result.push_back({at, power_label(factor, exponent)});
    }
  }
  return result;
}

// Ticks at round values themselves: the range is too short for powers of ten.
std::vector<Tick> value_ticks(const Axis& axis, std::size_t count) {
  Axis values;
  values.low = std::pow(10.0, axis.low);
  values.high = std::pow(10.0, axis.high);
  std::vector<Tick> result;
  for (const Tick& tick : linear_ticks(values, count)) {
    if (tick.at > 0) result.push_back({std::log10(tick.at), tick.label});
  }
  return result;
}

std::vector<Tick> log_ticks(const Axis& axis, std::size_t count) {
  constexpr double most = 1e6;  // decades: a coordinate that is no logarithm of anything
  if (!(axis.low > -most && axis.high < most)) return {};
  const auto most_ticks = static_cast<double>(2 * count);
  const double decades = axis.high - axis.low;
  const auto stride = static_cast<int>(std::max(1.0, std::ceil(2 * decades / most_ticks)));
  std::vector<Tick> powers = power_ticks(axis, std::array<int, 1>{1}, stride);
  if (powers.size() >= 3) return powers;
  std::vector<Tick> multiples = power_ticks(axis, std::array<int, 3>{1, 2, 5}, 1);
  if (2 * multiples.size() > 3 * count) {
    return power_ticks(axis, std::array<int, 2>{1, 3}, 1);
  }
  if (multiples.size() >= 3) return multiples;
  constexpr double most_exponent = 300;
  if (std::max(std::fabs(axis.low), std::fabs(axis.high)) > most_exponent) return multiples;
  return value_ticks(axis, count);
}

}  // namespace

std::vector<double> round_ticks(double low, double high, std::size_t count) {
  constexpr std::size_t most = 100;
  const double raw = high / static_cast<double>(count) - low / static_cast<double>(count);
  if (!(raw > 0)) return {low};
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  double step = 10 * power;
  for (const double factor : {5.0, 2.0, 1.0}) {
    if (factor * power >= raw * (1 - slack)) step = factor * power;
  }
  std::vector<double> ticks;
  for (double k = std::ceil(low / step - slack);
       k * step <= high + slack * step && ticks.size() < most; ++k) {
    ticks.push_back(k == 0 ? 0.0 : k * step);
  }
  return ticks.empty() ? std::vector<double>{low} : ticks;
}

std::vector<Tick> ticks(const Axis& axis, std::size_t count) {
  return axis.is_log ? log_ticks(axis, count) : linear_ticks(axis, count);
}

}  // namespace odds::report::plots
