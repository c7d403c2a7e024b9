# coalition_warnings: the warnings that our own code is held to. Generated code does not link it.
add_library(coalition_warnings INTERFACE)
target_compile_options(coalition_warnings INTERFACE -Wall -Wextra -Wconversion -Wshadow)
if(COALITION_WARNINGS_AS_ERRORS)
  target_compile_options(coalition_warnings INTERFACE -Werror)
endif()

if(COALITION_SANITIZER STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
  # What the standard library asks of its callers, such as a value in an optional that is read.
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
elseif(COALITION_SANITIZER STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
elseif(NOT COALITION_SANITIZER STREQUAL "")
  message(FATAL_ERROR "COALITION_SANITIZER must be address, thread or empty")
endif()

find_program(COALITION_MOLD mold)
if(COALITION_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# coalition_library(NAME SOURCES file... PUBLIC target... PRIVATE target...)
# One module: a static library whose headers are included by their full path from the top folder.
function(coalition_library NAME)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${NAME} STATIC ${ARG_SOURCES})
  target_include_directories(${NAME} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${NAME} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE} coalition_warnings)
endfunction()

# coalition_binary(NAME SOURCES file... LINK target...)
function(coalition_binary NAME)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${NAME} ${ARG_SOURCES})
  target_include_directories(${NAME} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${NAME} PRIVATE ${ARG_LINK} coalition_warnings)
endfunction()
