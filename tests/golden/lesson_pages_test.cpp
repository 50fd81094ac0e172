// SPDX-License-Identifier: Apache-2.0
//
// The lesson on a terminal of 24 lines, made by the test: a page, a prompt, the next page on Enter,
// the end on q; the terminal is left as it was.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/poll.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace {

const std::string prompt = "[Enter: go on, q: leave]";

// The program with a terminal as its standard input and output.
class OnATerminal {
 public:
  explicit OnATerminal(const char* chapter) {
    main_ = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    EXPECT_GE(main_, 0);
    EXPECT_EQ(grantpt(main_), 0);
    EXPECT_EQ(unlockpt(main_), 0);
    terminal_ = open(ptsname(main_), O_RDWR | O_NOCTTY | O_CLOEXEC);
    EXPECT_GE(terminal_, 0);
    const winsize size = {24, 80, 0, 0};
    EXPECT_EQ(ioctl(terminal_, TIOCSWINSZ, &size), 0);
    program_ = fork();
    if (program_ == 0) {
      setsid();
      ioctl(terminal_, TIOCSCTTY, 0);
      for (const int descriptor : {0, 1, 2}) dup2(terminal_, descriptor);
      execl(ODDS_CLI_PATH, "odds", "lesson", chapter, nullptr);
      _exit(126);
    }
  }
  ~OnATerminal() {
    close(main_);
    close(terminal_);
  }
  OnATerminal(const OnATerminal&) = delete;
  OnATerminal& operator=(const OnATerminal&) = delete;

  // What is shown up to and with the next prompt, or the end of the program.
  std::string page() {
    std::string text;
    pollfd output = {main_, POLLIN, 0};
    while (!text.ends_with(prompt)) {
      const bool was_over = is_over();
      if (poll(&output, 1, 50) > 0) {
        std::array<char, 4096> bytes;
        const ssize_t count = read(main_, bytes.data(), bytes.size());
        if (count <= 0) break;
        text.append(bytes.data(), static_cast<std::size_t>(count));
      } else if (was_over) {
        break;
      }
    }
    return text;
  }

  void press(const std::string& keys) {
    EXPECT_EQ(write(main_, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
  }

  int exit_code() {
    if (!is_over_) {
      EXPECT_EQ(waitpid(program_, &status_, 0), program_);
    }
    is_over_ = true;
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
  }

  bool echoes() const {
    termios now{};
    EXPECT_EQ(tcgetattr(terminal_, &now), 0);
    return (now.c_lflag & ECHO) != 0 && (now.c_lflag & ICANON) != 0;
  }

 private:
  bool is_over() {
    if (!is_over_) is_over_ = waitpid(program_, &status_, WNOHANG) == program_;
    return is_over_;
  }

  int main_ = -1;
  int terminal_ = -1;
  pid_t program_ = -1;
  int status_ = 0;
  bool is_over_ = false;
};

TEST(LessonPages, EnterGoesOnAndQLeaves) {
  OnATerminal terminal("3");
  const std::string first = terminal.page();
  EXPECT_NE(first.find("3.1 "), std::string::npos);
  EXPECT_EQ(first.find("3.2 "), std::string::npos);
  terminal.press("x\n");  // x means nothing
  std::string second = terminal.page();
  if (second.find("3.2 ") == std::string::npos) {  // the first section took two pages
    terminal.press("\n");
    second = terminal.page();
  }
  EXPECT_NE(second.find("3.2 "), std::string::npos);
  EXPECT_FALSE(terminal.echoes());
  terminal.press("q");
  EXPECT_EQ(terminal.exit_code(), 0);
  EXPECT_TRUE(terminal.echoes());
  EXPECT_EQ(terminal.page().find("3.3 "), std::string::npos);
}

TEST(LessonPages, EachFitsTheTerminalAndTheLastOneEnds) {
  OnATerminal terminal("4");
  std::string all;
  for (int pages = 0; pages < 60; ++pages) {
    const std::string page = terminal.page();
    all += page;
    if (!page.ends_with(prompt)) break;
    EXPECT_LE(std::count(page.begin(), page.end(), '\n'), 23) << page;
    terminal.press("\n");
  }
  EXPECT_EQ(terminal.exit_code(), 0);
  EXPECT_NE(all.find("4.6 "), std::string::npos);
}

TEST(LessonPages, CtrlCEndsItWithItsExitCode) {
  OnATerminal terminal("1");
  terminal.page();
  terminal.press("\x03");
  EXPECT_EQ(terminal.exit_code(), 130);
  EXPECT_TRUE(terminal.echoes());
}

}  // namespace
