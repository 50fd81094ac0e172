// SPDX-License-Identifier: Apache-2.0
#include "base/random.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace odds::base {
namespace {

TEST(Random, HasTheSameNumbersForEver) {
  // From the definition in exact integer arithmetic, outside of odds.
  Random zero(0);
  for (const std::uint64_t value :
       {0xA706DD2F4D197E6FU, 0xB382A305F4414F5EU, 0x631A9154FBABF717U}) {
    EXPECT_EQ(zero.next(), value);
  }
  Random stream(42, 7);
  for (const std::uint64_t value :
       {0x93681E3A1FEC8354U, 0x88C64DFED1D4A3C7U, 0x361B89E14AD6E7DEU}) {
    EXPECT_EQ(stream.next(), value);
  }
  EXPECT_EQ(Random(1).uniform(), 0x1.ba88845db1732p-2);
  EXPECT_EQ(Random(1).normal(), -0x1.47fee974c2723p+1);
  std::vector<int> values{0, 1, 2, 3, 4, 5, 6, 7};
  Random(1).shuffle(values);
  EXPECT_EQ(values, (std::vector<int>{7, 4, 3, 0, 5, 1, 6, 2}));
}

TEST(Random, RepeatsForTheSameSeedAndStreamAlone) {
  std::set<std::uint64_t> first;
  std::size_t drawn = 0;
  for (const std::uint64_t seed : {0U, 1U, 2U, 42U}) {
    for (std::uint64_t stream = 0; stream < 50; ++stream) {
      Random random(seed, stream);
      Random again(seed, stream);
      for (int i = 0; i < 20; ++i, ++drawn) {
        const std::uint64_t value = random.next();
        EXPECT_EQ(value, again.next());
        first.insert(value);
      }
    }
  }
  EXPECT_EQ(first.size(), drawn);
}

// Streams that follow one another are uncorrelated: the mean product of 20,000 pairs of centred
// uniform numbers has standard deviation 1 / (12 sqrt(20,000)) = 5.9e-4.
TEST(Random, StreamsAreUncorrelated) {
  for (std::uint64_t stream = 0; stream < 20; ++stream) {
    Random one(9, stream);
    Random next(9, stream + 1);
    double sum = 0;
    for (int i = 0; i < 20'000; ++i) sum += (one.uniform() - 0.5) * (next.uniform() - 0.5);
    EXPECT_LT(std::fabs(sum / 20'000), 5 * 5.9e-4) << stream;
  }
}

TEST(Random, UniformLiesBelowOneAndFillsTheInterval) {
  Random random(3);
  double lowest = 1;
  double highest = 0;
  double sum = 0;
  constexpr int count = 100'000;
  for (int i = 0; i < count; ++i) {
    const double value = random.uniform();
    ASSERT_GE(value, 0.0);
    ASSERT_LT(value, 1.0);
    ASSERT_EQ(value * 0x1p53, std::floor(value * 0x1p53));
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
    sum += value;
  }
  EXPECT_LT(lowest, 1e-3);
  EXPECT_GT(highest, 1 - 1e-3);
  EXPECT_NEAR(sum / count, 0.5, 5 * 0.2887 / std::sqrt(count));
}

// Pearson's chi-square with bound - 1 degrees of freedom: mean bound - 1, variance twice that.
TEST(Random, BelowIsUnbiasedAndInRange) {
  for (const std::uint64_t bound : {1U, 2U, 3U, 7U, 10U, 64U, 1000U}) {
    Random random(5, bound);
    std::vector<double> counts(bound, 0.0);
    const double expected = 200;
    const auto draws = static_cast<std::uint64_t>(expected) * bound;
    for (std::uint64_t i = 0; i < draws; ++i) {
      const std::uint64_t value = random.below(bound);
      ASSERT_LT(value, bound);
      counts[value] += 1;
    }
    double chi_square = 0;
    for (const double count : counts) chi_square += (count - expected) * (count - expected);
    chi_square /= expected;
    const auto freedom = static_cast<double>(bound - 1);
    EXPECT_LE(chi_square, freedom + 5 * std::sqrt(2 * freedom)) << bound;
  }
}

// Of bounds just above 2^63 a plain remainder would give the lower part twice as often.
TEST(Random, BelowIsUnbiasedForHugeBounds) {
  const std::uint64_t bound = (1ULL << 63U) + (1ULL << 62U);  // 3/4 of all numbers
  Random random(6);
  int lower_third = 0;
  constexpr int count = 30'000;
  for (int i = 0; i < count; ++i) {
    const std::uint64_t value = random.below(bound);
    ASSERT_LT(value, bound);
    lower_third += value < bound / 3 ? 1 : 0;
  }
  EXPECT_NEAR(lower_third, count / 3.0, 5 * std::sqrt(count * 2.0 / 9.0));
}

TEST(Random, NormalHasMeanZeroVarianceOneAndStaysWithinSix) {
  Random random(8);
  constexpr int count = 200'000;
  double sum = 0;
  double squares = 0;
  double fourth = 0;
  for (int i = 0; i < count; ++i) {
    const double value = random.normal();
    ASSERT_LE(std::fabs(value), 6.0);
    sum += value;
    squares += value * value;
    fourth += value * value * value * value;
  }
  EXPECT_NEAR(sum / count, 0.0, 5 / std::sqrt(count));
  EXPECT_NEAR(squares / count, 1.0, 5 * std::sqrt(1.9 / count));
  EXPECT_NEAR(fourth / count, 2.9, 0.15);  // 3 - 1.2 / 12 for a sum of twelve
}

TEST(Random, ShuffleIsAPermutationAndEachPlaceIsAsLikely) {
  Random random(10);
  constexpr std::size_t size = 6;
  constexpr int rounds = 12'000;
  int counts[size][size] = {};
  for (int round = 0; round < rounds; ++round) {
    std::vector<std::size_t> values{0, 1, 2, 3, 4, 5};
    random.shuffle(values);
    for (std::size_t place = 0; place < size; ++place) ++counts[values[place]][place];
    std::sort(values.begin(), values.end());
    ASSERT_EQ(values, (std::vector<std::size_t>{0, 1, 2, 3, 4, 5}));
  }
  const double expected = static_cast<double>(rounds) / size;
  for (const auto& value : counts) {
    for (const int count : value) EXPECT_NEAR(count, expected, 5 * std::sqrt(expected));
  }
}

TEST(Random, ShuffleLeavesEmptyAndSingleListsAlone) {
  Random random(11);
  std::vector<int> none;
  random.shuffle(none);
  EXPECT_TRUE(none.empty());
  std::vector<int> one{7};
  random.shuffle(one);
  EXPECT_EQ(one, std::vector<int>{7});
}

}  // namespace
}  // namespace odds::base
