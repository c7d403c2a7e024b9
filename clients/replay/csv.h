#ifndef COALITION_CLIENTS_REPLAY_CSV_H_
#define COALITION_CLIENTS_REPLAY_CSV_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace coalition::replay {

inline constexpr std::size_t kCsvRecordBytesMax = 64 * 1024;

struct CsvRecord {
  // Of the line that it begins on, from 1.
  std::int64_t line = 0;
  std::vector<std::string> fields;
  // What is wrong with its quoting; `fields` means nothing then. Empty: nothing.
  std::string_view malformed;
};

// Reads records of RFC 4180: fields apart by commas, quoted where they hold commas, quotes
// (doubled) or line ends; lines may end in LF or CRLF, the last one in neither. Empty lines are
// passed over.
//
// A record with broken quoting ends at the end of the line that it began on, so that one stray
// quote costs one line. The text must outlive the reader.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text);

  // Absent at the end.
  std::optional<CsvRecord> Next();

 private:
  bool AtLineEnd() const;
  void PassLineEnd();
  void PassRestOfLine();
  std::string UnquotedField();
  // Both set `malformed` when the quoting is broken.
  std::string QuotedField(std::size_t record_start, std::string_view& malformed);
  void ReadFields(CsvRecord& record);

  std::string_view text_;
  std::size_t at_ = 0;
  std::int64_t line_ = 1;
};

}  // namespace coalition::replay

#endif  // COALITION_CLIENTS_REPLAY_CSV_H_
