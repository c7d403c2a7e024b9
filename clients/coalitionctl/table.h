// Text laid out for a terminal.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace coalition::ctl {

struct Column {
  std::string header;
  // Numbers and their header end at the same place.
  bool right_aligned = false;
};

// Each row has as many cells as there are columns.
struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
};

// How many code points `utf8` has. A wide character (CJK, emoji) counts as one.
size_t CodePoints(absl::string_view utf8);

// The header line, unless every header is empty, and the rows, each ended by a newline and with no
// blanks before it; columns are two blanks apart. Empty when there are no columns.
std::string ToText(const Table& table);

// Breaks lines at blanks so that none is longer than `width` code points, words longer than that
// excepted. No newline at the end.
std::string Wrap(absl::string_view text, size_t width);

}  // namespace coalition::ctl
