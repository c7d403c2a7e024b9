#include "clients/replay/csv.h"

#include <algorithm>

namespace coalition::replay {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

CsvReader::CsvReader(std::string_view text) : text_(text) {
  if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
}

std::optional<CsvRecord> CsvReader::Next() {
  while (at_ < text_.size() && AtLineEnd()) PassLineEnd();
  if (at_ == text_.size()) return std::nullopt;
  const std::size_t start = at_;
  CsvRecord record;
  record.line = line_;
  ReadFields(record);
  if (!record.malformed.empty()) {
    at_ = start;
    line_ = record.line;
    PassRestOfLine();
  }
  return record;
}

void CsvReader::ReadFields(CsvRecord& record) {
  const std::size_t start = at_;
  for (;;) {
    const bool quoted = at_ < text_.size() && text_[at_] == '"';
    record.fields.push_back(quoted ? QuotedField(start, record.malformed) : UnquotedField());
    if (record.fields.back().find('"') != std::string::npos && !quoted) {
      record.malformed = "quote within an unquoted field";
    }
    if (at_ - start > kCsvRecordBytesMax) record.malformed = "record is too long";
    if (!record.malformed.empty()) return;
    if (at_ == text_.size() || AtLineEnd()) return PassLineEnd();
    if (text_[at_] != ',') {
      record.malformed = "text after a quoted field";
      return;
    }
    ++at_;
  }
}

std::string CsvReader::UnquotedField() {
  const std::size_t start = at_;
  while (at_ < text_.size() && text_[at_] != ',' && !AtLineEnd()) ++at_;
  return std::string(text_.substr(start, at_ - start));
}

std::string CsvReader::QuotedField(std::size_t record_start, std::string_view& malformed) {
  std::string field;
  ++at_;
  while (at_ < text_.size() && at_ - record_start <= kCsvRecordBytesMax) {
    const char c = text_[at_++];
    if (c == '"') {
      if (at_ == text_.size() || text_[at_] != '"') return field;
      ++at_;
    }
    if (c == '\n') ++line_;
    field.push_back(c);
  }
  malformed = "quoted field without an end";
  return field;
}

bool CsvReader::AtLineEnd() const {
  return text_[at_] == '\n' || text_.substr(at_).starts_with("\r\n");
}

void CsvReader::PassLineEnd() {
  if (at_ == text_.size()) return;
  at_ += text_[at_] == '\n' ? 1 : 2;
  ++line_;
}

void CsvReader::PassRestOfLine() {
  at_ = std::min(text_.find('\n', at_), text_.size());
  PassLineEnd();
}

}  // namespace coalition::replay
