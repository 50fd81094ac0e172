// SPDX-License-Identifier: Apache-2.0
#include "table/huge_pages.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <new>

namespace odds::table {
namespace {

constexpr std::size_t line_bytes = 64;
constexpr std::size_t small_page = 4096;
constexpr std::size_t huge_page = std::size_t{2} << 20;
// Segments double up to this: few calls, and little address space beyond the need.
constexpr std::size_t largest_step = std::size_t{64} << 20;

std::size_t round_up(std::size_t value, std::size_t unit) {
  if (value > SIZE_MAX - unit) throw std::bad_alloc();
  return (value + unit - 1) / unit * unit;
}

// The part of [address, address + bytes) in front of the first multiple of huge_page.
std::size_t unaligned_front(const void* address) {
  const auto value = reinterpret_cast<std::uintptr_t>(address);
  return (huge_page - value % huge_page) % huge_page;
}

}  // namespace

Arena::~Arena() {
  for (const Segment& segment : segments_) munmap(segment.address, segment.bytes);
}

void* Arena::allocate(std::size_t bytes) {
  bytes = round_up(bytes, line_bytes);
  if (segments_.empty() || segments_.back().bytes - used_ < bytes) add_segment(bytes);
  void* piece = static_cast<char*>(segments_.back().address) + used_;
  used_ += bytes;
  return piece;
}

void Arena::add_segment(std::size_t at_least) {
  const std::size_t step =
      segments_.empty() ? 0 : std::min(2 * segments_.back().bytes, largest_step);
  std::size_t bytes = round_up(std::max(at_least, step), small_page);
  const bool huge = bytes >= 2 * huge_page;
  if (huge) bytes = round_up(bytes, huge_page);
  // The system aligns to small pages only: ask for more and give the edges back.
  const std::size_t slack = huge ? huge_page : 0;
  segments_.reserve(segments_.size() + 1);
  void* address = mmap(nullptr, bytes + slack, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (address == MAP_FAILED) throw std::bad_alloc();
  if (huge) {
    const std::size_t front = unaligned_front(address);
    char* start = static_cast<char*>(address) + front;
    if (front != 0) munmap(address, front);
    if (slack != front) munmap(start + bytes, slack - front);
    address = start;
    madvise(address, bytes, MADV_HUGEPAGE);  // advice: a refusal costs speed alone
  }
  segments_.push_back({address, bytes});
  used_ = 0;
}

}  // namespace odds::table
