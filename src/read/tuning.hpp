// SPDX-License-Identifier: Apache-2.0
//
// Sizes that change the speed and the memory of reading, never a result. Tests make them tiny, so
// that every record crosses a boundary.
#pragma once

#include <cstddef>

namespace odds::read {

struct Tuning {
  // Bytes of one piece of work, after decompression. 256 KiB of text, its masks and its parsed
  // values stay together in a second-level cache of 1 MiB. The fingerprint is built from pieces
  // of this size, so changing it changes every fingerprint.
  std::size_t chunk_bytes = std::size_t{256} << 10;
  // The longest record. Bounds the memory that an unclosed quote can take.
  std::size_t record_limit_bytes = std::size_t{64} << 20;
};

}  // namespace odds::read
