# `cpack` in a build folder makes a tarball and, on Debian, a package that depends on the libraries
# the programs are linked with (dpkg-shlibdeps).
set(CPACK_GENERATOR TGZ)
find_program(DPKG_SHLIBDEPS dpkg-shlibdeps)
if(DPKG_SHLIBDEPS)
  list(APPEND CPACK_GENERATOR DEB)
endif()
set(CPACK_PACKAGE_VENDOR "The edgeprobe authors")
set(CPACK_PACKAGE_CONTACT "The edgeprobe authors")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY
  "Tells why an Azure IoT Edge agent cannot connect to its hub, and simulates hub and network")
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
include(CPack)
