// SPDX-License-Identifier: Apache-2.0
//
// byte_scan.hpp for every vector instruction set that Highway offers, chosen at run time
// (ODDS_KERNELS narrows the choice). All targets give the same integers.
#include "read/byte_scan.hpp"

#include <cstring>

#include "kernels/targets.hpp"

// Newer AVX-512 machines (from Ice Lake and Zen 4 on) pack bytes in one instruction.
#define HWY_WANT_AVX3_DL 1
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "read/byte_scan.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace odds::read {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct ByteMasks {
  std::uint64_t quotes, delimiters, carriage_returns, line_feeds;
};

// Marks the bytes of one 64-byte word, and keeps the smallest byte and the union of all bytes.
class Classifier {
 public:
  using Tag = hn::CappedTag<std::uint8_t, 64>;
  using Vector = hn::Vec<Tag>;

  HWY_INLINE explicit Classifier(char delimiter)
      : delimiter_(hn::Set(Tag(), static_cast<std::uint8_t>(delimiter))),
        smallest_(hn::Set(Tag(), std::uint8_t{255})),
        combined_(hn::Zero(Tag())) {}

  HWY_INLINE ByteMasks word(const char* bytes) {
    const Tag tag;
    ByteMasks masks = {0, 0, 0, 0};
    for (std::size_t i = 0; i < 64; i += hn::Lanes(tag)) {
      const Vector v = hn::LoadU(tag, reinterpret_cast<const std::uint8_t*>(bytes) + i);
      put(hn::Eq(v, hn::Set(tag, std::uint8_t{'"'})), i, masks.quotes);
      put(hn::Eq(v, delimiter_), i, masks.delimiters);
      put(hn::Eq(v, hn::Set(tag, std::uint8_t{'\r'})), i, masks.carriage_returns);
      put(hn::Eq(v, hn::Set(tag, std::uint8_t{'\n'})), i, masks.line_feeds);
      smallest_ = hn::Min(smallest_, v);
      combined_ = hn::Or(combined_, v);
    }
    return masks;
  }

  HWY_INLINE bool has_nul() const {
    return !hn::AllFalse(Tag(), hn::Eq(smallest_, hn::Zero(Tag())));
  }
  HWY_INLINE bool has_high_bytes() const {
    const Vector high = hn::Set(Tag(), std::uint8_t{0x80});
    return !hn::AllFalse(Tag(), hn::Eq(hn::And(combined_, high), high));
  }

 private:
  template <class Mask>
  static HWY_INLINE void put(Mask mask, std::size_t position, std::uint64_t& bits) {
    std::uint8_t packed[16] = {};
    hn::StoreMaskBits(Tag(), mask, packed);
    std::uint64_t part;
    std::memcpy(&part, packed, sizeof part);
    bits |= part << position;
  }

  Vector delimiter_;
  Vector smallest_;
  Vector combined_;
};

// Bit i of the result: parity of bits 0 to i.
HWY_INLINE std::uint64_t prefix_xor(std::uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

HWY_INLINE std::uint32_t lowest(std::uint64_t bits) {
  return static_cast<std::uint32_t>(hwy::Num0BitsBelowLS1Bit_Nonzero64(bits));
}

HWY_INLINE void add_ends(RecordEnds& ends, std::uint64_t bits, std::uint32_t base) {
  if (bits == 0) return;
  if (ends.count == 0) ends.first = base + lowest(bits);
  ends.count += static_cast<std::uint32_t>(hwy::PopCount(bits));
  ends.last = base + 63 - static_cast<std::uint32_t>(hwy::Num0BitsAboveMS1Bit_Nonzero64(bits));
}

ScanSummary scan_bytes_kernel(const char* bytes, std::size_t size, char delimiter,
                              MaskWord* words) {
  ScanSummary summary;
  Classifier classifier(delimiter);
  std::uint64_t inside = 0, after_terminator = 1, after_return = 0;
  char last_word[64];
  for (std::size_t base = 0; base < size; base += 64) {
    const char* word = bytes + base;
    if (size - base < 64) {  // never read past the end
      std::memset(last_word, ' ', 64);
      std::memcpy(last_word, word, size - base);
      word = last_word;
    }
    const ByteMasks masks = classifier.word(word);
    const std::uint64_t terminators = masks.carriage_returns | masks.line_feeds;
    words[base / 64] = {masks.quotes, masks.delimiters, terminators};

    const std::uint64_t after_returns = (masks.carriage_returns << 1) | after_return;
    summary.line_ends +=
        hwy::PopCount(masks.carriage_returns | (masks.line_feeds & ~after_returns));
    after_return = masks.carriage_returns >> 63;

    const std::uint64_t ends = terminators & ~((terminators << 1) | after_terminator);
    after_terminator = terminators >> 63;
    if (masks.quotes != 0) {
      const std::uint64_t parity = prefix_xor(masks.quotes) ^ inside;
      inside = std::uint64_t{0} - (parity >> 63);
      add_ends(summary.ends[0], ends & ~parity, static_cast<std::uint32_t>(base));
      add_ends(summary.ends[1], ends & parity, static_cast<std::uint32_t>(base));
    } else {
      add_ends(summary.ends[inside != 0 ? 1 : 0], ends, static_cast<std::uint32_t>(base));
    }
  }
  summary.odd_quotes = inside != 0;
  summary.has_nul = classifier.has_nul();
  summary.has_high_bytes = classifier.has_high_bytes();
  return summary;
}

// The field ends of a word that has quotes or lies behind one, and the faults among the bytes of
// `range`.
HWY_INLINE std::uint64_t quoted_word(FieldScan& scan, const MaskWord& word, std::uint64_t range,
                                     std::uint32_t base) {
  const std::uint64_t parity = prefix_xor(word.quotes) ^ scan.inside;
  const std::uint64_t opening = word.quotes & parity;
  const std::uint64_t closing = word.quotes & ~parity;
  const std::uint64_t delimiters = word.delimiters & ~parity;
  const std::uint64_t terminators = word.terminators & ~parity;
  const std::uint64_t boundary = delimiters | terminators | closing;

  const std::uint64_t misplaced = opening & ~((boundary << 1) | scan.after_boundary);
  const std::uint64_t behind =
      ((closing << 1) | scan.after_closing) & range & ~(delimiters | terminators | word.quotes);
  std::uint64_t ends =
      delimiters | (terminators & ~((word.terminators << 1) | scan.after_terminator));
  scan.inside = std::uint64_t{0} - (parity >> 63);
  scan.after_closing = closing >> 63;
  scan.after_boundary = boundary >> 63;
  if ((misplaced | behind) != 0) {
    const std::uint64_t fault = (misplaced | behind) & (~(misplaced | behind) + 1);
    scan.fault = base + lowest(fault);
    scan.fault_after_closing = (behind & fault) != 0;
    ends &= fault - 1;
  }
  return ends;
}

#if HWY_TARGET == HWY_AVX3_DL

// All 64 candidates packed as bytes; most words have at most 16.
HWY_INLINE std::uint32_t* put_positions(std::uint32_t* out, std::uint64_t bits,
                                        std::uint32_t base) {
  const hn::CappedTag<std::uint8_t, 64> tag;
  const __m512i packed = _mm512_maskz_compress_epi8(bits, hn::Iota(tag, 0).raw);
  const __m512i bases = _mm512_set1_epi32(static_cast<int>(base));
  const auto put = [&](__m128i offsets, std::size_t first) HWY_ATTR {
    _mm512_storeu_si512(out + first, _mm512_add_epi32(_mm512_cvtepu8_epi32(offsets), bases));
  };
  const std::size_t count = hwy::PopCount(bits);
  put(_mm512_castsi512_si128(packed), 0);
  if (HWY_UNLIKELY(count > 16)) {
    put(_mm512_extracti32x4_epi32(packed, 1), 16);
    put(_mm512_extracti32x4_epi32(packed, 2), 32);
    put(_mm512_extracti32x4_epi32(packed, 3), 48);
  }
  return out + count;
}

#elif HWY_TARGET == HWY_AVX3

// Sixteen candidates at a time, without a branch.
HWY_INLINE std::uint32_t* put_positions(std::uint32_t* out, std::uint64_t bits,
                                        std::uint32_t base) {
  const hn::CappedTag<std::uint32_t, 16> tag;
  for (std::uint32_t first = 0; first < 64; first += 16) {
    const std::uint64_t part = (bits >> first) & 0xFFFFU;
    std::uint8_t packed[8];
    std::memcpy(packed, &part, sizeof packed);
    const auto mask = hn::LoadMaskBits(tag, packed);
    hn::StoreU(hn::Compress(hn::Iota(tag, base + first), mask), tag, out);
    out += hwy::PopCount(part);
  }
  return out;
}

#else

// Writes eight positions at a time, whether needed or not: branches on the exact number would be
// mispredicted once per word.
HWY_INLINE std::uint32_t* put_positions(std::uint32_t* out, std::uint64_t bits,
                                        std::uint32_t base) {
  const std::size_t count = hwy::PopCount(bits);
  std::uint32_t* position = out;
  for (std::size_t done = 0; done < count; done += 8) {
    for (int i = 0; i < 8; ++i) {
      *position++ = base + (bits == 0 ? 0 : lowest(bits));
      bits &= bits - 1;
    }
  }
  return out + count;
}

#endif

std::size_t collect_field_ends_kernel(FieldScan& scan, std::uint32_t* out, std::size_t wanted) {
  std::uint32_t* position = out;
  while (!scan.finished() && static_cast<std::size_t>(position - out) < wanted) {
    const std::uint32_t base = scan.next & ~std::uint32_t{63};
    MaskWord word = scan.words[base / 64];
    std::uint64_t range = ~std::uint64_t{0} << (scan.next & 63U);
    if (scan.end - base < 64) range &= (std::uint64_t{1} << (scan.end - base)) - 1;
    if (range != ~std::uint64_t{0}) {
      word = {word.quotes & range, word.delimiters & range, word.terminators & range};
      // The byte in front of a record start is a boundary; carry that to the first bit looked at.
      const std::uint32_t skipped = scan.next & 63U;
      scan.after_terminator <<= skipped;
      scan.after_boundary <<= skipped;
      scan.after_closing <<= skipped;
    }
    scan.next = base + 64;
    std::uint64_t ends;
    if ((word.quotes | scan.inside | scan.after_closing) == 0) {
      ends =
          word.delimiters | (word.terminators & ~((word.terminators << 1) | scan.after_terminator));
      scan.after_boundary = (word.delimiters | word.terminators) >> 63;
    } else {
      ends = quoted_word(scan, word, range, base);
    }
    scan.after_terminator = word.terminators >> 63;
    scan.record_ends += hwy::PopCount(ends & word.terminators);
    position = put_positions(position, ends, base);
  }
  return static_cast<std::size_t>(position - out);
}

}  // namespace HWY_NAMESPACE
}  // namespace odds::read
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace odds::read {

ODDS_TARGET_TABLE(scan_bytes_table, scan_bytes_kernel);
ODDS_TARGET_TABLE(collect_field_ends_table, collect_field_ends_kernel);

ScanKernels scan_kernels(std::int64_t targets) {
  return {kernels::best_of(scan_bytes_table, targets),
          kernels::best_of(collect_field_ends_table, targets)};
}

namespace {

const ScanKernels& chosen_kernels() {
  static const ScanKernels chosen = scan_kernels(kernels::allowed_targets());
  return chosen;
}

}  // namespace

ScanSummary scan_bytes(const char* bytes, std::size_t size, char delimiter, MaskWord* words) {
  return chosen_kernels().scan_bytes(bytes, size, delimiter, words);
}

std::size_t collect_field_ends(FieldScan& scan, std::uint32_t* out, std::size_t wanted) {
  return chosen_kernels().collect_field_ends(scan, out, wanted);
}

}  // namespace odds::read
#endif
