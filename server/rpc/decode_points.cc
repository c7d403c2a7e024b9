#include <utility>

#include "server/rpc/decode.h"
#include "server/rpc/decode_header.h"
#include "server/rpc/limits.h"

namespace coalition::rpc {
namespace {

using domain::Reason;

// What earns, burns and quotes have in common.
struct PostingFields {
  domain::PartnerId partner;
  domain::MemberRef member;
  domain::CurrencyId currency;
};

template <typename Request>
Decoded<PostingFields> DecodePosting(const Request& request, const DecodeContext& context,
                                     FieldChecks& checks) {
  const auto partner = DecodePartner(request.partner_id(), context);
  if (!partner.ok()) return partner.rejection();
  auto member = DecodeMember(request.member(), *partner, context);
  if (!member.ok()) {
    if (member.rejection().rejection.reason != Reason::kInvalidField) return member.rejection();
    for (const FieldViolation& violation : member.rejection().fields) {
      checks.Reject(violation.field, violation.description);
    }
  }
  const auto currency = DecodeCurrency(request.currency(), context, checks);
  PostingFields fields;
  fields.partner = *partner;
  if (member.ok()) fields.member = *std::move(member);
  if (currency) fields.currency = *currency;
  return fields;
}

std::optional<domain::QuotedVersions> DecodeQuote(const std::string& token,
                                                  const PostingFields& fields,
                                                  const DecodeContext& context,
                                                  FieldChecks& checks) {
  if (token.empty()) return std::nullopt;
  const auto quote = token.size() <= kTokenCharsMax ? context.quotes.Open(token) : std::nullopt;
  if (!quote || quote->partner != fields.partner || quote->currency != fields.currency) {
    checks.Reject("quote_token", "must come from a Quote for this partner and currency");
    return std::nullopt;
  }
  return quote->versions;
}

// Event time, quote and reference of an earn or burn.
template <typename Request, typename Posting>
void DecodeCircumstances(const Request& request, const PostingFields& fields,
                         const DecodeContext& context, FieldChecks& checks, Posting& posting) {
  posting.partner = fields.partner;
  posting.member = fields.member;
  posting.currency = fields.currency;
  if (request.has_event_time()) {
    posting.event_time = checks.Moment("event_time", request.event_time());
  }
  posting.quote = DecodeQuote(request.quote_token(), fields, context, checks);
  checks.Text("reference", request.reference(), 0, kReferenceCharsMax);
  posting.reference = request.reference();
}

domain::PurchaseLine DecodeLine(const std::string& path, const v1::PurchaseLine& line,
                                FieldChecks& checks) {
  checks.Text(Join(path, "sku"), line.sku(), 1, kSkuCharsMax);
  checks.Text(Join(path, "category"), line.category(), 0, kCategoryCharsMax);
  checks.InRange(Join(path, "quantity"), line.quantity(), 1, kQuantityMax);
  checks.InRange(Join(path, "unit_price_micros"), line.unit_price_micros(), 0, kMoneyMicrosMax);
  return {line.sku(), line.category(), line.quantity(), domain::Micros(line.unit_price_micros())};
}

// The amount may be left out when there are lines; its currency may not.
domain::Purchase DecodePurchase(const std::string& path, const v1::Purchase& purchase,
                                FieldChecks& checks) {
  domain::Purchase decoded;
  const std::string amount_path = Join(path, "amount");
  if (purchase.lines_size() > kPurchaseLinesMax) {
    checks.Reject(Join(path, "lines"),
                  "must have at most " + std::to_string(kPurchaseLinesMax) + " entries");
    return decoded;
  }
  domain::Wide sum = 0;
  for (int i = 0; i < purchase.lines_size(); ++i) {
    decoded.lines.push_back(DecodeLine(Indexed(Join(path, "lines"), i), purchase.lines(i), checks));
    const domain::PurchaseLine& line = decoded.lines.back();
    sum += static_cast<domain::Wide>(line.quantity) * line.unit_price.value();
  }
  const auto amount = checks.Money(amount_path, purchase.amount(), 0, kMoneyMicrosMax);
  if (!amount || !checks.ok()) return decoded;
  decoded.amount = *amount;
  if (decoded.lines.empty()) return decoded;
  if (sum > kMoneyMicrosMax) {
    checks.Reject(Join(path, "lines"), "must not sum to more than 10^15 micros");
  } else if (amount->amount == domain::Micros(0)) {
    decoded.amount.amount = domain::Micros(static_cast<std::int64_t>(sum));
  } else if (sum != amount->amount.value()) {
    checks.Reject(Join(amount_path, "micros"), "must be the sum of the lines, or 0");
  }
  return decoded;
}

domain::Activity DecodeActivity(const std::string& path, const v1::Activity& activity,
                                FieldChecks& checks) {
  checks.SnakeName(Join(path, "type"), activity.type(), kActivityTypeCharsMax);
  checks.InRange(Join(path, "quantity"), activity.quantity(), 1, kQuantityMax);
  return {activity.type(), activity.quantity()};
}

domain::PartnerPoints DecodePartnerPoints(const std::string& field, std::int64_t points,
                                          FieldChecks& checks) {
  checks.AtLeastOne(field, points);
  return domain::PartnerPoints(points);
}

domain::Points DecodePoints(const std::string& field, std::int64_t points, FieldChecks& checks) {
  checks.AtLeastOne(field, points);
  return domain::Points(points);
}

domain::Money DecodeMoneyOff(const std::string& field, const v1::Money& money,
                             FieldChecks& checks) {
  return checks.Money(field, money, 1, kMoneyMicrosMax).value_or(domain::Money{});
}

decltype(domain::Earn::amount) DecodeAmount(const v1::EarnRequest& request, FieldChecks& checks) {
  switch (request.amount_case()) {
    case v1::EarnRequest::kPartnerPoints:
      return DecodePartnerPoints("partner_points", request.partner_points(), checks);
    case v1::EarnRequest::kPoints:
      return DecodePoints("points", request.points(), checks);
    case v1::EarnRequest::kPurchase:
      return DecodePurchase("purchase", request.purchase(), checks);
    case v1::EarnRequest::kActivity:
      return DecodeActivity("activity", request.activity(), checks);
    case v1::EarnRequest::AMOUNT_NOT_SET:
      break;
  }
  checks.Reject("amount", "must be one of partner_points, points, purchase, activity");
  return domain::Points(0);
}

decltype(domain::Burn::amount) DecodeAmount(const v1::BurnRequest& request, FieldChecks& checks) {
  switch (request.amount_case()) {
    case v1::BurnRequest::kPartnerPoints:
      return DecodePartnerPoints("partner_points", request.partner_points(), checks);
    case v1::BurnRequest::kPoints:
      return DecodePoints("points", request.points(), checks);
    case v1::BurnRequest::kMoneyOff:
      return DecodeMoneyOff("money_off", request.money_off(), checks);
    case v1::BurnRequest::AMOUNT_NOT_SET:
      break;
  }
  checks.Reject("amount", "must be one of partner_points, points, money_off");
  return domain::Points(0);
}

std::vector<domain::LineQuantity> DecodeLines(const v1::LineSelection& selection,
                                              FieldChecks& checks) {
  std::vector<domain::LineQuantity> lines;
  if (selection.lines_size() < 1 || selection.lines_size() > kPurchaseLinesMax) {
    checks.Reject("lines.lines",
                  "must have 1 to " + std::to_string(kPurchaseLinesMax) + " entries");
    return lines;
  }
  std::vector<bool> seen(static_cast<std::size_t>(kPurchaseLinesMax) + 1);
  for (int i = 0; i < selection.lines_size(); ++i) {
    const v1::LineQuantity& line = selection.lines(i);
    const std::string path = Indexed("lines.lines", i);
    checks.InRange(Join(path, "quantity"), line.quantity(), 1, kQuantityMax);
    if (!checks.InRange(Join(path, "line"), line.line(), 1, kPurchaseLinesMax)) continue;
    if (seen[static_cast<std::size_t>(line.line())]) {
      checks.Reject(Join(path, "line"), "must not name a line twice");
    }
    seen[static_cast<std::size_t>(line.line())] = true;
    lines.push_back({line.line(), line.quantity()});
  }
  return lines;
}

decltype(domain::Reverse::part) DecodePart(const v1::ReverseRequest& request, FieldChecks& checks) {
  switch (request.part_case()) {
    case v1::ReverseRequest::kPoints:
      return DecodePoints("points", request.points(), checks);
    case v1::ReverseRequest::kPartnerPoints:
      return DecodePartnerPoints("partner_points", request.partner_points(), checks);
    case v1::ReverseRequest::kAmount:
      return DecodeMoneyOff("amount", request.amount(), checks);
    case v1::ReverseRequest::kLines:
      return DecodeLines(request.lines(), checks);
    case v1::ReverseRequest::PART_NOT_SET:
      break;
  }
  return domain::EverythingLeft{};
}

template <typename Posting, typename Request>
Decoded<domain::Command> DecodeEarnOrBurn(const Request& request, const DecodeContext& context) {
  FieldChecks checks;
  const auto fields = DecodePosting(request, context, checks);
  if (!fields.ok()) return fields.rejection();
  domain::Command command;
  command.header = HeaderOf(request, fields->partner, context, checks);
  Posting posting;
  posting.amount = DecodeAmount(request, checks);
  DecodeCircumstances(request, *fields, context, checks, posting);
  if (!checks.ok()) return checks.Error();
  command.action = std::move(posting);
  return command;
}

template <typename Request>
Decoded<domain::Command> DecodeItem(Request request, const std::string& default_partner_id,
                                    const DecodeContext& context) {
  if (request.partner_id().empty()) request.set_partner_id(default_partner_id);
  return Decode(request, context);
}

}  // namespace

Decoded<domain::Command> Decode(const v1::EarnRequest& request, const DecodeContext& context) {
  if (request.enroll_if_unknown()) return NotServedYet("enroll_if_unknown");
  return DecodeEarnOrBurn<domain::Earn>(request, context);
}

Decoded<domain::Command> Decode(const v1::BurnRequest& request, const DecodeContext& context) {
  return DecodeEarnOrBurn<domain::Burn>(request, context);
}

Decoded<domain::Command> Decode(const v1::ReverseRequest& request, const DecodeContext& context) {
  const auto partner = DecodePartner(request.partner_id(), context);
  if (!partner.ok()) return partner.rejection();
  FieldChecks checks;
  domain::Command command;
  command.header = HeaderOf(request, *partner, context, checks);
  domain::Reverse reverse;
  reverse.partner = *partner;
  if (const auto original = domain::TransactionId::Parse(request.transaction_id())) {
    reverse.original = *original;
  } else {
    checks.Reject("transaction_id", "must be a transaction id as answered by this network");
  }
  reverse.part = DecodePart(request, checks);
  if (request.has_event_time()) {
    reverse.event_time = checks.Moment("event_time", request.event_time());
  }
  checks.Text("reference", request.reference(), 0, kReferenceCharsMax);
  reverse.reference = request.reference();
  if (!checks.ok()) return checks.Error();
  command.action = std::move(reverse);
  return command;
}

Decoded<domain::Command> Decode(const v1::BatchItem& item, const std::string& default_partner_id,
                                const DecodeContext& context) {
  if (item.linked()) return NotServedYet("linked");
  switch (item.command_case()) {
    case v1::BatchItem::kEarn:
      return DecodeItem(item.earn(), default_partner_id, context);
    case v1::BatchItem::kBurn:
      return DecodeItem(item.burn(), default_partner_id, context);
    case v1::BatchItem::kReverse:
      return DecodeItem(item.reverse(), default_partner_id, context);
    default:
      break;
  }
  FieldChecks checks;
  checks.Reject("command", "must be one of earn, burn, reverse");
  return checks.Error();
}

std::string RequestIdOf(const v1::BatchItem& item) {
  switch (item.command_case()) {
    case v1::BatchItem::kEarn:
      return item.earn().request_id();
    case v1::BatchItem::kBurn:
      return item.burn().request_id();
    case v1::BatchItem::kReverse:
      return item.reverse().request_id();
    case v1::BatchItem::kAuthorize:
      return item.authorize().request_id();
    case v1::BatchItem::kCapture:
      return item.capture().request_id();
    case v1::BatchItem::kVoid:
      return item.void_().request_id();
    case v1::BatchItem::kConvert:
      return item.convert().request_id();
    case v1::BatchItem::kTransfer:
      return item.transfer().request_id();
    case v1::BatchItem::COMMAND_NOT_SET:
      break;
  }
  return std::string();
}

Decoded<QuoteQuestion> Decode(const v1::QuoteRequest& request, const DecodeContext& context) {
  FieldChecks checks;
  const auto fields = DecodePosting(request, context, checks);
  if (!fields.ok()) return fields.rejection();
  domain::Earn earn{fields->partner, fields->member, fields->currency, {}, {}, {}, {}};
  domain::Burn burn{fields->partner, fields->member, fields->currency, {}, {}, {}, {}};
  QuoteQuestion question;
  question.posting = earn;
  const auto ask_earn = [&](decltype(domain::Earn::amount) amount) {
    earn.amount = std::move(amount);
    question.posting = std::move(earn);
  };
  const auto ask_burn = [&](decltype(domain::Burn::amount) amount) {
    burn.amount = std::move(amount);
    question.posting = std::move(burn);
  };
  switch (request.amount_case()) {
    case v1::QuoteRequest::kEarnPartnerPoints:
      ask_earn(DecodePartnerPoints("earn_partner_points", request.earn_partner_points(), checks));
      break;
    case v1::QuoteRequest::kEarnPoints:
      ask_earn(DecodePoints("earn_points", request.earn_points(), checks));
      break;
    case v1::QuoteRequest::kEarnPurchase:
      ask_earn(DecodePurchase("earn_purchase", request.earn_purchase(), checks));
      break;
    case v1::QuoteRequest::kEarnActivity:
      ask_earn(DecodeActivity("earn_activity", request.earn_activity(), checks));
      break;
    case v1::QuoteRequest::kBurnPartnerPoints:
      ask_burn(DecodePartnerPoints("burn_partner_points", request.burn_partner_points(), checks));
      break;
    case v1::QuoteRequest::kBurnPoints:
      ask_burn(DecodePoints("burn_points", request.burn_points(), checks));
      break;
    case v1::QuoteRequest::kBurnMoneyOff:
      ask_burn(DecodeMoneyOff("burn_money_off", request.burn_money_off(), checks));
      break;
    case v1::QuoteRequest::AMOUNT_NOT_SET:
      checks.Reject("amount", "must be one of the earn_ and burn_ amounts");
      break;
  }
  if (request.valid_for_s() != 0) {
    checks.InRange("valid_for_s", request.valid_for_s(), 1, kQuoteSecondsMax);
  }
  question.valid_for_s = request.valid_for_s() == 0 ? kQuoteSecondsDefault : request.valid_for_s();
  if (!checks.ok()) return checks.Error();
  return question;
}

}  // namespace coalition::rpc
