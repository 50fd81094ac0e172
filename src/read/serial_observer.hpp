// SPDX-License-Identifier: Apache-2.0
//
// An observer that many workers may tell: one after another, as Observer demands.
#pragma once

#include <mutex>

#include <odds/base.hpp>

namespace odds::read {

class SerialObserver : public Observer {
 public:
  explicit SerialObserver(Observer* observer) : observer_(observer) {}

  bool progress(const Progress& progress) override {
    if (observer_ == nullptr) return true;
    const std::lock_guard lock(mutex_);
    return observer_->progress(progress);
  }
  bool is_watching() const { return observer_ != nullptr; }

 private:
  Observer* observer_;
  std::mutex mutex_;
};

}  // namespace odds::read
