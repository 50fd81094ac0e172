// SPDX-License-Identifier: Apache-2.0
//
// What the processor has. Highway's own answer lives in a library that measures its clock at the
// start of every process, for milliseconds.
#include "kernels/targets.hpp"

namespace odds::kernels {
namespace {

#if defined(__x86_64__)

bool has_sse4() {
  return __builtin_cpu_supports("sse4.1") != 0 && __builtin_cpu_supports("sse4.2") != 0 &&
         __builtin_cpu_supports("pclmul") != 0 && __builtin_cpu_supports("aes") != 0;
}

// The compiler's test asks the system as well: whether it saves the wide registers.
bool has_avx2() {
  return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0 &&
         __builtin_cpu_supports("bmi") != 0 && __builtin_cpu_supports("bmi2") != 0;
}

bool has_avx3() {
  return has_avx2() && __builtin_cpu_supports("avx512f") != 0 &&
         __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
         __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512cd") != 0;
}

bool has_avx3_dl() {
  return has_avx3() && __builtin_cpu_supports("avx512vbmi") != 0 &&
         __builtin_cpu_supports("avx512vbmi2") != 0 &&
         __builtin_cpu_supports("avx512bitalg") != 0 &&
         __builtin_cpu_supports("avx512vpopcntdq") != 0 &&
         __builtin_cpu_supports("avx512vnni") != 0 && __builtin_cpu_supports("gfni") != 0 &&
         __builtin_cpu_supports("vpclmulqdq") != 0;
}

#endif

}  // namespace

std::int64_t machine_targets() {
  std::int64_t targets = HWY_STATIC_TARGET;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("ssse3") != 0) targets |= HWY_SSSE3;
  if (has_sse4()) targets |= HWY_SSE4;
  if (has_avx2()) targets |= HWY_AVX2;
  if (has_avx3()) targets |= HWY_AVX3;
  if (has_avx3_dl()) targets |= HWY_AVX3_DL;
#endif
  return targets;
}

}  // namespace odds::kernels
