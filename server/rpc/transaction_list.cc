#include "server/rpc/transaction_list.h"

#include <map>
#include <utility>

#include "server/rpc/limits.h"
#include "server/rpc/lookup.h"
#include "server/rpc/page_token.h"

namespace coalition::rpc {
namespace {

constexpr char kOfJournal[] = "transactions";
constexpr char kOfMember[] = "member-transactions";

// What one answer holds: bounded by count and by size.
class Page {
 public:
  Page(int size, const QuestionContext& context, v1::ListTransactionsResponse* response)
      : size_(size), context_(context), response_(response) {}

  bool IsFull() const { return response_->transactions_size() == size_ || bytes_ >= kPageBytesMax; }
  void Add(const domain::Transaction& transaction) {
    v1::Transaction* added = response_->add_transactions();
    Encode(transaction, context_.encode(), added);
    bytes_ += added->ByteSizeLong();
  }

 private:
  const int size_;
  const QuestionContext& context_;
  v1::ListTransactionsResponse* const response_;
  std::size_t bytes_ = 0;
};

// The next transaction of each of a member's accounts.
using Cursors = std::map<domain::CurrencyId, domain::Sequence>;

Decoded<Cursors> CursorsOf(const TransactionListQuestion& question, const domain::Member& member,
                           const QuestionContext& context) {
  Cursors cursors;
  if (!question.position.empty()) {
    for (std::size_t i = 0; i + 1 < question.position.size(); i += 2) {
      cursors[domain::CurrencyId(static_cast<std::uint32_t>(question.position[i]))] =
          domain::Sequence(question.position[i + 1]);
    }
    return cursors;
  }
  const auto currencies = context.snapshot.CurrenciesOf(member.id);
  if (!currencies.ok()) return FromStore(currencies.status());
  for (const domain::CurrencyId currency : *currencies) {
    const auto account = LookUpAccount(context, {member.id, currency});
    if (!account.ok()) return account.rejection();
    cursors[currency] = account->last_transaction();
  }
  return cursors;
}

Cursors::iterator Newest(Cursors& cursors) {
  auto newest = cursors.end();
  for (auto cursor = cursors.begin(); cursor != cursors.end(); ++cursor) {
    if (cursor->second == domain::kNoSequence) continue;
    if (newest == cursors.end() || cursor->second > newest->second) newest = cursor;
  }
  return newest;
}

Answered AnswerOfMember(const TransactionListQuestion& question, const QuestionContext& context,
                        v1::ListTransactionsResponse* response) {
  const auto member = LookUpMember(context, *question.member, question.partner);
  if (!member.ok()) return member.rejection();
  auto cursors = CursorsOf(question, *member, context);
  if (!cursors.ok()) return cursors.rejection();
  Page page(question.page_size, context, response);
  for (int searched = 0;; ++searched) {
    const auto next = Newest(*cursors);
    if (next == cursors->end()) return domain::Accepted{};
    if (page.IsFull() || searched == kPageSearchMax) {
      std::vector<std::int64_t> position;
      for (const auto& [currency, sequence] : *cursors) {
        position.push_back(currency.value());
        position.push_back(sequence.value());
      }
      response->set_next_page_token(PageToken::Issue(kOfMember, position));
      return domain::Accepted{};
    }
    domain::ReadSet wanted;
    const domain::TransactionId id{context.snapshot.lane().lane, next->second};
    wanted.transactions.insert(id);
    domain::LedgerState state;
    absl::Status loaded = context.snapshot.Load(wanted, state);
    if (!loaded.ok()) return FromStore(loaded);
    const auto& transaction = state.transactions.at(id);
    // A forged token may name what is not this member's.
    if (!transaction || transaction->member != member->id || transaction->currency != next->first) {
      FieldChecks checks;
      checks.Reject("page_token", "must come from the last page of the same list");
      return checks.Error();
    }
    next->second = transaction->previous;
    if (question.partner && transaction->partner != *question.partner) continue;
    page.Add(*transaction);
  }
}

Answered AnswerOfJournal(const TransactionListQuestion& question, const QuestionContext& context,
                         v1::ListTransactionsResponse* response) {
  store::JournalRange range;
  range.newest_first = true;
  if (!question.position.empty()) range.end = domain::Sequence(question.position[0]);
  Page page(question.page_size, context, response);
  domain::Sequence last;
  const auto visit = [&](const domain::Transaction& transaction) {
    if (page.IsFull()) {
      response->set_next_page_token(PageToken::Issue(kOfJournal, {last.value()}));
      return false;
    }
    last = transaction.id.sequence;
    page.Add(transaction);
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
    auto member = DecodeMember(request.member(), *partner, context);
    if (!member.ok()) return member.rejection();
    question.member = *std::move(member);
  }
  question.page_size = checks.PageSize(request.page_size());
  question.position = question.member
                          ? PageToken::Open(kOfMember, request.page_token(), 0, checks)
                          : PageToken::Open(kOfJournal, request.page_token(), 1, checks);
  if (question.member ? question.position.size() % 2 != 0
                      : !question.position.empty() && question.position[0] < 1) {
    checks.Reject("page_token", "must come from the last page of the same list");
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
