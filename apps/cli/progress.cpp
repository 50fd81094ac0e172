// SPDX-License-Identifier: Apache-2.0
#include "progress.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>

#include <fmt/format.h>

#include "terminal.hpp"

namespace odds::cli {
namespace {

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler sets it");

void on_interrupt(int) { interrupted.store(true); }

std::string line_of(const Progress& progress, double seconds) {
  std::string line(progress.stage);
  if (progress.stage == "fitting") {
    line += fmt::format(": step {:.0f}", progress.done);
    if (progress.loss != 0.0) line += fmt::format(", mean loss {:.6f}", progress.loss);
  } else if (progress.total > 0.0) {
    const double share = std::clamp(progress.done / progress.total, 0.0, 1.0);
    line += fmt::format(": {:.0f}%", 100.0 * share);
    constexpr double enough_to_guess = 0.02;
    if (share > enough_to_guess) {
      line += fmt::format(", {:.0f} s left", seconds * (1.0 - share) / share);
    }
  }
  return line + fmt::format(", {:.0f} s so far", seconds);
}

}  // namespace

void catch_interrupts() {
  struct sigaction action = {};
  action.sa_handler = on_interrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
}

bool was_interrupted() { return interrupted.load(); }

ProgressLine::ProgressLine(bool quiet) : enabled_(!quiet && messages_are_on_terminal()) {}

ProgressLine::~ProgressLine() { clear(); }

bool ProgressLine::progress(const Progress& progress) {
  if (was_interrupted()) return false;
  if (!enabled_) return true;
  using namespace std::chrono_literals;
  const Clock::time_point now = Clock::now();
  if (progress.stage != stage_) {
    stage_ = progress.stage;
    stage_start_ = now;
  }
  if (now - start_ < 500ms || now - last_ < 100ms) return true;
  last_ = now;
  drawn_ = true;
  const std::chrono::duration<double> elapsed = now - stage_start_;
  fmt::print(stderr, "\r\x1B[K{}", line_of(progress, elapsed.count()));
  std::fflush(stderr);
  return true;
}

void ProgressLine::clear() {
  if (!drawn_) return;
  std::fputs("\r\x1B[K", stderr);
  std::fflush(stderr);
  drawn_ = false;
}

}  // namespace odds::cli
