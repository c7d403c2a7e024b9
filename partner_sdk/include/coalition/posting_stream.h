#ifndef COALITION_POSTING_STREAM_H_
#define COALITION_POSTING_STREAM_H_

#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "coalition/points.h"

namespace coalition {

namespace sdk_internal {
class Connection;
class PostingPipeline;
}  // namespace sdk_internal

// How many items of one stream a server takes before it has answered any.
inline constexpr int kStreamUnansweredMax = 1'024;

struct PostingStreamOptions {
  // For the commands that name no partner. Empty: ClientOptions::partner_id.
  std::string partner_id{};
  // How many items may wait for their answers, from 1 to kStreamUnansweredMax. It bounds the memory
  // that the stream takes.
  int unanswered_max = 1'000;

  bool operator==(const PostingStreamOptions&) const = default;
};

// Commands sent one after the other over one call and answered as they are decided: for those who
// have many to report and do not want to wait until a batch is full.
//
//   coalition::PostingStream stream = client.SubmitStream();
//   for (const Sale& sale : sales) {
//     stream.Send(EarnOf(sale), [&](coalition::BatchResult result) { Note(sale, result); });
//   }
//   stream.Close();
//
// What always holds:
//   * Each command has a request id, made here unless given, and exactly one answer: through the
//     future, or by one call of the callback. An answer that fails is an answer.
//   * Commands are decided in the order in which they were sent, but for those that the server
//     refused with a retryable error: they are sent again after the wait of
//     ClientOptions::retry, and so may be decided after later ones.
//   * When the connection breaks, the stream makes a new one, after the wait of the same policy,
//     and sends what has no answer yet again, in the order of sending. The request ids make it
//     safe.
//   * Each command has the time of one call: ClientOptions::deadline from when Send took it, in
//     which it is sent at most ClientOptions::retry.max_attempts times, each time waiting at
//     most attempt_deadline. After that its answer is the last error, which says whether it is
//     retryable(). So every wait here ends.
//   * When the call as a whole is refused (kUnauthenticated), every command without an answer
//     has that error. The stream stays usable; the next command tries anew.
//
// All functions may be called from any thread; what one thread sends stays in order. Callbacks run
// one at a time on a thread of the stream and hold up all that follow: be brief, do not throw, and
// call nothing of the same stream but TrySend. The call is made when there is something to
// send, and ended after a minute with nothing unanswered.
class PostingStream {
 public:
  using OnAnswer = std::function<void(BatchResult)>;
  // One result per command, in the order of the commands.
  using OnAnswers = std::function<void(std::vector<BatchResult>)>;

  // For Client::SubmitStream.
  PostingStream(std::shared_ptr<const sdk_internal::Connection> connection,
                PostingStreamOptions options);
  // Moving hands over the stream; what was moved from may only be destroyed or assigned to.
  PostingStream(PostingStream&&) noexcept;
  // Closes first what it had.
  PostingStream& operator=(PostingStream&&) noexcept;
  // Close().
  ~PostingStream();

  // Sends a command, and blocks while `unanswered_max` items wait for their answers. After Close()
  // the answer is kFailedPrecondition, without a reason and with 0 attempts.
  std::future<BatchResult> Send(PostingCommand command);
  void Send(PostingCommand command, OnAnswer on_answer);

  // The same without blocking: nothing, or false, and nothing is sent, when `unanswered_max` items
  // wait.
  std::optional<std::future<BatchResult>> TrySend(PostingCommand command);
  bool TrySend(PostingCommand command, OnAnswer on_answer);

  // Sends commands that all happen or none (see LinkedToNext): next to each other, sent again as a
  // whole, answered together. Blocks until all have room; a group of more than `unanswered_max`
  // waits until it is alone. More than kStreamUnansweredMax fail with kTooLarge.
  std::future<std::vector<BatchResult>> SendLinked(std::vector<PostingCommand> commands);
  void SendLinked(std::vector<PostingCommand> commands, OnAnswers on_answers);

  // Takes no more commands, waits until all have their answers and the callbacks have returned, and
  // ends the call. May be called twice.
  void Close();

 private:
  std::unique_ptr<sdk_internal::PostingPipeline> pipeline_;
};

}  // namespace coalition

#endif  // COALITION_POSTING_STREAM_H_
