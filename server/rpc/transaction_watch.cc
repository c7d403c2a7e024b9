#include "server/rpc/transaction_watch.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "grpcpp/alarm.h"

#include "server/base/mutex.h"
#include "server/domain/lanes.h"
#include "server/rpc/limits.h"
#include "server/rpc/open_calls.h"
#include "server/rpc/page_token.h"

namespace coalition::rpc {
namespace {

using domain::Reason;
using domain::Sequence;

constexpr char kOfWatch[] = "watch";
constexpr char kBeginning[] = "0";
// What a watch is about, and the last transaction of each lane that it has shown.
struct WatchQuestion {
  std::optional<domain::PartnerId> partner;
  // Empty until the first look at the journal.
  std::vector<Sequence> shown;
  // At the first look: continues after it, which kNoSequence makes the beginning; absent: from then
  // on.
  std::optional<domain::TransactionId> after = std::nullopt;
};

CallError WrongToken() {
  FieldChecks checks;
  checks.Reject("resume_token",
                "must come from an earlier watch, or be 0 or a transaction id of this network");
  return checks.Error();
}

std::string TokenAfter(const std::vector<Sequence>& shown) {
  std::vector<std::int64_t> position;
  for (const Sequence sequence : shown) position.push_back(sequence.value());
  return PageToken::Issue(kOfWatch, position);
}

// False for what is no token.
bool OpenToken(const std::string& token, int lane_count, WatchQuestion& question) {
  if (token == kBeginning) {
    question.after = domain::TransactionId{};
    return true;
  }
  if (const auto id = domain::TransactionId::Parse(token)) {
    question.after = id;
    return id->lane == domain::LaneOf(id->sequence, lane_count);
  }
  FieldChecks checks;
  const auto size = static_cast<std::size_t>(lane_count);
  for (const std::int64_t sequence : PageToken::Open(kOfWatch, token, size, checks)) {
    question.shown.push_back(Sequence(sequence));
    if (sequence < 0 || sequence == std::numeric_limits<std::int64_t>::max()) return false;
  }
  return checks.ok();
}

Decoded<WatchQuestion> Decode(const v1::WatchTransactionsRequest& request,
                              const DecodeContext& context, int lane_count) {
  const auto partner = DecodePartnerFilter(request.partner_id(), context);
  if (!partner.ok()) return partner.rejection();
  WatchQuestion question{*partner, {}};
  if (request.resume_token().empty()) return question;
  if (!OpenToken(request.resume_token(), lane_count, question)) return WrongToken();
  return question;
}

// What one look at the journal gave.
struct Page {
  std::vector<v1::WatchTransactionsResponse> rows;
  // There is more in the journal already.
  bool full = false;
};

// Collects a page from each lane, in the order of their sequences.
class PageReader {
 public:
  PageReader(const QuestionContext& context, const WatchQuestion& question)
      : context_(context), question_(question) {}

  absl::Status Read(domain::LaneId lane, Sequence shown, Sequence end) {
    std::size_t count = 0;
    std::size_t bytes = 0;
    const auto visit = [&](const domain::Transaction& transaction) {
      if (count == kWatchPageMax || bytes >= kPageBytesMax) {
        full_ = true;
        return false;
      }
      ++count;
      bytes += Add(transaction);
      return true;
    };
    const store::JournalRange range{Sequence(shown.value() + 1), end, /*newest_first=*/false, lane};
    if (range.first >= end) return absl::OkStatus();
    store::LedgerSnapshot& snapshot = context_.snapshot;
    return question_.partner ? snapshot.ScanPartnerJournal(*question_.partner,
                                                           /*reported_only=*/true, range, visit)
                             : snapshot.ScanJournal(range, visit);
  }

  // Moves `shown` on to each row's transaction.
  Page Take(std::vector<Sequence>& shown) {
    Page page;
    page.full = full_;
    for (auto& [id, row] : rows_) {
      shown[id.lane.value()] = id.sequence;
      row.set_resume_token(TokenAfter(shown));
      page.rows.push_back(std::move(row));
    }
    return page;
  }

 private:
  struct BySequence {
    bool operator()(const domain::TransactionId& a, const domain::TransactionId& b) const {
      return a.sequence < b.sequence;
    }
  };

  std::size_t Add(const domain::Transaction& transaction) {
    v1::WatchTransactionsResponse& row = rows_[transaction.id];
    Encode(transaction, context_.encode(), row.mutable_transaction());
    return row.ByteSizeLong();
  }

  const QuestionContext& context_;
  const WatchQuestion& question_;
  std::map<domain::TransactionId, v1::WatchTransactionsResponse, BySequence> rows_;
  bool full_ = false;
};

// Where a watch begins that has no token of its own.
Decoded<std::vector<Sequence>> BeginningOf(const QuestionContext& context,
                                           const WatchQuestion& question,
                                           const std::vector<Sequence>& ends) {
  if (question.after && question.after->sequence != domain::kNoSequence) {
    domain::ReadSet wanted;
    wanted.transactions.insert(*question.after);
    domain::LedgerState state;
    if (absl::Status loaded = context.snapshot.Load(wanted, state); !loaded.ok()) {
      return FromStore(loaded);
    }
    if (!state.transactions.at(*question.after)) return WrongToken();
  }
  std::vector<Sequence> shown;
  for (const Sequence end : ends) {
    // What a lane has from its end on comes later, whatever its sequence.
    const Sequence last(end.value() - 1);
    shown.push_back(question.after ? std::min(question.after->sequence, last) : last);
  }
  return shown;
}

// The page after `question.shown`; moves it on.
Decoded<Page> ReadPage(const QuestionContext& context, WatchQuestion& question) {
  const std::vector<Sequence> ends = context.snapshot.lane_ends();
  if (question.shown.empty()) {
    auto shown = BeginningOf(context, question, ends);
    if (!shown.ok()) return shown.rejection();
    question.shown = *std::move(shown);
    if (!question.after) {
      Page page;
      page.rows.emplace_back().set_resume_token(TokenAfter(question.shown));
      return page;
    }
  }
  PageReader reader(context, question);
  for (std::size_t lane = 0; lane < ends.size(); ++lane) {
    // It would wait, and then leave out what comes before it.
    if (question.shown[lane] >= ends[lane]) return WrongToken();
    absl::Status read = reader.Read(domain::LaneId(static_cast<std::uint16_t>(lane)),
                                    question.shown[lane], ends[lane]);
    if (!read.ok()) return FromStore(read);
  }
  return reader.Take(question.shown);
}

// One chain of events, each of which starts the next and on a thread of its own:
//
//   Read --> OnSnapshot --> WriteRow --> OnWriteDone --> WriteRow ... --> Read when there is more,
//     ^                                                                   otherwise Rest
//     '--- the tail's call <-- AwaitMore <-- OnRested <----------------------'
//
// question_ and page_ belong to the chain. What may end it at any moment (the client, a WindDown)
// only sets end_, under mutex_, and every link looks there before it starts the next one. gRPC's
// own operations are started under mutex_ and never after Finish. Reactions do not run inside the
// function that starts them.
class TransactionWatch final : public TransactionWatchReactor,
                               public OpenCalls::Call,
                               public std::enable_shared_from_this<TransactionWatch> {
 public:
  explicit TransactionWatch(const Backend& backend) : backend_(backend) {}

  void Begin(const grpc::CallbackServerContext& context,
             const v1::WatchTransactionsRequest& request);

  void WindDown() override { End(CallError(Reason::kShuttingDown)); }
  void OnWriteDone(bool ok) override;
  void OnCancel() override { End(grpc::Status::CANCELLED); }
  void OnDone() override;

 private:
  using Link = void (TransactionWatch::*)();

  Decoded<domain::Accepted> Enter(const grpc::CallbackServerContext& context,
                                  const v1::WatchTransactionsRequest& request);
  void Read();
  void OnSnapshot(engine::ReadPool::Snapshot snapshot, const domain::Catalog& catalog);
  void WriteRow();
  // Goes on with `next` after a while. The reads of a watch are that far apart when it follows the
  // journal's end or the readers have no room, so that many watches leave room for questions.
  void Rest(Link next);
  void AwaitMore();

  void End(const CallError& error) { End(ToGrpc(error)); }
  void End(const grpc::Status& status);
  bool ended() {
    MutexLock lock(mutex_);
    return end_.has_value();
  }

  const Backend& backend_;
  domain::Caller caller_;
  // From Begin to OnDone: gRPC's share of the ownership. A read under way has one, too; the tail
  // and the alarm, which may never come, have none.
  std::shared_ptr<TransactionWatch> self_;

  WatchQuestion question_;
  // Before the last snapshot.
  engine::JournalTail::Count seen_ = 0;
  Page page_;
  std::size_t written_ = 0;

  Mutex mutex_;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<grpc::Status> end_ ABSL_GUARDED_BY(mutex_);
  // The last that was waited with; the call may have come since.
  engine::JournalTail::Ticket ticket_ ABSL_GUARDED_BY(mutex_) = engine::JournalTail::kNoTicket;
  // One for each rest: what an alarm calls must not set it anew.
  std::unique_ptr<grpc::Alarm> alarm_ ABSL_GUARDED_BY(mutex_);
};

void TransactionWatch::Begin(const grpc::CallbackServerContext& context,
                             const v1::WatchTransactionsRequest& request) {
  self_ = shared_from_this();
  const auto entered = Enter(context, request);
  if (!entered.ok()) return End(entered.rejection());
  {
    // Tells the client that it watches, though there may be nothing to show for long.
    MutexLock lock(mutex_);
    if (end_) return;
    StartSendInitialMetadata();
  }
  Read();
}

Decoded<domain::Accepted> TransactionWatch::Enter(const grpc::CallbackServerContext& context,
                                                  const v1::WatchTransactionsRequest& request) {
  auto caller = Admit(backend_, context, Access::kAnyone);
  if (!caller.ok()) return caller.rejection();
  caller_ = *std::move(caller);
  const auto catalog = backend_.catalog.Get();
  const auto question =
      Decode(request, DecodeContext{*catalog, caller_, backend_.quotes, backend_.clock.Now()},
             backend_.engine.lane_count());
  if (!question.ok()) return question.rejection();
  question_ = *question;
  const auto entered = backend_.watches.Enter(self_);
  if (!entered.ok()) return CallError(entered.rejection());
  return domain::Accepted{};
}

void TransactionWatch::OnWriteDone(bool ok) {
  {
    MutexLock lock(mutex_);
    writing_ = false;
    if (end_) return Finish(*end_);
  }
  if (!ok) return End(grpc::Status::CANCELLED);
  WriteRow();
}

void TransactionWatch::OnDone() {
  backend_.watches.Leave(*this);
  // May be the end of this.
  const auto self = std::move(self_);
}

void TransactionWatch::Read() {
  if (ended()) return;
  seen_ = backend_.engine.tail().commits();
  const auto submitted = backend_.reads.Submit(
      [self = shared_from_this()](engine::ReadPool::Snapshot snapshot,
                                  std::shared_ptr<const domain::Catalog> known) {
        self->OnSnapshot(std::move(snapshot), *known);
      });
  if (submitted.ok()) return;
  if (submitted.rejection().reason != Reason::kQueueFull) return End(submitted.rejection());
  Rest(&TransactionWatch::Read);
}

void TransactionWatch::OnSnapshot(engine::ReadPool::Snapshot snapshot,
                                  const domain::Catalog& catalog) {
  if (ended()) return;
  if (!IsStillAdmitted(backend_, caller_)) return End(CallError(Reason::kUnauthenticated));
  if (!snapshot.ok()) return End(FromStore(snapshot.status()));
  auto page =
      ReadPage(QuestionContext{**snapshot, catalog, caller_, backend_.clock.Now()}, question_);
  snapshot->reset();
  if (!page.ok()) return End(page.rejection());
  page_ = *std::move(page);
  written_ = 0;
  WriteRow();
}

void TransactionWatch::WriteRow() {
  if (written_ < page_.rows.size()) {
    MutexLock lock(mutex_);
    if (end_) return;
    writing_ = true;
    return StartWrite(&page_.rows[written_++]);
  }
  const bool full = page_.full;
  page_ = Page();
  full ? Read() : Rest(&TransactionWatch::AwaitMore);
}

void TransactionWatch::Rest(Link next) {
  const auto until = std::chrono::system_clock::now() + std::chrono::milliseconds(kWatchRestMs);
  MutexLock lock(mutex_);
  if (end_) return;
  alarm_ = std::make_unique<grpc::Alarm>();
  alarm_->Set(until, [weak = weak_from_this(), next](bool) {
    if (const auto self = weak.lock(); self && !self->ended()) (self.get()->*next)();
  });
}

void TransactionWatch::AwaitMore() {
  engine::JournalTail& tail = backend_.engine.tail();
  const auto ticket = tail.CallAfter(seen_, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->Read();
  });
  {
    MutexLock lock(mutex_);
    // The call may have come, and the chain have waited with a later ticket since.
    ticket_ = std::max(ticket_, ticket);
    if (!end_) return;
  }
  tail.Cancel(ticket);
}

void TransactionWatch::End(const grpc::Status& status) {
  auto ticket = engine::JournalTail::kNoTicket;
  std::unique_ptr<grpc::Alarm> alarm;
  {
    MutexLock lock(mutex_);
    if (end_) return;
    end_ = status;
    ticket = ticket_;
    alarm = std::move(alarm_);
    // Otherwise OnWriteDone does.
    if (!writing_) Finish(status);
  }
  if (ticket != engine::JournalTail::kNoTicket) backend_.engine.tail().Cancel(ticket);
}

}  // namespace

TransactionWatchReactor* OpenTransactionWatch(const Backend& backend,
                                              grpc::CallbackServerContext* context,
                                              const v1::WatchTransactionsRequest& request) {
  const auto watch = std::make_shared<TransactionWatch>(backend);
  watch->Begin(*context, request);
  return watch.get();
}

}  // namespace coalition::rpc
