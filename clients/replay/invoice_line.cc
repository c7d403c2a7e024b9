#include "clients/replay/invoice_line.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "clients/replay/decimal.h"

namespace coalition::replay {
namespace {

// The network's own limits.
constexpr std::size_t kSkuCharactersMax = 64;
constexpr std::size_t kNameCharactersMax = 100;
constexpr std::int64_t kQuantityMax = 1'000'000'000;
constexpr std::int64_t kLineMicrosMax = 1'000'000'000'000'000;

// Bytes of the UTF-8 sequence that begins with `lead`; 0 when none does.
std::size_t SequenceLength(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return 2;
  if (lead < 0xF0) return 3;
  return lead < 0xF5 ? 4 : 0;
}

// Neither a control character nor a surrogate, and not longer than it has to be.
bool IsGoodCodePoint(std::uint32_t code_point, std::size_t length) {
  if (code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0)) return false;
  if (code_point >= 0xD800 && code_point <= 0xDFFF) return false;
  if (length == 3) return code_point >= 0x800;
  if (length == 4) return code_point >= 0x10000 && code_point <= 0x10FFFF;
  return true;
}

// Code points of valid UTF-8 without control characters; absent for any other text.
std::optional<std::size_t> CountCharacters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++count) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = SequenceLength(lead);
    if (length == 0 || length > text.size() - i) return std::nullopt;
    std::uint32_t code_point = length == 1 ? lead : lead & (0x7Fu >> length);
    for (const char c : text.substr(i + 1, length - 1)) {
      const auto byte = static_cast<unsigned char>(c);
      if ((byte & 0xC0) != 0x80) return std::nullopt;
      code_point = code_point << 6 | (byte & 0x3Fu);
    }
    if (!IsGoodCodePoint(code_point, length)) return std::nullopt;
    i += length;
  }
  return count;
}

bool IsName(std::string_view text, std::size_t characters_max) {
  const auto characters = CountCharacters(text);
  return characters && *characters >= 1 && *characters <= characters_max;
}

// `2010-12-01T08:26:00Z`; the seconds may be left out.
std::optional<Timestamp> ParseTime(std::string_view text) {
  constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:ddZ";
  constexpr std::size_t kSecondsAt = 16;
  std::string full(text);
  if (full.size() == kShape.size() - 3) full.insert(kSecondsAt, ":00");
  if (full.size() != kShape.size()) return std::nullopt;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    const bool fits = kShape[i] == 'd' ? absl::ascii_isdigit(static_cast<unsigned char>(full[i]))
                                       : full[i] == kShape[i];
    if (!fits) return std::nullopt;
  }
  const auto part = [&](std::size_t at, std::size_t digits) {
    return static_cast<int>(*ParseWhole(std::string_view(full).substr(at, digits)));
  };
  const std::chrono::year_month_day date{std::chrono::year(part(0, 4)),
                                         std::chrono::month(static_cast<unsigned>(part(5, 2))),
                                         std::chrono::day(static_cast<unsigned>(part(8, 2)))};
  const int hour = part(11, 2);
  const int minute = part(14, 2);
  const int second = part(17, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

}  // namespace

absl::StatusOr<InvoiceColumns> InvoiceColumns::Find(const CsvRecord& header) {
  InvoiceColumns columns;
  columns.fields_ = header.fields.size();
  const auto find = [&](std::string_view name, std::size_t& index) {
    const auto is_it = [&](const std::string& field) {
      return std::string(absl::StripAsciiWhitespace(field)) == name;
    };
    const auto found = std::find_if(header.fields.begin(), header.fields.end(), is_it);
    index = static_cast<std::size_t>(found - header.fields.begin());
    const auto times = std::count_if(header.fields.begin(), header.fields.end(), is_it);
    if (times == 1) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat("the header has ", times, " columns `",
                                                   std::string(name), "`, one is needed"));
  };
  absl::Status status;
  status.Update(find("invoice_no", columns.invoice_no_));
  status.Update(find("stock_code", columns.stock_code_));
  status.Update(find("quantity", columns.quantity_));
  status.Update(find("invoice_time", columns.invoice_time_));
  status.Update(find("unit_price_gbp", columns.unit_price_));
  status.Update(find("customer_id", columns.customer_id_));
  status.Update(find("country", columns.country_));
  if (!status.ok()) return status;
  return columns;
}

std::variant<InvoiceLine, Malformed> InvoiceColumns::Parse(const CsvRecord& record) const {
  if (!record.malformed.empty()) return Malformed{std::string(record.malformed)};
  if (record.fields.size() != fields_) return Malformed{"not as many fields as the header"};
  const auto field = [&](std::size_t index) {
    return std::string(absl::StripAsciiWhitespace(record.fields[index]));
  };
  InvoiceLine line{field(invoice_no_),  field(stock_code_), 0, {}, 0,
                   field(customer_id_), field(country_)};
  if (!IsName(line.invoice_no, kNameCharactersMax)) return Malformed{"bad invoice_no"};
  if (!IsName(line.stock_code, kSkuCharactersMax)) return Malformed{"bad stock_code"};
  if (!IsName(line.country, kNameCharactersMax)) return Malformed{"bad country"};
  if (!line.customer_id.empty() && !IsName(line.customer_id, kNameCharactersMax)) {
    return Malformed{"bad customer_id"};
  }
  const auto quantity = ParseWhole(field(quantity_));
  if (!quantity || *quantity < -kQuantityMax || *quantity > kQuantityMax) {
    return Malformed{"bad quantity"};
  }
  const auto price = ParseMicros(field(unit_price_));
  if (!price || *price < -kLineMicrosMax || *price > kLineMicrosMax) {
    return Malformed{"bad unit_price_gbp"};
  }
  if (*price != 0 && std::abs(*quantity) > kLineMicrosMax / std::abs(*price)) {
    return Malformed{"quantity * unit_price_gbp is over 10^9 pounds"};
  }
  const auto time = ParseTime(field(invoice_time_));
  if (!time) return Malformed{"bad invoice_time"};
  line.quantity = *quantity;
  line.unit_price_micros = *price;
  line.invoice_time = *time;
  return line;
}

}  // namespace coalition::replay
