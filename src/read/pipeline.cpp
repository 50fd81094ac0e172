// SPDX-License-Identifier: Apache-2.0
#include "read/pipeline.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <limits>
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
  ProgressReport(Observer* observer, const Source& source) : observer_(observer), source_(source) {}

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

// A record outside its chunk: copied together, or the end of the file.
struct LooseRecord {
  std::string text;
  std::vector<MaskWord> words;
  Region region;

  void prepare(std::string&& record, char delimiter) {
    text = std::move(record);
    const std::size_t size = text.size();
    text.resize(size + Chunk::read_slack);
    words.resize(mask_word_count(size));
    const ScanSummary summary = scan_bytes(text.data(), size, delimiter, words.data());
    region = Region();
    region.placed.text = std::string_view(text).substr(0, size);
    region.words = words.data();
    region.end = static_cast<std::uint32_t>(size);
    region.has_nul = summary.has_nul;
    region.has_high_bytes = summary.has_high_bytes;
  }
};

class Pipeline {
 public:
  Pipeline(Source& source, const Head& head, const Tuning& tuning, RowConsumer& consumer)
      : source_(source),
        head_(head),
        chunk_bytes_(tuning.chunk_bytes),
        consumer_(consumer),
        handoff_(source.name(), tuning, head.lines_before_rows, head.after_return),
        progress_(source.observer(), source) {}

  void work(unsigned worker) {
    Workspace space;
    for (;;) {
      space.batch = no_batch;
      try {
        if (!source_.next(space.chunk)) return;
        if (!process(worker, space)) return;
      } catch (...) {
        fail(space, std::current_exception());
        return;
      }
    }
  }

  PipelineResult result() const {
    failure_.rethrow_if_any();
    return {bytes_, handoff_.rows(), hash_};
  }

 private:
  static constexpr std::uint64_t no_batch = std::numeric_limits<std::uint64_t>::max();

  struct Workspace {
    Chunk chunk;
    std::vector<MaskWord> words;
    LooseRecord spanning;
    LooseRecord tail;
    RecordSet records;
    std::uint64_t batch = no_batch;
  };

  // False when a chunk before this one failed.
  bool process(unsigned worker, Workspace& space) {
    const Chunk& chunk = space.chunk;
    const std::string_view content(chunk.bytes.get(), chunk.size);
    const std::uint64_t offset = chunk.index * chunk_bytes_;
    const auto header_part = static_cast<std::size_t>(
        std::min<std::uint64_t>(head_.rows_begin - std::min(head_.rows_begin, offset), chunk.size));
    ScannedChunk scanned;
    scanned.text = content.substr(header_part);
    scanned.is_last = chunk.is_last;
    space.words.resize(mask_word_count(scanned.text.size()));
    scanned.summary =
        scan_bytes(scanned.text.data(), scanned.text.size(), head_.delimiter, space.words.data());
    const std::uint64_t hash = hash_bytes(content);

    if (!order_.enter(chunk.index)) return false;
    hash_ = combine_hashes(hash_, hash);
    bytes_ += chunk.size;
    progress_.update();
    Assignment assignment = handoff_.advance(scanned);
    order_.pass();

    if (assignment.rows() == 0) return true;
    space.batch = assignment.batch;
    collect_parts(scanned, assignment, space);
    consumer_.consume(worker, space.records);
    return true;
  }

  void collect_parts(const ScannedChunk& scanned, Assignment& assignment, Workspace& space) const {
    RecordSet& records = space.records;
    records.parts.clear();
    records.rows = assignment.rows();
    records.first_row = assignment.first_row;
    records.batch = assignment.batch;
    records.lines_before_first = assignment.lines_before_first;
    records.is_line_per_row = assignment.is_line_per_row;
    std::uint64_t row = assignment.first_row;
    const auto add = [&](const Region& region, std::uint64_t rows) {
      records.parts.push_back({region, rows});
      records.parts.back().region.first_row = row;
      row += rows;
    };
    if (!assignment.spanning.empty()) {
      space.spanning.prepare(std::move(assignment.spanning), head_.delimiter);
      space.spanning.region.placed.line_ends_before = assignment.lines_before_first;
      add(space.spanning.region, 1);
    }
    if (assignment.inside_rows != 0) {
      Region inside;
      inside.placed = {scanned.text, assignment.lines_before_text, assignment.after_return};
      inside.words = space.words.data();
      inside.begin = assignment.begin;
      inside.end = assignment.end;
      inside.has_nul = scanned.summary.has_nul;
      inside.has_high_bytes = scanned.summary.has_high_bytes;
      add(inside, assignment.inside_rows);
    }
    if (!assignment.tail.empty()) {
      space.tail.prepare(std::move(assignment.tail), head_.delimiter);
      space.tail.region.placed.line_ends_before = assignment.lines_before_tail;
      space.tail.region.is_tail = true;
      add(space.tail.region, 1);
    }
  }

  void fail(const Workspace& space, std::exception_ptr error) {
    source_.stop();
    failure_.add(space.chunk.index, std::move(error));
    order_.stop(space.chunk.index);
    if (space.batch != no_batch) consumer_.stopped(space.batch);
  }

  Source& source_;
  const Head& head_;
  std::size_t chunk_bytes_;
  RowConsumer& consumer_;
  Turnstile order_;
  FirstFailure failure_;
  // Used between order_.enter() and order_.pass().
  Handoff handoff_;
  ProgressReport progress_;
  std::uint64_t bytes_ = 0;
  std::uint64_t hash_ = 0;
};

}  // namespace

unsigned worker_count(const Source& source, const Tuning& tuning, const RunOptions& run) {
  const unsigned threads = std::max(1U, parallel::thread_count(run));
  if (source.content_size() == 0) return threads;
  const std::uint64_t chunks = source.content_size() / tuning.chunk_bytes + 1;
  return static_cast<unsigned>(std::min<std::uint64_t>(threads, chunks));
}

PipelineResult run_pipeline(Source& source, const Head& head, const Tuning& tuning,
                            unsigned workers, RowConsumer& consumer) {
  Pipeline pipeline(source, head, tuning, consumer);
  parallel::run_workers(workers, [&](unsigned worker) { pipeline.work(worker); });
  return pipeline.result();
}

}  // namespace odds::read
