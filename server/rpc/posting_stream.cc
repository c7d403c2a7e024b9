#include "server/rpc/posting_stream.h"

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/base/mutex.h"
#include "server/rpc/batch_plan.h"
#include "server/rpc/limits.h"
#include "server/rpc/open_calls.h"

namespace coalition::rpc {
namespace {

using domain::Reason;

// What one submission answers: an item or a linked group.
struct Portion {
  v1::SubmitBatchResponse response;
  // The result that each command answers.
  std::vector<int> result_of_command;
  // Until then `response` belongs to who fills it in, afterwards to who writes. Both this and
  // `written` are guarded by the stream's mutex.
  bool answered = false;
  int written = 0;
};

CallError LinkedItemFailed(const std::string& request_id) {
  return CallError({Reason::kLinkedItemFailed, {{"request_id", request_id}}});
}

CallError GroupTooLong() {
  return CallError(
      {Reason::kTooLarge,
       {{"limit", "linked_items"}, {"maximum", std::to_string(kStreamItemsUnansweredMax)}}});
}

// Two chains of events run at once: gRPC's reads, one at a time, each of which submits what it
// completed; and writes, which the engine's answers start and OnWriteDone goes on with. They meet
// in Proceed.
//
// gRPC's own operations are only started under mutex_ and before finished_ is set, so that nothing
// is asked of a call that is over. Reactions do not run inside the function that starts them.
class PostingStream final : public PostingStreamReactor,
                            public OpenCalls::Call,
                            public std::enable_shared_from_this<PostingStream> {
 public:
  explicit PostingStream(const Backend& backend) : backend_(backend) {}

  void Begin(const grpc::CallbackServerContext& context);

  void WindDown() override;
  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  enum class Reading {
    kNo,
    // request_ is gRPC's.
    kUnderWay,
    // What was read is being submitted; request_, group_ and long_group_ belong to OnReadDone.
    kTaking,
  };

  // For OnReadDone, without the lock.
  void Take(v1::BatchItem item);
  void Submit(v1::SubmitBatchRequest batch);
  void FailLongGroup();
  void Skip(const v1::BatchItem& item);
  void Queue(const std::shared_ptr<Portion>& portion);

  // On a thread of the engine.
  void Encode(const std::vector<domain::Answer>& answers, Portion& portion) const;
  void NoteAnswered(Portion& portion);

  // Starts whatever can be started now.
  void Proceed() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void WriteNext() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Reads no more. The first reason counts.
  void Stop(const grpc::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Break() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  int unanswered() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return results_to_write_ + group_.items_size();
  }

  const Backend& backend_;
  domain::Caller caller_;
  // From Begin to OnDone: gRPC's share of the ownership. Each submission has one, too.
  std::shared_ptr<PostingStream> self_;

  // Passed between OnReadDone, gRPC and Proceed by reading_.
  v1::SubmitStreamRequest request_;
  // A linked group that goes on.
  v1::SubmitBatchRequest group_;
  // Its first items failed already, because of the one with this request id.
  std::optional<std::string> long_group_;

  Mutex mutex_;
  Reading reading_ ABSL_GUARDED_BY(mutex_) = Reading::kNo;
  // In the order of the items.
  std::deque<std::shared_ptr<Portion>> portions_ ABSL_GUARDED_BY(mutex_);
  // Of portions_.
  int results_to_write_ ABSL_GUARDED_BY(mutex_) = 0;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  v1::SubmitStreamResponse response_ ABSL_GUARDED_BY(mutex_);
  // How the call ends once all is answered.
  std::optional<grpc::Status> end_ ABSL_GUARDED_BY(mutex_);
  // Nobody takes answers any more.
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

void PostingStream::Begin(const grpc::CallbackServerContext& context) {
  self_ = shared_from_this();
  std::optional<CallError> refusal;
  if (auto caller = Admit(backend_, context, Access::kAnyone); !caller.ok()) {
    refusal = caller.rejection();
  } else {
    caller_ = *std::move(caller);
    const auto entered = backend_.streams.Enter(self_);
    if (!entered.ok()) refusal = entered.rejection();
  }
  MutexLock lock(mutex_);
  if (refusal) Stop(ToGrpc(*refusal));
  Proceed();
}

void PostingStream::WindDown() {
  MutexLock lock(mutex_);
  Stop(ToGrpc(CallError(Reason::kShuttingDown)));
  Proceed();
}

void PostingStream::OnReadDone(bool ok) {
  {
    MutexLock lock(mutex_);
    reading_ = Reading::kTaking;
    // What came too late was never taken.
    if (end_) {
      reading_ = Reading::kNo;
      return Proceed();
    }
  }
  if (ok) {
    Take(std::move(*request_.mutable_item()));
  } else if (group_.items_size() > 0) {
    // Nothing follows its last item: the engine says so, as in a batch.
    Submit(std::exchange(group_, {}));
  }
  MutexLock lock(mutex_);
  reading_ = Reading::kNo;
  if (!ok) Stop(grpc::Status::OK);
  Proceed();
}

void PostingStream::OnWriteDone(bool ok) {
  MutexLock lock(mutex_);
  writing_ = false;
  --results_to_write_;
  if (!ok) Break();
  Proceed();
}

void PostingStream::OnCancel() {
  MutexLock lock(mutex_);
  Break();
  Proceed();
}

void PostingStream::OnDone() {
  backend_.streams.Leave(*this);
  // May be the end of this.
  const auto self = std::move(self_);
}

void PostingStream::Take(v1::BatchItem item) {
  if (!IsStillAdmitted(backend_, caller_)) {
    MutexLock lock(mutex_);
    return Stop(ToGrpc(CallError(Reason::kUnauthenticated)));
  }
  if (long_group_) return Skip(item);
  const bool linked = item.linked();
  *group_.add_items() = std::move(item);
  if (!linked) return Submit(std::exchange(group_, {}));
  // It cannot end within the bound, and reading on would pass it.
  if (group_.items_size() == kStreamItemsUnansweredMax) FailLongGroup();
}

void PostingStream::Submit(v1::SubmitBatchRequest batch) {
  const auto portion = std::make_shared<Portion>();
  const auto catalog = backend_.catalog.Get();
  BatchPlan plan = PlanBatch(batch,
                             DecodeContext{*catalog, caller_, backend_.quotes, backend_.clock.Now(),
                                           backend_.engine.lane_count()},
                             &portion->response);
  portion->result_of_command = std::move(plan.result_of_command);
  Queue(portion);
  if (plan.commands.empty()) return NoteAnswered(*portion);
  const auto submitted = backend_.engine.Submit(
      std::move(plan.commands),
      [self = shared_from_this(), portion](const std::vector<domain::Answer>& answers) {
        self->Encode(answers, *portion);
        self->NoteAnswered(*portion);
      });
  if (submitted.ok()) return;
  for (const int i : portion->result_of_command) {
    *portion->response.mutable_results(i)->mutable_error() = ToProto(submitted.rejection());
  }
  NoteAnswered(*portion);
}

void PostingStream::FailLongGroup() {
  const auto portion = std::make_shared<Portion>();
  const v1::SubmitBatchRequest group = std::exchange(group_, {});
  const int last = group.items_size() - 1;
  long_group_ = RequestIdOf(group.items(last));
  for (int i = 0; i <= last; ++i) {
    v1::BatchResult* result = portion->response.add_results();
    result->set_request_id(RequestIdOf(group.items(i)));
    *result->mutable_error() = ToProto(i == last ? GroupTooLong() : LinkedItemFailed(*long_group_));
  }
  Queue(portion);
  NoteAnswered(*portion);
}

void PostingStream::Skip(const v1::BatchItem& item) {
  const auto portion = std::make_shared<Portion>();
  v1::BatchResult* result = portion->response.add_results();
  result->set_request_id(RequestIdOf(item));
  *result->mutable_error() = ToProto(LinkedItemFailed(*long_group_));
  if (!item.linked()) long_group_.reset();
  Queue(portion);
  NoteAnswered(*portion);
}

void PostingStream::Queue(const std::shared_ptr<Portion>& portion) {
  MutexLock lock(mutex_);
  portions_.push_back(portion);
  results_to_write_ += portion->response.results_size();
}

void PostingStream::Encode(const std::vector<domain::Answer>& answers, Portion& portion) const {
  const auto known = backend_.catalog.Get();
  for (std::size_t i = 0; i < answers.size(); ++i) {
    EncodeResult(answers[i], EncodeContext{*known, caller_},
                 portion.response.mutable_results(portion.result_of_command[i]));
  }
}

void PostingStream::NoteAnswered(Portion& portion) {
  MutexLock lock(mutex_);
  portion.answered = true;
  Proceed();
}

void PostingStream::Proceed() {
  if (finished_) return;
  if (!writing_ && !broken_) WriteNext();
  if (end_) {
    const bool answered = portions_.empty() && reading_ != Reading::kTaking;
    if (writing_ || !(answered || broken_)) return;
    finished_ = true;
    Finish(*end_);
  } else if (reading_ == Reading::kNo && unanswered() < kStreamItemsUnansweredMax) {
    reading_ = Reading::kUnderWay;
    StartRead(&request_);
  }
}

void PostingStream::WriteNext() {
  while (!portions_.empty() && portions_.front()->answered) {
    Portion& portion = *portions_.front();
    if (portion.written < portion.response.results_size()) {
      *response_.mutable_result() = std::move(*portion.response.mutable_results(portion.written++));
      writing_ = true;
      return StartWrite(&response_);
    }
    portions_.pop_front();
  }
}

void PostingStream::Stop(const grpc::Status& status) {
  if (!end_) end_ = status;
}

void PostingStream::Break() {
  broken_ = true;
  Stop(grpc::Status::CANCELLED);
}

}  // namespace

PostingStreamReactor* OpenPostingStream(const Backend& backend,
                                        grpc::CallbackServerContext* context) {
  const auto stream = std::make_shared<PostingStream>(backend);
  stream->Begin(*context);
  return stream.get();
}

}  // namespace coalition::rpc
