# SPDX-License-Identifier: Apache-2.0
#
# How everything in this project is compiled: odds_compile_options(target).

if(PROJECT_IS_TOP_LEVEL)
  if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
  endif()
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
  if(NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
    find_program(ODDS_CCACHE ccache)
    mark_as_advanced(ODDS_CCACHE)
    if(ODDS_CCACHE)
      # Sloppiness: without it ccache steps aside where a precompiled header is used.
      set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros "${ODDS_CCACHE}")
    endif()
  endif()
endif()

function(odds_compile_options target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)

  # A product and a sum are fused only where the code says so. With the compiler free to choose,
  # two targets, or two compilers, would give different bits.
  target_compile_options(${target} PRIVATE -ffp-contract=off)

  if(ODDS_DEV)
    target_compile_definitions(${target} PRIVATE ODDS_ASSERTIONS=1)
    target_compile_options(${target} PRIVATE
      -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
    if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
      # In C++, g++'s -Wconversion leaves signs alone and clang's does not. Ask both the same.
      target_compile_options(${target} PRIVATE -Wno-sign-conversion)
    elseif(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
      # g++ 12 sees overruns in std::string and initializer lists where there are none.
      target_compile_options(${target} PRIVATE
        -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow)
    endif()
  endif()

  if(ODDS_SANITIZE)
    target_compile_options(${target} PRIVATE
      -fsanitize=${ODDS_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=${ODDS_SANITIZE})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      # The instrumentation itself sets off g++'s flow warnings.
      target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized)
    endif()
  endif()
endfunction()
