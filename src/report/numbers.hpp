// SPDX-License-Identifier: Apache-2.0
//
// Numbers as a person reads them. Digits are rounded here and nowhere else; --json has them all.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace odds::report {

// 2201 -> "2,201"
std::string grouped(std::uint64_t count);
// A sum of weights: "2,201" where it is whole, six significant digits otherwise.
std::string amount(double value);
// "1 row", "2,201 rows"
std::string counted(std::uint64_t count, const std::string& noun);

// Six significant digits, at least two decimals: log-likelihoods and the like. "-" for NaN.
std::string figure(double value);
// At most `digits` significant digits, without trailing zeros: "12.5", "3", "1.2e-08".
std::string rounded(double value, int digits);

// "0.034", "<0.001"; "-" for NaN.
std::string p_value(double value);
// The same after "p": "p = 0.034", "p < 0.001".
std::string p_sentence(double value);

// The power of ten at or above a bound: 3e-14 -> "1e-13"; "1e-300" for less.
std::string power_bound(double bound);

// One format for a column of numbers, so that decimal points line up: `digits` significant digits
// of its smallest values, at most `most_decimals`. Cells of more than eight digits lose decimals;
// what is far too small or large is written as 1.23e-07. NaN is the empty text.
class NumberColumn {
 public:
  NumberColumn(const std::vector<double>& values, int digits, int most_decimals = 5);
  std::string format(double value) const { return format(value, value); }
  // A value that may be rounded to 0 where its `scale`, its standard error say, shows why.
  std::string format(double value, double scale) const;

 private:
  int decimals_ = 2;
};

}  // namespace odds::report
