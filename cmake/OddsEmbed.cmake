# SPDX-License-Identifier: Apache-2.0
#
# odds_embed_table(target file header variable): makes the text of `file` part of `target`, as the
# std::string_view `variable` that `header` declares. At run time no file is looked for.

function(odds_embed_table target file header variable)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
  file(READ "${file}" table)
  get_filename_component(name "${file}" NAME_WE)
  string(REGEX REPLACE "(.*)::.*" "\\1" namespace "${variable}")
  string(REGEX REPLACE ".*::" "" variable "${variable}")
  set(source "${PROJECT_BINARY_DIR}/embedded/${name}.cpp")
  file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT [[// Generated from @file@.
#include "@header@"

namespace @namespace@ {

constinit const std::string_view @variable@ = R"csv(@table@)csv";

}  // namespace @namespace@
]])
  target_sources(${target} PRIVATE "${source}")
endfunction()
