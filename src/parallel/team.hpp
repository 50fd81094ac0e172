// SPDX-License-Identifier: Apache-2.0
//
// Workers. This layer alone starts threads.
#pragma once

#include <cstdint>
#include <functional>

#include <odds/base.hpp>

namespace odds::parallel {

// Threads a run may use: RunOptions.threads, or what the machine offers when that is 0.
unsigned thread_count(const RunOptions& run);

// Runs body(0) ... body(workers - 1) at the same time; the caller is worker 0. Returns when all
// have ended. Rethrows the exception of the lowest-numbered worker that threw.
// When the system grants fewer threads than asked for, the remaining bodies run one after another.
void run_workers(unsigned workers, const std::function<void(unsigned worker)>& body);

// body(block, worker) for every block, blocks handed out in order.
void for_blocks(std::uint64_t blocks, unsigned workers,
                const std::function<void(std::uint64_t block, unsigned worker)>& body);

}  // namespace odds::parallel
