#include "server/rpc/balance.h"

#include <utility>
#include <vector>

#include "server/reporting/past_account.h"
#include "server/rpc/lookup.h"

namespace coalition::rpc {
namespace {

Decoded<std::vector<domain::CurrencyId>> CurrenciesOf(const BalanceQuestion& question,
                                                      const domain::Member& member,
                                                      const QuestionContext& context) {
  if (question.currency) return std::vector{*question.currency};
  auto had = context.snapshot.CurrenciesOf(member.id);
  if (!had.ok()) return FromStore(had.status());
  return *std::move(had);
}

Decoded<domain::Account> AccountAt(const reporting::PastPoint& point, const domain::AccountKey& key,
                                   const QuestionContext& context) {
  auto account = reporting::AccountAt(context.snapshot, key, point);
  if (!account.ok()) return FromStore(account.status());
  return *std::move(account);
}

void AddBalance(const domain::Account& account, domain::Date date, const QuestionContext& context,
                v1::GetBalanceResponse* response) {
  const domain::Currency& currency = context.catalog.GetCurrency(account.key().currency);
  Encode(account.BalanceAt(date), currency, response->add_balances());
  for (const domain::Lot& lot : account.lots()) {
    if (!context.caller.IsOperator() && lot.key.issuer != context.caller.partner) continue;
    Encode(lot, currency, context.catalog, response->add_lots());
  }
}

}  // namespace

Decoded<BalanceQuestion> DecodeBalance(const v1::GetBalanceRequest& request,
                                       const DecodeContext& context) {
  const auto partner = DecodePartnerFilter(request.partner_id(), context);
  if (!partner.ok()) return partner.rejection();
  auto member = DecodeMember("member", request.member(), *partner, context);
  if (!member.ok()) return member.rejection();
  BalanceQuestion question{*partner, *std::move(member), std::nullopt, {}};
  FieldChecks checks;
  if (!request.currency().empty()) {
    question.currency = DecodeCurrency("currency", request.currency(), context, checks);
  }
  question.as_of = DecodeAsOf(request, checks);
  if (!checks.ok()) return checks.Error();
  return question;
}

Answered AnswerBalance(const BalanceQuestion& question, const QuestionContext& context,
                       v1::GetBalanceResponse* response) {
  const auto member = LookUpMember(context, question.member, question.partner);
  if (!member.ok()) return member.rejection();
  const auto currencies = CurrenciesOf(question, *member, context);
  if (!currencies.ok()) return currencies.rejection();
  std::optional<reporting::PastPoint> past;
  if (!question.as_of.IsNow()) {
    const auto point = PointOf(question.as_of, context);
    if (!point.ok()) return point.rejection();
    past = *point;
  }
  const domain::Date date =
      past ? past->date : domain::DateOf(context.now, context.catalog.network.time_zone);
  response->set_member_id(member->id.ToString());
  for (const domain::CurrencyId currency : *currencies) {
    const domain::AccountKey key{member->id, currency};
    const auto account = past ? AccountAt(*past, key, context) : LookUpAccount(context, key);
    if (!account.ok()) return account.rejection();
    const bool existed = account->last_transaction() != domain::kNoSequence;
    if (existed || question.currency) AddBalance(*account, date, context, response);
  }
  return domain::Accepted{};
}

}  // namespace coalition::rpc
