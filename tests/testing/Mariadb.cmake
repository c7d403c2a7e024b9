# Tests on a real MariaDB, or on MySQL (private_database.sh). A server of its own for each process would take
# seconds, so that ctest starts one before the first of them and removes it after the last;
# PrivateMariadb::Shared() finds it.
include_guard(GLOBAL)
include(GoogleTest)

# For every folder that includes this.
set(COALITION_TEST_MARIADB_FOLDER ${PROJECT_BINARY_DIR}/mariadb CACHE INTERNAL "")
find_program(COALITION_MARIADBD mariadbd PATHS /usr/sbin)
if(NOT COALITION_MARIADBD)
  message(WARNING "No MariaDB: the tests labelled mysql are left out. "
                  "deploy/packages.sh test installs it.")
endif()

# The tests that start and remove the server.
function(coalition_mariadb_fixture)
  if(NOT COALITION_MARIADBD)
    return()
  endif()
  set(SCRIPT ${PROJECT_SOURCE_DIR}/tests/testing/private_database.sh)
  add_test(NAME mariadb_start COMMAND ${SCRIPT} start ${COALITION_TEST_MARIADB_FOLDER})
  add_test(NAME mariadb_stop COMMAND ${SCRIPT} remove ${COALITION_TEST_MARIADB_FOLDER})
  set_tests_properties(mariadb_start PROPERTIES FIXTURES_SETUP mariadb LABELS mysql)
  set_tests_properties(mariadb_stop PROPERTIES FIXTURES_CLEANUP mariadb LABELS mysql)
endfunction()

# coalition_discover_mysql_tests(target [PREFIX prefix] [FILTER filter] [ENVIRONMENT more])
# The tests of `target`, or those that GoogleTest's filter leaves, with label mysql, while the server runs.
# Their names have a prefix: with two of one name ctest would not know which of them the server still has
# to wait for.
function(coalition_discover_mysql_tests TARGET)
  if(NOT COALITION_MARIADBD)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "PREFIX;FILTER;ENVIRONMENT" "")
  if(NOT ARG_PREFIX)
    set(ARG_PREFIX mysql.)
  endif()
  if(ARG_FILTER)
    set(ARG_FILTER TEST_FILTER "${ARG_FILTER}")
  endif()
  set(MARIADB COALITION_TEST_MARIADB=${COALITION_TEST_MARIADB_FOLDER})
  if(ARG_ENVIRONMENT)
    # A list within a list of properties.
    string(APPEND MARIADB "\\;${ARG_ENVIRONMENT}")
  endif()
  gtest_discover_tests(${TARGET} DISCOVERY_MODE PRE_TEST TEST_PREFIX ${ARG_PREFIX} ${ARG_FILTER}
    PROPERTIES LABELS mysql FIXTURES_REQUIRED mariadb ENVIRONMENT "${MARIADB}")
endfunction()
