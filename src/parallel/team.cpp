// SPDX-License-Identifier: Apache-2.0
#include "parallel/team.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

namespace odds::parallel {

unsigned thread_count(const RunOptions& run) {
  if (run.threads != 0) return run.threads;
  return std::max(1U, std::thread::hardware_concurrency());
}

void run_workers(unsigned workers, const std::function<void(unsigned)>& body) {
  std::vector<std::exception_ptr> failures(workers);
  const auto guarded = [&](unsigned worker) noexcept {
    try {
      body(worker);
    } catch (...) {
      failures[worker] = std::current_exception();
    }
  };
  unsigned started = 1;
  {
    std::vector<std::jthread> threads;
    threads.reserve(workers);
    try {
      for (; started < workers; ++started) threads.emplace_back(guarded, started);
    } catch (const std::system_error&) {
      // The system grants no more threads: the work is done with those there are.
    } catch (const std::bad_alloc&) {
      // Nor memory for one.
    }
    guarded(0);
  }
  for (unsigned worker = started; worker < workers; ++worker) guarded(worker);
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

void for_blocks(std::uint64_t blocks, unsigned workers,
                const std::function<void(std::uint64_t, unsigned)>& body) {
  std::atomic<std::uint64_t> next{0};
  const auto count = static_cast<unsigned>(std::clamp<std::uint64_t>(blocks, 1, workers));
  run_workers(count, [&](unsigned worker) {
    for (std::uint64_t block = next++; block < blocks; block = next++) body(block, worker);
  });
}

}  // namespace odds::parallel
