// SPDX-License-Identifier: Apache-2.0
//
// Sparse data for benchmarks: a generated set like rcv1, or a file in LIBSVM's format, read plainly
// and slowly.
//
//   generated: columns drawn with probability 1 / (rank + 30), their numbers shuffled; values
//   (1 + log tf) log(n / df), each row of length 1, cut to six decimals so that text and memory
//   agree; answers from a known model with a tenth of the columns.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <numeric>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <odds/table.hpp>

#include "objective/response_rows.hpp"
#include "objective/sparse_features.hpp"
#include "parallel/team.hpp"

namespace odds::bench {

struct SparseData {
  struct Block {
    std::vector<std::uint32_t> starts;
    std::vector<std::uint32_t> indices;
    std::vector<double> values;
  };
  std::vector<Block> blocks;
  std::vector<double> labels;  // 0 or 1
  std::size_t columns = 0;
  bool all_ones = true;

  std::size_t rows() const { return labels.size(); }

  objective::SparseMatrix matrix() const {
    objective::SparseMatrix matrix;
    for (const Block& block : blocks) {
      matrix.blocks.push_back(
          {block.starts.size() - 1,
           {block.starts.data(), block.indices.data(), all_ones ? nullptr : block.values.data()}});
    }
    matrix.sparse_count = columns;
    matrix.has_ones = true;
    return matrix;
  }

  objective::ResponseRows response() const {
    objective::ResponseRows response;
    const std::size_t padded = (rows() + 7) / 8 * 8;
    response.weight.assign(padded, 0.0);
    response.trials.assign(padded, 0.0);
    response.successes.assign(padded, 0.0);
    response.offset.assign(padded, 0.0);
    for (std::size_t i = 0; i < rows(); ++i) {
      response.weight[i] = response.trials[i] = 1.0;
      response.successes[i] = labels[i];
    }
    response.sum_weights = static_cast<double>(rows());
    return response;
  }
};

// One row of counts of words.
class Writer {
 public:
  Writer(std::size_t columns, std::mt19937_64& random) : random_(random) {
    double sum = 0;
    for (std::size_t rank = 0; rank < columns; ++rank) {
      cumulative_.push_back(sum += 1.0 / (static_cast<double>(rank) + 30.0));
    }
  }
  std::vector<std::uint32_t> words(double mean) {
    std::lognormal_distribution<double> length(std::log(mean) - 0.125, 0.5);
    const auto count = static_cast<std::size_t>(std::max(5.0, length(random_)));
    std::vector<std::uint32_t> drawn(count);
    std::uniform_real_distribution<double> uniform(0.0, cumulative_.back());
    for (std::uint32_t& word : drawn) {
      const auto at = std::lower_bound(cumulative_.begin(), cumulative_.end(), uniform(random_));
      word = static_cast<std::uint32_t>(at - cumulative_.begin());
    }
    std::sort(drawn.begin(), drawn.end());
    return drawn;
  }

 private:
  std::mt19937_64& random_;
  std::vector<double> cumulative_;
};

inline void normalise(std::vector<std::pair<std::uint32_t, double>>& row) {
  double square = 0;
  for (const auto& [index, value] : row) square += value * value;
  for (auto& [index, value] : row) value = std::round(value / std::sqrt(square) * 1e6) / 1e6;
  std::sort(row.begin(), row.end());
}

inline void fill_block(SparseData& data, std::size_t block, std::size_t rows, double mean,
                       const std::vector<std::uint32_t>& number, const std::vector<double>& truth) {
  std::mt19937_64 random(block + 1);
  Writer writer(data.columns, random);
  SparseData::Block& to = data.blocks[block];
  to.starts.push_back(0);
  std::vector<std::pair<std::uint32_t, double>> row;
  for (std::size_t i = 0; i < rows; ++i) {
    row.clear();
    const std::vector<std::uint32_t> words = writer.words(mean);
    for (std::size_t k = 0; k < words.size();) {
      const std::size_t first = k;
      while (k < words.size() && words[k] == words[first]) ++k;
      const double times = 1.0 + std::log(static_cast<double>(k - first));
      row.emplace_back(number[words[first]], times * std::log(4.0 + words[first] / 10.0));
    }
    normalise(row);
    double z = -0.2;
    for (const auto& [index, value] : row) {
      to.indices.push_back(index);
      to.values.push_back(value);
      z += truth[index] * value;
    }
    to.starts.push_back(static_cast<std::uint32_t>(to.indices.size()));
    std::uniform_real_distribution<double> uniform;
    data.labels[block * block_rows + i] = uniform(random) < 1 / (1 + std::exp(-z)) ? 1.0 : 0.0;
  }
}

inline SparseData generate(std::size_t rows, std::size_t columns, double mean, unsigned threads) {
  SparseData data;
  data.columns = columns;
  data.all_ones = false;
  data.labels.resize(rows);
  data.blocks.resize((rows + block_rows - 1) / block_rows);
  std::mt19937_64 random(7);
  std::vector<std::uint32_t> number(columns);
  std::iota(number.begin(), number.end(), 0U);
  std::shuffle(number.begin(), number.end(), random);
  std::vector<double> truth(columns);
  std::normal_distribution<double> normal(0.0, 25.0);
  for (double& t : truth) t = random() % 10 == 0 ? normal(random) : 0.0;
  parallel::for_blocks(data.blocks.size(), threads, [&](std::uint64_t block, unsigned) {
    fill_block(data, block, std::min(block_rows, rows - block * block_rows), mean, number, truth);
  });
  return data;
}

inline SparseData read_libsvm(const std::string& path) {
  SparseData data;
  std::ifstream file(path);
  std::string line;
  while (std::getline(file, line)) {
    if (data.labels.size() % block_rows == 0) {
      data.blocks.emplace_back();
      data.blocks.back().starts.push_back(0);
    }
    SparseData::Block& block = data.blocks.back();
    char* at = line.data();
    data.labels.push_back(std::strtod(at, &at) > 0 ? 1.0 : 0.0);
    while (*at == ' ') {
      char* end = at + 1;
      const auto index = std::strtoul(at + 1, &end, 10);
      if (end == at + 1) break;
      const double value = std::strtod(end + 1, &at);
      block.indices.push_back(static_cast<std::uint32_t>(index - 1));
      block.values.push_back(value);
      data.all_ones = data.all_ones && value == 1.0;
      data.columns = std::max<std::size_t>(data.columns, index);
    }
    block.starts.push_back(static_cast<std::uint32_t>(block.indices.size()));
  }
  return data;
}

inline void write_libsvm(const SparseData& data, const std::string& path) {
  std::ofstream file(path);
  std::string text;
  std::size_t row = 0;
  for (const SparseData::Block& block : data.blocks) {
    text.clear();
    for (std::size_t i = 0; i + 1 < block.starts.size(); ++i, ++row) {
      text += data.labels[row] > 0 ? "+1" : "-1";
      for (std::size_t k = block.starts[i]; k < block.starts[i + 1]; ++k) {
        text += ' ';
        text += std::to_string(block.indices[k] + 1);
        const auto millionths = static_cast<unsigned>(std::lround(block.values[k] * 1e6));
        if (millionths == 1'000'000) {
          text += ":1";
          continue;
        }
        const std::string digits = std::to_string(millionths);
        text += ":0." + std::string(6 - digits.size(), '0') + digits;
      }
      text += '\n';
    }
    file << text;
  }
}

}  // namespace odds::bench
