# embed_migrations(OUT FUNCTION FILES file...)
# Writes OUT, a source that defines coalition::store::FUNCTION() over the SQL of the files, in their
# order. A file is named by its number in four digits, "_" and a word, and holds no ")sql\"".
function(embed_migrations OUT FUNCTION)
  cmake_parse_arguments(ARG "" "" "FILES" ${ARGN})
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
#include \"server/store/sqlite/migrations.h\"

namespace coalition::store {
namespace {

constexpr Migration kMigrations[] = {
@ENTRIES@};

}  // namespace

absl::Span<const Migration> @FUNCTION@() { return kMigrations; }

}  // namespace coalition::store
")
endfunction()
