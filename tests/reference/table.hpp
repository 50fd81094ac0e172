// SPDX-License-Identifier: Apache-2.0
//
// Small tables of numbers for the tests: read from and written to CSV without help from odds, and
// turned into a reference problem. Text becomes the nearest double (strtod), then is exact.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "reference/solver.hpp"

namespace reference {

struct Table {
  std::vector<std::string> names;
  std::vector<std::vector<double>> columns;

  std::size_t rows() const { return columns.empty() ? 0 : columns[0].size(); }
  std::size_t index(const std::string& name) const {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) throw std::out_of_range("reference table: no column " + name);
    return static_cast<std::size_t>(found - names.begin());
  }
  const std::vector<double>& column(const std::string& name) const { return columns[index(name)]; }
  std::vector<double>& column(const std::string& name) { return columns[index(name)]; }
  void add(const std::string& name, std::vector<double> values) {
    names.push_back(name);
    columns.push_back(std::move(values));
  }
};

// A line without its end, LF or CRLF.
inline bool next_line(std::istream& input, std::string& line) {
  if (!std::getline(input, line)) return false;
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return true;
}

// Numbers separated by commas below one line of names; no quotes.
inline Table read_table(const std::string& path) {
  std::ifstream input(path);
  if (!input) throw std::runtime_error("reference table: can't read " + path);
  Table table;
  std::string line, field;
  next_line(input, line);
  for (std::stringstream header(line); std::getline(header, field, ',');)
    table.names.push_back(field);
  table.columns.resize(table.names.size());
  while (next_line(input, line)) {
    std::size_t column = 0;
    for (std::stringstream row(line); std::getline(row, field, ',');)
      table.columns.at(column++).push_back(std::strtod(field.c_str(), nullptr));
    if (column != table.names.size()) throw std::runtime_error("reference table: ragged " + path);
  }
  return table;
}

// 17 significant digits: every double survives.
inline std::string to_csv(const Table& table) {
  std::string text;
  for (std::size_t j = 0; j < table.names.size(); ++j) text += (j ? "," : "") + table.names[j];
  text += '\n';
  char buffer[40];
  for (std::size_t i = 0; i < table.rows(); ++i) {
    for (std::size_t j = 0; j < table.names.size(); ++j) {
      std::snprintf(buffer, sizeof buffer, "%.17g", table.columns[j][i]);
      text += (j ? "," : "") + std::string(buffer);
    }
    text += '\n';
  }
  return text;
}

inline void write_table(const std::string& path, const Table& table) {
  std::ofstream output(path);
  output << to_csv(table);
  if (!output.flush()) throw std::runtime_error("reference table: can't write " + path);
}

inline Vector to_real(const std::vector<double>& values) { return {values.begin(), values.end()}; }

// The problem "successes of trials on features", trials "" for a plain 0/1 target. With an
// intercept, a column of ones comes first, free of penalty.
inline Problem make_problem(const Table& table, const std::string& successes,
                            const std::string& trials, const std::vector<std::string>& features,
                            bool intercept) {
  Problem problem;
  problem.successes = to_real(table.column(successes));
  if (!trials.empty()) problem.trials = to_real(table.column(trials));
  for (std::size_t i = 0; i < table.rows(); ++i) {
    Vector row;
    if (intercept) row.push_back(real(1));
    for (const std::string& name : features) row.push_back(real(table.column(name)[i]));
    problem.design.push_back(row);
  }
  problem.penalty_factor.assign(features.size() + (intercept ? 1 : 0), real(1));
  if (intercept) problem.penalty_factor[0] = 0;
  return problem;
}

}  // namespace reference
