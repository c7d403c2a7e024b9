// A file of invoices, as coalition_replay reads it; and, the same bytes, its decimals.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

#include "clients/replay/csv.h"
#include "clients/replay/decimal.h"
#include "clients/replay/invoice_line.h"
#include "server/domain/check.h"
#include "tests/fuzz/exact_decimal.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/input_bytes.h"

namespace coalition::fuzz {
namespace {

using replay::CsvRecord;
using replay::InvoiceColumns;
using replay::InvoiceLine;

constexpr std::string_view kHeader =
    "invoice_no,stock_code,quantity,invoice_time,unit_price_gbp,customer_id,country";
constexpr std::size_t kTime = 3;
constexpr std::size_t kPrice = 4;

std::vector<CsvRecord> RecordsOf(std::string_view text) {
  std::vector<CsvRecord> records;
  replay::CsvReader reader(text);
  while (auto record = reader.Next()) records.push_back(*std::move(record));
  return records;
}

// Of a text without quotes: lines apart by LF or CRLF, fields by commas.
std::vector<std::vector<std::string>> PlainRecords(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<std::vector<std::string>> records;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? "" : text.substr(end + 1);
    if (end != std::string_view::npos && line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) records.push_back(absl::StrSplit(std::string(line), ','));
  }
  return records;
}

void CheckPlain(std::string_view text, const std::vector<CsvRecord>& records) {
  if (text.find('"') != std::string_view::npos || text.size() > replay::kCsvRecordBytesMax) return;
  const auto expected = PlainRecords(text);
  COALITION_CHECK(records.size() == expected.size(), "another number of records");
  for (std::size_t i = 0; i < records.size(); ++i) {
    COALITION_CHECK(records[i].malformed.empty(), "a plain record is malformed");
    COALITION_CHECK(records[i].fields == expected[i], "a plain record has other fields");
  }
}

void CheckLineNumbers(std::string_view text, const std::vector<CsvRecord>& records) {
  const auto lines = std::count(text.begin(), text.end(), '\n') + 1;
  std::int64_t last = 0;
  for (const CsvRecord& record : records) {
    COALITION_CHECK(record.line > last && record.line <= lines, "a record is on no line");
    last = record.line;
  }
}

std::string Quoted(const CsvRecord& record) {
  std::string line;
  for (const std::string& field : record.fields) {
    if (!line.empty()) line += ',';
    line += '"' + absl::StrReplaceAll(field, {{"\"", "\"\""}}) + '"';
  }
  return line;
}

void CheckComesBack(const CsvRecord& record) {
  const std::string text = Quoted(record);
  if (!record.malformed.empty() || text.size() > replay::kCsvRecordBytesMax) return;
  const auto again = RecordsOf(text + "\r\n");
  COALITION_CHECK(again.size() == 1 && again[0].malformed.empty(), "written, it is no record");
  COALITION_CHECK(again[0].fields == record.fields, "written, it is another record");
}

std::string TextOf(Timestamp time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  char text[40];
  std::snprintf(text, sizeof(text), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

void CheckLine(const InvoiceLine& line) {
  COALITION_CHECK(!line.invoice_no.empty() && !line.stock_code.empty() && !line.country.empty(),
                  "a line lacks a name");
  COALITION_CHECK(line.stock_code.size() <= 4 * 64 && line.invoice_no.size() <= 4 * 100,
                  "a name is too long");
  const auto total = static_cast<domain::Wide>(line.quantity) * line.unit_price_micros;
  constexpr domain::Wide kMost = 1'000'000'000'000'000;
  COALITION_CHECK(-kMost <= total && total <= kMost, "a line is worth too much");
}

// In the order of kHeader.
void CheckFields(const CsvRecord& record, const InvoiceLine& line) {
  const auto field = [&](std::size_t index) {
    return std::string(absl::StripAsciiWhitespace(record.fields[index]));
  };
  COALITION_CHECK(ExactMicros(field(kPrice), true) == line.unit_price_micros, field(kPrice));
  std::string time = field(kTime);
  if (time.size() == 17) time.insert(16, ":00");
  COALITION_CHECK(TextOf(line.invoice_time) == time, time);
}

// How many invoice lines there are.
int CheckInvoices(std::string_view text) {
  const std::vector<CsvRecord> records = RecordsOf(text);
  CheckPlain(text, records);
  CheckLineNumbers(text, records);
  static const InvoiceColumns usual = *InvoiceColumns::Find(RecordsOf(kHeader)[0]);
  const auto own =
      records.empty() ? absl::InternalError("") : InvoiceColumns::Find(records.front());
  int lines = 0;
  for (const CsvRecord& record : records) {
    CheckComesBack(record);
    const auto parsed = usual.Parse(record);
    if (const auto* line = std::get_if<InvoiceLine>(&parsed)) {
      CheckLine(*line);
      CheckFields(record, *line);
    }
    if (!own.ok()) continue;
    const auto parsed_by_own = own->Parse(record);
    const auto* line = std::get_if<InvoiceLine>(&parsed_by_own);
    if (line == nullptr) continue;
    CheckLine(*line);
    ++lines;
  }
  return lines;
}

void CheckDecimals(std::string_view text) {
  const auto micros = replay::ParseMicros(text);
  COALITION_CHECK(micros == ExactMicros(text, true), text);
  const bool is_whole = text.find('.') == std::string_view::npos;
  const auto whole = is_whole ? replay::ParseWhole(text) : std::nullopt;
  if (micros && is_whole) COALITION_CHECK(whole && *whole == *micros / 1'000'000, text);

  const auto any = InputBytes(text).Take<std::int64_t>();
  COALITION_CHECK(replay::ParseMicros(replay::MicrosText(any)) == any, replay::MicrosText(any));
  COALITION_CHECK(replay::ParseWhole(replay::MinorUnitsText(any, 0)) == any, "of minor units");
}

}  // namespace

std::vector<std::string> Seeds(const std::filesystem::path& folder) {
  std::vector<std::string> seeds = ReadLines(folder / "odd_texts.txt");
  for (const auto& entry : std::filesystem::directory_iterator(folder / "invoices")) {
    const std::string text = ReadFile(entry.path());
    COALITION_CHECK(CheckInvoices(text) > 0, "no line is good in " + entry.path().string());
    seeds.push_back(text);
  }
  return seeds;
}

}  // namespace coalition::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  coalition::fuzz::CheckInvoices(text);
  coalition::fuzz::CheckDecimals(text);
  return 0;
}
