# SPDX-License-Identifier: Apache-2.0
#
# cmake -DPROGRAM=odds -DFOLDER=pages -P OddsPages.cmake
#
# Writes the manual page and the completions that the program prints.

file(MAKE_DIRECTORY "${FOLDER}")
unset(ENV{ODDS_KERNELS})
foreach(page IN ITEMS man complete-bash complete-zsh complete-fish)
  string(REPLACE "man" "odds.1" file "${page}")
  execute_process(COMMAND "${PROGRAM}" generate "${page}"
    OUTPUT_FILE "${FOLDER}/${file}" COMMAND_ERROR_IS_FATAL ANY)
endforeach()
