// SPDX-License-Identifier: Apache-2.0
//
// number_block.hpp with AVX2 and AVX-512, chosen at run time (ODDS_KERNELS narrows the choice);
// one by one elsewhere. Every way gives the nearest double, so all give the same bits.
#include "read/number_block.hpp"

#include <algorithm>

#include "kernels/targets.hpp"
#include "read/number.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "read/number_block.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace odds::read {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL
namespace hn = hwy::HWY_NAMESPACE;

using Words = hn::ScalableTag<std::uint64_t>;
using Offsets = hn::Rebind<std::uint32_t, Words>;
using Word = hn::Vec<Words>;
using WordMask = hn::Mask<Words>;
using Doubles = hn::RebindToFloat<Words>;
using Double = hn::Vec<Doubles>;

HWY_INLINE Word every(std::uint8_t byte) { return hn::Set(Words(), detail::every_byte(byte)); }

HWY_INLINE Word gather_words(const char* text, Word offsets) {
  const hn::RebindToSigned<Words> signed_tag;
  return hn::GatherOffset(Words(), reinterpret_cast<const std::uint64_t*>(text),
                          hn::BitCast(signed_tag, offsets));
}

// Positions of one field of neighbouring records.
HWY_INLINE Word gather_ends(const std::uint32_t* ends, std::size_t first, std::size_t fields) {
  const Offsets tag;
  const hn::RebindToSigned<Offsets> signed_tag;
  const auto step = hn::Mul(hn::Iota(signed_tag, 0), hn::Set(signed_tag, static_cast<int>(fields)));
  return hn::PromoteTo(Words(), hn::GatherIndex(tag, ends + first, step));
}

// The high bit of the first byte equal to the pattern's; 0 if there is none.
HWY_INLINE Word find_byte(Word word, Word pattern) {
  const Word zero_where_equal = hn::Xor(word, pattern);
  return hn::AndNot(zero_where_equal, hn::And(hn::Sub(zero_where_equal, every(1)), every(0x80)));
}

// Sums of neighbours after multiplication: 8-bit a by 10 and 1, 16-bit a by 100 and 1. Highway has
// no name for these instructions yet.
#if HWY_TARGET == HWY_AVX2
HWY_INLINE Word join_pairs8(Word a) {
  return Word{_mm256_maddubs_epi16(a.raw, _mm256_set1_epi16(0x010A))};
}
HWY_INLINE Word join_pairs16(Word a) {
  return Word{_mm256_madd_epi16(a.raw, _mm256_set1_epi32(0x00010064))};
}
#else
HWY_INLINE Word join_pairs8(Word a) {
  return Word{_mm512_maddubs_epi16(a.raw, _mm512_set1_epi16(0x010A))};
}
HWY_INLINE Word join_pairs16(Word a) {
  return Word{_mm512_madd_epi16(a.raw, _mm512_set1_epi32(0x00010064))};
}
#endif

// Eight digits to their number, as detail::join_digits.
HWY_INLINE Word join_digits(Word digits) {
  const hn::Repartition<std::uint32_t, Words> tag32;
  const Word fours = join_pairs16(join_pairs8(digits));
  return hn::Add(hn::MulEven(hn::BitCast(tag32, fours), hn::Set(tag32, 10000U)),
                 hn::ShiftRight<32>(fours));
}

// For whole numbers below 2^52.
HWY_INLINE Double to_double(Word whole) {
  const Word two_52 = hn::Set(Words(), std::uint64_t{0x4330000000000000});
  return hn::Sub(hn::BitCast(Doubles(), hn::Or(whole, two_52)), hn::BitCast(Doubles(), two_52));
}

// For exponents below 16.
HWY_INLINE Double powers_of_ten(Word exponent) {
  const hn::RebindToSigned<Words> signed_tag;
  return hn::GatherIndex(Doubles(), detail::power_of_ten.data(), hn::BitCast(signed_tag, exponent));
}

// For exponents below 8.
HWY_INLINE Double small_powers_of_ten(Word exponent) {
#if HWY_TARGET == HWY_AVX2
  return powers_of_ten(exponent);
#else
  return hn::TableLookupLanes(hn::LoadU(Doubles(), detail::power_of_ten.data()),
                              hn::IndicesFromVec(Doubles(), exponent));
#endif
}

// A decimal mark in a word, and the word without it: the bytes in front of it moved up by one.
struct Unmarked {
  Word word;
  WordMask has_mark;
  Word decimals;  // bytes behind the mark
};

HWY_INLINE Unmarked remove_mark(Word word, Word marks) {
  const hn::Repartition<std::uint8_t, Words> bytes;
  const Word mark = find_byte(word, marks);
  const WordMask has_mark = hn::Ne(mark, hn::Zero(Words()));
  const Word up_to_mark = hn::Xor(mark, hn::Sub(mark, hn::Set(Words(), std::uint64_t{1})));
  const Word closed = hn::Or(hn::AndNot(up_to_mark, word),
                             hn::ShiftLeft<8>(hn::And(word, hn::ShiftRight<8>(up_to_mark))));
  // Without a mark up_to_mark is all ones, and this is 0.
  const Word decimals = hn::SumsOf8(hn::BitCast(bytes, hn::AndNot(up_to_mark, every(1))));
  return {hn::IfThenElse(has_mark, closed, word), has_mark, decimals};
}

// Not 0 where a byte is no digit.
HWY_INLINE Word excess(Word digits) {
  return hn::And(hn::Or(digits, hn::Add(digits, every(0x76))), every(0x80));
}

HWY_INLINE WordMask less(Word a, Word b) {
  const hn::RebindToSigned<Words> tag;
  return hn::RebindMask(Words(), hn::Lt(hn::BitCast(tag, a), hn::BitCast(tag, b)));
}

// Fields of neighbouring records.
struct Fields {
  Word begins;  // positions
  Word ends;
  Word length;
  Word text;  // the first eight bytes, a minus sign replaced by a zero
  WordMask negative;
};

HWY_INLINE Fields load_fields(const char* text, Word begins, Word ends) {
  const Words tag;
  const Word first = gather_words(text, begins);
  const WordMask negative =
      hn::Eq(hn::And(first, hn::Set(tag, std::uint64_t{0xFF})), hn::Set(tag, std::uint64_t{'-'}));
  const Word to_zero = hn::IfThenElseZero(negative, hn::Set(tag, std::uint64_t{'-' ^ '0'}));
  return {begins, ends, hn::Sub(ends, begins), hn::Xor(first, to_zero), negative};
}

// Whether something is left when the sign and the mark are gone.
HWY_INLINE WordMask has_digit(const Fields& fields, WordMask has_mark) {
  const Word one = hn::Set(Words(), std::uint64_t{1});
  return less(hn::Add(hn::IfThenElseZero(fields.negative, one), hn::IfThenElseZero(has_mark, one)),
              fields.length);
}

HWY_INLINE Double with_sign(Double magnitude, WordMask negative) {
  const Word sign = hn::IfThenElseZero(negative, hn::Set(Words(), std::uint64_t{1} << 63));
  return hn::BitCast(Doubles(), hn::Or(hn::BitCast(Words(), magnitude), sign));
}

// Bits in front of the field's last eight characters, or of the first ones when there are more: the
// shift that moves them to the upper end of a word. Lengths 1 to 16.
HWY_INLINE Word unused_bits(const Fields& fields) {
  return hn::And(hn::Sub(hn::Zero(Words()), hn::ShiftLeft<3>(fields.length)),
                 hn::Set(Words(), std::uint64_t{56}));
}

// Requires: all lengths are at most 8. True in the result where the field is a number.
HWY_INLINE WordMask parse_words(const Fields& fields, Word marks, Double& value) {
  const Word unused = unused_bits(fields);
  const Unmarked unmarked = remove_mark(hn::Shl(fields.text, unused), marks);
  Word zeros = hn::Shl(every('0'), unused);
  zeros = hn::IfThenElse(unmarked.has_mark, hn::ShiftLeft<8>(zeros), zeros);
  const Word digits = hn::Xor(unmarked.word, zeros);
  value = with_sign(hn::Div(to_double(join_digits(digits)), small_powers_of_ten(unmarked.decimals)),
                    fields.negative);
  return hn::And(hn::Eq(excess(digits), hn::Zero(Words())), has_digit(fields, unmarked.has_mark));
}

// As parse_words for lengths up to 16; false beyond.
HWY_INLINE WordMask parse_word_pairs(const char* text, const Fields& fields, Word marks,
                                     Double& value) {
  const Words tag;
  const Word zero = hn::Zero(tag);
  const Word eight = hn::Set(tag, std::uint64_t{8});
  const WordMask is_short = less(fields.length, hn::Set(tag, std::uint64_t{9}));
  const Word unused = unused_bits(fields);
  const Word shifted = hn::Shl(fields.text, unused);
  const Word tail =
      gather_words(text, hn::IfThenElse(is_short, fields.begins, hn::Sub(fields.ends, eight)));
  const Unmarked low = remove_mark(hn::IfThenElse(is_short, shifted, tail), marks);
  const Word whole_high = hn::IfThenZeroElse(is_short, shifted);
  const Unmarked high = remove_mark(whole_high, marks);

  const WordMask has_mark = hn::Or(low.has_mark, high.has_mark);
  const Word low_word =
      hn::Or(low.word, hn::IfThenElseZero(low.has_mark, hn::ShiftRight<56>(whole_high)));
  const Word high_word = hn::IfThenElse(low.has_mark, hn::ShiftLeft<8>(whole_high), high.word);
  const Word decimals = hn::IfThenElse(
      low.has_mark, low.decimals, hn::IfThenElseZero(high.has_mark, hn::Add(high.decimals, eight)));
  Word zeros = hn::Shl(every('0'), unused);
  zeros = hn::IfThenElse(has_mark, hn::ShiftLeft<8>(zeros), zeros);
  const Word low_digits = hn::Xor(low_word, hn::IfThenElse(is_short, zeros, every('0')));
  const Word high_digits = hn::Xor(high_word, hn::IfThenZeroElse(is_short, zeros));

  const hn::Repartition<std::uint32_t, Words> tag32;
  const Word mantissa =
      hn::Add(hn::MulEven(hn::BitCast(tag32, join_digits(high_digits)), hn::Set(tag32, 100000000U)),
              join_digits(low_digits));
  const hn::RebindToSigned<Words> signed_tag;
  value = with_sign(hn::Div(hn::ConvertTo(Doubles(), hn::BitCast(signed_tag, mantissa)),
                            powers_of_ten(hn::And(decimals, hn::Set(tag, std::uint64_t{15})))),
                    fields.negative);
  const WordMask is_exact = hn::And(less(mantissa, hn::Set(tag, (std::uint64_t{1} << 53) + 1)),
                                    less(fields.length, hn::Set(tag, std::uint64_t{17})));
  const WordMask are_digits = hn::Eq(hn::Or(excess(low_digits), excess(high_digits)), zero);
  return hn::And(hn::And(is_exact, are_digits), has_digit(fields, has_mark));
}

HWY_INLINE OtherField* put_others(WordMask mask, std::size_t row, std::size_t column,
                                  OtherField* others) {
  std::uint8_t packed[8] = {};
  hn::StoreMaskBits(Words(), mask, packed);
  for (unsigned bits = packed[0]; bits != 0; bits &= bits - 1) {
    const auto lane = static_cast<std::size_t>(hwy::Num0BitsBelowLS1Bit_Nonzero64(bits));
    *others++ = {static_cast<std::uint32_t>(column), static_cast<std::uint32_t>(row + lane)};
  }
  return others;
}

// As many rows as there are lanes.
HWY_INLINE OtherField* parse_group(const RecordBlock& block, std::size_t row,
                                   std::span<const NumberColumn> columns, Word marks,
                                   OtherField* others) {
  const Words tag;
  const std::uint32_t* row_ends = block.ends + row * block.fields;
  Word begins = hn::PromoteTo(tag, hn::LoadU(Offsets(), block.begins + row));
  std::uint32_t next_column = 0;  // the one that starts at `begins`
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::uint32_t column = columns[i].file_column;
    const Word one = hn::Set(tag, std::uint64_t{1});
    if (column != next_column) {
      begins = hn::Add(gather_ends(row_ends, column - 1, block.fields), one);
    }
    const Word ends = gather_ends(row_ends, column, block.fields);
    const Fields fields = load_fields(block.text, begins, ends);
    Double value;
    const bool all_short = hn::AllTrue(tag, less(fields.length, hn::Set(tag, std::uint64_t{9})));
    const WordMask is_number = all_short ? parse_words(fields, marks, value)
                                         : parse_word_pairs(block.text, fields, marks, value);
    hn::StoreU(value, Doubles(), columns[i].out + row);
    if (!hn::AllTrue(tag, is_number)) others = put_others(hn::Not(is_number), row, i, others);
    begins = hn::Add(ends, one);
    next_column = column + 1;
  }
  return others;
}

// Parses rows [0, result).
HWY_INLINE std::size_t parse_groups(const RecordBlock& block, std::span<const NumberColumn> columns,
                                    std::uint64_t marks, OtherField*& others) {
  const std::size_t lanes = hn::Lanes(Words());
  std::size_t row = 0;
  for (; row + lanes <= block.rows; row += lanes) {
    others = parse_group(block, row, columns, hn::Set(Words(), marks), others);
  }
  return row;
}

#else

HWY_INLINE std::size_t parse_groups(const RecordBlock&, std::span<const NumberColumn>,
                                    std::uint64_t, OtherField*&) {
  return 0;
}

#endif

std::size_t parse_numbers_kernel(const RecordBlock& block, std::span<const NumberColumn> columns,
                                 std::uint64_t marks, OtherField* others) {
  OtherField* next_other = others;
  for (std::size_t row = parse_groups(block, columns, marks, next_other); row < block.rows; ++row) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::uint32_t column = columns[i].file_column;
      if (!parse_short(block.field_begin(row, column), block.field_end(row, column), marks,
                       columns[i].out[row])) {
        *next_other++ = {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(row)};
      }
    }
  }
  return static_cast<std::size_t>(next_other - others);
}

}  // namespace HWY_NAMESPACE
}  // namespace odds::read
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace odds::read {

ODDS_TARGET_TABLE(parse_numbers_table, parse_numbers_kernel);

NumberParser number_parser(std::int64_t targets) {
  return kernels::best_of(parse_numbers_table, targets);
}

std::size_t parse_numbers(const RecordBlock& block, std::span<const NumberColumn> columns,
                          std::uint64_t marks, OtherField* others) {
  static const NumberParser chosen = number_parser(kernels::allowed_targets());
  return chosen(block, columns, marks, others);
}

}  // namespace odds::read
#endif
