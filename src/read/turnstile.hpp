// SPDX-License-Identifier: Apache-2.0
//
// Workers that hold pieces 0, 1, 2, ... pass here one after another in that order.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <limits>
#include <mutex>

namespace odds::read {

class Turnstile {
 public:
  // Waits until all pieces before `piece` have passed; then the caller is alone until it calls
  // pass(). False when a piece before this one was stopped, and will never pass.
  bool enter(std::uint64_t piece) {
    std::unique_lock lock(mutex_);
    moved_.wait(lock, [&] { return next_ == piece || stopped_ < piece; });
    return stopped_ >= piece;
  }

  void pass() {
    const std::lock_guard lock(mutex_);
    ++next_;
    moved_.notify_all();
  }

  // `piece` will never pass. May be called while it is inside.
  void stop(std::uint64_t piece) {
    const std::lock_guard lock(mutex_);
    if (piece < stopped_) stopped_ = piece;
    moved_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable moved_;
  std::uint64_t next_ = 0;
  std::uint64_t stopped_ = std::numeric_limits<std::uint64_t>::max();
};

}  // namespace odds::read
