# The lines of `melsift --version` about the build and its libraries: rows for
# tools/front/libraries.cpp.in.

if(MELSIFT_ARCH_OPTIONS)
  string(REPLACE "-march=" "" melsift_build "${MELSIFT_ARCH_OPTIONS}")
else()
  set(melsift_build "${CMAKE_SYSTEM_PROCESSOR} baseline")
endif()
string(APPEND melsift_build ", ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}")

# The name by which the loader finds the shared library: its SONAME.
function(melsift_soname variable library)
  set(soname "")
  if(EXISTS "${library}" AND CMAKE_OBJDUMP)
    execute_process(COMMAND ${CMAKE_OBJDUMP} -p ${library} OUTPUT_VARIABLE header ERROR_QUIET)
    if(header MATCHES "SONAME +([^\n]+)")
      set(soname ${CMAKE_MATCH_1})
    endif()
  endif()
  set(${variable} "${soname}" PARENT_SCOPE)
endfunction()

# The first library of an imported or found one, or nothing.
function(melsift_first variable)
  set(first "")
  if(ARGN)
    list(GET ARGN 0 first)
  endif()
  set(${variable} "${first}" PARENT_SCOPE)
endfunction()

# A row for each dependency with a known version: its column "version" is VERSION_VARIABLE, or
# VERSION_VARIABLE LIBRARIES_VARIABLE ANSWER SYMBOL.
set(melsift_library_rows "")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/dependencies.txt)
file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/dependencies.txt dependencies REGEX "^[^#]")
foreach(dependency ${dependencies})
  string(REGEX REPLACE " *\\| *" ";" columns "${dependency}")
  list(GET columns 0 name)
  list(GET columns 4 version)
  separate_arguments(version)
  list(POP_FRONT version variable libraries answer symbol)
  if(NOT variable OR NOT ${variable})
    continue()
  endif()
  set(soname "")
  if(libraries)
    melsift_first(file ${${libraries}})
    melsift_soname(soname "${file}")
  endif()
  if(NOT soname)
    set(answer none)
    set(symbol "")
  endif()
  list(APPEND melsift_library_rows
       "      {\"${name}\", \"${${variable}}\", \"${soname}\", \"${symbol}\", Answer::${answer}},\n")
endforeach()
list(SORT melsift_library_rows CASE INSENSITIVE)
list(JOIN melsift_library_rows "" melsift_library_rows)
