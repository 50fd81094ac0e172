// SPDX-License-Identifier: Apache-2.0
#include "progress.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <ctime>

#include <fmt/format.h>

#include "terminal.hpp"

namespace odds::cli {
namespace {

// Milliseconds since some start, plus one; 0 means that nothing was interrupted.
std::atomic<std::int64_t> interrupted_at{0};
std::atomic<int> interrupted_by{SIGINT};
static_assert(std::atomic<std::int64_t>::is_always_lock_free &&
                  std::atomic<int>::is_always_lock_free,
              "a signal handler sets them");

std::int64_t milliseconds_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000 + 1;
}

// Some parents pass one Ctrl-C on twice; only a later one means "at once". Calls nothing but what
// POSIX allows in a handler.
void on_interrupt(int signal) {
  constexpr std::int64_t same_key_press = 500;
  const std::int64_t now = milliseconds_now();
  std::int64_t first = 0;
  interrupted_by.store(signal);
  if (interrupted_at.compare_exchange_strong(first, now)) return;
  if (now - first < same_key_press) return;
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

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
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool was_interrupted() { return interrupted_at.load() != 0; }

int exit_interrupted() { return 128 + interrupted_by.load(); }

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
