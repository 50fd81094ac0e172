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
  for (; !value.empty(); ++characters) {
    if (characters == quote_limit) {
      out += "...";
      break;
    }
    if (value[0] == '"' || value[0] == '\\') out += '\\';
    out += base::take_printable(value);
  }
  return out + "\"";
}

std::string shell_word(std::string_view text) {
  constexpr const char* plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+=,:@%";
  std::string safe = base::printable(text);
  if (!safe.empty() && safe.find_first_not_of(plain) == std::string::npos) return safe;
  std::string out = "'";
  for (const char c : safe) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
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
