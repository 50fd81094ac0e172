// SPDX-License-Identifier: Apache-2.0
#include "terminal.hpp"

#include <sys/ioctl.h>
#include <sys/poll.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <odds/base.hpp>

namespace odds::cli {
namespace {

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

bool is_forced(const char* variable) {
  return is_set(variable) && std::string_view(std::getenv(variable)) != "0";
}

// Of the variables that say the encoding, the first one that is set decides (POSIX).
bool shows_utf8() {
  for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    if (!is_set(variable)) continue;
    std::string locale = std::getenv(variable);
    for (char& c : locale) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
  }
  return false;
}

}  // namespace

std::size_t output_width() {
  constexpr std::size_t usual = 80, least = 40, most = 200;
  winsize size{};
  if (isatty(STDOUT_FILENO) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 ||
      size.ws_col == 0) {
    return usual;
  }
  return std::clamp<std::size_t>(size.ws_col, least, most);
}

std::size_t help_width() { return std::min<std::size_t>(output_width(), 100); }

bool use_colour() {
  if (is_set("NO_COLOR")) return false;
  if (is_forced("FORCE_COLOR") || is_forced("CLICOLOR_FORCE")) return true;
  const char* terminal = std::getenv("TERM");
  if (terminal != nullptr && std::string_view(terminal) == "dumb") return false;
  return isatty(STDOUT_FILENO) != 0;
}

TextOptions text_options() {
  TextOptions options;
  options.width = output_width();
  options.colour = use_colour();
  options.ascii = !shows_utf8();
  return options;
}

bool messages_are_on_terminal() {
  const char* terminal = std::getenv("TERM");
  const bool is_dumb = terminal != nullptr && std::string_view(terminal) == "dumb";
  return isatty(STDERR_FILENO) != 0 && !is_dumb;
}

void write_stdout(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(STDOUT_FILENO, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE) {
      return;
    } else if (errno == EAGAIN) {
      pollfd output = {STDOUT_FILENO, POLLOUT, 0};
      poll(&output, 1, -1);
    } else if (errno != EINTR) {
      throw Error(Fault::refused, "output.write",
                  std::string("cannot write to standard output: ") + std::strerror(errno) + ".",
                  "Make room, or send the output elsewhere.");
    }
  }
}

std::string printable(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string safe;
  unsigned char before = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_c1 = before == 0xC2 && byte >= 0x80 && byte <= 0x9F;  // U+0080 to U+009F
    before = byte;
    if (byte < 0x20 || byte == 0x7F || is_c1) {
      safe += "\\x";
      safe += digits[byte >> 4U];
      safe += digits[byte & 15U];
    } else {
      safe += c;
    }
  }
  return safe;
}

void message(std::string_view line) {
  const std::string safe = printable(line) + '\n';
  std::fwrite(safe.data(), 1, safe.size(), stderr);
}

}  // namespace odds::cli
