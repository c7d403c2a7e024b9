# Tests on a Galera cluster of their own. They run alone, because a node that comes back gets its ports
# again only when nobody took them meanwhile, and are skipped as a whole where the programs are missing
# that deploy/test.sh --cluster installs.
include_guard(GLOBAL)

# coalition_cluster_test(NAME target [ENVIRONMENT variable=value])
function(coalition_cluster_test NAME TARGET)
  cmake_parse_arguments(PARSE_ARGV 2 ARG "" "ENVIRONMENT" "")
  add_test(NAME ${NAME} COMMAND ${TARGET})
  set_tests_properties(${NAME} PROPERTIES
    TIMEOUT 600 LABELS cluster RUN_SERIAL TRUE SKIP_REGULAR_EXPRESSION "SKIPPED: "
    ENVIRONMENT "${ARG_ENVIRONMENT}")
endfunction()
