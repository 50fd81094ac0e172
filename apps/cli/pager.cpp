// SPDX-License-Identifier: Apache-2.0
#include "pager.hpp"

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>

#include "progress.hpp"
#include "terminal.hpp"

namespace odds::cli {
namespace {

// Keys come one by one and are not echoed, as long as this lives.
class SingleKeys {
 public:
  SingleKeys() {
    if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios single = before_;
    single.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    single.c_cc[VMIN] = 1;
    single.c_cc[VTIME] = 0;
    changed_ = tcsetattr(STDIN_FILENO, TCSANOW, &single) == 0;
  }
  ~SingleKeys() {
    if (changed_) tcsetattr(STDIN_FILENO, TCSANOW, &before_);
  }
  SingleKeys(const SingleKeys&) = delete;
  SingleKeys& operator=(const SingleKeys&) = delete;

 private:
  termios before_{};
  bool changed_ = false;
};

std::size_t screen_lines() {
  constexpr std::size_t usual = 24, least = 10;
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0) return usual;
  return std::max<std::size_t>(size.ws_row, least);
}

// False: leave. Keys without a meaning are passed over. A signal interrupts the waiting.
bool wants_more() {
  constexpr char end_of_input = 4;  // Ctrl-D
  for (char key = 0; !was_interrupted() && read(STDIN_FILENO, &key, 1) == 1;) {
    if (key == '\n' || key == '\r' || key == ' ') return true;
    if (key == 'q' || key == 'Q' || key == end_of_input) return false;
  }
  return false;
}

bool ask(std::string_view prompt) {
  const SingleKeys keys;  // before the prompt, so that a quick answer to it is not echoed
  write_stdout(prompt);
  const bool more = wants_more();
  write_stdout("\r" + std::string(prompt.size(), ' ') + "\r");
  return more;
}

}  // namespace

bool can_turn_pages() { return isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0; }

bool turn_pages(const std::vector<PageBlock>& blocks, std::string_view prompt, bool more_follows) {
  const std::size_t room = screen_lines() - 2;  // the prompt and a blank line
  std::size_t used = 0;
  for (const PageBlock& block : blocks) {
    const auto lines =
        static_cast<std::size_t>(std::count(block.text.begin(), block.text.end(), '\n'));
    if (used > 0 && (block.begins_page || used + 1 + lines > room)) {
      write_stdout("\n");
      if (!ask(prompt)) return false;
      used = 0;
    }
    write_stdout((used > 0 ? "\n" : "") + block.text);
    used += lines + (used > 0 ? 1 : 0);
  }
  if (!more_follows) return true;
  write_stdout("\n");
  return ask(prompt);
}

}  // namespace odds::cli
