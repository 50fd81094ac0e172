// SPDX-License-Identifier: Apache-2.0
#include "evaluation/ranks/sort.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <vector>

#include "parallel/team.hpp"

namespace odds::evaluation {
namespace {

constexpr unsigned digit_bits = 8;
constexpr std::size_t digits = std::size_t{1} << digit_bits;
// Rows of a chunk: its counters (2 KiB) are small beside it, and a million rows occupy 16 workers.
constexpr std::uint64_t chunk_rows = 65'536;

using Histogram = std::array<std::uint64_t, digits>;

// Unsigned integers in the order of the doubles: the sign of a positive number is set, all bits of
// a negative one are turned round.
std::uint64_t ordered_bits(double z) {
  constexpr std::uint64_t sign = std::uint64_t{1} << 63U;
  const auto bits = std::bit_cast<std::uint64_t>(z);
  return (bits & sign) != 0 ? ~bits : bits | sign;
}

std::size_t digit_of(double z, unsigned shift) {
  return static_cast<std::size_t>(ordered_bits(z) >> shift) & (digits - 1);
}

class RadixPass {
 public:
  RadixPass(std::uint64_t count, unsigned workers)
      : count_(count),
        workers_(workers),
        chunks_((count + chunk_rows - 1) / chunk_rows),
        places_(chunks_) {}

  // Moves the rows to `to` in the order of one digit. False where all have the same digit: then
  // nothing moves.
  bool run(const ScoredRow* from, ScoredRow* to, unsigned shift) {
    parallel::for_blocks(chunks_, workers_, [&](std::uint64_t chunk, unsigned) {
      Histogram& histogram = places_[chunk];
      histogram.fill(0);
      for (std::uint64_t i = begin(chunk); i < end(chunk); ++i) {
        ++histogram[digit_of(from[i].z, shift)];
      }
    });
    if (!add_up()) return false;
    parallel::for_blocks(chunks_, workers_, [&](std::uint64_t chunk, unsigned) {
      Histogram place = places_[chunk];
      for (std::uint64_t i = begin(chunk); i < end(chunk); ++i) {
        to[place[digit_of(from[i].z, shift)]++] = from[i];
      }
    });
    return true;
  }

 private:
  std::uint64_t begin(std::uint64_t chunk) const { return chunk * chunk_rows; }
  std::uint64_t end(std::uint64_t chunk) const { return std::min(count_, begin(chunk + 1)); }

  // Counts to places: the rows of a digit lie after those of smaller digits, chunk by chunk.
  bool add_up() {
    std::uint64_t next = 0;
    for (std::size_t digit = 0; digit < digits; ++digit) {
      const std::uint64_t first = next;
      for (Histogram& place : places_) {
        const std::uint64_t rows = place[digit];
        place[digit] = next;
        next += rows;
      }
      if (next - first == count_) return false;
    }
    return true;
  }

  std::uint64_t count_;
  unsigned workers_;
  std::uint64_t chunks_;
  std::vector<Histogram> places_;
};

}  // namespace

void sort_by_score(ScoredRows& rows, unsigned workers) {
  ScoredRows other(rows.size());
  RadixPass pass(rows.size(), workers);
  for (unsigned shift = 0; shift < 64; shift += digit_bits) {
    if (pass.run(rows.data(), other.data(), shift)) std::swap(rows, other);
  }
}

void order_by_row(ScoredRows& rows, unsigned workers) {
  ScoredRows other(rows.size());
  const std::uint64_t chunks = (rows.size() + chunk_rows - 1) / chunk_rows;
  parallel::for_blocks(chunks, workers, [&](std::uint64_t chunk, unsigned) {
    const std::uint64_t end = std::min(rows.size(), (chunk + 1) * chunk_rows);
    for (std::uint64_t i = chunk * chunk_rows; i < end; ++i) {
      other.data()[rows.data()[i].row()] = rows.data()[i];
    }
  });
  std::swap(rows, other);
}

}  // namespace odds::evaluation
