#include "tests/e2e/field_cases.h"

#include <limits>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/timestamp.pb.h"

namespace coalition::e2e {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;

constexpr char kInvalid[] = "INVALID_FIELD";

FieldCase TextCase(const std::string& name, const std::string& value, const std::string& reason) {
  return {name,
          [value](Message& message, const FieldDescriptor& field) {
            message.GetReflection()->SetString(&message, &field, value);
          },
          reason, ""};
}

FieldCase NumberCase(std::int64_t value, const std::string& reason) {
  return {absl::StrCat(value),
          [value](Message& message, const FieldDescriptor& field) {
            if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
              message.GetReflection()->SetInt32(&message, &field, static_cast<std::int32_t>(value));
            } else {
              message.GetReflection()->SetInt64(&message, &field, value);
            }
          },
          reason, ""};
}

FieldCase EnumCase(int value, const std::string& reason) {
  return {absl::StrCat(value),
          [value](Message& message, const FieldDescriptor& field) {
            message.GetReflection()->SetEnumValue(&message, &field, value);
          },
          reason, ""};
}

FieldCase AbsentCase(const std::string& reason, const std::string& at) {
  return {"absent",
          [](Message& message, const FieldDescriptor& field) {
            message.GetReflection()->ClearField(&message, &field);
          },
          reason, at};
}

FieldCase TimestampCase(const std::string& name, std::int64_t seconds, std::int32_t nanos,
                        const std::string& reason) {
  return {name,
          [=](Message& message, const FieldDescriptor& field) {
            auto* value =
                static_cast<Timestamp*>(message.GetReflection()->MutableMessage(&message, &field));
            value->set_seconds(seconds);
            value->set_nanos(nanos);
          },
          reason, ""};
}

std::string Repeat(const std::string& text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

FieldCases NumberCases(std::int64_t min, std::int64_t max, std::int64_t type_min,
                       std::int64_t type_max) {
  FieldCases cases{Right(min), Right(max)};
  if (min > type_min) {
    cases.push_back(Wrong(min - 1));
    if (min - 1 != type_min) cases.push_back(Wrong(type_min));
    if (min > 0) cases.push_back(Wrong(-1));
  }
  if (max < type_max) {
    cases.push_back(Wrong(max + 1));
    if (max + 1 != type_max) cases.push_back(Wrong(type_max));
  }
  return cases;
}

}  // namespace

FieldCase Right(const std::string& name, const std::string& value) {
  return TextCase(name, value, "");
}
FieldCase Wrong(const std::string& name, const std::string& value, const std::string& reason) {
  return TextCase(name, value, reason);
}
FieldCase Right(std::int64_t value) { return NumberCase(value, ""); }
FieldCase Wrong(std::int64_t value) { return NumberCase(value, kInvalid); }
FieldCase RightWhenAbsent() { return AbsentCase("", ""); }
FieldCase WrongWhenAbsent(const std::string& at) { return AbsentCase(kInvalid, at); }

FieldCases operator+(FieldCases a, FieldCases b) {
  for (FieldCase& one : b) a.push_back(std::move(one));
  return a;
}

FieldCases Instead(FieldCases cases, const std::string& from, const std::string& to) {
  for (FieldCase& one : cases) {
    if (one.reason == from) one.reason = to;
  }
  return cases;
}

FieldCases TextCases(std::size_t min, std::size_t max) {
  FieldCases cases{Right("the longest", std::string(max, 'x')),
                   Right("the longest, in two bytes each", Repeat("\xC3\xA9", max)),
                   Right("the longest, in four bytes each", Repeat("\xF0\x9F\x91\x9F", max)),
                   Wrong("one too long", std::string(max + 1, 'x')),
                   Wrong("one too long, in two bytes each", Repeat("\xC3\xA9", max + 1)),
                   Wrong("far too long", std::string(100'000, 'x'))};
  if (min == 0) {
    cases.push_back(Right("empty", ""));
  } else {
    cases.push_back(Wrong("empty", ""));
    cases.push_back(Right("the shortest", std::string(min, 'x')));
  }
  for (const std::string& control :
       {std::string(1, '\0'), std::string("\n"), std::string("\x1F"), std::string("\x7F"),
        std::string("\xC2\x80"), std::string("\xC2\x9F")}) {
    cases.push_back(Wrong("with control " + absl::CEscape(control), "a" + control + "b"));
  }
  cases.push_back(Right("first after the controls", "a\xC2\xA0"));
  return cases;
}

FieldCases NameCases(std::size_t min, std::size_t max, char good,
                     const std::vector<std::string>& bad) {
  FieldCases cases{Wrong("empty", ""), Wrong("one too long", std::string(max + 1, good)),
                   Wrong("far too long", std::string(100'000, good)),
                   Right("the longest", std::string(max, good)),
                   Right("the shortest", std::string(min, good))};
  if (min > 1) cases.push_back(Wrong("one too short", std::string(min - 1, good)));
  for (const std::string& value : bad) cases.push_back(Wrong(absl::CEscape(value), value));
  return cases;
}

FieldCases RequestIdCases() {
  FieldCases cases{Wrong("empty", ""), Wrong("one too long", std::string(65, 'x')),
                   Wrong("far too long", std::string(100'000, 'x')),
                   Right("the longest", std::string(64, '~')), Right("the shortest", "!")};
  for (const char* bad : {"a b", " a", "a ", "a\tb", "a\n", "\x7F", "\xC3\xA9"}) {
    cases.push_back(Wrong(absl::CEscape(bad), bad));
  }
  cases.push_back(Wrong("with NUL", std::string("a\0b", 3)));
  return cases;
}

FieldCases PartnerNameCases() {
  return NameCases(1, 40, 'q',
                   {"Nike", "1nike", "-nike", "ni_ke", "ni ke", "nike\n", "nik\xC3\xA9"});
}

FieldCases SnakeNameCases(std::size_t max) {
  return NameCases(1, max, 'q', {"Card", "1card", "_card", "ca-rd", "ca rd", "card\n", "\xC3\xA9"});
}

FieldCases RangeCases(std::int64_t min, std::int64_t max) {
  return NumberCases(min, max, std::numeric_limits<std::int64_t>::min(),
                     std::numeric_limits<std::int64_t>::max());
}

FieldCases Int32Cases(std::int32_t min, std::int32_t max) {
  return NumberCases(min, max, std::numeric_limits<std::int32_t>::min(),
                     std::numeric_limits<std::int32_t>::max());
}

FieldCases TimestampCases() {
  constexpr std::int64_t kFirst = -62'135'596'800;
  constexpr std::int64_t kLast = 253'402'300'799;
  return {TimestampCase("first", kFirst, 0, ""),
          TimestampCase("last", kLast, 999'999'999, ""),
          TimestampCase("before the first", kFirst - 1, 0, kInvalid),
          TimestampCase("after the last", kLast + 1, 0, kInvalid),
          TimestampCase("INT64_MIN", std::numeric_limits<std::int64_t>::min(), 0, kInvalid),
          TimestampCase("INT64_MAX", std::numeric_limits<std::int64_t>::max(), 0, kInvalid),
          TimestampCase("negative nanos", 1'700'000'000, -1, kInvalid),
          TimestampCase("INT32_MIN nanos", 1'700'000'000, std::numeric_limits<std::int32_t>::min(),
                        kInvalid),
          TimestampCase("a second of nanos", 1'700'000'000, 1'000'000'000, kInvalid)};
}

FieldCases MoneyCodeCases() {
  return {Right("a code", "JPY"),     Wrong("empty", ""),
          Wrong("lower case", "gbp"), Wrong("too short", "GB"),
          Wrong("too long", "GBPP"),  Wrong("nobody's", "ZZZ"),
          Wrong("not in use", "DEM"), Wrong("a space", "GBP "),
          Wrong("control", "GB\n"),   Wrong("far too long", std::string(100'000, 'G'))};
}

FieldCases CurrencyCases() {
  return {Right("empty", ""),
          Right("a code", "POINTS"),
          Wrong("unknown", "NOPE"),
          Wrong("lower case", "points"),
          Wrong("control", "POINTS\n"),
          Wrong("one too long", std::string(17, 'P')),
          Wrong("far too long", std::string(100'000, 'P'))};
}

FieldCases PageTokenCases() {
  const auto encoded = [](const std::string& text) { return absl::WebSafeBase64Escape(text); };
  FieldCases cases{Right("empty", ""),
                   Wrong("not base64", "***"),
                   Wrong("another list's", encoded("weather,1")),
                   Wrong("far too long", std::string(100'000, 'A')),
                   Wrong("longer than a token", encoded(std::string(16'385, ','))),
                   Wrong("control", "\n")};
  for (const char* list : {"transactions", "member-transactions", "partners", "exchange-rates",
                           "terms", "windows", "statement-lines", "obligations", "members",
                           "partner-members", "conversion-rates", "audit-events"}) {
    for (const char* numbers : {"", ",", ",x", ",1,2,3", ",99999999999999999999", ",1.5"}) {
      cases.push_back(
          Wrong(absl::StrCat("forged: ", list, numbers), encoded(absl::StrCat(list, numbers))));
    }
  }
  return cases;
}

FieldCases MemberIdCases() {
  FieldCases cases{Wrong("unknown", "01890a5d-ac96-774b-bcce-b302099a8057", "PERMISSION_DENIED"),
                   Wrong("zero", "00000000-0000-0000-0000-000000000000", "PERMISSION_DENIED"),
                   Wrong("all ones", "ffffffff-ffff-ffff-ffff-ffffffffffff", "PERMISSION_DENIED")};
  for (const char* bad :
       {"", "x", "01890A5D-AC96-774B-BCCE-B302099A8057", "01890a5dac96774bbcceb302099a8057",
        "01890a5d-ac96-774b-bcce-b302099a805", "01890a5d-ac96-774b-bcce-b302099a80577",
        "g1890a5d-ac96-774b-bcce-b302099a8057", "01890a5d-ac96-774b-bcce_b302099a8057",
        "{01890a5d-ac96-774b-bcce-b302099a805}", " 1890a5d-ac96-774b-bcce-b302099a8057"}) {
    cases.push_back(Wrong(bad, bad));
  }
  cases.push_back(Wrong("far too long", std::string(100'000, 'a')));
  return cases;
}

FieldCases TransactionIdCases() {
  FieldCases cases{Wrong("unknown", "0-123456789", "PERMISSION_DENIED"),
                   Wrong("the last", "0-9223372036854775807", "PERMISSION_DENIED"),
                   Wrong("another lane's first", "1-1", "PERMISSION_DENIED"),
                   Wrong("the last lane's", "65535-1", "PERMISSION_DENIED")};
  for (const char* bad : {"",
                          "x",
                          "-",
                          "0",
                          "0-",
                          "-1",
                          "0-0",
                          "0-01",
                          "00-1",
                          "0--1",
                          "-0-1",
                          "0-+1",
                          " 0-1",
                          "0-1 ",
                          "0-1-1",
                          "0-x",
                          "0x0-1",
                          "65536-1",
                          "0-9223372036854775808",
                          "0\n-1"}) {
    cases.push_back(Wrong(absl::CEscape(bad), bad));
  }
  cases.push_back(Wrong("far too long", "0-" + std::string(100'000, '1')));
  return cases;
}

FieldCases OptionalTransactionIdCases() {
  FieldCases cases = TransactionIdCases();
  std::erase_if(cases, [](const FieldCase& one) { return one.name.empty(); });
  return cases + FieldCases{Right("empty", "")};
}

FieldCases EnumCases(const std::vector<int>& right, const std::vector<int>& wrong) {
  FieldCases cases;
  for (int value : right) cases.push_back(EnumCase(value, ""));
  for (int value : wrong) cases.push_back(EnumCase(value, kInvalid));
  return cases;
}

FieldCase Entries(int count, const std::string& reason, const std::string& at,
                  std::function<void(Message&, int)> vary) {
  return {absl::StrCat(count, " entries"),
          [=](Message& message, const FieldDescriptor& field) {
            const auto* reflection = message.GetReflection();
            const int had = reflection->FieldSize(message, &field);
            if (count == 0) return reflection->ClearField(&message, &field);
            for (int i = had; i < count; ++i) {
              Message* added = reflection->AddMessage(&message, &field);
              added->CopyFrom(reflection->GetRepeatedMessage(message, &field, 0));
            }
            while (reflection->FieldSize(message, &field) > count) {
              reflection->RemoveLast(&message, &field);
            }
            for (int i = 0; vary && i < count; ++i) {
              vary(*reflection->MutableRepeatedMessage(&message, &field, i), i);
            }
          },
          reason, at};
}

FieldCase WrongWhenSet(const std::string& at) {
  return {"set",
          [](Message& message, const FieldDescriptor& field) {
            const auto* reflection = message.GetReflection();
            if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
              reflection->MutableMessage(&message, &field);
            } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
              reflection->SetBool(&message, &field, true);
            } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
              reflection->SetInt32(&message, &field, 1);
            } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
              reflection->SetInt64(&message, &field, 1);
            } else {
              reflection->SetString(&message, &field, "x");
            }
          },
          kInvalid, at};
}

}  // namespace coalition::e2e
