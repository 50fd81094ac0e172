// SPDX-License-Identifier: Apache-2.0
#include "read/pipeline.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace odds::read {
namespace {

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

// Records of a chunk: where they are, which rows they have, who parses them.
class Pipeline final : public ChunkWork {
 public:
  Pipeline(const std::string& file, const Head& head, const Tuning& tuning, unsigned workers,
           RowConsumer& consumer)
      : head_(head),
        chunk_bytes_(tuning.chunk_bytes),
        consumer_(consumer),
        spaces_(workers),
        handoff_(file, tuning, head.lines_before_rows, head.after_return) {}

  void scan(unsigned worker, const Chunk& chunk) override {
    Workspace& space = spaces_[worker];
    space.assignment.batch = no_batch;
    const std::string_view content(chunk.bytes.get(), chunk.size);
    const std::uint64_t offset = chunk.index * chunk_bytes_;
    const auto header_part = static_cast<std::size_t>(
        std::min<std::uint64_t>(head_.rows_begin - std::min(head_.rows_begin, offset), chunk.size));
    ScannedChunk& scanned = space.scanned;
    scanned.text = content.substr(header_part);
    scanned.is_last = chunk.is_last;
    space.words.resize(mask_word_count(scanned.text.size()));
    scanned.summary =
        scan_bytes(scanned.text.data(), scanned.text.size(), head_.delimiter, space.words.data());
  }

  bool advance(unsigned worker, const Chunk&) override {
    Workspace& space = spaces_[worker];
    space.assignment = handoff_.advance(space.scanned);
    if (space.assignment.rows() != 0) return true;
    space.assignment.batch = no_batch;
    return false;
  }

  void consume(unsigned worker, const Chunk&) override {
    Workspace& space = spaces_[worker];
    collect_parts(space);
    consumer_.consume(worker, space.records);
  }

  void stopped(unsigned worker) override {
    const std::uint64_t batch = spaces_[worker].assignment.batch;
    if (batch != no_batch) consumer_.stopped(batch);
  }

  std::uint64_t rows() const { return handoff_.rows(); }

 private:
  static constexpr std::uint64_t no_batch = std::numeric_limits<std::uint64_t>::max();

  struct Workspace {
    ScannedChunk scanned;
    std::vector<MaskWord> words;
    Assignment assignment;
    LooseRecord spanning;
    LooseRecord tail;
    RecordSet records;
  };

  void collect_parts(Workspace& space) const {
    const ScannedChunk& scanned = space.scanned;
    Assignment& assignment = space.assignment;
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

  const Head& head_;
  std::size_t chunk_bytes_;
  RowConsumer& consumer_;
  std::vector<Workspace> spaces_;  // by worker
  Handoff handoff_;                // used in advance()
};

}  // namespace

PipelineResult run_pipeline(Source& source, const Head& head, const Tuning& tuning,
                            unsigned workers, RowConsumer& consumer) {
  Pipeline pipeline(source.name(), head, tuning, workers, consumer);
  const ContentSum content = run_chunks(source, workers, pipeline);
  return {content.bytes, pipeline.rows(), content.hash};
}

}  // namespace odds::read
