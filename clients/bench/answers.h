#ifndef COALITION_CLIENTS_BENCH_ANSWERS_H_
#define COALITION_CLIENTS_BENCH_ANSWERS_H_

#include <string>

#include "grpcpp/support/status.h"

#include "clients/bench/event.h"
#include "clients/bench/event_source.h"
#include "clients/bench/posting_answers.h"
#include "clients/bench/tally.h"
#include "coalition/v1/errors.pb.h"

namespace coalition::bench {

// What an event's answer says of it.
enum class Answer {
  // Posted, as its receipt says.
  kPosted,
  // Decided against.
  kRejected,
  // Nobody knows, or not taken: it may be sent again.
  kUndecided,
};

// The reason of a failed call or item, `INSUFFICIENT_POINTS`, or else gRPC's code, `UNAVAILABLE`.
std::string ReasonOf(const grpc::Status& status);
std::string ReasonOf(const v1::Status& status);

// Takes the answers of one thread's events, and tells the source and the tally. Not thread-safe.
class AnswerReader {
 public:
  AnswerReader(Check check, EventSource& source, Tally& tally)
      : check_(check), source_(source), tally_(tally) {}

  void Read(const Event& event, const ReceiptSummary& receipt);
  // An item of a batch or stream failed. What is undecided goes back to the source.
  Answer Read(const Event& event, const v1::Status& error);
  // The call failed.
  Answer Read(const Event& event, const grpc::Status& status);

 private:
  Answer Fail(const Event& event, const std::string& reason);
  void AddLegs(const Event& event, const ReceiptSummary& receipt);

  const Check check_;
  EventSource& source_;
  Tally& tally_;
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_ANSWERS_H_
