#include "clients/bench/posting_stream.h"

#include <string>
#include <utility>

namespace coalition::bench {
namespace {

const std::string kSubmitStream = "/coalition.v1.PointsService/SubmitStream";

}  // namespace

PostingStream::PostingStream(int partner, const std::shared_ptr<grpc::Channel>& channel,
                             CallContext& context)
    : partner_(partner), all_(context), stub_(channel) {}

void PostingStream::Submit(StreamItem* item) {
  items_.push_back(item);
  ++unsent_;
  if (state_ == State::kEnded) Open();
  if (state_ == State::kOpen && !writing_) WriteNext();
}

void PostingStream::Cancel() {
  if (state_ != State::kEnded) grpc_->TryCancel();
}

bool PostingStream::Close() {
  if (state_ == State::kOpen && !closing_ && !writing_) {
    closing_ = true;
    writing_ = true;
    call_->WritesDone(InQueue(&written_));
  }
  return state_ == State::kEnded;
}

void PostingStream::Open() {
  state_ = State::kOpening;
  read_all_ = false;
  closing_ = false;
  all_.Prepare(partner_, grpc_);
  call_ = stub_.PrepareCall(&*grpc_, kSubmitStream, &all_.queue);
  call_->StartCall(InQueue(&opened_));
}

void PostingStream::OnOpened(bool ok, std::int64_t) {
  if (!ok) {
    read_all_ = true;
    return FinishOnceQuiet();
  }
  state_ = State::kOpen;
  call_->Read(&answer_, InQueue(&read_));
  WriteNext();
}

void PostingStream::WriteNext() {
  if (unsent_ == 0 || read_all_) return;
  const StreamItem* const item = items_[items_.size() - unsent_];
  --unsent_;
  WriteItem(item->event, all_.earn_by, request_.mutable_item());
  grpc::WriteOptions options;
  // Sent together with what follows.
  if (unsent_ > 0) options.set_buffer_hint();
  writing_ = true;
  call_->Write(request_, options, InQueue(&written_));
}

void PostingStream::OnWritten(bool ok, std::int64_t) {
  writing_ = false;
  if (read_all_) return FinishOnceQuiet();
  // A write that failed says that the stream is over; the read that follows says so too.
  if (ok) WriteNext();
}

void PostingStream::OnRead(bool ok, std::int64_t now_ns) {
  if (!ok) {
    read_all_ = true;
    return FinishOnceQuiet();
  }
  if (items_.size() == unsent_) {
    // A result that nobody asked for.
    Cancel();
    call_->Read(&answer_, InQueue(&read_));
    return;
  }
  StreamItem* const item = items_.front();
  items_.pop_front();
  item->answer = std::move(answer_.item);
  item->stream_status = grpc::Status::OK;
  call_->Read(&answer_, InQueue(&read_));
  item->tag->Complete(true, now_ns);
}

void PostingStream::FinishOnceQuiet() {
  if (writing_ || state_ == State::kFinishing) return;
  state_ = State::kFinishing;
  call_->Finish(&status_, InQueue(&finished_));
}

void PostingStream::OnFinished(bool, std::int64_t now_ns) {
  // It lives in the memory of the call, which goes with its context.
  call_.reset();
  state_ = State::kEnded;
  if (status_.ok() && !items_.empty()) {
    status_ = grpc::Status(grpc::StatusCode::UNAVAILABLE, "the stream ended before its results");
  }
  std::deque<StreamItem*> unanswered;
  unanswered.swap(items_);
  unsent_ = 0;
  for (StreamItem* const item : unanswered) {
    item->stream_status = status_;
    item->tag->Complete(true, now_ns);
  }
}

}  // namespace coalition::bench
