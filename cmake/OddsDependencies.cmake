# SPDX-License-Identifier: Apache-2.0
#
# What odds is built on. Produces two lists for target_link_libraries:
#   ODDS_LIBRARY_DEPENDENCIES   what src/ may use
#   ODDS_CLI_DEPENDENCIES       what apps/cli/ may use
# Whatever is missing stops here, with the name of its Debian package.

function(odds_missing what package setup)
  message(FATAL_ERROR
    "\n  odds needs ${what} (Debian package: ${package}). To install all that is missing:\n"
    "    tools/setup ${setup}\n")
endfunction()

find_package(Threads QUIET)
if(NOT Threads_FOUND)
  odds_missing("a thread library" "libc6-dev" build)
endif()

find_package(PkgConfig QUIET)
if(NOT PKG_CONFIG_FOUND)
  odds_missing("pkg-config" "pkg-config" build)
endif()

pkg_check_modules(libhwy QUIET IMPORTED_TARGET libhwy)
if(NOT libhwy_FOUND)
  odds_missing("Highway" "libhwy-dev" build)
endif()

pkg_check_modules(libzstd QUIET IMPORTED_TARGET libzstd)
if(NOT libzstd_FOUND)
  odds_missing("Zstandard" "libzstd-dev" build)
endif()

find_package(ZLIB QUIET)
if(NOT ZLIB_FOUND)
  odds_missing("zlib" "zlib1g-dev" build)
endif()

find_package(Eigen3 3.4 QUIET NO_MODULE)
if(NOT TARGET Eigen3::Eigen)
  odds_missing("Eigen 3.4" "libeigen3-dev" build)
endif()

find_package(fmt QUIET)
if(NOT TARGET fmt::fmt-header-only)
  odds_missing("{fmt}" "libfmt-dev" build)
endif()

find_package(nlohmann_json QUIET)
if(NOT TARGET nlohmann_json::nlohmann_json)
  odds_missing("JSON for Modern C++" "nlohmann-json3-dev" build)
endif()

# Header only, and Debian's package carries no CMake configuration.
find_path(ODDS_FAST_FLOAT_INCLUDE_DIR fast_float/fast_float.h)
mark_as_advanced(ODDS_FAST_FLOAT_INCLUDE_DIR)
if(NOT ODDS_FAST_FLOAT_INCLUDE_DIR)
  odds_missing("fast_float" "libfast-float-dev" build)
endif()
add_library(odds_fast_float INTERFACE)
target_include_directories(odds_fast_float SYSTEM INTERFACE "${ODDS_FAST_FLOAT_INCLUDE_DIR}")

set(ODDS_LIBRARY_DEPENDENCIES
  PkgConfig::libhwy PkgConfig::libzstd ZLIB::ZLIB Eigen3::Eigen odds_fast_float
  fmt::fmt-header-only nlohmann_json::nlohmann_json Threads::Threads)

if(ODDS_BUILD_CLI)
  find_package(CLI11 QUIET)
  if(NOT TARGET CLI11::CLI11)
    odds_missing("CLI11" "libcli11-dev" build)
  endif()
  set(ODDS_CLI_DEPENDENCIES CLI11::CLI11 fmt::fmt-header-only nlohmann_json::nlohmann_json)
endif()

if(ODDS_BUILD_TESTS)
  find_package(GTest QUIET)
  if(NOT TARGET GTest::gtest_main)
    odds_missing("GoogleTest" "libgtest-dev" test)
  endif()
  find_path(ODDS_BOOST_INCLUDE_DIR boost/multiprecision/cpp_bin_float.hpp)
  mark_as_advanced(ODDS_BOOST_INCLUDE_DIR)
  if(NOT ODDS_BOOST_INCLUDE_DIR)
    odds_missing("Boost.Multiprecision" "libboost-dev" test)
  endif()
  add_library(odds_boost INTERFACE)
  target_include_directories(odds_boost SYSTEM INTERFACE "${ODDS_BOOST_INCLUDE_DIR}")
  find_package(Python3 QUIET COMPONENTS Interpreter)
  if(NOT Python3_FOUND)
    odds_missing("Python 3" "python3" test)
  endif()
endif()

# Without google-benchmark the benchmarks are left out; nothing else depends on it.
if(ODDS_BUILD_BENCHMARKS)
  find_package(benchmark QUIET)
endif()
