#ifndef COALITION_CLIENTS_BENCH_CALL_H_
#define COALITION_CLIENTS_BENCH_CALL_H_

#include <cstdint>
#include <memory>

namespace coalition::bench {

// What comes back through a completion queue. None of it is thread-safe: whoever empties the queue
// sees to it that only one is at work at a time.
class QueueTag {
 public:
  // What was begun with it has ended, at `now_ns`; `ok` as gRPC says for each operation.
  virtual void Complete(bool ok, std::int64_t now_ns) = 0;

 protected:
  ~QueueTag() = default;
};

// As completion queues take it.
inline void* InQueue(QueueTag* tag) { return tag; }

// Room for one call on its way, or one item of a stream, used for one after another. Not
// thread-safe.
class Call {
 public:
  // What came back.
  struct Result {
    std::int64_t events = 0;
    // Wait a little before the next.
    bool failed = false;
  };

  virtual ~Call() = default;

  // Makes up the next request and sends it; `tag` is completed when the answer is there.
  virtual void Send(QueueTag* tag) = 0;
  // The same with what has to be sent again, nothing new. False: there is nothing.
  virtual bool SendAgain(QueueTag* tag) = 0;
  // After the tag was completed: takes the answer.
  virtual Result Receive() = 0;
  // Ends the call on its way; its tag is completed soon.
  virtual void Cancel() = 0;
};

// How one thread's calls travel: its channels, and what its calls share. Not thread-safe.
class Transport {
 public:
  virtual ~Transport() = default;

  // It may not outlive this.
  virtual std::unique_ptr<Call> MakeCall() = 0;
  // No call is on its way, and none will be: begins to end what calls shared. Asked again after
  // each completion until it answers true: nothing of it is left in the queue.
  virtual bool Close() { return true; }
  // Ends at once what calls share.
  virtual void Cancel() {}
};

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_CALL_H_
