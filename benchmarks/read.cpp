// SPDX-License-Identifier: Apache-2.0
//
// How fast a CSV file in the page cache becomes a table, beside what the machine allows: copying
// the same bytes out of the page cache, and touching the same memory for the first time.
//
//   odds-bench-read                             200,000 x 29 numbers, 48 MB
//   ODDS_BENCH_ROWS=1000000 odds-bench-read     240 MB
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <odds/read.hpp>

namespace {

constexpr std::size_t column_count = 29;

std::size_t row_count() {
  const char* wanted = std::getenv("ODDS_BENCH_ROWS");
  return wanted == nullptr ? 200'000 : std::strtoull(wanted, nullptr, 10);
}

// A file of numbers with five decimals, plain and as gzip, and the sum of each column.
class Data {
 public:
  Data() : folder_(std::filesystem::temp_directory_path() / "odds-bench-read") {
    std::filesystem::create_directories(folder_);
    std::string text = "y";
    for (std::size_t c = 1; c < column_count; ++c) text += ",x" + std::to_string(c);
    text += '\n';
    std::mt19937_64 random(7);
    std::normal_distribution<double> normal;
    for (std::size_t row = 0; row < row_count(); ++row) {
      for (std::size_t c = 0; c < column_count; ++c) {
        const double value =
            c == 0 ? static_cast<double>(random() % 2) : std::round(normal(random) * 1e5) / 1e5;
        char digits[64];
        const auto end = std::to_chars(digits, digits + sizeof digits, value,
                                       std::chars_format::fixed, c == 0 ? 0 : 5);
        text.append(digits, end.ptr) += c + 1 < column_count ? ',' : '\n';
        sums_[c] += std::strtod(std::string(digits, end.ptr).c_str(), nullptr);
      }
    }
    bytes_ = text.size();
    write(plain(), text, false);
    write(gzip(), text, true);
  }
  Data(const Data&) = delete;
  Data& operator=(const Data&) = delete;
  ~Data() { std::filesystem::remove_all(folder_); }

  std::string plain() const { return (folder_ / "numbers.csv").string(); }
  std::string gzip() const { return (folder_ / "numbers.csv.gz").string(); }
  std::size_t bytes() const { return bytes_; }

  // The answer, before the clock starts.
  void check(const odds::ReadResult& result) const {
    if (result.table.row_count() != row_count()) throw std::runtime_error("wrong number of rows");
    for (std::size_t c = 0; c < column_count; ++c) {
      double sum = 0;
      for (std::uint64_t b = 0; b < result.table.block_count(); ++b) {
        const odds::BlockView block = result.table.block(b);
        std::vector<double> values(block.rows);
        block.load_numbers(c, 0, block.rows, values.data());
        for (const double value : values) sum += value;
      }
      if (sum != sums_[c]) throw std::runtime_error("wrong sum");
    }
  }

 private:
  static void write(const std::string& path, const std::string& text, bool compressed) {
    gzFile file = gzopen(path.c_str(), compressed ? "wb1" : "wbT");
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t piece = std::min<std::size_t>(text.size() - at, 1 << 20);
      if (gzwrite(file, text.data() + at, static_cast<unsigned>(piece)) <= 0) {
        throw std::runtime_error("cannot write " + path);
      }
      at += piece;
    }
    gzclose(file);
  }

  std::filesystem::path folder_;
  double sums_[column_count] = {};
  std::size_t bytes_ = 0;
};

const Data& data() {
  static const Data instance;
  return instance;
}

void set_bytes(benchmark::State& state) {
  state.SetBytesProcessed(static_cast<std::int64_t>(data().bytes()) *
                          static_cast<std::int64_t>(state.iterations()));
}

void read_file(benchmark::State& state, const std::string& path) {
  odds::RunOptions run;
  run.threads = static_cast<unsigned>(state.range(0));
  data().check(odds::read_csv(path, {}, {}, run));
  for (auto _ : state) benchmark::DoNotOptimize(odds::read_csv(path, {}, {}, run));
  set_bytes(state);
}

void read_plain(benchmark::State& state) { read_file(state, data().plain()); }
void read_gzip(benchmark::State& state) { read_file(state, data().gzip()); }

// The machine: the same bytes out of the page cache, on one thread.
void machine_pread(benchmark::State& state) {
  const int descriptor = ::open(data().plain().c_str(), O_RDONLY | O_CLOEXEC);
  std::vector<char> buffer(std::size_t{256} << 10);
  for (auto _ : state) {
    off_t offset = 0;
    for (ssize_t count = 1; count > 0; offset += count) {
      count = ::pread(descriptor, buffer.data(), buffer.size(), offset);
      benchmark::DoNotOptimize(buffer.data());
    }
  }
  ::close(descriptor);
  set_bytes(state);
}

// The machine: first touch of the table's memory, on one thread and huge pages.
void machine_first_touch(benchmark::State& state) {
  const std::size_t bytes = row_count() * column_count * sizeof(double);
  for (auto _ : state) {
    void* memory =
        ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    ::madvise(memory, bytes, MADV_HUGEPAGE);
    for (std::size_t at = 0; at < bytes; at += 4096) static_cast<volatile char*>(memory)[at] = 1;
    ::munmap(memory, bytes);
  }
  set_bytes(state);
}

BENCHMARK(machine_pread)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(machine_first_touch)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(read_plain)->Arg(1)->Arg(2)->Arg(4)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(read_gzip)->Arg(4)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
