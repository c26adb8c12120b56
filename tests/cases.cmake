# Read by ctest, not by cmake: makes an entry NAME.CASE of each test case of a doctest program, so
# that ctest runs, times and names cases.  tests/CMakeLists.txt sets `name`, `program` and
# `emulator`.  (doctest_discover_tests() splits the names of cases at semicolons, and then runs no
# case.)
execute_process(COMMAND ${emulator} "${program}" --no-version --list-test-cases
                OUTPUT_VARIABLE lines RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  add_test("${name}.cases" "${program}")  # fails, and shows why
  return()
endif()
while(lines MATCHES "^([^\n]*)\n(.*)$")
  set(case "${CMAKE_MATCH_1}")
  set(lines "${CMAKE_MATCH_2}")
  if(case MATCHES "^(\\[doctest\\] .*|=+|)$")
    continue()
  endif()
  string(REPLACE "," "\\," filter "${case}")  # a comma alone separates filters
  add_test("${name}.${case}" ${emulator} "${program}" "--test-case=${filter}")
  # Cases whose data or libraries may be missing exit with this code; see test::skip.
  set_tests_properties("${name}.${case}" PROPERTIES SKIP_RETURN_CODE 77)
endwhile()
