# `cpack -G DEB` (bin/package): the program, its unit, its configuration, its documentation, its manual page, its completion.
include(GNUInstallDirs)

# What the program says of itself.
add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/package/quondam.1.gz ${CMAKE_BINARY_DIR}/package/quondam
  COMMAND ${CMAKE_COMMAND} -E make_directory package
  COMMAND $<TARGET_FILE:quondam> man | gzip -9n >package/quondam.1.gz
  COMMAND $<TARGET_FILE:quondam> completion bash >package/quondam
  WORKING_DIRECTORY ${CMAKE_BINARY_DIR}
  DEPENDS quondam)
add_custom_target(package_texts ALL DEPENDS ${CMAKE_BINARY_DIR}/package/quondam.1.gz ${CMAKE_BINARY_DIR}/package/quondam)

install(TARGETS quondam RUNTIME DESTINATION /usr/bin)
install(FILES packaging/quondam.service DESTINATION /lib/systemd/system)
install(FILES packaging/quondam.toml DESTINATION /etc/quondam)
install(FILES ${CMAKE_BINARY_DIR}/package/quondam.1.gz DESTINATION /usr/share/man/man1)
install(FILES ${CMAKE_BINARY_DIR}/package/quondam DESTINATION /usr/share/bash-completion/completions)
install(FILES README.md ARCHITECTURE.md CONTRIBUTING.md LICENSE DESTINATION /usr/share/doc/quondam)
install(DIRECTORY docs/ DESTINATION /usr/share/doc/quondam/docs
        FILES_MATCHING PATTERN "*.md" PATTERN "*.svg")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME quondam)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Database that speaks DynamoDB's protocol and remembers")
set(CPACK_PACKAGE_DESCRIPTION
    "Any AWS SDK or the AWS command line talks to it unchanged; any table can be read, compared,\n\
undone or restored as it was at any second of the last 1 to 35 days.")
set(CPACK_PACKAGE_CONTACT "The Quondam project <quondam@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_SET_DESTDIR ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION database)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS systemd)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    "${CMAKE_SOURCE_DIR}/packaging/conffiles;${CMAKE_SOURCE_DIR}/packaging/postinst;${CMAKE_SOURCE_DIR}/packaging/prerm;${CMAKE_SOURCE_DIR}/packaging/postrm")
include(CPack)
