#include "clients/bench/batch_call.h"

#include <string>

namespace coalition::bench {
namespace {

const std::string kSubmitBatch = "/coalition.v1.PointsService/SubmitBatch";

}  // namespace

void BatchCall::Send(QueueTag* tag) {
  const int partner = all_.source.ChoosePartner();
  events_.clear();
  for (int i = 0; i < batch_size_; ++i) events_.push_back(all_.source.Next(partner));
  SendEvents(tag);
}

bool BatchCall::SendAgain(QueueTag* tag) {
  events_ = all_.source.TakeToSendAgain(static_cast<std::size_t>(batch_size_));
  if (events_.empty()) return false;
  SendEvents(tag);
  return true;
}

void BatchCall::SendEvents(QueueTag* tag) {
  const int size = static_cast<int>(events_.size());
  auto* items = request_.mutable_items();
  while (items->size() > size) items->RemoveLast();
  while (items->size() < size) items->Add();
  for (int i = 0; i < size; ++i) {
    WriteItem(events_[static_cast<std::size_t>(i)], all_.earn_by, items->Mutable(i));
  }
  all_.Prepare(events_.front().partner, grpc_);
  reader_ = stub_.PrepareUnaryCall(&*grpc_, kSubmitBatch, request_, &all_.queue);
  reader_->StartCall();
  reader_->Finish(&answer_, &status_, InQueue(tag));
}

Call::Result BatchCall::Receive() {
  // It lives in the memory of the call, which goes with its context.
  reader_.reset();
  Result result;
  const bool whole = status_.ok() && answer_.items.size() == events_.size();
  if (!whole) {
    if (status_.ok()) status_ = grpc::Status(grpc::StatusCode::INTERNAL, "results are missing");
    for (const Event& event : events_) all_.answers.Read(event, status_);
    return {.failed = true};
  }
  for (std::size_t i = 0; i < events_.size(); ++i) {
    if (ReceiveItem(events_[i], answer_.items[i])) {
      ++result.events;
    } else {
      result.failed = true;
    }
  }
  return result;
}

// False when it is undecided.
bool BatchCall::ReceiveItem(const Event& event, const ItemAnswer& item) {
  if (item.error == nullptr) {
    all_.answers.Read(event, item.receipt);
    return true;
  }
  return all_.answers.Read(event, *item.error) != Answer::kUndecided;
}

}  // namespace coalition::bench
