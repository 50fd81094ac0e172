// SPDX-License-Identifier: Apache-2.0
//
// Errors, safe quoting of what users wrote, and the nearest name for "did you mean".
#include <algorithm>
#include <array>
#include <numeric>

#include <odds/base.hpp>

#include "base/utf8.hpp"

namespace odds {
namespace {

// Longest quoted value in a message, in characters.
constexpr std::size_t quote_limit = 80;

std::string format_line(const std::string& message, const std::string& hint, const Where& where) {
  std::string line;
  if (!where.file.empty()) {
    line += where.file;
    if (where.line != 0) line.append(":").append(std::to_string(where.line));
    if (where.line != 0 && where.byte_column != 0) {
      line.append(":").append(std::to_string(where.byte_column));
    }
    line += ": ";
  }
  line += message;
  if (!hint.empty()) line += " " + hint;
  return line;
}

void append_escaped_byte(std::string& out, unsigned char byte) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  out += "\\x";
  out += digits[byte >> 4U];
  out += digits[byte & 15U];
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> previous(b.size() + 1);
  std::vector<std::size_t> current(b.size() + 1);
  std::iota(previous.begin(), previous.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    current[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t substitution = previous[j] + (a[i] == b[j] ? 0 : 1);
      current[j + 1] = std::min({substitution, previous[j + 1] + 1, current[j] + 1});
    }
    previous.swap(current);
  }
  return previous[b.size()];
}

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

}  // namespace

Error::Error(Fault fault, std::string code, std::string message, std::string hint, Where where)
    : std::runtime_error(format_line(message, hint, where)),
      fault_(fault),
      code_(std::move(code)),
      message_(std::move(message)),
      hint_(std::move(hint)),
      where_(std::move(where)) {}

std::string quote(std::string_view value) {
  std::string out = "\"";
  std::size_t characters = 0;
  for (std::size_t i = 0; i < value.size(); ++characters) {
    if (characters == quote_limit) {
      out += "...";
      break;
    }
    const auto byte = static_cast<unsigned char>(value[i]);
    const std::size_t length = base::utf8_sequence_length(value.substr(i));
    if (length == 0 || byte < 0x20 || byte == 0x7F || base::is_control_c1(value.substr(i))) {
      append_escaped_byte(out, byte);
      ++i;
      continue;
    }
    if (byte == '"' || byte == '\\') out += '\\';
    out += value.substr(i, length);
    i += length;
  }
  return out + "\"";
}

std::string nearest(std::string_view name, const std::vector<std::string>& candidates) {
  constexpr std::size_t longest_compared = 256;  // beyond it a spelling slip is not the cause
  if (name.size() > longest_compared) return {};
  std::string best;
  const std::string wanted = lower_ascii(name);
  // One slip in three letters; a name of one or two letters has no slip that is still itself.
  std::size_t best_distance = name.size() < 3 ? 1 : std::max<std::size_t>(1, name.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > longest_compared) continue;
    const std::size_t distance = edit_distance(wanted, lower_ascii(candidate));
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::string_view version() { return ODDS_VERSION; }

}  // namespace odds
