#include <algorithm>
#include <utility>

#include "server/domain/conversion_plan.h"
#include "server/domain/overloaded.h"
#include "server/domain/plan.h"
#include "server/domain/pricing.h"

namespace coalition::domain {
namespace {

constexpr Points kNone{0};

const Money* MoneyOffOf(const Transaction& authorization) {
  return std::get_if<Money>(&authorization.facts);
}

// In the measure of the authorization when the request names none.
decltype(Capture::amount) AmountOf(const Capture& capture, const Transaction& authorization,
                                   const Hold& hold) {
  if (!std::holds_alternative<EverythingLeft>(capture.amount)) return capture.amount;
  if (const Money* money_off = MoneyOffOf(authorization)) return *money_off;
  if (authorization.conversion) return authorization.partner_points;
  return hold.total();
}

Rejection OtherMeasure(const char* field) {
  return InvalidField(field, "must be in the measure of the authorization, or in points");
}

Rejection MoreThanAuthorized(std::int64_t authorized, std::int64_t wanted) {
  return InsufficientPoints(Points(authorized), Points(wanted));
}

// What is debited, with partner points and conversion.
struct Debit {
  Points points;
  PartnerPoints partner_points;
  std::optional<AppliedConversion> conversion;
  Facts facts;
  Carry carry;
};

class Conversion {
 public:
  Conversion(const Transaction& authorization, const Hold& hold, const ExchangeRate* rate,
             const Carry& carry)
      : authorization_(authorization), held_(hold.total()), rate_(rate), carry_(carry) {}

  Decided<Debit> operator()(const EverythingLeft&) const {
    CheckFailed(__FILE__, __LINE__, "amount", "everything is in some measure");
  }
  Decided<Debit> operator()(const Points& points) const {
    if (points > held_) return InsufficientPoints(held_, points);
    return Debit{points, PartnerPoints(0), std::nullopt, {}, carry_};
  }
  Decided<Debit> operator()(const PartnerPoints& points) const {
    if (!authorization_.conversion || MoneyOffOf(authorization_) != nullptr) {
      return OtherMeasure("partner_points");
    }
    if (points > authorization_.partner_points) {
      return MoreThanAuthorized(authorization_.partner_points.value(), points.value());
    }
    return Of(ConvertCapture({points.value(), rate_->BurnFactor(), Ratio{}}, *rate_, carry_, held_),
              std::monostate{});
  }
  Decided<Debit> operator()(const Money& money) const {
    const Money* authorized = MoneyOffOf(authorization_);
    if (authorized == nullptr || authorized->currency != money.currency) {
      return OtherMeasure("money_off");
    }
    if (money.amount > authorized->amount) {
      return MoreThanAuthorized(authorized->amount.value(), money.amount.value());
    }
    return Of(ConvertMoneyOff({money.amount.value(), rate_->MoneyOffFactor(),
                               *rate_->money_off->PartnerPointsPerMicro()},
                              *rate_, carry_),
              money);
  }

 private:
  static Decided<Debit> Of(const Decided<Converted>& converted, Facts facts) {
    if (!converted.ok()) return converted.rejection();
    return Debit{converted->points, converted->partner_points, converted->applied, std::move(facts),
                 converted->carry};
  }

  const Transaction& authorization_;
  const Points held_;
  const ExchangeRate* const rate_;
  const Carry& carry_;
};

std::vector<LotMovement> Take(Points debit, const Hold& hold) {
  std::vector<LotMovement> movements;
  for (const LotMovement& slice : hold.reserved) {
    const Points taken = std::min(debit, slice.points);
    if (taken == kNone) break;
    movements.push_back({slice.lot, -taken});
    debit -= taken;
  }
  COALITION_CHECK(debit == kNone, "a capture takes no more than is held");
  return movements;
}

}  // namespace

Decided<PostingPlan> PlanCapture(const Capture& capture, const EventContext& context,
                                 const Transaction& authorization, const Hold& hold,
                                 const Account& account, const Carries& carries) {
  const Catalog& catalog = context.catalog;
  const Terms* terms = catalog.TermsByVersion(authorization.partner, authorization.currency,
                                              authorization.terms_version);
  COALITION_CHECK(terms != nullptr, "the authorised terms are in the catalog");
  const ExchangeRate* rate =
      authorization.conversion
          ? catalog.RateByVersion(authorization.partner, authorization.currency,
                                  authorization.conversion->rate_version)
          : nullptr;
  auto debit = std::visit(Conversion(authorization, hold, rate, carries.burn),
                          AmountOf(capture, authorization, hold));
  if (!debit.ok()) return debit.rejection();

  PostingPlan plan{
      NewTransaction(TransactionType::kCapture, authorization.partner, account, context.event_time),
      carries};
  plan.carries.burn = debit->carry;
  Transaction& transaction = plan.transaction;
  transaction.points = -debit->points;
  transaction.partner_points = debit->partner_points;
  transaction.conversion = debit->conversion;
  transaction.facts = std::move(debit->facts);
  transaction.terms_version = terms->version;
  transaction.original = authorization.id;
  transaction.reference = capture.reference;
  transaction.lots = Take(debit->points, hold);
  if (!account.Fits(transaction.lots)) return Rejection{Reason::kAmountOverflow, {}};
  auto legs = BurnLegs(*terms, catalog, debit->points, transaction.lots);
  if (!legs) return Rejection{Reason::kAmountOverflow, {}};
  transaction.legs = *std::move(legs);
  return plan;
}

}  // namespace coalition::domain
