// SPDX-License-Identifier: Apache-2.0
//
// Logistic regression from scratch, in plain C++: no library, and nothing of odds.
//
//   from_scratch [FILE]    FILE: a CSV with a header; the last column is the outcome, 0 or 1
//                          (or two words: the later one in the alphabet is the event)
//
//   z_i = b + sum_j x_ij theta_j                      the predictor
//   p_i = sigma(z_i) = 1 / (1 + exp(-z_i))            the probability that y_i = 1
//   L   = -(1/n) sum_i [ y_i log p_i + (1 - y_i) log(1 - p_i) ]     the loss to minimise
//
// The gradient by the chain rule, dL/dtheta = dL/dp * dp/dz * dz/dtheta, where
//
//   dL/dp_i = -(1/n) [ y_i / p_i - (1 - y_i) / (1 - p_i) ]    mind the minus sign and the mean
//   dp/dz   = p (1 - p),   dz/dtheta_j = x_j
//
// Multiplied out, everything difficult cancels: dL/dtheta_j = (1/n) sum_i (p_i - y_i) x_ij.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

using Column = std::vector<double>;

static double sigma(double z) { return 1 / (1 + std::exp(-z)); }

// log(1 + exp(z)): exp only ever sees a negative number, so nothing overflows.
static double softplus(double z) { return std::log1p(std::exp(-std::abs(z))) + std::max(0.0, z); }

// -log p if y = 1, -log(1 - p) if y = 0, without computing a p that may round to 0 or 1.
static double row_loss(double y, double z) { return y * softplus(-z) + (1 - y) * softplus(z); }

struct Features {
  std::vector<std::string> names;
  std::vector<Column> columns;
};

// A column of numbers is one feature. A column of words is a 0/1 feature for each but the first.
static void add_column(Features& to, const std::string& name,
                       const std::vector<std::string>& cells) {
  Column numbers;
  for (const std::string& cell : cells) {
    char* end = nullptr;
    numbers.push_back(std::strtod(cell.c_str(), &end));
    if (end == cell.c_str() || *end != '\0') break;
    if (numbers.size() == cells.size()) {
      to.names.push_back(name);
      return to.columns.push_back(numbers);
    }
  }
  const std::set<std::string> levels(cells.begin(), cells.end());
  for (auto level = std::next(levels.begin()); level != levels.end(); ++level) {
    to.names.push_back(name + "[" + *level + "]");
    to.columns.emplace_back();
    for (const std::string& cell : cells) to.columns.back().push_back(cell == *level);
  }
}

static Features read_table(std::istream& in) {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> cells;  // by column
  std::string line, cell;
  for (int row = 0; std::getline(in, line); ++row) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    std::istringstream fields(line);
    for (std::size_t j = 0; std::getline(fields, cell, ','); ++j) {
      if (row == 0)
        header.push_back(cell);
      else if (j < header.size())
        cells.at(j).push_back(cell);
    }
    if (row == 0) cells.resize(header.size());
  }
  Features all;
  for (std::size_t j = 0; j < cells.size(); ++j) add_column(all, header[j], cells[j]);
  return all;
}

int main(int argc, char** argv) {
  std::istringstream small(
      "hours,passed\n0.5,0\n1,0\n1.5,0\n2,1\n2.5,0\n3,1\n3.5,0\n4,1\n4.5,1\n5,1\n");
  std::ifstream file(argc > 1 ? argv[1] : "");
  Features x = read_table(argc > 1 ? static_cast<std::istream&>(file) : small);
  if (x.columns.size() < 2) return std::fprintf(stderr, "from_scratch: no table to read\n"), 1;
  const Column y = x.columns.back();
  x.columns.pop_back();
  const std::size_t n = y.size(), p = x.columns.size();

  // Give every column mean 0 and standard deviation 1, so that one step size suits them all.
  Column mean(p, 0.0), sd(p, 0.0);
  for (std::size_t j = 0; j < p; ++j) {
    for (double v : x.columns[j]) mean[j] += v / double(n);
    for (double v : x.columns[j]) sd[j] += (v - mean[j]) * (v - mean[j]) / double(n);
    sd[j] = std::sqrt(sd[j]);
    for (double& v : x.columns[j]) v = (v - mean[j]) / sd[j];
  }

  // Descend. The curvature is at most (1/4) (1/n) sum_i |x_i|^2 = (p + 1) / 4, so this step is
  // safe.
  const double step = 4.0 / double(p + 1);
  Column theta(p, 0.0), gradient(p);
  double b = 0, loss = 0, steepest = 1;
  for (int iteration = 0; iteration < 200'000 && steepest > 1e-15; ++iteration) {
    std::fill(gradient.begin(), gradient.end(), 0.0);
    double gradient_b = 0;
    loss = 0;
    for (std::size_t i = 0; i < n; ++i) {
      double z = b;
      for (std::size_t j = 0; j < p; ++j) z += x.columns[j][i] * theta[j];
      loss += row_loss(y[i], z) / double(n);
      const double residual = (sigma(z) - y[i]) / double(n);
      gradient_b += residual;
      for (std::size_t j = 0; j < p; ++j) gradient[j] += residual * x.columns[j][i];
    }
    b -= step * gradient_b;
    steepest = std::abs(gradient_b);
    for (std::size_t j = 0; j < p; ++j) {
      theta[j] -= step * gradient[j];
      steepest = std::max(steepest, std::abs(gradient[j]));
    }
  }

  // Back to the units of the table.
  for (std::size_t j = 0; j < p; ++j) b -= (theta[j] /= sd[j]) * mean[j];
  std::printf("(Intercept) %.17g\n", b);
  for (std::size_t j = 0; j < p; ++j) std::printf("%s %.17g\n", x.names[j].c_str(), theta[j]);
  std::printf("log_likelihood %.17g\n", -loss * double(n));
  return steepest < 1e-12 ? 0 : (std::fprintf(stderr, "from_scratch: did not converge\n"), 1);
}
