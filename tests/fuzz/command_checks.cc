#include "tests/fuzz/command_checks.h"

#include <concepts>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "server/domain/check.h"
#include "server/rpc/limits.h"

namespace coalition::fuzz {
namespace {

using domain::Points;

void CheckRange(std::integral auto value, std::integral auto min, std::integral auto max,
                const char* what) {
  COALITION_CHECK(std::cmp_less_equal(min, value) && std::cmp_less_equal(value, max),
                  what + (" is " + std::to_string(value)));
}

void CheckText(std::string_view text, std::size_t min, std::size_t max) {
  std::size_t chars = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    COALITION_CHECK(byte >= 0x20 && byte != 0x7F, "a control character");
    const bool is_c1 =
        byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    COALITION_CHECK(!is_c1, "a control character of C1");
    chars += (byte & 0xC0) == 0x80 ? 0 : 1;
  }
  CheckRange(chars, min, max, "a text");
}

void CheckTime(domain::Moment moment) {
  COALITION_CHECK(domain::kFirstMoment <= moment && moment <= domain::kLastMoment, "a time");
}

void CheckAmount(domain::PartnerPoints points) {
  CheckRange(points.value(), 1, INT64_MAX, "partner points");
}
void CheckAmount(Points points) { CheckRange(points.value(), 1, INT64_MAX, "points"); }
void CheckAmount(domain::EverythingLeft) {}
void CheckAmount(const domain::Money& money) {
  COALITION_CHECK(!money.currency.code().empty(), "money of no currency");
  CheckRange(money.amount.value(), 1, rpc::kMoneyMicrosMax, "money");
}
void CheckAmount(const domain::Activity& activity) {
  CheckText(activity.type, 1, rpc::kActivityTypeCharsMax);
  CheckRange(activity.quantity, 1, rpc::kQuantityMax, "a quantity");
}
void CheckAmount(const domain::Purchase& purchase) {
  const std::int64_t amount = purchase.amount.amount.value();
  COALITION_CHECK(!purchase.amount.currency.code().empty(), "a purchase in no currency");
  CheckRange(amount, 0, rpc::kMoneyMicrosMax, "a purchase");
  CheckRange(purchase.lines.size(), 0, rpc::kPurchaseLinesMax, "the number of lines");
  domain::Wide sum = 0;
  for (const domain::PurchaseLine& line : purchase.lines) {
    CheckText(line.sku, 1, rpc::kSkuCharsMax);
    CheckText(line.category, 0, rpc::kCategoryCharsMax);
    CheckRange(line.quantity, 1, rpc::kQuantityMax, "a quantity");
    CheckRange(line.unit_price.value(), 0, rpc::kMoneyMicrosMax, "a price");
    sum += static_cast<domain::Wide>(line.quantity) * line.unit_price.value();
  }
  COALITION_CHECK(purchase.lines.empty() || sum == amount, "lines do not sum to the purchase");
}
void CheckAmount(const std::vector<domain::LineQuantity>& lines) {
  std::set<std::int32_t> named;
  for (const domain::LineQuantity& line : lines) {
    CheckRange(line.line, 1, rpc::kPurchaseLinesMax, "a line");
    CheckRange(line.quantity, 1, rpc::kQuantityMax, "a quantity");
    COALITION_CHECK(named.insert(line.line).second, "a line twice");
  }
  COALITION_CHECK(!lines.empty(), "no lines");
}

void CheckRate(const domain::ExchangeRate& rate) {
  for (const domain::Ratio& ratio : {rate.EarnFactor(), rate.BurnFactor()}) {
    COALITION_CHECK(ratio.numerator > 0 && ratio.denominator > 0, "a factor");
  }
  if (rate.purchase) rate.PurchaseFactor();
  if (rate.money_off) rate.MoneyOffFactor();
  CheckRange(rate.activities.size(), 0, rpc::kActivityRatesMax, "the number of activities");
  for (const domain::ActivityRate& activity : rate.activities) rate.ActivityFactor(activity);
  CheckRange(rate.EarnCarryDenominator(), 1, INT64_MAX, "a denominator");
  CheckRange(rate.BurnCarryDenominator(), 1, INT64_MAX, "a denominator");
}

void CheckTerms(const domain::Terms& terms) {
  CheckRange(terms.issue_price.value(), 0, rpc::kMoneyMicrosMax, "a price");
  CheckRange(terms.redemption_price.value(), 0, rpc::kMoneyMicrosMax, "a price");
  CheckRange(terms.pending_days, 0, rpc::kPendingDaysMax, "pending days");
  CheckRange(terms.valid_months, 0, rpc::kValidMonthsMax, "valid months");
  CheckRange(terms.fees.earn_fee.value(), 0, rpc::kFeeMicrosMax, "a fee");
  CheckRange(terms.fees.burn_fee.value(), 0, rpc::kFeeMicrosMax, "a fee");
  CheckRange(terms.fees.earn_fee_ppm, 0, rpc::kPartsPerMillionMax, "a fee");
  CheckRange(terms.fees.burn_fee_ppm, 0, rpc::kPartsPerMillionMax, "a fee");
  CheckRange(terms.breakage_share_ppm, 0, rpc::kPartsPerMillionMax, "breakage");
  if (!terms.net_debit_cap) return;
  const auto limit = terms.net_debit_cap->limit.value();
  CheckRange(limit, 0, rpc::kTotalMax, "a cap");
  if (terms.net_debit_cap->alert) {
    CheckRange(terms.net_debit_cap->alert->value(), 1, limit, "an alert");
  }
}

class ActionChecks {
 public:
  ActionChecks(const domain::Catalog& catalog, const domain::Caller& caller)
      : catalog_(catalog), caller_(caller) {}

  template <typename Action>
  void operator()(const Action& action) const {
    if constexpr (requires { action.partner; }) CheckPartner(action.partner);
    if constexpr (requires { action.member; }) CheckMember(action.member);
    if constexpr (requires { action.identifier; }) CheckMember(action.identifier);
    if constexpr (requires { action.currency; }) CheckCurrency(action.currency);
    if constexpr (requires { action.amount; }) {
      std::visit([](const auto& amount) { CheckAmount(amount); }, action.amount);
    }
    if constexpr (requires { action.event_time; }) {
      if (action.event_time) CheckTime(*action.event_time);
    }
    if constexpr (requires { action.reference; }) {
      CheckText(action.reference, 0, rpc::kReferenceCharsMax);
    }
    if constexpr (requires { action.reason; }) CheckText(action.reason, 1, rpc::kReasonCharsMax);
    CheckRest(action);
  }

 private:
  void CheckPartner(domain::PartnerId id) const {
    COALITION_CHECK(catalog_.FindPartner(id) != nullptr, "a partner that does not exist");
    COALITION_CHECK(caller_.IsOperator() || id == caller_.partner, "another's partner");
  }
  void CheckCurrency(domain::CurrencyId id) const {
    COALITION_CHECK(catalog_.currencies().contains(id), "a currency that does not exist");
  }
  void CheckMember(const domain::MemberId&) const {}
  void CheckMember(const domain::Identifier& identifier) const {
    CheckPartner(identifier.partner);
    CheckText(identifier.kind, 1, rpc::kIdentifierKindCharsMax);
    CheckText(identifier.value, 1, rpc::kIdentifierValueCharsMax);
  }
  void CheckMember(const domain::MemberRef& member) const {
    std::visit([this](const auto& named) { CheckMember(named); }, member);
  }
  // Of a rate or terms of a partner.
  void CheckVersion(const auto& version) const {
    CheckTime(version.effective_from);
    CheckText(version.backdating_reason, 0, rpc::kReasonCharsMax);
    COALITION_CHECK(version.version == 0, "a version is assigned by the ledger");
  }

  void CheckRest(const auto&) const {}
  void CheckRest(const domain::Earn& earn) const {
    if (!earn.enroll_if_unknown) return;
    const auto* identifier = std::get_if<domain::Identifier>(&earn.member);
    COALITION_CHECK(identifier && identifier->partner == earn.partner, "enrols another's member");
  }
  void CheckRest(const domain::Authorize& authorize) const {
    CheckRange(authorize.hold_for_s, 1, rpc::kHoldSecondsMax, "a hold");
  }
  void CheckRest(const domain::Reverse& reverse) const {
    std::visit([](const auto& part) { CheckAmount(part); }, reverse.part);
  }
  void CheckRest(const domain::Convert& convert) const {
    CheckCurrency(convert.from);
    CheckCurrency(convert.to);
    COALITION_CHECK(convert.from != convert.to, "converts into the same currency");
    CheckAmount(convert.points);
  }
  void CheckRest(const domain::Transfer& transfer) const {
    CheckMember(transfer.from);
    CheckMember(transfer.to);
    CheckAmount(transfer.points);
  }
  void CheckRest(const domain::Adjust& adjust) const {
    CheckRange(adjust.points.value(), -rpc::kTotalMax, rpc::kTotalMax, "points");
    COALITION_CHECK(adjust.points != Points(0), "adjusts nothing");
  }
  void CheckRest(const domain::EnrollMember& enroll) const {
    CheckRange(enroll.identifiers.size(), 1, rpc::kIdentifiersPerEnrollmentMax, "identifiers");
    for (const domain::Identifier& identifier : enroll.identifiers) CheckMember(identifier);
    const std::set<domain::Identifier> named(enroll.identifiers.begin(), enroll.identifiers.end());
    COALITION_CHECK(named.size() == enroll.identifiers.size(), "an identifier twice");
  }
  void CheckRest(const domain::SetExchangeRate& set) const {
    CheckPartner(set.rate.partner);
    CheckCurrency(set.rate.currency);
    CheckVersion(set.rate);
    CheckRate(set.rate);
  }
  void CheckRest(const domain::SetConversionRate& set) const {
    COALITION_CHECK(caller_.IsOperator(), "a partner sets the network's rate");
    CheckVersion(set.rate);
    CheckRange(set.rate.CarryDenominator(), 1, INT64_MAX, "a denominator");
  }
  void CheckRest(const domain::SetTerms& set) const {
    CheckPartner(set.terms.partner);
    CheckCurrency(set.terms.currency);
    CheckVersion(set.terms);
    CheckTerms(set.terms);
  }
  void CheckRest(const domain::SetLimits& set) const {
    CheckPartner(set.limits.partner);
    CheckCurrency(set.limits.currency);
    for (const Points points :
         {set.limits.limits.earn_per_transaction, set.limits.limits.burn_per_partner_day}) {
      CheckRange(points.value(), 0, rpc::kTotalMax, "a limit");
    }
  }
  void CheckRest(const domain::CreateCredential& create) const {
    const bool is_operators = create.credential.role == domain::Role::kOperator;
    COALITION_CHECK(!is_operators || caller_.IsOperator(), "a partner makes an operator");
    if (!is_operators) CheckPartner(create.credential.partner);
  }
  void CheckRest(const domain::CreatePartner& create) const {
    CheckText(create.handle, 1, rpc::kPartnerIdCharsMax);
    CheckRange(create.backdating_days, 0, rpc::kBackdatingDaysMax, "backdating days");
  }
  void CheckRest(const domain::CreateCurrency& create) const {
    CheckRange(create.scale, 0, rpc::kScaleMax, "a scale");
  }

  const domain::Catalog& catalog_;
  const domain::Caller& caller_;
};

// "purchase.lines[2].quantity"; the last name may be that of a oneof.
bool HasField(const google::protobuf::Descriptor* message, std::string_view path) {
  for (std::string_view rest = path; message != nullptr;) {
    const std::size_t dot = rest.find('.');
    const std::string_view step = rest.substr(0, dot);
    const std::string name(step.substr(0, step.find('[')));
    const auto* field = message->FindFieldByName(name);
    const bool is_last = dot == std::string_view::npos;
    if (field == nullptr) return is_last && message->FindOneofByName(name) != nullptr;
    if (name.size() != step.size() && !field->is_repeated()) return false;
    if (is_last) return true;
    message = field->message_type();
    rest.remove_prefix(dot + 1);
  }
  return false;
}

}  // namespace

void CheckCommand(const domain::Command& command, const domain::Catalog& catalog,
                  const domain::Caller& caller) {
  const domain::RequestKey& request = command.header.request;
  CheckText(request.request_id, 1, rpc::kRequestIdCharsMax);
  COALITION_CHECK(request.request_id.find(' ') == std::string::npos, "a request id with a space");
  COALITION_CHECK(caller.IsOperator() || request.scope == caller.partner, "another's request id");
  std::visit(ActionChecks(catalog, caller), command.action);
}

void CheckQuestion(const rpc::QuoteQuestion& question, const domain::Catalog& catalog,
                   const domain::Caller& caller) {
  CheckRange(question.valid_for_s, 1, rpc::kQuoteSecondsMax, "a quote's time");
  std::visit(ActionChecks(catalog, caller), question.posting);
}

void CheckRefusal(const rpc::CallError& error, const google::protobuf::Descriptor& request) {
  const domain::Reason reason = error.rejection.reason;
  if (reason == domain::Reason::kInvalidField) {
    CheckRange(error.fields.size(), 1, rpc::kFieldViolationsMax, "the number of fields");
  } else {
    COALITION_CHECK(error.fields.empty(), "fields for another reason");
    COALITION_CHECK(
        reason == domain::Reason::kPermissionDenied || reason == domain::Reason::kPartnerNotFound,
        rpc::NameOf(reason));
  }
  for (const rpc::FieldViolation& violation : error.fields) {
    COALITION_CHECK(HasField(&request, violation.field), violation.field);
    COALITION_CHECK(!violation.description.empty(), violation.field);
  }
  constexpr std::size_t kHeaderBytesMax = 8 << 10;
  const grpc::Status status = rpc::ToGrpc(error);
  COALITION_CHECK(!status.ok(), "a refusal is OK");
  CheckRange(status.error_details().size(), 1, kHeaderBytesMax, "the size of details");
}

}  // namespace coalition::fuzz
