// SPDX-License-Identifier: Apache-2.0
#include "read/format.hpp"

#include <algorithm>
#include <string_view>

#include "read/libsvm_lines.hpp"

namespace odds::read {
namespace {

bool drop_ending(std::string_view& name, std::string_view ending) {
  if (!name.ends_with(ending)) return false;
  name.remove_suffix(ending.size());
  return true;
}

bool is_libsvm_name(std::string_view name) {
  if (!drop_ending(name, ".gz")) drop_ending(name, ".zst");
  return name.ends_with(".svm") || name.ends_with(".libsvm") || name.ends_with(".svmlight");
}

}  // namespace

DataFormat find_format(Source& source, const ReadOptions& options) {
  constexpr std::size_t look_bytes = std::size_t{64} << 10;
  if (options.format != DataFormat::automatic) return options.format;
  if (is_libsvm_name(source.name())) return DataFormat::libsvm;
  // Who says how fields are separated or that there are no names means a CSV file.
  if (options.delimiter != '\0' || !options.has_header) return DataFormat::csv;
  const std::string_view start = source.head(look_bytes);
  return looks_like_libsvm(start, start.size() < look_bytes) ? DataFormat::libsvm : DataFormat::csv;
}

}  // namespace odds::read
