#ifndef COALITION_PARTNER_SDK_SRC_POSTING_PIPELINE_H_
#define COALITION_PARTNER_SDK_SRC_POSTING_PIPELINE_H_

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "coalition/posting_stream.h"
#include "partner_sdk/src/connection.h"
#include "partner_sdk/src/monitor.h"
#include "partner_sdk/src/outbox.h"
#include "partner_sdk/src/submit_call.h"

namespace coalition::sdk_internal {

// How long a call stays open with nothing to do. Shorter than what firewalls remember.
inline constexpr std::chrono::seconds kIdleCallMax{60};

// What a PostingStream is a face of: an outbox, the one call that empties it, and a thread that
// makes and mends the call, keeps the time, and gives the answers. Thread-safe.
class PostingPipeline {
 public:
  enum class WhenFull { kWait, kRefuse };

  PostingPipeline(std::shared_ptr<const Connection> connection, PostingStreamOptions options);
  // Close().
  ~PostingPipeline();

  // Takes a group of commands; false: it is full, and nothing was taken. `on_answers` is called
  // once, by the pipeline's thread, or by this one when the group is refused.
  bool Send(std::vector<PostingCommand> commands, WhenFull when_full, Outbox::OnAnswers on_answers);

  // Waits until everything is answered and ends the thread. May be called twice.
  void Close();

 private:
  std::vector<Outbox::Item> ItemsOf(std::vector<PostingCommand> commands) const;
  std::optional<Error> Refusal(const std::vector<Outbox::Item>& items) const;
  bool HasRoomFor(std::size_t items) const;

  // All from here on run on the pipeline's thread, with the mutex held.
  void Drive();
  // Brings the outbox up to date with the call and the clock.
  void TakeEvents();
  void TakeResults();
  void EndCall();
  // Gives the answers without the lock; false: there was none.
  bool GiveAnswers(std::unique_lock<std::mutex>& lock);
  // Makes the call, writes to it, or ends it, whichever is due.
  void UseCall();
  void OpenCall();
  TimePoint NextEvent() const;
  TimePoint Now() const { return connection_->environment().now(); }

  const std::shared_ptr<const Connection> connection_;
  const PostingStreamOptions options_;
  const std::optional<Error> options_error_;

  Monitor monitor_;
  // Notified when the outbox gets room.
  std::condition_variable room_;
  Outbox outbox_;
  bool closing_ = false;

  // Null: there is nothing to send, or the wait before the next call is not over.
  std::unique_ptr<SubmitCall> call_;
  // Why this library ended the call, where it did.
  std::optional<Error> call_error_;
  // Set when the last call failed: the next one is made after `resume_at_` and waits for the
  // connection.
  bool call_failed_ = false;
  TimePoint resume_at_{};
  // When a call that is idle is half-closed, and one that is half-closed cancelled.
  TimePoint call_ends_ = kNever;

  std::once_flag joined_;
  // The last member: it uses all others.
  std::thread thread_;
};

}  // namespace coalition::sdk_internal

#endif  // COALITION_PARTNER_SDK_SRC_POSTING_PIPELINE_H_
