// SPDX-License-Identifier: Apache-2.0
#include "read/chunk_loop.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <mutex>
#include <utility>

#include "parallel/team.hpp"
#include "read/fingerprint.hpp"
#include "read/turnstile.hpp"

namespace odds::read {
namespace {

// Of the chunks that failed, the first.
class FirstFailure {
 public:
  void add(std::uint64_t chunk, std::exception_ptr error) {
    const std::lock_guard lock(mutex_);
    if (error_ && chunk >= chunk_) return;
    chunk_ = chunk;
    error_ = std::move(error);
  }
  void rethrow_if_any() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  std::mutex mutex_;
  std::uint64_t chunk_ = 0;
  std::exception_ptr error_;
};

// Tells the observer, at most twenty times a second.
class ProgressReport {
 public:
  explicit ProgressReport(Source& source) : observer_(source.observer()), source_(source) {}

  void update() {
    if (observer_ == nullptr) return;
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return;
    next_ = now + std::chrono::milliseconds(50);
    Progress progress;
    progress.stage = "reading";
    progress.done = static_cast<double>(source_.raw_bytes_read());
    progress.total = static_cast<double>(source_.raw_size());
    if (!observer_->progress(progress)) {
      throw Error(Fault::interrupted, "run.interrupted", "interrupted while reading.", {},
                  {source_.name(), 0, 0, 0, {}});
    }
  }

 private:
  Observer* observer_;
  const Source& source_;
  std::chrono::steady_clock::time_point next_ = {};
};

class Loop {
 public:
  Loop(Source& source, ChunkWork& work) : source_(source), work_(work), progress_(source) {}

  void run(unsigned worker) {
    Chunk chunk;
    for (;;) {
      bool is_taken = false;
      try {
        if (!source_.next(chunk)) return;
        is_taken = true;
        if (!process(worker, chunk)) return;
      } catch (...) {
        source_.stop();
        failure_.add(chunk.index, std::current_exception());
        order_.stop(chunk.index);
        if (is_taken) work_.stopped(worker);
        return;
      }
    }
  }

  ContentSum result() const {
    failure_.rethrow_if_any();
    return sum_;
  }

 private:
  // False when a chunk before this one failed.
  bool process(unsigned worker, const Chunk& chunk) {
    work_.scan(worker, chunk);
    const std::uint64_t hash = hash_bytes({chunk.bytes.get(), chunk.size});
    if (!order_.enter(chunk.index)) return false;
    sum_.hash = combine_hashes(sum_.hash, hash);
    sum_.bytes += chunk.size;
    progress_.update();
    const bool has_work = work_.advance(worker, chunk);
    order_.pass();
    if (has_work) work_.consume(worker, chunk);
    return true;
  }

  Source& source_;
  ChunkWork& work_;
  Turnstile order_;
  FirstFailure failure_;
  // Used between order_.enter() and order_.pass().
  ProgressReport progress_;
  ContentSum sum_;
};

}  // namespace

unsigned worker_count(const Source& source, const Tuning& tuning, const RunOptions& run) {
  const unsigned threads = std::max(1U, parallel::thread_count(run));
  if (source.content_size() == 0) return threads;
  const std::uint64_t chunks = source.content_size() / tuning.chunk_bytes + 1;
  return static_cast<unsigned>(std::min<std::uint64_t>(threads, chunks));
}

ContentSum run_chunks(Source& source, unsigned workers, ChunkWork& work) {
  Loop loop(source, work);
  parallel::run_workers(workers, [&](unsigned worker) { loop.run(worker); });
  return loop.result();
}

}  // namespace odds::read
