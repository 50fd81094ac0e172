// SPDX-License-Identifier: Apache-2.0
#include "design/sparse_columns.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string_view>
#include <utility>

#include "design/hashing.hpp"
#include "parallel/team.hpp"

namespace odds::design {
namespace {

constexpr std::uint64_t most_columns = std::numeric_limits<std::int32_t>::max();
// Up to here columns that never occur cost little; beyond it they are left out where they are many.
constexpr std::uint64_t columns_always_kept = std::uint64_t{1} << 22U;

// The words of every level of a column.
struct LevelWords {
  std::size_t column = 0;   // of the table
  std::uint32_t first = 0;  // its first sparse column
  std::vector<std::uint32_t> starts = {0};
  std::vector<WordCount> counts;
};

LevelWords words_of(const Table& table, std::size_t column, const SparseSource& source,
                    std::uint32_t first) {
  LevelWords words;
  words.column = column;
  words.first = first;
  std::vector<WordCount> counts;
  for (const std::string& level : table.columns()[column].levels) {
    count_words(level, static_cast<unsigned>(source.bits), counts);
    words.counts.insert(words.counts.end(), counts.begin(), counts.end());
    words.starts.push_back(static_cast<std::uint32_t>(words.counts.size()));
  }
  return words;
}

// Appends the sparse columns of a row that the table has.
void append_row(const SparseView& view, std::size_t row, table::SparseRows& rows) {
  for (std::uint32_t k = view.starts[row]; k < view.starts[row + 1]; ++k) {
    rows.indices.push_back(view.indices[k]);
    rows.values.push_back(view.values == nullptr ? 1.0 : view.values[k]);
  }
}

void append_words(const LevelWords& words, std::uint32_t code, table::SparseRows& rows) {
  if (code + std::size_t{1} >= words.starts.size()) return;  // missing: no words
  for (std::uint32_t k = words.starts[code]; k < words.starts[code + 1]; ++k) {
    rows.indices.push_back(words.first + words.counts[k].column);
    rows.values.push_back(words.counts[k].count);
  }
}

std::shared_ptr<table::SparseRows> block_rows_of(const BlockView& view,
                                                 const std::vector<LevelWords>& hashed) {
  auto rows = std::make_shared<table::SparseRows>();
  rows->first_row = view.first_row;
  rows->starts.push_back(0);
  std::vector<std::vector<std::uint32_t>> codes(hashed.size());
  for (std::size_t h = 0; h < hashed.size(); ++h) {
    codes[h].resize(view.rows);
    view.load_codes(hashed[h].column, 0, view.rows, codes[h].data());
  }
  for (std::size_t row = 0; row < view.rows; ++row) {
    if (view.sparse.starts != nullptr) append_row(view.sparse, row, *rows);
    for (std::size_t h = 0; h < hashed.size(); ++h) append_words(hashed[h], codes[h][row], *rows);
    rows->starts.push_back(static_cast<std::uint32_t>(rows->indices.size()));
  }
  return rows;
}

void take_blocks(const std::shared_ptr<table::SparseBlocks>& blocks, std::uint64_t block_count,
                 std::uint64_t row_count, SparseColumns& columns) {
  blocks->finish(row_count);
  columns.blocks.clear();
  for (std::uint64_t block = 0; block < block_count; ++block) {
    columns.blocks.push_back(blocks->view(block));
  }
  columns.entries = blocks->entries();
  columns.pin = blocks;
}

// Leaves out the columns that no row has.
void keep_occurring(const Table& table, const RunOptions& run, SparseColumns& columns) {
  for (std::uint64_t block = 0; block < table.block_count(); ++block) {
    const SparseView& view = columns.blocks[block];
    const std::size_t rows = table.block(block).rows;
    columns.numbers.insert(columns.numbers.end(), view.indices + view.starts[0],
                           view.indices + view.starts[rows]);
  }
  std::vector<std::uint32_t>& numbers = columns.numbers;
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  columns.count = numbers.size();
  const auto blocks = std::make_shared<table::SparseBlocks>();
  parallel::for_blocks(
      table.block_count(), parallel::thread_count(run), [&](std::uint64_t block, unsigned) {
        auto rows = block_rows_of(
            {block * block_rows, table.block(block).rows, {}, columns.blocks[block], {}}, {});
        for (std::uint32_t& index : rows->indices) {
          index = static_cast<std::uint32_t>(
              std::lower_bound(numbers.begin(), numbers.end(), index) - numbers.begin());
        }
        blocks->add(std::move(rows));
      });
  const std::shared_ptr<const void> before = columns.pin;
  take_blocks(blocks, table.block_count(), table.row_count(), columns);
}

}  // namespace

std::vector<SparseSource> sparse_sources(const Table& table, const Roles& roles,
                                         const DesignOptions& options) {
  std::vector<SparseSource> sources;
  const SparseInfo& sparse = table.sparse();
  if (sparse.columns != 0) sources.push_back({"", 0, sparse.columns, sparse.first_index});
  std::uint64_t total = sparse.columns;
  for (const std::size_t column : roles.hashed) {
    const ColumnInfo& info = table.columns()[column];
    if (info.kind == ColumnKind::number) {
      throw Error(Fault::usage, "hash.numbers",
                  "column " + quote(info.name) + " holds numbers, and --hash takes words.",
                  "Read it as a category.", in_column(info.name));
    }
    const unsigned bits = options.hash.at(info.name);
    if (bits < 1 || bits > most_hash_bits) {
      throw Error(Fault::usage, "hash.bits",
                  "--hash " + info.name + ":" + std::to_string(bits) + ": the bits must be 1 to " +
                      std::to_string(most_hash_bits) + ".",
                  "18 bits are 262144 columns.", in_column(info.name));
    }
    sources.push_back({info.name, bits, std::uint64_t{1} << bits, 0});
    total += sources.back().columns;
  }
  if (total > most_columns) {
    throw Error(Fault::usage, "hash.too_many_columns",
                "there may be " + std::to_string(most_columns) + " sparse columns at most.",
                "Hash into fewer bits.");
  }
  return sources;
}

SparseColumns make_sparse_columns(const Table& table, const Roles& roles,
                                  const DesignOptions& options, const RunOptions& run) {
  SparseColumns columns;
  columns.sources = sparse_sources(table, roles, options);
  std::uint64_t total = 0;
  std::vector<LevelWords> hashed;
  for (const SparseSource& source : columns.sources) {
    if (!source.column.empty()) {
      const std::size_t column = roles.hashed[hashed.size()];
      hashed.push_back(words_of(table, column, source, static_cast<std::uint32_t>(total)));
    }
    total += source.columns;
  }
  columns.count = static_cast<std::size_t>(total);
  if (hashed.empty()) {
    for (std::uint64_t block = 0; block < table.block_count(); ++block) {
      const BlockView view = table.block(block);
      columns.blocks.push_back(view.sparse);
      columns.pin = view.pin;
    }
    columns.entries = table.sparse().entries;
  } else {
    const auto blocks = std::make_shared<table::SparseBlocks>();
    parallel::for_blocks(table.block_count(), parallel::thread_count(run),
                         [&](std::uint64_t block, unsigned) {
                           blocks->add(block_rows_of(table.block(block), hashed));
                         });
    take_blocks(blocks, table.block_count(), table.row_count(), columns);
  }
  if (total > columns_always_kept && total / 4 > columns.entries) {
    keep_occurring(table, run, columns);
  }
  return columns;
}

DesignOptions without_sparse(const DesignOptions& options, const Table& table) {
  std::vector<SparseSource> sources;
  const SparseInfo& sparse = table.sparse();
  if (sparse.columns != 0) sources.push_back({"", 0, sparse.columns, sparse.first_index});
  for (const auto& [column, bits] : options.hash) {
    sources.push_back({column, bits, std::uint64_t{1} << bits % 64U, 0});
  }
  const std::vector<ColumnInfo>& own = table.columns();
  const auto is_sparse = [&](const std::string& name) {
    if (options.hash.contains(name)) return true;
    const bool is_own = std::any_of(own.begin(), own.end(),
                                    [&](const ColumnInfo& info) { return info.name == name; });
    return !is_own && find_sparse_column(sources, name).has_value();
  };
  for (const std::vector<std::string>* list : {&options.features, &options.drop}) {
    for (const std::string& name : *list) {
      if (!is_sparse(name) || options.hash.contains(name)) continue;
      throw Error(Fault::usage, "sparse.features",
                  "sparse columns can't be chosen one by one, as " + quote(name) + " was.",
                  "Leave them out of the data, or give them a large --penalty-factor.");
    }
  }
  if (!options.interactions.empty()) {
    throw Error(Fault::usage, "sparse.interaction", "sparse data take no interactions.",
                "Leave --interact out.");
  }
  DesignOptions dense = options;
  std::erase_if(dense.penalty_factors, [&](const auto& entry) { return is_sparse(entry.first); });
  std::erase_if(dense.bounds, [&](const auto& entry) { return is_sparse(entry.first); });
  return dense;
}

std::optional<std::uint32_t> find_sparse_column(const std::vector<SparseSource>& sources,
                                                const std::string& name) {
  std::uint64_t first = 0;
  for (const SparseSource& source : sources) {
    std::string_view digits = name;
    const std::string prefix = source.column.empty() ? "" : source.column + "#";
    if (digits.starts_with(prefix)) {
      digits.remove_prefix(prefix.size());
      std::uint64_t number = 0;
      const char* const end = digits.data() + digits.size();
      const auto result = std::from_chars(digits.data(), end, number);
      const bool is_plain = digits.size() == 1 || !digits.starts_with('0');
      if (!digits.empty() && is_plain && result.ec == std::errc{} && result.ptr == end &&
          number >= source.first_index && number - source.first_index < source.columns) {
        return static_cast<std::uint32_t>(first + number - source.first_index);
      }
    }
    first += source.columns;
  }
  return std::nullopt;
}

}  // namespace odds::design
