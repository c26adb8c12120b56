# cpack makes a Debian package of the tools.  `cmake --preset package` configures one for every machine
# of its architecture.  README.md beside this file describes the artefacts.

# The package of the file to which the link LIBRARY leads.
function(melsift_debian_package variable library)
  set(package "")
  if(EXISTS "${library}")
    file(REAL_PATH ${library} file)
    # /lib is a link to /usr/lib, and dpkg lists some libraries under one name and some under the
    # other.
    string(REGEX REPLACE "^/usr/lib/" "/lib/" other ${file})
    execute_process(COMMAND dpkg-query -S ${file} ${other} OUTPUT_VARIABLE found ERROR_QUIET)
    if(found MATCHES "^([^:]+):")
      set(package ${CMAKE_MATCH_1})
    endif()
  endif()
  set(${variable} "${package}" PARENT_SCOPE)
endfunction()

# The tools load some libraries when they need them, so dpkg-shlibdeps does not see these: Pango
# (lib/picture/drawing_functions.h), which draws every picture, libcurl
# (lib/lookup/curl_functions.h) and libav (lib/audio/libav_functions.h).
list(GET PANGOCAIRO_LINK_LIBRARIES 0 pangocairo)  # which brings the others
melsift_debian_package(CPACK_DEBIAN_PACKAGE_DEPENDS ${pangocairo})
set(recommended "")
set(on_demand "${CURL_LINK_LIBRARIES}")
if(MELSIFT_LIBAV AND LIBAV_FOUND)
  list(GET LIBAV_LINK_LIBRARIES 0 libavformat)  # which brings the others, of either flavour
  list(APPEND on_demand ${libavformat})
endif()
foreach(library ${on_demand})
  melsift_debian_package(package ${library})
  list(APPEND recommended ${package})
endforeach()
list(REMOVE_DUPLICATES recommended)
list(JOIN recommended ", " CPACK_DEBIAN_PACKAGE_RECOMMENDS)
if(MELSIFT_MPI AND MPI_FOUND)
  set(CPACK_DEBIAN_PACKAGE_SUGGESTS openmpi-bin)  # lib/model/mpi_processes.cpp
endif()

# The maintainer is named as in Debian's own tools.
set(name "$ENV{DEBFULLNAME}")
set(mail "$ENV{DEBEMAIL}")
if(NOT name OR NOT mail)
  set(name "The melsift developers")
  set(mail "melsift@example.org")
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME melsift)
set(CPACK_PACKAGE_VENDOR "${name}")
set(CPACK_PACKAGE_CONTACT "${name} <${mail}>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "sift music by its sound")
set(CPACK_PACKAGE_DESCRIPTION
"melsift is a set of Unix-style tools that extract features from audio as
librosa does, train genre and taste networks from the shell, classify
tracks, and recommend what to hear next from a catalogue of one's music.
.
Every stream is JSON Lines, so that jq, grep, shuf, split and parallel can
work on it.  WAV, AIFF, FLAC, Ogg Vorbis, Opus and MP3 are read; M4A, WMA
and WebM where libav is installed.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_CMAKE_PROJECTS "${PROJECT_BINARY_DIR};melsift;tools;/")
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)

# 0.1.0-1~deb12u1 and 0.1.0-1~deb13u1, as Debian numbers one version for several suites: both fit on a
# mirror, an upgrade of the machine takes the newer one, and Debian's own 0.1.0-1 would follow both.
set(MELSIFT_SUITE unstable)
set(MELSIFT_DEBIAN_RELEASE 1)
if(EXISTS /etc/os-release)
  file(STRINGS /etc/os-release lines REGEX "^(ID|VERSION_ID|VERSION_CODENAME)=")
  foreach(line ${lines})
    string(REGEX MATCH "^([A-Z_]+)=\"?([^\"]*)" line "${line}")
    set(os_${CMAKE_MATCH_1} "${CMAKE_MATCH_2}")
  endforeach()
  if(os_ID STREQUAL "debian" AND os_VERSION_ID)
    string(APPEND MELSIFT_DEBIAN_RELEASE "~deb${os_VERSION_ID}u1")
    set(MELSIFT_SUITE ${os_VERSION_CODENAME})
  elseif(os_VERSION_ID)
    string(APPEND MELSIFT_DEBIAN_RELEASE "~${os_ID}${os_VERSION_ID}")
    set(MELSIFT_SUITE ${os_VERSION_CODENAME})
  endif()
endif()
set(CPACK_DEBIAN_PACKAGE_RELEASE ${MELSIFT_DEBIAN_RELEASE})
set(MELSIFT_DEBIAN_VERSION ${PROJECT_VERSION}-${MELSIFT_DEBIAN_RELEASE})

# cpack would use the architecture of the building machine.
if(CMAKE_CROSSCOMPILING)
  execute_process(COMMAND dpkg-architecture -t ${CMAKE_LIBRARY_ARCHITECTURE} -q DEB_HOST_ARCH
                  OUTPUT_VARIABLE CPACK_DEBIAN_PACKAGE_ARCHITECTURE OUTPUT_STRIP_TRAILING_WHITESPACE
                  ERROR_QUIET)
endif()
set(CPACK_DEBIAN_PACKAGE_SECTION sound)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "jq, parallel")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(debian ${CMAKE_CURRENT_SOURCE_DIR}/debian)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${debian}/conffiles ${debian}/postinst ${debian}/prerm ${debian}/postrm)

# A package that needs more than Debian's baseline refuses to be installed on other machines.
# Debian has no package to depend on for AVX2 (isa-support ends at SSE4.2).
if(MELSIFT_ARCH_OPTIONS STREQUAL "-march=x86-64-v3")
  list(APPEND CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${debian}/preinst)
endif()

# All files carry the day of the release, so that the same sources give the same bytes; a version that
# is not released yet takes the day of the last one.  SOURCE_DATE_EPOCH overrides it.
file(STRINGS ${PROJECT_SOURCE_DIR}/CHANGELOG.md releases REGEX "^## \\[.*\\] - [0-9-]+$")
set(day 2026-01-01)
foreach(release ${releases})
  if(release MATCHES "^## \\[([0-9.]+)\\] - ([0-9-]+)$" AND
     (day STREQUAL "2026-01-01" OR CMAKE_MATCH_1 STREQUAL PROJECT_VERSION))
    set(day ${CMAKE_MATCH_2})
  endif()
endforeach()
set(MELSIFT_EPOCH "$ENV{SOURCE_DATE_EPOCH}")
if(NOT MELSIFT_EPOCH)
  execute_process(COMMAND date -u -d ${day} +%s OUTPUT_VARIABLE MELSIFT_EPOCH OUTPUT_STRIP_TRAILING_WHITESPACE)
endif()
execute_process(COMMAND date -u -R -d @${MELSIFT_EPOCH} OUTPUT_VARIABLE MELSIFT_RELEASE_DATE
                OUTPUT_STRIP_TRAILING_WHITESPACE)
configure_file(debian/changelog.in debian_changelog @ONLY)

configure_file(debian/files.cmake.in debian_files.cmake @ONLY)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_BINARY_DIR}/debian_files.cmake)
include(CPack)
