#include "clients/coalitionctl/table.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace coalition::ctl {
namespace {

constexpr absl::string_view kGap = "  ";

std::vector<std::string> Headers(const Table& table) {
  std::vector<std::string> headers;
  for (const Column& column : table.columns) headers.push_back(column.header);
  return headers;
}

std::vector<size_t> Widths(const Table& table) {
  std::vector<size_t> widths;
  for (const Column& column : table.columns) widths.push_back(CodePoints(column.header));
  for (const std::vector<std::string>& row : table.rows) {
    for (size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], CodePoints(row[i]));
  }
  return widths;
}

std::string Line(const Table& table, const std::vector<size_t>& widths,
                 const std::vector<std::string>& cells) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string padding(widths[i] - CodePoints(cells[i]), ' ');
    const bool right = table.columns[i].right_aligned;
    absl::StrAppend(&line, i == 0 ? "" : kGap, right ? padding : "", cells[i],
                    right ? "" : padding);
  }
  absl::StripTrailingAsciiWhitespace(&line);
  return line + "\n";
}

}  // namespace

size_t CodePoints(absl::string_view utf8) {
  return static_cast<size_t>(std::count_if(utf8.begin(), utf8.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
  }));
}

std::string ToText(const Table& table) {
  if (table.columns.empty()) return "";
  const std::vector<size_t> widths = Widths(table);
  const std::vector<std::string> headers = Headers(table);
  const bool titled = std::any_of(headers.begin(), headers.end(),
                                  [](const std::string& header) { return !header.empty(); });
  std::string text = titled ? Line(table, widths, headers) : "";
  for (const std::vector<std::string>& row : table.rows) text += Line(table, widths, row);
  return text;
}

std::string Wrap(absl::string_view text, size_t width) {
  std::string wrapped;
  size_t used = 0;
  for (const absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    const size_t length = CodePoints(word);
    const bool fits = used + 1 + length <= width;
    if (used > 0) wrapped.push_back(fits ? ' ' : '\n');
    used = (used > 0 && fits ? used + 1 : 0) + length;
    absl::StrAppend(&wrapped, word);
  }
  return wrapped;
}

}  // namespace coalition::ctl
