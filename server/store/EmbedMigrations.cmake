# embed_migrations(OUT FUNCTION NAMESPACE namespace HEADER header FILES file...)
# Writes OUT, a source that defines NAMESPACE::FUNCTION(), which HEADER declares, over the SQL of the
# files, in their order. A file is named by its number in four digits, "_" and a word, and holds no ")sql\"".
function(embed_migrations OUT FUNCTION)
  cmake_parse_arguments(ARG "" "NAMESPACE;HEADER" "FILES" ${ARGN})
  set(ENTRIES "")
  set(NUMBER 0)
  foreach(FILE IN LISTS ARG_FILES)
    math(EXPR NUMBER "${NUMBER} + 1")
    cmake_path(GET FILE STEM NAME)
    file(READ "${FILE}" SQL)
    string(APPEND ENTRIES "    {${NUMBER}, \"${NAME}\", R\"sql(${SQL})sql\"},\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${FILE}")
  endforeach()
  file(CONFIGURE OUTPUT "${OUT}" @ONLY CONTENT
"// Made by EmbedMigrations.cmake.
#include \"${ARG_HEADER}\"

namespace ${ARG_NAMESPACE} {
namespace {

constexpr coalition::store::Migration kMigrations[] = {
@ENTRIES@};

}  // namespace

absl::Span<const coalition::store::Migration> @FUNCTION@() { return kMigrations; }

}  // namespace ${ARG_NAMESPACE}
")
endfunction()
