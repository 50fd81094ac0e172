# SPDX-License-Identifier: Apache-2.0
#
# What `cmake --install` puts where. Everything can be moved afterwards as a whole:
#   include/odds/        the headers, which include std and themselves
#   lib/                 the library, odds-config.cmake (target odds::odds), pkgconfig/odds.pc
#   bin/odds, share/man, the completions of bash, zsh and fish
#   share/doc/odds/      licence and documents

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(ODDS_CMAKE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/odds")
set(ODDS_PKGCONFIG_DIR "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

# ---- the library ----------------------------------------------------------------------------

install(TARGETS odds EXPORT odds-targets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}"
  INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/odds"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.hpp")
install(EXPORT odds-targets NAMESPACE odds:: DESTINATION "${ODDS_CMAKE_DIR}")

configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/odds-config.cmake.in" "${PROJECT_BINARY_DIR}/odds-config.cmake"
  INSTALL_DESTINATION "${ODDS_CMAKE_DIR}"
  NO_SET_AND_CHECK_MACRO)
# Before 1.0.0 a new minor version may change the interface.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/odds-config-version.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/odds-config.cmake" "${PROJECT_BINARY_DIR}/odds-config-version.cmake"
  DESTINATION "${ODDS_CMAKE_DIR}")

# pkg-config: the prefix is found from the place of the file itself.
foreach(folder IN ITEMS INCLUDE LIB)
  set(ODDS_PC_${folder}DIR "${CMAKE_INSTALL_${folder}DIR}")
  if(NOT IS_ABSOLUTE "${ODDS_PC_${folder}DIR}")
    string(PREPEND ODDS_PC_${folder}DIR "\${prefix}/")
  endif()
endforeach()
file(RELATIVE_PATH ODDS_PC_UP "/prefix/${ODDS_PKGCONFIG_DIR}" "/prefix")
set(ODDS_PC_PRIVATE "-lhwy -lzstd -lz -pthread")
# A static library alone can't be linked without what it is built on, so plain --libs has it too.
set(ODDS_PC_LIBS "-lodds")
if(NOT BUILD_SHARED_LIBS)
  string(APPEND ODDS_PC_LIBS " ${ODDS_PC_PRIVATE}")
endif()
configure_file("${PROJECT_SOURCE_DIR}/cmake/odds.pc.in" "${PROJECT_BINARY_DIR}/odds.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/odds.pc" DESTINATION "${ODDS_PKGCONFIG_DIR}")

# ---- the program ----------------------------------------------------------------------------

if(TARGET odds-cli)
  install(TARGETS odds-cli RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
  if(BUILD_SHARED_LIBS)
    file(RELATIVE_PATH odds_up "/prefix/${CMAKE_INSTALL_BINDIR}" "/prefix/${CMAKE_INSTALL_LIBDIR}")
    set_target_properties(odds-cli PROPERTIES INSTALL_RPATH "\$ORIGIN/${odds_up}")
  endif()
  # The program writes its own pages, each time it is built. Where it may not run (another machine,
  # a thread sanitizer that needs help with addresses) they are left out.
  if(NOT CMAKE_CROSSCOMPILING AND NOT ODDS_SANITIZE)
    set(odds_pages "${PROJECT_BINARY_DIR}/pages")
    add_custom_command(TARGET odds-cli POST_BUILD
      COMMAND "${CMAKE_COMMAND}" "-DPROGRAM=$<TARGET_FILE:odds-cli>" "-DFOLDER=${odds_pages}"
        -P "${PROJECT_SOURCE_DIR}/cmake/OddsPages.cmake"
      VERBATIM)
    install(FILES "${odds_pages}/odds.1" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
    install(FILES "${odds_pages}/complete-bash"
      DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions" RENAME odds)
    install(FILES "${odds_pages}/complete-zsh"
      DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/site-functions" RENAME _odds)
    install(FILES "${odds_pages}/complete-fish"
      DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d" RENAME odds.fish)
  endif()
endif()

# ---- the documents --------------------------------------------------------------------------

install(FILES LICENSE README.md CHANGELOG.md ARCHITECTURE.md DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(DIRECTORY docs DESTINATION "${CMAKE_INSTALL_DOCDIR}" FILES_MATCHING PATTERN "*.md")
install(DIRECTORY examples DESTINATION "${CMAKE_INSTALL_DOCDIR}" FILES_MATCHING PATTERN "*.cpp")
