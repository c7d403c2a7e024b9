#include "tests/simulation/command.h"

#include <charconv>
#include <concepts>
#include <map>
#include <sstream>
#include <type_traits>

namespace coalition::simulation {
namespace {

constexpr const char* kNames[] = {
    "earn",           "burn",           "authorize", "capture",    "void",
    "reverse",        "convert",        "transfer",  "adjust",     "expire",
    "enroll",         "link",           "unlink",    "merge",      "erase",
    "create_partner", "update_partner", "suspend",   "resume",     "create_currency",
    "set_rate",       "set_conversion", "set_terms", "set_limits", "close_window"};
static_assert(std::size(kNames) == kKinds);

constexpr char kListSeparator = ',';

template <typename T>
concept Enumeration = std::is_enum_v<T>;

// Values as text without spaces, and back; Read answers whether it could.
struct FieldText {
  template <std::integral T>
  static std::string Write(T value) {
    return std::to_string(value);
  }
  template <std::integral T>
  static bool Read(const std::string& text, T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      value = text == "1";
      return value || text == "0";
    } else {
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      return error == std::errc() && end == text.data() + text.size();
    }
  }

  template <Enumeration T>
  static std::string Write(T value) {
    return std::to_string(static_cast<int>(value));
  }
  template <Enumeration T>
  static bool Read(const std::string& text, T& value) {
    int number = 0;
    if (!Read(text, number)) return false;
    value = static_cast<T>(number);
    return true;
  }

  // Spaces travel as underscores.
  static std::string Write(const std::string& value) {
    std::string text = value;
    for (char& c : text) c = c == ' ' ? '_' : c;
    return text;
  }
  static bool Read(const std::string& text, std::string& value) {
    value = text;
    return true;
  }

  static std::string Write(const std::optional<Moment>& moment) { return MomentText(*moment); }
  static bool Read(const std::string& text, std::optional<Moment>& moment) {
    moment = ParseMoment(text);
    return moment.has_value();
  }

  // Two values with a sign between them.
  template <typename A, typename B>
  static bool ReadPair(const std::string& text, char separator, A& a, B& b) {
    const auto at = text.find(separator);
    return at != std::string::npos && Read(text.substr(0, at), a) && Read(text.substr(at + 1), b);
  }

  static std::string Write(const Ratio& ratio) { return Write(ratio.n) + "/" + Write(ratio.d); }
  static bool Read(const std::string& text, Ratio& ratio) {
    return ReadPair(text, '/', ratio.n, ratio.d);
  }

  static std::string Write(const Identifier& identifier) {
    return Write(identifier.partner) + ":" + Write(identifier.name);
  }
  static bool Read(const std::string& text, Identifier& identifier) {
    return ReadPair(text, ':', identifier.partner, identifier.name);
  }

  static std::string Write(const MemberRef& ref) {
    return ref.identifier ? Write(*ref.identifier) : "m" + Write(ref.member);
  }
  static bool Read(const std::string& text, MemberRef& ref) {
    if (text.starts_with("m")) return Read(text.substr(1), ref.member);
    return Read(text, ref.identifier.emplace());
  }

  static std::string Write(const RequestName& name) {
    return Write(name.scope) + ":" + Write(name.id);
  }
  static bool Read(const std::string& text, RequestName& name) {
    return ReadPair(text, ':', name.scope, name.id);
  }

  static std::string Write(const Line& line) { return Write(line.a) + "x" + Write(line.b); }
  static bool Read(const std::string& text, Line& line) {
    return ReadPair(text, 'x', line.a, line.b);
  }

  static std::string Write(const ActivityRate& rate) {
    return rate.type + ":" + Write(rate.per_unit);
  }
  static bool Read(const std::string& text, ActivityRate& rate) {
    return ReadPair(text, ':', rate.type, rate.per_unit);
  }

  static std::string Write(const std::pair<int, int>& pair) {
    return Write(pair.first) + "-" + Write(pair.second);
  }
  static bool Read(const std::string& text, std::pair<int, int>& pair) {
    return ReadPair(text, '-', pair.first, pair.second);
  }

  template <typename T>
  static std::string Write(const std::vector<T>& values) {
    std::string text;
    for (const T& value : values) text += (text.empty() ? "" : ",") + Write(value);
    return text;
  }
  template <typename T>
  static bool Read(const std::string& text, std::vector<T>& values) {
    std::istringstream parts(text);
    for (std::string part; std::getline(parts, part, kListSeparator);) {
      if (!Read(part, values.emplace_back())) return false;
    }
    return true;
  }
};

// Every field of a request that says what is asked.
template <typename C, typename Visit>
void VisitPayload(C& c, Visit visit) {
  visit("caller", c.caller);
  visit("partner", c.partner);
  visit("member", c.member);
  visit("to_member", c.to_member);
  visit("new_member", c.new_member);
  visit("enroll", c.enroll_if_unknown);
  visit("identifiers", c.identifiers);
  visit("link_code", c.link_code);
  visit("currency", c.currency);
  visit("to_currency", c.to_currency);
  visit("measure", c.measure);
  visit("amount", c.amount);
  visit("money", c.money);
  visit("activity", c.activity);
  visit("lines", c.lines);
  visit("event_time", c.event_time);
  visit("quoted_rate", c.quoted_rate);
  visit("quoted_terms", c.quoted_terms);
  visit("quote_expires_at", c.quote_expires_at);
  visit("hold_for_s", c.hold_for_s);
  visit("target", c.target);
  visit("words", c.words);
  visit("handle", c.handle);
  visit("backdating_days", c.backdating_days);
  visit("scale", c.scale);
  visit("effective_from", c.effective_from);
  visit("earn_rate", c.earn_rate);
  visit("burn_rate", c.burn_rate);
  visit("rounding", c.rounding);
  visit("purchase_rate", c.purchase_rate);
  visit("money_off_rate", c.money_off_rate);
  visit("activities", c.activities);
  visit("issue_price", c.issue_price);
  visit("redemption_price", c.redemption_price);
  visit("on_redemption", c.charge_on_redemption);
  visit("pending_days", c.pending_days);
  visit("valid_months", c.valid_months);
  visit("earn_fee", c.earn_fee);
  visit("burn_fee", c.burn_fee);
  visit("earn_fee_ppm", c.earn_fee_ppm);
  visit("burn_fee_ppm", c.burn_fee_ppm);
  visit("breakage_ppm", c.breakage_ppm);
  visit("cap", c.cap);
  visit("cap_limit", c.cap_limit);
  visit("cap_alert", c.cap_alert);
  visit("limits", c.limits);
  visit("window", c.window);
}

template <typename C, typename Visit>
void VisitAll(C& c, Visit visit) {
  visit("id", c.id);
  visit("linked", c.linked);
  VisitPayload(c, visit);
  visit("target_sequence", c.target_sequence);
  visit("resolved_code", c.resolved_code);
  visit("accounts", c.accounts);
}

// The fields that are not as in a plain command.
template <typename Visit>
std::string FieldsOf(const Command& command, Visit visit_fields) {
  static const Command plain;
  const auto note = [](auto& into) {
    return [&into](const char* name, const auto& value) {
      if constexpr (requires { value.has_value(); }) {
        if (value.has_value()) into.emplace_back(name, FieldText::Write(value));
      } else {
        into.emplace_back(name, FieldText::Write(value));
      }
    };
  };
  std::vector<std::pair<std::string, std::string>> fields;
  std::vector<std::pair<std::string, std::string>> plain_fields;
  visit_fields(command, note(fields));
  visit_fields(plain, note(plain_fields));
  const std::map<std::string, std::string> unchanged(plain_fields.begin(), plain_fields.end());
  std::string text;
  for (const auto& [name, value] : fields) {
    const auto usual = unchanged.find(name);
    if (usual != unchanged.end() && usual->second == value) continue;
    text.append(" ").append(name).append("=").append(value);
  }
  return text;
}

}  // namespace

const char* Name(Kind kind) { return kNames[static_cast<int>(kind)]; }

RequestName NameOf(const Command& command) { return {command.caller, command.id}; }

std::string ToText(const Command& command) {
  return Name(command.kind) +
         FieldsOf(command, [](const Command& c, auto visit) { VisitAll(c, visit); });
}

std::string PayloadOf(const Command& command) {
  return Name(command.kind) +
         FieldsOf(command, [](const Command& c, auto visit) { VisitPayload(c, visit); });
}

std::optional<Command> ParseCommand(const std::string& line) {
  std::istringstream words(line);
  std::string word;
  if (!(words >> word)) return std::nullopt;
  Command command;
  int kind = 0;
  while (kind < kKinds && word != kNames[kind]) ++kind;
  if (kind == kKinds) return std::nullopt;
  command.kind = static_cast<Kind>(kind);
  while (words >> word) {
    const auto at = word.find('=');
    if (at == std::string::npos) return std::nullopt;
    bool read = false;
    VisitAll(command, [&](const char* name, auto& value) {
      if (word.compare(0, at, name) == 0) read = FieldText::Read(word.substr(at + 1), value);
    });
    if (!read) return std::nullopt;
  }
  return command;
}

}  // namespace coalition::simulation
