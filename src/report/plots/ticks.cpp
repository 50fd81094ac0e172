// SPDX-License-Identifier: Apache-2.0
#include "report/plots/ticks.hpp"

#include <array>

#include <fmt/format.h>

#include "report/numbers.hpp"

namespace odds::report::plots {
namespace {

constexpr double slack = 1e-9;  // of rounding at the ends

std::vector<Tick> linear_ticks(const Axis& axis, std::size_t count) {
  std::vector<double> places = round_ticks(axis.low, axis.high, count);
  if (places.size() < 3) places = round_ticks(axis.low, axis.high, 2 * count);
  const double step = places.size() > 1 ? places[1] - places[0] : 1.0;
  const double digits = -std::floor(std::log10(step) + slack);
  const bool is_plain = digits <= 9 && axis.high < 1e6 && axis.low > -1e6;
  std::vector<Tick> result;
  result.reserve(places.size());
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
  return rounded(factor * std::pow(10.0, exponent), 6);
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

// Powers of ten so far apart that there are at most `most` of them.
std::vector<Tick> sparse_powers(const Axis& axis, std::size_t most) {
  constexpr std::array<int, 1> one = {1};
  std::vector<Tick> powers;
  for (int ten = 1; ten <= 100'000; ten *= 10) {
    for (const int factor : {1, 2, 3, 5}) {
      powers = power_ticks(axis, one, factor * ten);
      if (powers.size() <= most) return powers;
    }
  }
  return powers;
}

std::vector<Tick> log_ticks(const Axis& axis, std::size_t count) {
  constexpr double most_decades = 1e5;  // more is a coordinate that is no logarithm of anything
  if (!(axis.low > -most_decades && axis.high < most_decades)) return {};
  const std::size_t most = count + count / 2;
  std::vector<Tick> powers = sparse_powers(axis, most);
  if (powers.size() > 3) return powers;
  std::vector<Tick> multiples = power_ticks(axis, std::array<int, 3>{1, 2, 5}, 1);
  if (multiples.size() > most) multiples = power_ticks(axis, std::array<int, 2>{1, 3}, 1);
  if (multiples.size() > most) return powers;
  constexpr double most_exponent = 300;
  const double size = std::max(std::fabs(axis.low), std::fabs(axis.high));
  return multiples.size() >= 3 || size > most_exponent
             ? multiples
             : value_ticks(axis, std::max<std::size_t>(count, 5));
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
