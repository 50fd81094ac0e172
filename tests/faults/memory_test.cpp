// SPDX-License-Identifier: Apache-2.0
//
// The n-th allocation fails, and in another round every one from the n-th on, for n = 1, 2, 3, ...
// until none is left to fail: reading, fitting, saving, loading, predicting, explaining, rendering.
// Each run ends with std::bad_alloc, a refusal, or the right answer; never with a crash, a hang or
// half a file. The address sanitizer sees what leaks.
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <limits>
#include <new>
#include <string>

#include <gtest/gtest.h>

#include <odds/explanation.hpp>
#include <odds/model.hpp>
#include <odds/read.hpp>
#include <odds/report.hpp>

#include "property/read_describe.hpp"
#include "property/read_input.hpp"
#include "reference/fits.hpp"
#include "table/huge_pages.hpp"

namespace {

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

std::atomic<std::int64_t> left{never};  // allocations until one fails
std::atomic<bool> fails_for_good{false};
std::atomic<bool> has_failed{false};

bool must_fail() {
  if (left.load(std::memory_order_relaxed) == never) return false;
  const std::int64_t now = left.fetch_sub(1, std::memory_order_relaxed);
  const bool fails = now == 1 || (now < 1 && fails_for_good.load(std::memory_order_relaxed));
  if (fails) has_failed.store(true, std::memory_order_relaxed);
  return fails;
}

// Not inlined: compilers would take the pair inside for a mismatch.
[[gnu::noinline]] void* allocate(std::size_t bytes, std::size_t alignment) {
  const std::size_t size = bytes == 0 ? alignment : (bytes + alignment - 1) / alignment * alignment;
  void* memory = must_fail() ? nullptr : std::aligned_alloc(alignment, size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

[[gnu::noinline]] void release(void* memory) { std::free(memory); }

constexpr std::size_t usual = alignof(std::max_align_t);

}  // namespace

void* operator new(std::size_t bytes) { return allocate(bytes, usual); }
void* operator new[](std::size_t bytes) { return allocate(bytes, usual); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return allocate(bytes, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t bytes, std::align_val_t alignment) {
  return allocate(bytes, static_cast<std::size_t>(alignment));
}
// std::stable_sort asks in this way, and does with less where there is nothing.
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  return must_fail() ? nullptr : std::malloc(bytes);
}
void operator delete(void* memory) noexcept { release(memory); }
void operator delete[](void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }
void operator delete[](void* memory, std::size_t) noexcept { release(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { release(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { release(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { release(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { release(memory); }

namespace {

// Runs `work` with ever later failures. What it returns when it succeeds must be what it returns
// undisturbed.
void try_all(const std::function<std::string()>& work) {
  const std::string expected = work();
  for (const bool for_good : {false, true}) {
    // Steps grow with n: thousands of allocations at the end are alike.
    for (std::int64_t n = 1;; n += 1 + n / 200) {
      SCOPED_TRACE((for_good ? "all from allocation " : "allocation ") + std::to_string(n));
      fails_for_good = for_good;
      has_failed = false;
      left = n;
      std::string answer;
      bool has_answer = false;
      try {
        answer = work();
        has_answer = true;
        left = never;
      } catch (const std::bad_alloc&) {
        left = never;
      } catch (const odds::Error& error) {
        left = never;
        ADD_FAILURE() << error.line();
      }
      if (has_answer) {
        ASSERT_EQ(answer, expected);
      }
      if (!has_failed) {
        EXPECT_GT(n, 50) << "too little was tried";
        break;
      }
    }
  }
}

std::string content() {
  std::string text = "y,x,colour,z,w\n";
  for (int i = 0; i < 400; ++i) {
    const int k = i * 7919 % 1000;
    text += std::to_string((k * 31 + i) % 3 == 0) + "," + std::to_string(k * 0.01) + "," +
            (i % 3 == 0   ? "red"
             : i % 3 == 1 ? "green"
                          : "\"deep, blue\"") +
            "," + std::to_string((i * 37 % 101) * 0.5) + "," + std::to_string(1 + i % 3) + "\n";
  }
  return text;
}

odds::FitOptions question() {
  odds::FitOptions options;
  options.target = "y";
  options.weights = "w";
  return options;
}

odds::RunOptions threads(unsigned count) {
  odds::RunOptions run;
  run.threads = count;
  return run;
}

std::string text_of(odds::FittedModel model) {
  model.source.clear();
  return odds::model_to_text(model);
}

TEST(MemoryFault, Reading) {
  const test_input::File plain(content());
  const test_input::File gzip(test_input::gzip(content()));
  const test_input::File zstd(test_input::zstd(content()));
  for (const std::string& path : {plain.path(), gzip.path(), zstd.path()}) {
    try_all([&] { return twin::describe(odds::read_csv(path, {}, {}, threads(1))); });
  }
  // Chunks are 256 KiB: several threads need a longer file.
  std::string longer = "y,x,colour,z,w\n";
  for (int i = 0; i < 90; ++i) longer += content().substr(15);
  const test_input::File file(longer);
  try_all([&] {
    const odds::ReadResult result = odds::read_csv(file.path(), {}, {}, threads(3));
    return std::to_string(result.table.row_count()) + " " + std::to_string(result.fingerprint.hash);
  });
}

TEST(MemoryFault, Fitting) {
  const test_input::File file(content());
  for (const unsigned count : {1U, 3U}) {
    try_all([&] { return text_of(odds::fit(file.path(), {}, question(), threads(count))); });
  }
}

TEST(MemoryFault, FittingOtherwise) {
  const test_input::File file(content());
  odds::FitOptions ridge = question();
  ridge.l2 = 0.1;
  try_all([&] { return text_of(odds::fit(file.path(), {}, ridge, threads(1))); });
  const test_input::File separated("y,x\n0,1\n0,2\n0,3\n1,4\n1,5\n1,6\n");
  odds::FitOptions allowed;
  allowed.target = "y";
  allowed.separation = odds::SeparationPolicy::allow;
  try_all([&] { return text_of(odds::fit(separated.path(), {}, allowed, threads(1))); });
}

// With a solver that sees all rows, by batches, and by batches without hidden units.
TEST(MemoryFault, FittingByTraining) {
  const test_input::File file(content());
  odds::FitOptions network = question();
  network.network.hidden = {3, 2};
  network.network.starts = 2;
  network.network.validation = 0.25;
  network.max_iterations = 2;
  odds::FitOptions batches = question();
  batches.network.hidden = {3};
  batches.network.starts = 1;
  batches.network.epochs = 2;
  batches.network.check_gradient = true;
  batches.solver = odds::Solver::adam;
  odds::FitOptions unit = question();
  unit.network.epochs = 2;
  unit.solver = odds::Solver::sgd;
  for (const odds::FitOptions& options : {network, batches, unit}) {
    try_all([&] { return text_of(odds::fit(file.path(), {}, options, threads(1))); });
  }
  try_all([&] { return text_of(odds::fit(file.path(), {}, network, threads(3))); });
}

TEST(MemoryFault, UsingANetwork) {
  const reference::TemporaryDirectory directory;
  const test_input::File file(content());
  odds::FitOptions options = question();
  options.network.hidden = {3, 2};
  options.network.starts = 1;
  options.max_iterations = 2;
  const odds::FittedModel model = odds::fit(file.path(), {}, options, threads(1));
  const std::string path = directory.path("model.json");
  odds::save_model(model, path);
  try_all([&] { return text_of(odds::load_model(path)); });
  try_all([&] { return odds::text_summary(model, {}) + odds::json_summary(model); });
  try_all([&] {
    const odds::Explanation walk = odds::explain(model, file.path(), {}, 7, {}, threads(1));
    return odds::text_explanation(walk, {}) + odds::json_explanation(walk);
  });
  const std::string scores = directory.path("scores.csv");
  odds::predict(model, file.path(), scores, {}, {}, threads(1));
  const std::string expected = reference::read_text(scores);
  for (const unsigned count : {1U, 3U}) {
    try_all([&] {
      odds::predict(model, file.path(), scores, {}, {}, threads(count));
      return std::string("done");
    });
    EXPECT_EQ(reference::read_text(scores), expected);
  }
}

TEST(MemoryFault, ModelFiles) {
  const reference::TemporaryDirectory directory;
  const test_input::File file(content());
  const odds::FittedModel model = odds::fit(file.path(), {}, question(), threads(1));
  const std::string path = directory.path("model.json");
  odds::save_model(model, path);
  const std::string saved = reference::read_text(path);
  try_all([&] {
    odds::save_model(model, path);
    return std::string("saved");
  });
  EXPECT_EQ(reference::read_text(path), saved);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory.root()),
                          std::filesystem::directory_iterator()),
            1);
  try_all([&] { return text_of(odds::load_model(path)); });
  try_all([&] { return odds::text_summary(model, {}) + odds::json_summary(model); });
}

TEST(MemoryFault, Predicting) {
  const reference::TemporaryDirectory directory;
  const test_input::File file(content());
  const odds::FittedModel model = odds::fit(file.path(), {}, question(), threads(1));
  const std::string scores = directory.path("scores.csv");
  odds::predict(model, file.path(), scores, {}, {}, threads(1));
  const std::string expected = reference::read_text(scores);
  for (const unsigned count : {1U, 3U}) {
    try_all([&] {
      odds::predict(model, file.path(), scores, {}, {}, threads(count));
      return std::string("done");
    });
    EXPECT_EQ(reference::read_text(scores), expected);
  }
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory.root()),
                          std::filesystem::directory_iterator()),
            1);
}

TEST(MemoryFault, AnArenaThatTheSystemRefuses) {
  odds::table::Arena arena;
  EXPECT_THROW(arena.allocate(std::size_t{1} << 60U), std::bad_alloc);
  EXPECT_THROW(arena.allocate(std::numeric_limits<std::size_t>::max()), std::bad_alloc);
  EXPECT_NE(arena.allocate(64), nullptr);  // and it goes on
}

}  // namespace
