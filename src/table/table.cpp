// SPDX-License-Identifier: Apache-2.0
#include <odds/table.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>

#include <odds/base.hpp>

#include "table/storage.hpp"

namespace odds {
namespace {

const std::byte* value_address(const ColumnView& column, std::size_t row) {
  return static_cast<const std::byte*>(column.data) +
         static_cast<std::ptrdiff_t>(row) * column.stride;
}

// The two largest values of a narrow type stand for missing and unseen, as in the wide one.
template <class Code>
std::uint32_t widen(Code code) {
  constexpr std::uint32_t missing = static_cast<Code>(~Code{0});
  const std::uint32_t wide = code;
  return wide >= missing - 1 ? wide + (missing_code - missing) : wide;
}

template <class Code>
void widen_all(const ColumnView& column, std::size_t begin, std::size_t count, std::uint32_t* out) {
  if (column.stride == static_cast<std::ptrdiff_t>(sizeof(Code))) {
    const Code* codes = static_cast<const Code*>(column.data) + begin;
    for (std::size_t i = 0; i < count; ++i) out[i] = widen(codes[i]);
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    Code code;
    std::memcpy(&code, value_address(column, begin + i), sizeof code);
    out[i] = widen(code);
  }
}

table::ArrayStorage& arrays_of(Table::Storage& storage) {
  auto* arrays = dynamic_cast<table::ArrayStorage*>(&storage);
  if (arrays == nullptr) {
    throw Error(Fault::usage, "table.read_only",
                "columns cannot be added to a table that was read");
  }
  return *arrays;
}

}  // namespace

void BlockView::load_numbers(std::size_t column, std::size_t begin, std::size_t count,
                             double* out) const {
  const ColumnView& view = columns[column];
  if (view.stride == static_cast<std::ptrdiff_t>(sizeof(double))) {
    std::memcpy(out, value_address(view, begin), count * sizeof(double));
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    std::memcpy(out + i, value_address(view, begin + i), sizeof(double));
  }
}

void BlockView::load_codes(std::size_t column, std::size_t begin, std::size_t count,
                           std::uint32_t* out) const {
  const ColumnView& view = columns[column];
  switch (view.type) {
    case ElementType::code8:
      return widen_all<std::uint8_t>(view, begin, count, out);
    case ElementType::code16:
      return widen_all<std::uint16_t>(view, begin, count, out);
    default:
      return widen_all<std::uint32_t>(view, begin, count, out);
  }
}

BlockView Table::Storage::empty_view(std::uint64_t block) const {
  BlockView view;
  view.first_row = block * block_rows;
  view.rows = static_cast<std::size_t>(std::min<std::uint64_t>(block_rows, rows - view.first_row));
  view.columns.reserve(columns.size());
  return view;
}

Table::Table() : storage_(std::make_shared<table::ArrayStorage>()) {}
Table::Table(std::shared_ptr<Storage> storage) : storage_(std::move(storage)) {}
Table::Table(Table&&) noexcept = default;
Table& Table::operator=(Table&&) noexcept = default;
Table::~Table() = default;

void Table::add_numbers(std::string name, std::span<const double> values) {
  ColumnInfo info;
  info.name = std::move(name);
  info.missing_count = static_cast<std::uint64_t>(
      std::count_if(values.begin(), values.end(), [](double x) { return std::isnan(x); }));
  arrays_of(*storage_).add(std::move(info), {values.data(), ElementType::float64, sizeof(double)},
                           values.size());
}

void Table::add_codes(std::string name, std::span<const std::uint32_t> codes,
                      std::vector<std::string> levels) {
  ColumnInfo info;
  info.name = std::move(name);
  info.kind = levels == std::vector<std::string>{"false", "true"} ? ColumnKind::boolean
                                                                  : ColumnKind::category;
  for (const std::uint32_t code : codes) {
    if (code == missing_code) {
      ++info.missing_count;
    } else if (code >= levels.size() && code != unseen_code) {
      throw Error(Fault::usage, "table.code",
                  "column " + quote(info.name) + " has code " + std::to_string(code) +
                      " but only " + std::to_string(levels.size()) + " levels");
    }
  }
  info.levels = std::move(levels);
  arrays_of(*storage_).add(
      std::move(info), {codes.data(), ElementType::code32, sizeof(std::uint32_t)}, codes.size());
}

void Table::add_sparse(std::span<const std::uint64_t> starts,
                       std::span<const std::uint32_t> indices, std::span<const double> values,
                       std::uint64_t columns) {
  arrays_of(*storage_).add_sparse(starts, indices, values, columns);
}

const std::vector<ColumnInfo>& Table::columns() const { return storage_->columns; }
const SparseInfo& Table::sparse() const { return storage_->sparse; }
std::uint64_t Table::row_count() const { return storage_->rows; }
std::uint64_t Table::block_count() const { return (storage_->rows + block_rows - 1) / block_rows; }

BlockView Table::block(std::uint64_t index) const {
  BlockView view = storage_->view(index);
  if (storage_->sparse.columns != 0) view.sparse = storage_->sparse_view(index);
  view.pin = storage_;
  return view;
}

}  // namespace odds

namespace odds::table {

std::size_t element_bytes(ElementType type) {
  switch (type) {
    case ElementType::code8:
      return 1;
    case ElementType::code16:
      return 2;
    case ElementType::code32:
      return 4;
    case ElementType::float64:
      return sizeof(double);
    case ElementType::text:
      break;
  }
  return sizeof(std::string_view);
}

BlockView ArrayStorage::view(std::uint64_t block) const {
  BlockView view = empty_view(block);
  for (ColumnView array : arrays) {
    array.data = value_address(array, static_cast<std::size_t>(view.first_row));
    view.columns.push_back(array);
  }
  return view;
}

void ArrayStorage::set_rows(const std::string& what, std::uint64_t length) {
  if (has_rows_ && length != rows) {
    throw Error(Fault::usage, "table.length",
                what + " has " + std::to_string(length) + " values, the columns before it have " +
                    std::to_string(rows));
  }
  has_rows_ = true;
  rows = length;
}

void ArrayStorage::add(ColumnInfo info, ColumnView values, std::uint64_t length) {
  set_rows("column " + quote(info.name), length);
  columns.push_back(std::move(info));
  arrays.push_back(values);
}

}  // namespace odds::table
