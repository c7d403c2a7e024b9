#include "server/rpc/transaction_list.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "server/domain/lanes.h"
#include "server/rpc/limits.h"
#include "server/rpc/lookup.h"
#include "server/rpc/page.h"
#include "server/rpc/page_token.h"

namespace coalition::rpc {
namespace {

constexpr char kOfJournal[] = "transactions";
constexpr char kOfMember[] = "member-transactions";

// The next transaction of each chain; one that is next in two of them is there once.
using Chains = std::set<domain::Sequence>;

Decoded<Chains> ChainsOf(const TransactionListQuestion& question, const domain::Member& member,
                         const QuestionContext& context) {
  Chains chains;
  for (const std::int64_t sequence : question.position) chains.insert(domain::Sequence(sequence));
  if (!chains.empty()) return chains;
  const auto currencies = context.snapshot.CurrenciesOf(member.id);
  if (!currencies.ok()) return FromStore(currencies.status());
  for (const domain::CurrencyId currency : *currencies) {
    const auto account = LookUpAccount(context, {member.id, currency});
    if (!account.ok()) return account.rejection();
    chains.insert(account->last_transaction());
  }
  chains.erase(domain::kNoSequence);
  return chains;
}

bool IsOrBecame(const domain::Member& member, const domain::MemberId& id) {
  return id == member.id ||
         std::find(member.merged.begin(), member.merged.end(), id) != member.merged.end();
}

// Goes on to the transactions before `transaction` in the member's chains; false when it is in none
// of them.
bool Follow(const domain::Transaction& transaction, const domain::Member& member, Chains& chains) {
  bool is_members = false;
  const auto follow = [&](const domain::MemberId& side, domain::Sequence previous) {
    if (!IsOrBecame(member, side)) return;
    is_members = true;
    if (previous != domain::kNoSequence) chains.insert(previous);
  };
  follow(transaction.member, transaction.previous);
  if (transaction.counterpart) {
    follow(transaction.counterpart->member, transaction.counterpart->previous);
  }
  return is_members;
}

Decoded<std::optional<domain::Transaction>> LoadTransaction(const QuestionContext& context,
                                                            domain::Sequence sequence) {
  const domain::TransactionId id{domain::LaneOf(sequence, context.snapshot.lane().lane_count),
                                 sequence};
  domain::ReadSet wanted;
  wanted.transactions.insert(id);
  domain::LedgerState state;
  absl::Status loaded = context.snapshot.Load(wanted, state);
  if (!loaded.ok()) return FromStore(loaded);
  return std::move(state.transactions.at(id));
}

std::string TokenOf(const Chains& chains) {
  std::vector<std::int64_t> position;
  for (const domain::Sequence sequence : chains) position.push_back(sequence.value());
  return PageToken::Issue(kOfMember, position);
}

Answered AnswerOfMember(const TransactionListQuestion& question, const QuestionContext& context,
                        v1::ListTransactionsResponse* response) {
  const auto member = LookUpMember(context, *question.member, question.partner);
  if (!member.ok()) return member.rejection();
  auto chains = ChainsOf(question, *member, context);
  if (!chains.ok()) return chains.rejection();
  Page page(question.page_size, response->mutable_transactions());
  for (int searched = 0; !chains->empty(); ++searched) {
    if (page.IsFull() || searched == kPageSearchMax) {
      response->set_next_page_token(TokenOf(*chains));
      return domain::Accepted{};
    }
    const auto newest = std::prev(chains->end());
    const auto transaction = LoadTransaction(context, *newest);
    if (!transaction.ok()) return transaction.rejection();
    chains->erase(newest);
    // A forged token may name what is not this member's.
    if (!*transaction || !Follow(**transaction, *member, *chains)) {
      FieldChecks checks;
      PageToken::Reject(checks);
      return checks.Error();
    }
    if (question.partner && (*transaction)->partner != *question.partner) continue;
    page.Add([&](v1::Transaction* out) { Encode(**transaction, context.encode(), out); });
  }
  return domain::Accepted{};
}

Answered AnswerOfJournal(const TransactionListQuestion& question, const QuestionContext& context,
                         v1::ListTransactionsResponse* response) {
  store::JournalRange range;
  range.newest_first = true;
  if (!question.position.empty()) range.end = domain::Sequence(question.position[0]);
  Page page(question.page_size, response->mutable_transactions());
  domain::Sequence last;
  const auto visit = [&](const domain::Transaction& transaction) {
    if (page.IsFull()) {
      response->set_next_page_token(PageToken::Issue(kOfJournal, {last.value()}));
      return false;
    }
    last = transaction.id.sequence;
    page.Add([&](v1::Transaction* out) { Encode(transaction, context.encode(), out); });
    return true;
  };
  absl::Status scanned =
      question.partner ? context.snapshot.ScanPartnerJournal(*question.partner,
                                                             /*reported_only=*/true, range, visit)
                       : context.snapshot.ScanJournal(range, visit);
  if (!scanned.ok()) return FromStore(scanned);
  return domain::Accepted{};
}

}  // namespace

Decoded<TransactionListQuestion> DecodeTransactionList(const v1::ListTransactionsRequest& request,
                                                       const DecodeContext& context) {
  const auto partner = DecodePartnerFilter(request.partner_id(), context);
  if (!partner.ok()) return partner.rejection();
  TransactionListQuestion question;
  question.partner = *partner;
  FieldChecks checks;
  if (request.has_member()) {
    auto member = DecodeMember("member", request.member(), *partner, context);
    if (!member.ok()) return member.rejection();
    question.member = *std::move(member);
  }
  question.page_size = checks.PageSize(request.page_size());
  question.position = question.member
                          ? PageToken::Open(kOfMember, request.page_token(), 0, checks)
                          : PageToken::Open(kOfJournal, request.page_token(), 1, checks);
  if (std::any_of(question.position.begin(), question.position.end(),
                  [](std::int64_t sequence) { return sequence < 1; })) {
    PageToken::Reject(checks);
  }
  if (!checks.ok()) return checks.Error();
  return question;
}

Answered AnswerTransactionList(const TransactionListQuestion& question,
                               const QuestionContext& context,
                               v1::ListTransactionsResponse* response) {
  return question.member ? AnswerOfMember(question, context, response)
                         : AnswerOfJournal(question, context, response);
}

}  // namespace coalition::rpc
