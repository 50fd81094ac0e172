// SPDX-License-Identifier: Apache-2.0
//
// A first look at the text of a model file, before anything is built from it: size, nesting and
// checksum. Uses no memory of its own, however hostile the text.
//
//   checksum   FNV-1a (64 bits) over the bytes before the last member of the outer object, white
//              space outside strings left out. Every step is one to one, so any single changed
//              byte changes it; re-indenting the file does not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <odds/base.hpp>

namespace odds::model_file {

inline constexpr std::size_t depth_limit = 64;
inline constexpr std::size_t byte_limit = std::size_t{256} << 20U;
// Values in the file. The largest honest part is the correlation matrix of 4,000 terms.
inline constexpr std::size_t value_limit = 16'000'000;

struct Scan {
  std::uint64_t hash = 0;  // of everything before the last member of the outer object
  std::string_view last;   // that member up to the end of the text, white space included
};

// Throws Error: model.empty, model.too_large, model.byte_order_mark, model.nested.
Scan scan_text(std::string_view text, const std::string& name);

// The member that closes a model file whose other text hashes to `hash`: "checksum": "..."
std::string checksum_value(std::uint64_t hash);

// Line and column of a byte of the text.
Where place_of(std::string_view text, const std::string& name, std::size_t offset);

}  // namespace odds::model_file
