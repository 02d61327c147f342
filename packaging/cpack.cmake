# `cpack` in a build folder makes a tarball of each part and, on Debian, the packages edgeprobe and
# edgesim, which depend on the libraries the programs are linked with (dpkg-shlibdeps).
# scripts/release makes what is passed on, and tries it.
set(CPACK_GENERATOR TGZ)
find_program(DPKG_SHLIBDEPS dpkg-shlibdeps)
if(DPKG_SHLIBDEPS)
  list(APPEND CPACK_GENERATOR DEB)
endif()
set(CPACK_PACKAGE_VENDOR "The edgeprobe authors")
set(CPACK_PACKAGE_CONTACT "The edgeprobe authors <edgeprobe@users.noreply.github.com>")
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_COMPONENTS_ALL edgeprobe edgesim)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS OFF)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE gzip)
set(CPACK_DEBIAN_EDGEPROBE_PACKAGE_NAME edgeprobe)
set(CPACK_DEBIAN_EDGESIM_PACKAGE_NAME edgesim)
set(CPACK_DEBIAN_EDGEPROBE_PACKAGE_RECOMMENDS ca-certificates)
# The lab runs the edgeprobe that is beside edgesim.
set(CPACK_DEBIAN_EDGESIM_PACKAGE_DEPENDS "edgeprobe (= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_EDGESIM_PACKAGE_SUGGESTS "iproute2, nftables, tcpdump")
# The first line is the synopsis; with a summary for both, CPack would put that before it.
set(CPACK_COMPONENT_EDGEPROBE_DESCRIPTION "says why an IoT Edge agent cannot reach its hub
It makes the agent's own connection attempts, second for second, from the
network it runs in, and names the cause with its proof and its fix.")
set(CPACK_COMPONENT_EDGESIM_DESCRIPTION "fake Azure IoT hub and networks that break on purpose
An IoT hub that Azure SDKs connect to, and a network around it that can be
broken in virtual time or in kernel namespaces: test suites for edge agents.")
include(CPack)
