// SPDX-License-Identifier: Apache-2.0
//
// The aligned tree: its shape, and the same bits for any number of threads.
#include "parallel/sum_blocks.hpp"

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace odds::parallel {
namespace {

// The sum of a tree as text shows its shape.
std::string tree_text(std::uint64_t blocks, unsigned workers) {
  return sum_blocks(
      blocks, workers, std::string(),
      [](std::uint64_t block, std::string& state) { state = std::to_string(block); },
      [](std::string& left, const std::string& right) { left = "(" + left + "+" + right + ")"; });
}

// The same tree as a stream builds it: a binary counter that does not know the number of blocks.
std::string counter_text(std::uint64_t blocks) {
  std::vector<std::pair<unsigned, std::string>> stack;  // height, node
  for (std::uint64_t block = 0; block < blocks; ++block) {
    stack.emplace_back(0U, std::to_string(block));
    while (stack.size() >= 2 && stack[stack.size() - 2].first == stack.back().first) {
      const auto right = stack.back();
      stack.pop_back();
      stack.back() = {right.first + 1, "(" + stack.back().second + "+" + right.second + ")"};
    }
  }
  while (stack.size() >= 2) {
    const auto right = stack.back();
    stack.pop_back();
    stack.back().second = "(" + stack.back().second + "+" + right.second + ")";
  }
  return stack.empty() ? "" : stack.back().second;
}

TEST(SumBlocks, BuildsTheTreeOfABinaryCounter) {
  EXPECT_EQ(tree_text(7, 1), "(((0+1)+(2+3))+((4+5)+6))");
  for (std::uint64_t blocks = 0; blocks <= 70; ++blocks) {
    EXPECT_EQ(tree_text(blocks, 1), counter_text(blocks)) << blocks << " blocks";
  }
}

TEST(SumBlocks, DoesNotDependOnThreads) {
  for (const std::uint64_t blocks : {1U, 2U, 5U, 31U, 64U, 333U}) {
    const std::string expected = tree_text(blocks, 1);
    for (const unsigned workers : {2U, 3U, 4U, 8U}) {
      EXPECT_EQ(tree_text(blocks, workers), expected) << blocks << " blocks, " << workers;
    }
  }
}

TEST(SumBlocks, GathersLargeStatesInLeavesOfSeveralBlocks) {
  EXPECT_EQ(leaf_exponent(1000, 100), 0U);
  EXPECT_GT(leaf_exponent(100000, std::size_t{8} << 20U), 0U);
  EXPECT_EQ(leaf_exponent(16, std::size_t{8} << 20U), 0U);  // few blocks stay parallel
  // A leaf adds its blocks in order.
  const auto text = [](unsigned workers) {
    return sum_blocks(
        std::uint64_t{300}, workers, std::string(), std::size_t{1} << 20U,
        [](std::uint64_t block, std::string& state, unsigned) {
          state += std::to_string(block) + ",";
        },
        [](std::string& left, const std::string& right) { left += right; });
  };
  std::string expected;
  for (int block = 0; block < 300; ++block) expected += std::to_string(block) + ",";
  EXPECT_EQ(text(1), expected);
  EXPECT_EQ(text(4), expected);
}

TEST(RunWorkers, RethrowsTheFirstFailure) {
  const auto body = [](unsigned worker) {
    if (worker >= 1) throw std::runtime_error(std::to_string(worker));
  };
  try {
    run_workers(4, body);
    FAIL() << "nothing was thrown";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "1");
  }
}

}  // namespace
}  // namespace odds::parallel
