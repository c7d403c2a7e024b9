// What people type into coalitionctl: one text, read as every form that there is.
#include <algorithm>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/message_differencer.h"

#include "clients/coalitionctl/text_forms.h"
#include "clients/coalitionctl/value_text.h"
#include "clients/replay/decimal.h"
#include "coalition/v1/partner_service.pb.h"
#include "coalition/v1/points_service.pb.h"
#include "coalition/v1/settlement_service.pb.h"
#include "coalition/v1/types.pb.h"
#include "server/domain/check.h"
#include "tests/fuzz/exact_decimal.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/input_bytes.h"

namespace coalition::fuzz {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

// "12.50 GBP", as it is shown, becomes "GBP:12.50", as it is typed.
std::string TypedMoney(const std::string& shown) {
  const std::size_t space = shown.find(' ');
  return shown.substr(space + 1) + ":" + shown.substr(0, space);
}

template <typename M>
bool CheckForm(const std::string& text) {
  const ctl::TextForm& form = *ctl::TextFormOf(M::descriptor());
  M message;
  if (!form.parse(text, &message).ok()) return false;
  // What is shown has spaces for control characters, and cannot come back.
  if (ctl::Printable(text) != text) return true;
  const std::string shown = form.format(message);
  const std::string typed = std::is_same_v<M, v1::Money> ? TypedMoney(shown) : shown;
  M again;
  COALITION_CHECK(form.parse(typed, &again).ok(), typed);
  COALITION_CHECK(MessageDifferencer::Equals(again, message), typed);
  return true;
}

bool CheckForms(const std::string& text) {
  const bool any[] = {CheckForm<v1::Money>(text), CheckForm<v1::Ratio>(text),
                      CheckForm<google::protobuf::Timestamp>(text), CheckForm<v1::Identifier>(text),
                      CheckForm<v1::MemberRef>(text)};
  return std::find(std::begin(any), std::end(any), true) != std::end(any);
}

template <typename M>
void CheckScalar(const std::string& text, const char* name) {
  const FieldDescriptor& field = *M::descriptor()->FindFieldByName(name);
  M message;
  if (!ctl::SetScalar(text, field, &message).ok()) return;
  const std::string shown = ctl::FormatScalar(message, field);
  if (field.type() == FieldDescriptor::TYPE_STRING && ctl::Printable(text) != text) return;
  M again;
  COALITION_CHECK(ctl::SetScalar(shown, field, &again).ok(), shown);
  COALITION_CHECK(MessageDifferencer::Equals(again, message), shown);
}

// A field of each type that there is.
void CheckScalars(const std::string& text) {
  CheckScalar<v1::Money>(text, "micros");
  CheckScalar<v1::Terms>(text, "pending_days");
  CheckScalar<v1::BatchItem>(text, "linked");
  CheckScalar<v1::Terms>(text, "charge");
  CheckScalar<v1::Identifier>(text, "value");
  CheckScalar<v1::ExportObligationsResponse>(text, "chunk");
}

void CheckDecimals(const std::string& text) {
  const auto micros = ctl::ParseMicros(text);
  const auto exact = ExactMicros(text, false);
  COALITION_CHECK(micros.ok() == exact.has_value(), text);
  if (exact) COALITION_CHECK(*micros == *exact, text);

  const auto any = InputBytes(text).Take<std::int64_t>();
  const auto again = ctl::ParseMicros(ctl::FormatMicros(any));
  COALITION_CHECK(again.ok() && *again == any, ctl::FormatMicros(any));
  for (int scale = 0; scale <= 18; ++scale) {
    COALITION_CHECK(ctl::FormatScaled(any, scale) == replay::MinorUnitsText(any, scale),
                    ctl::FormatScaled(any, scale));
  }
}

}  // namespace

std::vector<std::string> Seeds(const std::filesystem::path& folder) {
  std::vector<std::string> seeds = ReadLines(folder / "text_forms.txt");
  for (const std::string& seed : seeds) {
    COALITION_CHECK(CheckForms(seed), "a seed is of no form: " + seed);
  }
  for (std::string& text : ReadLines(folder / "odd_texts.txt")) seeds.push_back(std::move(text));
  for (const char* text : {"true", "No", "on_issue", "CHARGE-ON-REDEMPTION", "aGVsbG8="}) {
    seeds.push_back(text);
  }
  return seeds;
}

}  // namespace coalition::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  coalition::fuzz::CheckForms(text);
  coalition::fuzz::CheckScalars(text);
  coalition::fuzz::CheckDecimals(text);
  return 0;
}
