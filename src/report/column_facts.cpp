// SPDX-License-Identifier: Apache-2.0
#include "report/column_facts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

namespace odds::report {
namespace {

// A compensated sum (Neumaier 1974), kept a second time scaled down in case it overflows.
class Sum {
 public:
  void add(double value) {
    plain_.add(value);
    small_.add(value * scale);
  }
  double mean(double count) const {
    const double sum = plain_.total();
    return std::isfinite(sum) ? sum / count : small_.total() / count / scale;
  }

 private:
  static constexpr double scale = 0x1p-80;

  class Compensated {
   public:
    void add(double value) {
      const double next = sum_ + value;
      lost_ += std::abs(sum_) >= std::abs(value) ? (sum_ - next) + value : (value - next) + sum_;
      sum_ = next;
    }
    double total() const { return sum_ + lost_; }

   private:
    double sum_ = 0.0;
    double lost_ = 0.0;
  };
  Compensated plain_;
  Compensated small_;
};

void add_distinct(std::vector<double>& distinct, double value) {
  constexpr std::size_t enough = 3;
  if (distinct.size() == enough) return;
  if (std::find(distinct.begin(), distinct.end(), value) == distinct.end()) {
    distinct.push_back(value);
  }
}

// State of one column during the pass.
class Gatherer {
 public:
  explicit Gatherer(const ColumnInfo& info)
      : is_number_(info.kind == ColumnKind::number), counts_(info.levels.size()) {}

  void add(const BlockView& block, std::size_t column) {
    if (is_number_) {
      numbers_.resize(block.rows);
      block.load_numbers(column, 0, block.rows, numbers_.data());
      for (const double value : numbers_) add_number(value);
    } else {
      codes_.resize(block.rows);
      block.load_codes(column, 0, block.rows, codes_.data());
      for (const std::uint32_t code : codes_) {
        if (code < counts_.size()) ++counts_[code];
      }
    }
  }

  ColumnFacts finish(const ColumnInfo& info) {
    if (is_number_) {
      if (facts_.present == 0) {
        facts_.min = facts_.max = facts_.mean = std::numeric_limits<double>::quiet_NaN();
      } else {
        facts_.mean = sum_.mean(static_cast<double>(facts_.present));
      }
      return std::move(facts_);
    }
    for (std::size_t code = 0; code < counts_.size(); ++code) {
      facts_.present += counts_[code];
      facts_.levels.push_back({info.levels[code], counts_[code]});
    }
    std::stable_sort(facts_.levels.begin(), facts_.levels.end(),
                     [](const LevelCount& a, const LevelCount& b) { return a.count > b.count; });
    return std::move(facts_);
  }

 private:
  void add_number(double value) {
    if (std::isnan(value)) return;
    if (facts_.present++ == 0) facts_.min = facts_.max = value;
    facts_.min = std::min(facts_.min, value);
    facts_.max = std::max(facts_.max, value);
    facts_.is_whole = facts_.is_whole && std::floor(value) == value;
    add_distinct(facts_.distinct, value);
    sum_.add(value);
  }

  bool is_number_;
  ColumnFacts facts_;
  Sum sum_;
  std::vector<std::uint64_t> counts_;
  std::vector<double> numbers_;
  std::vector<std::uint32_t> codes_;
};

bool reads_like_yes_and_no(const ColumnInfo& info, const ColumnFacts& facts) {
  if (info.kind == ColumnKind::boolean) return true;
  if (info.kind == ColumnKind::number) {
    return std::min(facts.distinct[0], facts.distinct[1]) == 0.0 &&
           std::max(facts.distinct[0], facts.distinct[1]) == 1.0;
  }
  constexpr std::array<std::string_view, 8> words = {"yes", "Yes", "YES", "y",
                                                     "Y",   "no",  "No",  "NO"};
  return std::any_of(info.levels.begin(), info.levels.end(), [&](const std::string& level) {
    return std::find(words.begin(), words.end(), level) != words.end();
  });
}

// Names that people give to what they want to explain.
bool is_called_target(std::string name) {
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return name == "y" || name == "target" || name == "label" || name == "outcome";
}

}  // namespace

std::vector<ColumnFacts> column_facts(const Table& table, const RunOptions& run) {
  const std::vector<ColumnInfo>& columns = table.columns();
  std::vector<Gatherer> gatherers;
  gatherers.reserve(columns.size());
  for (const ColumnInfo& info : columns) gatherers.emplace_back(info);
  const std::uint64_t blocks = table.block_count();
  for (std::uint64_t index = 0; index < blocks; ++index) {
    const Progress progress{"inspecting", static_cast<double>(index), static_cast<double>(blocks),
                            0.0};
    if (run.observer != nullptr && !run.observer->progress(progress)) {
      throw Error(Fault::interrupted, "run.interrupted", "interrupted while inspecting.");
    }
    const BlockView block = table.block(index);
    for (std::size_t column = 0; column < columns.size(); ++column) {
      gatherers[column].add(block, column);
    }
  }
  std::vector<ColumnFacts> facts;
  facts.reserve(columns.size());
  for (std::size_t column = 0; column < columns.size(); ++column) {
    facts.push_back(gatherers[column].finish(columns[column]));
  }
  return facts;
}

bool could_be_target(const ColumnFacts& facts) {
  const auto seen = std::count_if(facts.levels.begin(), facts.levels.end(),
                                  [](const LevelCount& level) { return level.count != 0; });
  return facts.distinct.size() == 2 || seen == 2;
}

std::string likely_target(const Table& table, const std::vector<ColumnFacts>& facts) {
  std::string last, likely;
  for (std::size_t column = 0; column < facts.size(); ++column) {
    if (!could_be_target(facts[column])) continue;
    const ColumnInfo& info = table.columns()[column];
    if (is_called_target(info.name)) return info.name;
    last = info.name;
    if (reads_like_yes_and_no(info, facts[column])) likely = info.name;
  }
  return likely.empty() ? last : likely;
}

}  // namespace odds::report
