// SPDX-License-Identifier: Apache-2.0
//
// Simulated data whose columns interact, and the same design for the 50-digit solver.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <odds/model.hpp>

#include "reference/fits.hpp"
#include "unit/design/tables.hpp"

namespace odds::tests {

using reference::real;

// Numbers x and u, categories a (3) and b (4), a boolean s, and an outcome y that depends on all.
struct Data {
  std::vector<double> x, u, y;
  std::vector<std::string> a, b, s;
};

class Dice {
 public:
  double roll() {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<double>(state_ >> 11U) * 0x1p-53;
  }
  std::size_t one_of(std::size_t count) {
    return static_cast<std::size_t>(roll() * static_cast<double>(count));
  }

 private:
  std::uint64_t state_ = 20261121;
};

inline Data make_data(std::size_t rows) {
  const std::vector<std::string> a = {"p", "q", "r"};
  const std::vector<std::string> b = {"k", "l", "m", "n"};
  Dice dice;
  Data data;
  for (std::size_t i = 0; i < rows; ++i) {
    data.x.push_back(std::round((dice.roll() - 0.5) * 4096) / 1024);
    data.u.push_back(std::round((dice.roll() - 0.5) * 4096) / 1024);
    data.a.push_back(a[dice.one_of(3)]);
    data.b.push_back(b[dice.one_of(4)]);
    data.s.push_back(dice.one_of(2) == 0 ? "false" : "true");
    const double z = data.x[i] * (data.a[i] == "q" ? 0.8 : -0.3) + 0.2 * data.u[i] * data.x[i] +
                     (data.s[i] == "true" && data.b[i] == "m" ? 0.7 : -0.2);
    data.y.push_back(dice.roll() < 1 / (1 + std::exp(-z)) ? 1.0 : 0.0);
  }
  return data;
}

inline Columns table_of(const Data& data) {
  Columns columns;
  columns.numbers("x", data.x).numbers("u", data.u).numbers("y", data.y);
  columns.levels("a", data.a, {"p", "q", "r"}).levels("b", data.b, {"k", "l", "m", "n"});
  columns.booleans("s", data.s);
  return columns;
}

// The oracle's design, column by column, named as odds names its terms.
struct Oracle {
  std::vector<std::string> names = {"(Intercept)"};
  reference::Problem problem;

  explicit Oracle(const Data& data) {
    problem.successes = {data.y.begin(), data.y.end()};
    for (std::size_t i = 0; i < data.y.size(); ++i) problem.design.push_back({real(1)});
  }
  void add(const std::string& name, const std::function<double(std::size_t)>& value) {
    names.push_back(name);
    for (std::size_t i = 0; i < problem.design.size(); ++i) {
      problem.design[i].push_back(real(value(i)));
    }
  }
};

inline double is(bool holds) { return holds ? 1.0 : 0.0; }

inline void add_main_effects(const Data& d, Oracle& oracle) {
  oracle.add("x", [&](std::size_t i) { return d.x[i]; });
  oracle.add("u", [&](std::size_t i) { return d.u[i]; });
  for (const char* level : {"q", "r"}) {
    oracle.add(std::string("a[") + level + "]",
               [&d, level](auto i) { return is(d.a[i] == level); });
  }
  for (const char* level : {"l", "m", "n"}) {
    oracle.add(std::string("b[") + level + "]",
               [&d, level](auto i) { return is(d.b[i] == level); });
  }
  oracle.add("s[true]", [&](std::size_t i) { return is(d.s[i] == "true"); });
}

inline const std::vector<std::string> every_kind = {"x:u", "x:a", "b:a", "s:u", "u:u", "s:b"};

inline Oracle oracle_of(const Data& d) {
  Oracle oracle(d);
  add_main_effects(d, oracle);
  oracle.add("x:u", [&](std::size_t i) { return d.x[i] * d.u[i]; });
  for (const char* level : {"q", "r"}) {
    oracle.add(std::string("x:a[") + level + "]",
               [&d, level](auto i) { return d.a[i] == level ? d.x[i] : 0.0; });
  }
  for (const char* b : {"l", "m", "n"}) {
    for (const char* a : {"q", "r"}) {
      oracle.add(std::string("b[") + b + "]:a[" + a + "]",
                 [&d, a, b](auto i) { return is(d.a[i] == a && d.b[i] == b); });
    }
  }
  oracle.add("s[true]:u", [&](std::size_t i) { return d.s[i] == "true" ? d.u[i] : 0.0; });
  oracle.add("u:u", [&](std::size_t i) { return d.u[i] * d.u[i]; });
  for (const char* b : {"l", "m", "n"}) {
    oracle.add(std::string("s[true]:b[") + b + "]",
               [&d, b](auto i) { return is(d.s[i] == "true" && d.b[i] == b); });
  }
  return oracle;
}

inline FitOptions options_with(const std::vector<std::string>& interactions) {
  FitOptions options = with_target("y");
  options.interactions = interactions;
  return options;
}

// The oracle's predictor of each row, and its standard error.
struct Spread {
  real z;
  real std_error;
};

inline Spread spread_of(const Oracle& oracle, const reference::Answer& answer, std::size_t row) {
  const reference::Vector& x = oracle.problem.design[row];
  real z = 0;
  real variance = 0;
  for (std::size_t j = 0; j < x.size(); ++j) {
    z += x[j] * answer.coefficients[j];
    for (std::size_t k = 0; k < x.size(); ++k) variance += x[j] * x[k] * answer.covariance[j][k];
  }
  return {z, boost::multiprecision::sqrt(variance)};
}

}  // namespace odds::tests
