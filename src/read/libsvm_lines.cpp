// SPDX-License-Identifier: Apache-2.0
#include "read/libsvm_lines.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "read/number.hpp"

namespace odds::read {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// What a chunk tells of itself, whatever came before it.
struct LineScan {
  std::string_view text;
  std::size_t first_end = 0;  // behind the first LF; 0 where there is none
  std::size_t last_end = 0;   // behind the last LF
  std::uint64_t lines = 0;    // LF
  std::uint64_t rows = 0;     // in the lines [first_end, last_end)
};

std::size_t line_end(std::string_view text, std::size_t begin) {
  const void* found = std::memchr(text.data() + begin, '\n', text.size() - begin);
  return found == nullptr
             ? 0
             : static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) + 1;
}

LineScan scan_lines(std::string_view text) {
  LineScan scan;
  scan.text = text;
  if (text.empty()) return scan;
  scan.first_end = scan.last_end = line_end(text, 0);
  if (scan.first_end == 0) return scan;
  scan.lines = 1;
  while (scan.last_end < text.size()) {
    const std::size_t end = line_end(text, scan.last_end);
    if (end == 0) break;
    scan.rows += holds_row(text.data() + scan.last_end) ? 1 : 0;
    ++scan.lines;
    scan.last_end = end;
  }
  return scan;
}

// A line outside its chunk, with the bytes behind it that a parser may read.
std::string_view pad(std::string& line) {
  const std::size_t size = line.size();
  line.resize(size + Chunk::read_slack);
  return std::string_view(line).substr(0, size);
}

class Lines final : public ChunkWork {
 public:
  // The lines begin at byte `begin`.
  Lines(const std::string& file, std::size_t begin, const Tuning& tuning, unsigned workers,
        LineConsumer& consumer)
      : file_(file),
        begin_(begin),
        chunk_bytes_(tuning.chunk_bytes),
        limit_(tuning.record_limit_bytes),
        consumer_(consumer),
        spaces_(workers) {}

  void scan(unsigned worker, const Chunk& chunk) override {
    Space& space = spaces_[worker];
    space.lines.batch = no_batch;
    std::string_view text(chunk.bytes.get(), chunk.size);
    const std::uint64_t offset = chunk.index * chunk_bytes_;
    if (offset < begin_) {
      text.remove_prefix(
          std::min<std::size_t>(begin_ - static_cast<std::size_t>(offset), text.size()));
    }
    space.scan = scan_lines(text);
  }

  bool advance(unsigned worker, const Chunk& chunk) override {
    Space& space = spaces_[worker];
    LineSet& lines = space.lines;
    lines.parts = {};
    lines.first_row = rows_;
    lines.lines_before = lines_;
    lines.is_line_per_row = true;
    const std::uint64_t lines_before = lines_;
    if (space.scan.first_end != 0) cut(space);
    carry_.append(space.scan.text.substr(space.scan.last_end));
    if (carry_.size() > limit_) throw_too_long();
    if (chunk.is_last && !carry_.empty()) finish(space);
    lines.rows = rows_ - lines.first_row;
    lines.is_line_per_row = lines_ - lines_before == lines.rows;
    lines.batch = lines.rows == 0 ? no_batch : batches_++;
    return lines.rows != 0;
  }

  void consume(unsigned worker, const Chunk&) override {
    consumer_.consume(worker, spaces_[worker].lines);
  }

  void stopped(unsigned worker) override {
    const std::uint64_t batch = spaces_[worker].lines.batch;
    if (batch != no_batch) consumer_.stopped(batch);
  }

  std::uint64_t rows() const { return rows_; }

 private:
  static constexpr std::uint64_t no_batch = std::numeric_limits<std::uint64_t>::max();

  struct Space {
    LineScan scan;
    LineSet lines;
    std::string spanning;
    std::string tail;
  };

  // The line that ends in the chunk, and those inside.
  void cut(Space& space) {
    const LineScan& scan = space.scan;
    carry_.append(scan.text.substr(0, scan.first_end));
    if (carry_.size() > limit_) throw_too_long();
    space.spanning = std::exchange(carry_, std::string());
    add_line(space.spanning, space.lines.parts[0]);
    space.lines.parts[1] = {scan.text.substr(scan.first_end, scan.last_end - scan.first_end),
                            lines_, rows_};
    rows_ += scan.rows;
    lines_ += scan.lines - 1;
  }

  void finish(Space& space) {
    space.tail = std::exchange(carry_, std::string()) + '\n';
    add_line(space.tail, space.lines.parts[2]);
  }

  void add_line(std::string& line, LibsvmText& part) {
    part = {pad(line), lines_, rows_};
    rows_ += holds_row(line.data()) ? 1 : 0;
    ++lines_;
  }

  [[noreturn]] void throw_too_long() const {
    const std::string limit = limit_ >> 20U != 0 ? std::to_string(limit_ >> 20U) + " MiB"
                                                 : std::to_string(limit_) + " bytes";
    throw Error(Fault::refused, "libsvm.line_too_long",
                "the line that starts here is longer than " + limit + ".",
                "Is this LIBSVM data, a row a line?", {file_, lines_ + 1, 0, rows_ + 1, {}});
  }

  std::string file_;
  std::size_t begin_;
  std::size_t chunk_bytes_;
  std::size_t limit_;
  LineConsumer& consumer_;
  std::vector<Space> spaces_;  // by worker
  // Used in advance().
  std::uint64_t rows_ = 0;
  std::uint64_t lines_ = 0;
  std::uint64_t batches_ = 0;
  std::string carry_;  // a line begun and not ended
};

// Whether a line is a label and entries; counts the entries.
bool is_libsvm_line(std::string_view line, std::size_t& entries) {
  bool has_label = false;
  for (std::size_t at = 0;;) {
    at = line.find_first_not_of(" \t\r", at);
    if (at == std::string_view::npos || line[at] == '#') return true;
    const std::size_t end = std::min(line.find_first_of(" \t\r", at), line.size());
    const std::string_view word = line.substr(at, end - at);
    at = end;
    const std::size_t colon = word.find(':');
    if (!has_label) {
      has_label = true;
      if (word.find_first_of(":,;|\"") != std::string_view::npos) return false;
      continue;
    }
    if (colon == std::string_view::npos) return false;
    const std::string_view index = word.substr(0, colon);
    const bool is_index =
        !index.empty() &&
        (index == "qid" || index.find_first_not_of("0123456789") == std::string_view::npos);
    if (!is_index || read_number(word.substr(colon + 1), '.').spelling != Spelling::number) {
      return false;
    }
    ++entries;
  }
}

}  // namespace

std::size_t libsvm_begin(std::string_view content) {
  return content.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
}

bool looks_like_libsvm(std::string_view start, bool is_all) {
  constexpr std::size_t lines_looked_at = 32;
  std::size_t entries = 0;
  std::size_t at = libsvm_begin(start);
  // Behind the last space a word may be cut.
  if (!is_all) start = start.substr(0, start.find_last_of(" \t\n") + 1);
  for (std::size_t line = 0; line < lines_looked_at && at < start.size(); ++line) {
    const std::size_t end = std::min(start.find('\n', at), start.size());
    if (!is_libsvm_line(start.substr(at, end - at), entries)) return false;
    at = end + 1;
  }
  return entries != 0;
}

LinesResult run_lines(Source& source, const Tuning& tuning, unsigned workers,
                      LineConsumer& consumer) {
  const std::size_t begin = libsvm_begin(source.head(byte_order_mark.size()));
  Lines lines(source.name(), begin, tuning, workers, consumer);
  const ContentSum content = run_chunks(source, workers, lines);
  return {content.bytes, lines.rows(), content.hash};
}

}  // namespace odds::read
