# SPDX-License-Identifier: Apache-2.0
#
# odds_embed_pages(target): makes the pages of web/ part of `target`, which finds them through
# src/report/web_pages.hpp. ODDS_BUILD_WEB: AUTO (where Node.js and npm are found), ON, OFF. Without
# them everything but reports works, and a report that is asked for says what is missing.

if(PROJECT_IS_TOP_LEVEL)
  set(ODDS_BUILD_WEB AUTO CACHE STRING "Build the HTML pages (needs Node.js and npm)")
else()
  set(ODDS_BUILD_WEB OFF CACHE STRING "Build the HTML pages (needs Node.js and npm)")
endif()
set_property(CACHE ODDS_BUILD_WEB PROPERTY STRINGS AUTO ON OFF)

set(ODDS_HAS_WEB OFF)
if(ODDS_BUILD_WEB)
  find_program(ODDS_NODE NAMES node nodejs)
  find_program(ODDS_NPM npm)
  mark_as_advanced(ODDS_NODE ODDS_NPM)
  if(ODDS_NODE AND ODDS_NPM)
    set(ODDS_HAS_WEB ON)
  elseif(ODDS_BUILD_WEB STREQUAL "AUTO")
    message(STATUS "odds: no Node.js, so there will be no HTML reports (tools/setup web)")
  else()
    odds_missing("Node.js and npm" "nodejs, npm" web)
  endif()
endif()

function(odds_embed_pages target)
  set(source "${PROJECT_BINARY_DIR}/embedded/web_pages.cpp")
  if(NOT ODDS_HAS_WEB)
    file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT [[// Generated: there are no pages.
#include "report/web_pages.hpp"

namespace odds::report {

std::string_view page_template(WebPage /*page*/) { return {}; }

}  // namespace odds::report
]])
    target_sources(${target} PRIVATE "${source}")
    return()
  endif()
  file(GLOB_RECURSE inputs CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/web/src/*")
  list(APPEND inputs "${PROJECT_SOURCE_DIR}/web/build.mjs"
    "${PROJECT_SOURCE_DIR}/web/package-lock.json")
  set(folder "${PROJECT_BINARY_DIR}/web")
  set(dev "$<$<BOOL:${ODDS_BUILD_TESTS}>:--dev>")
  add_custom_command(OUTPUT "${folder}/report.html" "${folder}/lesson.html"
    COMMAND "${PROJECT_SOURCE_DIR}/tools/web_packages" "${dev}"
    COMMAND "${ODDS_NODE}" "${PROJECT_SOURCE_DIR}/web/build.mjs" "${folder}"
    DEPENDS ${inputs} "${PROJECT_SOURCE_DIR}/tools/web_packages"
    COMMENT "Bundling the pages of web/" COMMAND_EXPAND_LISTS VERBATIM)
  file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT [[// Generated: the pages as they lie in a file.
#include "report/web_pages.hpp"

asm(R"(
  .section .rodata
  .hidden odds_page_report
  .hidden odds_page_lesson
  .hidden odds_page_end
  .global odds_page_report
  .global odds_page_lesson
  .global odds_page_end
odds_page_report:
  .incbin "@folder@/report.html"
odds_page_lesson:
  .incbin "@folder@/lesson.html"
odds_page_end:
  .byte 0
  .text
)");

extern "C" {
extern const char odds_page_report[];
extern const char odds_page_lesson[];
extern const char odds_page_end[];
}

namespace odds::report {

std::string_view page_template(WebPage page) {
  const char* begin = page == WebPage::report ? odds_page_report : odds_page_lesson;
  const char* end = page == WebPage::report ? odds_page_lesson : odds_page_end;
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace odds::report
]])
  set_source_files_properties("${source}" PROPERTIES
    OBJECT_DEPENDS "${folder}/report.html;${folder}/lesson.html")
  target_sources(${target} PRIVATE "${source}")
endfunction()
