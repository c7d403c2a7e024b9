#include "clients/replay/trade.h"

#include <utility>

#include "clients/replay/partner_profile.h"
#include "clients/replay/request_ids.h"

namespace coalition::replay {
namespace {

PurchaseLine LineOf(const ProductUnits& units) {
  return {.sku = units.stock_code,
          .quantity = units.quantity,
          .unit_price_micros = units.unit_price_micros};
}

}  // namespace

Trade::Trade(const Client& client, const std::vector<std::string>& partner_ids, EarnUnit earn_unit,
             Tally& tally)
    : client_(client), partner_ids_(partner_ids), earn_unit_(earn_unit), tally_(tally) {}

Result<void> Trade::Report(const Invoice& invoice, Shopper& shopper) const {
  const auto known = Introduce(invoice.customer_id, invoice.country, shopper);
  if (!known) return known.error();
  if (!*known) {
    ++tally_.invoices_without_member;
    return {};
  }
  if (invoice.kind == InvoiceKind::kCreditNote) return TakeBack(invoice, shopper);

  Balance balance;
  const auto earned = earn_unit_ == EarnUnit::kInvoice ? Earn(invoice, shopper, balance)
                                                       : EarnByLine(invoice, shopper, balance);
  if (!earned) return earned.error();
  if (!*earned || ++shopper.earning_invoices % kInvoicesPerBurn != 0) return {};
  return BurnShare(invoice, balance, shopper);
}

Result<bool> Trade::Introduce(const std::string& customer_id, std::size_t country,
                              Shopper& shopper) const {
  if (shopper.known_in.contains(country)) return true;
  const CommandKind kind = shopper.member_id.empty() ? CommandKind::kEnroll : CommandKind::kLink;
  auto member = EnrollOrLink(customer_id, country, shopper);
  if (member) {
    ++tally_.commands[kind].accepted;
  } else {
    CountError(kind, member.error(), tally_);
    if (FateOf(member.error()) == Fate::kUndecided) return member.error();
    if (member.error().reason != ErrorReason::kIdentifierTaken) return false;
    // An earlier file of the same network brought the customer in.
    member = client_.ResolveMember(IdentifierOf(customer_id, country));
    if (!member) return member.error();
  }
  shopper.member_id = member->member_id;
  shopper.known_in.insert(country);
  return true;
}

Result<Member> Trade::EnrollOrLink(const std::string& customer_id, std::size_t country,
                                   const Shopper& shopper) const {
  const Identifier identifier = IdentifierOf(customer_id, country);
  const std::string& partner_id = partner_ids_[country];
  if (shopper.member_id.empty()) {
    return client_.EnrollMember({.request_id = EnrollId(partner_id, customer_id),
                                 .identifiers = {identifier},
                                 .partner_id = partner_id});
  }
  return client_.LinkIdentifier({.request_id = LinkId(partner_id, customer_id),
                                 .member_id = shopper.member_id,
                                 .identifier = identifier});
}

Result<bool> Trade::Earn(const Invoice& invoice, Shopper& shopper, Balance& balance) const {
  const auto answer = client_.Earn(EarnOf(invoice, EarnId(invoice), invoice.lines));
  const Fate fate = Count(CommandKind::kEarn, answer, tally_);
  if (fate == Fate::kUndecided) return answer.error();
  if (fate != Fate::kPosted) return false;
  shopper.NoteLots(answer->transaction);
  shopper.returnable.Add(invoice.country, answer->transaction.transaction_id, invoice.lines);
  balance = answer->balance;
  return true;
}

Result<bool> Trade::EarnByLine(const Invoice& invoice, Shopper& shopper, Balance& balance) const {
  SubmitBatchRequest batch;
  for (const ProductUnits& units : invoice.lines) {
    batch.items.push_back(EarnOf(invoice, LineEarnId(invoice, batch.items.size() + 1), {units}));
  }
  const std::vector<BatchResult> results = client_.SubmitBatch(batch);
  bool earned = false;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const Result<Receipt>& answer = results[i].receipt;
    const Fate fate = Count(CommandKind::kEarn, answer, tally_);
    if (fate == Fate::kUndecided) return answer.error();
    if (fate != Fate::kPosted) continue;
    shopper.NoteLots(answer->transaction);
    shopper.returnable.Add(invoice.country, answer->transaction.transaction_id, {invoice.lines[i]});
    balance = answer->balance;
    earned = true;
  }
  return earned;
}

Result<void> Trade::BurnShare(const Invoice& invoice, const Balance& balance,
                              Shopper& shopper) const {
  const std::int64_t points = balance.available / kBurnDivisor;
  if (points <= 0) {
    ++tally_.burns_without_points;
    return {};
  }
  const auto redeemer = ChooseRedeemer(shopper, partner_ids_, invoice.countries_seen);
  if (!redeemer) {
    ++tally_.burns_without_other_partner;
    return {};
  }
  const auto known = Introduce(invoice.customer_id, *redeemer, shopper);
  if (!known) return known.error();
  if (!*known) return {};
  const auto answer = client_.Burn({.request_id = BurnId(invoice),
                                    .partner_id = partner_ids_[*redeemer],
                                    .member = IdentifierOf(invoice.customer_id, *redeemer),
                                    .amount = CurrencyPoints{points},
                                    .event_time = invoice.time,
                                    .reference = invoice.invoice_no});
  const Fate fate = Count(CommandKind::kBurn, answer, tally_);
  if (fate == Fate::kUndecided) return answer.error();
  if (fate == Fate::kPosted) shopper.NoteLots(answer->transaction);
  return {};
}

Result<void> Trade::TakeBack(const Invoice& credit_note, Shopper& shopper) const {
  const MatchedCreditNote matched = shopper.returnable.Match(credit_note);
  tally_.unmatched_lines += matched.unmatched_lines;
  tally_.unmatched_units += matched.unmatched_units;
  std::size_t reversal = 0;
  for (const MatchedReturn& returned : matched.returns) {
    const auto answer = client_.Reverse({.request_id = ReversalId(credit_note, ++reversal),
                                         .partner_id = partner_ids_[credit_note.country],
                                         .transaction_id = returned.transaction_id,
                                         .part = returned.lines,
                                         .event_time = credit_note.time,
                                         .reference = credit_note.invoice_no});
    const Fate fate = Count(CommandKind::kReverse, answer, tally_);
    if (fate == Fate::kUndecided) return answer.error();
    if (fate != Fate::kPosted) continue;
    shopper.NoteLots(answer->transaction);
    shopper.returnable.TakeOut(credit_note.country, returned);
  }
  return {};
}

Identifier Trade::IdentifierOf(const std::string& customer_id, std::size_t country) const {
  return {.partner_id = partner_ids_[country], .kind = kCustomerNumber, .value = customer_id};
}

EarnRequest Trade::EarnOf(const Invoice& invoice, std::string request_id,
                          const std::vector<ProductUnits>& lines) const {
  Money amount{kInvoiceCurrency, 0};
  Purchase purchase;
  for (const ProductUnits& units : lines) {
    purchase.lines.push_back(LineOf(units));
    amount.micros += units.quantity * units.unit_price_micros;
  }
  purchase.amount = amount;
  return {.request_id = std::move(request_id),
          .partner_id = partner_ids_[invoice.country],
          .member = IdentifierOf(invoice.customer_id, invoice.country),
          .amount = std::move(purchase),
          .event_time = invoice.time,
          .reference = invoice.invoice_no};
}

}  // namespace coalition::replay
