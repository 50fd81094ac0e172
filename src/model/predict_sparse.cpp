// SPDX-License-Identifier: Apache-2.0
#include "model/predict_sparse.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

#include "design/hashing.hpp"
#include "read/number.hpp"

namespace odds::model {
namespace {

constexpr std::uint64_t small_table = std::uint64_t{1} << 22U;

std::string_view text_at(const ColumnView& column, std::size_t row) {
  std::string_view text;
  std::memcpy(
      &text,
      static_cast<const char*>(column.data) + static_cast<std::ptrdiff_t>(row) * column.stride,
      sizeof(std::string_view));
  return text;
}

}  // namespace

SparseScorer::SparseScorer(const SparseEstimates& sparse) : sparse_(sparse) {
  std::uint64_t first = 0;
  for (const SparseSource& source : sparse.sources) {
    if (source.column.empty()) {
      known_columns_ = source.columns;
      known_first_index_ = source.first_index;
    } else {
      hashed_.push_back(source);
      first_column_.push_back(first);
    }
    first += source.columns;
  }
  if (sparse.columns.empty()) return;
  const std::uint64_t width = sparse.columns.back() + std::uint64_t{1};
  if (width > std::max<std::uint64_t>(small_table, 8 * sparse.columns.size())) return;
  dense_.resize(width);
  for (std::size_t k = 0; k < sparse.columns.size(); ++k) {
    dense_[sparse.columns[k]] = sparse.estimates[k];
  }
}

double SparseScorer::coefficient(std::uint64_t column) const {
  if (!dense_.empty()) return column < dense_.size() ? dense_[column] : 0.0;
  const auto found = std::lower_bound(sparse_.columns.begin(), sparse_.columns.end(), column);
  if (found == sparse_.columns.end() || *found != column) return 0.0;
  return sparse_.estimates[static_cast<std::size_t>(found - sparse_.columns.begin())];
}

double SparseScorer::words_value(std::string_view text, std::size_t source) const {
  std::vector<design::WordCount> counts;
  design::count_words(text, static_cast<unsigned>(hashed_[source].bits), counts);
  double sum = 0;
  for (const design::WordCount& word : counts) {
    sum += coefficient(first_column_[source] + word.column) * word.count;
  }
  return sum;
}

void SparseScorer::bind(std::uint64_t first_index, const std::vector<TextColumn>& texts) {
  first_index_ = first_index;
  texts_ = texts;
  of_code_.assign(texts.size(), {});
  for (std::size_t h = 0; h < texts.size(); ++h) {
    if (texts[h].levels == nullptr) continue;
    for (const std::string& level : *texts[h].levels) of_code_[h].push_back(words_value(level, h));
  }
}

void SparseScorer::add_entries(const SparseView& sparse, std::size_t row, double& z) const {
  double sum = 0;
  for (std::uint32_t k = sparse.starts[row]; k < sparse.starts[row + 1]; ++k) {
    const std::uint64_t index = sparse.indices[k] + first_index_;
    const std::uint64_t column = index - known_first_index_;  // wraps below the first: unseen
    if (column >= known_columns_) {
      unseen_.add(index);
      continue;
    }
    if (sparse_.columns.empty()) continue;
    sum += coefficient(column) * (sparse.values == nullptr ? 1.0 : sparse.values[k]);
  }
  z += sum;
}

void SparseScorer::add(const BlockView& view, std::size_t begin, std::size_t count,
                       double* z) const {
  if (view.sparse.starts != nullptr) {
    for (std::size_t i = 0; i < count; ++i) add_entries(view.sparse, begin + i, z[i]);
  }
  for (std::size_t h = 0; h < texts_.size(); ++h) {
    const ColumnView& column = view.columns[texts_[h].position];
    if (texts_[h].levels == nullptr) {
      for (std::size_t i = 0; i < count; ++i) {
        const std::string_view text = text_at(column, begin + i);
        if (!read::is_missing(read::trim(text))) z[i] += words_value(text, h);
      }
      continue;
    }
    std::vector<std::uint32_t> codes(count);
    view.load_codes(texts_[h].position, begin, count, codes.data());
    for (std::size_t i = 0; i < count; ++i) {
      if (codes[i] < of_code_[h].size()) z[i] += of_code_[h][codes[i]];
    }
  }
}

std::optional<Note> SparseScorer::unseen() const {
  const std::uint64_t entries = unseen_.count();
  if (entries == 0) return std::nullopt;
  const std::uint64_t low = unseen_.low();
  const std::uint64_t high = unseen_.high();
  std::string message = low == high ? "index " + std::to_string(low) + " is not in the model: "
                                    : "indices between " + std::to_string(low) + " and " +
                                          std::to_string(high) + " are not in the model: ";
  message +=
      entries == 1 ? "1 entry was left out." : std::to_string(entries) + " entries were left out.";
  return Note{"sparse.unseen", message};
}

}  // namespace odds::model
