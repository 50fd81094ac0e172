// SPDX-License-Identifier: Apache-2.0
//
// Following a run on a terminal, and stopping it on Ctrl-C or when it is asked to terminate.
#pragma once

#include <chrono>
#include <string>

#include <odds/base.hpp>

namespace odds::cli {

// From now on Ctrl-C (SIGINT) and SIGTERM ask a run to stop; a second one ends the program at once.
void catch_interrupts();
bool was_interrupted();
// The exit code of a run that was stopped: 128 and the number of the signal, 130 or 143.
int exit_interrupted();

// One line on standard error, shown after half a second, drawn at most ten times a second, gone
// at the end. Without a terminal, or when quiet, it only passes Ctrl-C on.
class ProgressLine : public Observer {
 public:
  explicit ProgressLine(bool quiet);
  ~ProgressLine() override;
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  bool progress(const Progress& progress) override;
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  bool enabled_;
  bool drawn_ = false;
  std::string stage_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point stage_start_ = start_;
  Clock::time_point last_ = start_;
};

}  // namespace odds::cli
