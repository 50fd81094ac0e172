// SPDX-License-Identifier: Apache-2.0
#include "read/sniff.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include <odds/base.hpp>

namespace odds::read {
namespace {

using namespace std::string_view_literals;

struct Format {
  std::string_view magic;
  std::string_view name;
};

constexpr std::array<Format, 17> formats = {{
    {"\x89PNG"sv, "a PNG image"},
    {"\xFF\xD8\xFF"sv, "a JPEG image"},
    {"GIF8"sv, "a GIF image"},
    {"%PDF-"sv, "a PDF document"},
    {"PK\x03\x04"sv, "a zip archive (an Excel workbook, perhaps)"},
    {"\xD0\xCF\x11\xE0"sv, "an old Excel workbook"},
    {"PAR1"sv, "a Parquet file"},
    {"ARROW1"sv, "an Arrow file"},
    {"FEA1"sv, "a Feather file"},
    {"SQLite format 3"sv, "an SQLite database"},
    {"\x89HDF"sv, "an HDF5 file"},
    {"\x7F"
     "ELF"sv,
     "a program"},
    {"\xFD"
     "7zXZ"sv,
     "compressed with xz"},
    {"BZh"sv, "compressed with bzip2"},
    {"7z\xBC\xAF"sv, "a 7z archive"},
    {"RDX"sv, "an R data file"},
    {"\x93NUMPY"sv, "a NumPy array"},
}};

// BZh and RDX could start a name: only with a control byte soon after are they what they seem.
bool is_format(const Format& format, std::string_view start) {
  if (start.substr(0, format.magic.size()) != format.magic) return false;
  const bool is_plain_text = std::all_of(format.magic.begin(), format.magic.end(),
                                         [](char c) { return c >= ' ' && c < '\x7F'; });
  const std::string_view sample = start.substr(0, 256);
  return !is_plain_text || std::any_of(sample.begin(), sample.end(),
                                       [](char c) { return static_cast<unsigned char>(c) < 9; });
}

// UTF-16 without a byte-order mark: plain text has every other byte NUL.
bool looks_like_utf16(std::string_view start) {
  const std::string_view sample = start.substr(0, 512);
  std::array<std::size_t, 2> nul_count = {0, 0};
  for (std::size_t i = 0; i < sample.size(); ++i) nul_count[i % 2] += sample[i] == '\0' ? 1 : 0;
  const std::size_t pairs = sample.size() / 2;
  return pairs >= 2 && std::max(nul_count[0], nul_count[1]) * 10 >= pairs * 9 &&
         std::min(nul_count[0], nul_count[1]) * 10 <= pairs;
}

bool starts_like_html(std::string_view start) {
  const std::size_t first = start.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return false;
  std::string lower(start.substr(first, 16));
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower.starts_with("<!doctype html") || lower.starts_with("<html");
}

[[noreturn]] void refuse(const std::string& file, const char* code, const std::string& message,
                         const std::string& hint) {
  throw Error(Fault::refused, code, message, hint, {file, 0, 0, 0, {}});
}

}  // namespace

void refuse_foreign_formats(const std::string& file, std::string_view start) {
  if (start.starts_with("\xFF\xFE"sv) || start.starts_with("\xFE\xFF"sv) ||
      looks_like_utf16(start)) {
    refuse(file, "csv.utf16", "is text in UTF-16.",
           "Save it as UTF-8, or convert it: iconv -f utf-16 -t utf-8.");
  }
  for (const Format& format : formats) {
    if (is_format(format, start)) {
      refuse(file, "csv.binary",
             "is " + std::string(format.name) + ", not a CSV file (binary data).",
             "Export it as CSV; odds also reads CSV compressed with gzip or zstd.");
    }
  }
  if (starts_like_html(start)) {
    refuse(file, "csv.html", "is an HTML page, not a CSV file.",
           "Perhaps the download was an error or login page: look at it in a browser.");
  }
}

char find_delimiter(std::string_view line, char decimal) {
  constexpr std::string_view candidates = ",;\t|";
  std::array<std::size_t, candidates.size()> counts = {};
  bool inside = false;
  for (const char c : line) {
    if (c == '"') inside = !inside;
    const std::size_t found = inside ? std::string_view::npos : candidates.find(c);
    if (found != std::string_view::npos) ++counts[found];
  }
  if (decimal == ',' &&
      std::any_of(counts.begin() + 1, counts.end(), [](std::size_t count) { return count != 0; })) {
    counts[0] = 0;
  }
  return candidates[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) -
                                             counts.begin())];
}

}  // namespace odds::read
