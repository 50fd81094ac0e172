// SPDX-License-Identifier: Apache-2.0
//
// Whether this build is instrumented: its memory and its time are then not those of the program.
#pragma once

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ODDS_TEST_SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ODDS_TEST_SANITIZED 1
#endif

namespace reference {

#ifdef ODDS_TEST_SANITIZED
inline constexpr bool is_sanitized = true;
#else
inline constexpr bool is_sanitized = false;
#endif

}  // namespace reference
