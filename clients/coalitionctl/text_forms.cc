#include "clients/coalitionctl/text_forms.h"

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/time_util.h"

#include "clients/coalitionctl/value_text.h"
#include "coalition/v1/types.pb.h"

namespace coalition::ctl {
namespace {

using google::protobuf::Message;
using google::protobuf::Timestamp;
using google::protobuf::util::TimeUtil;

constexpr int kNanosMax = 999'999'999;

absl::Status Expected(absl::string_view text, absl::string_view form) {
  return absl::InvalidArgumentError(absl::StrCat("'", text, "' is not of the form ", form));
}

bool IsCurrencyCode(absl::string_view code) {
  if (code.size() != 3) return false;
  for (const char c : code) {
    if (!absl::ascii_isupper(static_cast<unsigned char>(c))) return false;
  }
  return true;
}

absl::Status ParseMoney(absl::string_view text, Message* message) {
  const absl::string_view code = text.substr(0, text.find(':'));
  if (code.size() == text.size() || !IsCurrencyCode(code)) return Expected(text, "GBP:12.50");
  const absl::StatusOr<int64_t> micros = ParseMicros(text.substr(code.size() + 1));
  if (!micros.ok()) return micros.status();
  v1::Money money;
  money.set_currency_code(std::string(code));
  money.set_micros(*micros);
  message->CopyFrom(money);
  return absl::OkStatus();
}

std::string FormatMoney(const Message& message) {
  v1::Money money;
  money.CopyFrom(message);
  const std::string amount = FormatMicros(money.micros());
  if (money.currency_code().empty()) return amount;
  return absl::StrCat(amount, " ", Printable(money.currency_code()));
}

absl::Status ParseRatio(absl::string_view text, Message* message) {
  const size_t colon = text.find(':');
  if (colon == absl::string_view::npos) return Expected(text, "2:3");
  const absl::StatusOr<int64_t> numerator = ParseInteger(text.substr(0, colon));
  if (!numerator.ok()) return numerator.status();
  const absl::StatusOr<int64_t> denominator = ParseInteger(text.substr(colon + 1));
  if (!denominator.ok()) return denominator.status();
  v1::Ratio ratio;
  ratio.set_numerator(*numerator);
  ratio.set_denominator(*denominator);
  message->CopyFrom(ratio);
  return absl::OkStatus();
}

std::string FormatRatio(const Message& message) {
  v1::Ratio ratio;
  ratio.CopyFrom(message);
  return absl::StrCat(ratio.numerator(), ":", ratio.denominator());
}

absl::Status ParseTimestamp(absl::string_view text, Message* message) {
  Timestamp timestamp;
  if (!TimeUtil::FromString(std::string(text), &timestamp)) {
    return Expected(text, "2026-11-21T10:00:00Z");
  }
  message->CopyFrom(timestamp);
  return absl::OkStatus();
}

std::string FormatTimestamp(const Message& message) {
  Timestamp timestamp;
  timestamp.CopyFrom(message);
  const bool in_range = timestamp.seconds() >= TimeUtil::kTimestampMinSeconds &&
                        timestamp.seconds() <= TimeUtil::kTimestampMaxSeconds &&
                        timestamp.nanos() >= 0 && timestamp.nanos() <= kNanosMax;
  if (!in_range) return absl::StrCat(timestamp.seconds(), "s");
  return TimeUtil::ToString(timestamp);
}

absl::Status ParseIdentifier(absl::string_view text, v1::Identifier* identifier) {
  const size_t colon = text.find(':');
  if (colon == absl::string_view::npos) return Expected(text, "[partner/]kind:value");
  absl::string_view kind = text.substr(0, colon);
  identifier->Clear();
  const size_t slash = kind.find('/');
  if (slash == 0) return Expected(text, "[partner/]kind:value");
  if (slash != absl::string_view::npos) {
    identifier->set_partner_id(std::string(kind.substr(0, slash)));
    kind = kind.substr(slash + 1);
  }
  identifier->set_kind(std::string(kind));
  identifier->set_value(std::string(text.substr(colon + 1)));
  if (identifier->kind().empty() || identifier->value().empty()) {
    return Expected(text, "[partner/]kind:value");
  }
  return absl::OkStatus();
}

absl::Status ParseIdentifierMessage(absl::string_view text, Message* message) {
  v1::Identifier identifier;
  const absl::Status status = ParseIdentifier(text, &identifier);
  if (status.ok()) message->CopyFrom(identifier);
  return status;
}

std::string FormatIdentifier(const Message& message) {
  v1::Identifier identifier;
  identifier.CopyFrom(message);
  const std::string owner =
      identifier.partner_id().empty() ? "" : absl::StrCat(identifier.partner_id(), "/");
  return Printable(absl::StrCat(owner, identifier.kind(), ":", identifier.value()));
}

absl::Status ParseMemberRef(absl::string_view text, Message* message) {
  if (text.empty()) return Expected(text, "member_id or [partner/]kind:value");
  v1::MemberRef member;
  if (text.find(':') == absl::string_view::npos) {
    member.set_member_id(std::string(text));
  } else {
    const absl::Status status = ParseIdentifier(text, member.mutable_identifier());
    if (!status.ok()) return status;
  }
  message->CopyFrom(member);
  return absl::OkStatus();
}

std::string FormatMemberRef(const Message& message) {
  v1::MemberRef member;
  member.CopyFrom(message);
  return member.has_identifier() ? FormatIdentifier(member.identifier())
                                 : Printable(member.member_id());
}

}  // namespace

const TextForm* TextFormOf(const google::protobuf::Descriptor* type) {
  static const TextForm kForms[] = {
      {v1::Money::descriptor(), "GBP:12.50", false, true, ParseMoney, FormatMoney},
      {v1::Ratio::descriptor(), "N:D", false, true, ParseRatio, FormatRatio},
      {Timestamp::descriptor(), "RFC3339", false, false, ParseTimestamp, FormatTimestamp},
      {v1::Identifier::descriptor(), "[PARTNER/]KIND:VALUE", true, false, ParseIdentifierMessage,
       FormatIdentifier},
      {v1::MemberRef::descriptor(), "MEMBER_ID|[PARTNER/]KIND:VALUE", true, false, ParseMemberRef,
       FormatMemberRef},
  };
  for (const TextForm& form : kForms) {
    if (form.type == type) return &form;
  }
  return nullptr;
}

}  // namespace coalition::ctl
