#include "clients/bench/load_generator.h"

#include <algorithm>
#include <optional>
#include <random>
#include <thread>
#include <utility>

#include "grpcpp/channel.h"

#include "clients/bench/answers.h"
#include "clients/bench/batch_call.h"
#include "clients/bench/call_context.h"
#include "clients/bench/channels.h"
#include "clients/bench/echo_call.h"
#include "clients/bench/event_source.h"
#include "clients/bench/load_thread.h"
#include "clients/bench/posting_stream_transport.h"
#include "clients/bench/unary_call.h"

namespace coalition::bench {
namespace {

std::uint64_t FreshSeed() {
  std::random_device device;
  return (std::uint64_t{device()} << 32) | device();
}

// The `index`th of `parts` parts of a whole number that are as equal as can be.
int PartOf(int whole, int parts, int index) {
  return whole / parts + (index < whole % parts ? 1 : 0);
}

std::optional<ArrivalSchedule> ScheduleFor(const LoadOptions& options, std::int64_t begin_ns) {
  if (options.rate == 0) return std::nullopt;
  const int events_per_call = options.shape == Shape::kBatch ? options.batch_size : 1;
  const double calls_per_second = options.rate / options.threads / events_per_call;
  return ArrivalSchedule(calls_per_second, begin_ns, FreshSeed());
}

}  // namespace

// What one thread needs.
class LoadGenerator::Part {
 public:
  Part(const LoadGenerator& load, const LoadTarget& target, Span measured, int index)
      : options_(load.options_),
        authorizations_(target.authorizations),
        tally_(static_cast<std::size_t>(load.population_.partners())),
        source_(options_.events, load.population_, load.choice_, FreshSeed()),
        answers_(options_.check, source_, tally_),
        thread_(PartOf(options_.in_flight, options_.threads, index), tally_, measured,
                ScheduleFor(options_, NowNs())),
        context_{thread_.queue(), source_, answers_, authorizations_, options_.earn_by} {
    const auto channels = MakeChannels(
        target.servers, std::max(1, PartOf(options_.channels, options_.threads, index)));
    transport_ = MakeTransport(channels, target.is_echo);
  }

  void Start() { thread_.Start(*transport_); }
  LoadThread& thread() { return thread_; }
  const Tally& tally() const { return tally_; }
  std::int64_t undecided() const { return static_cast<std::int64_t>(source_.to_send_again()); }

 private:
  std::unique_ptr<Transport> MakeTransport(
      const std::vector<std::shared_ptr<grpc::Channel>>& channels, bool is_echo) {
    if (is_echo) return std::make_unique<EchoTransport>(channels, thread_.queue(), tally_);
    switch (options_.shape) {
      case Shape::kUnary:
        return std::make_unique<UnaryTransport>(channels, context_);
      case Shape::kBatch:
        return std::make_unique<BatchTransport>(channels, context_, options_.batch_size);
      case Shape::kStream:
        break;
    }
    return std::make_unique<PostingStreamTransport>(channels, context_);
  }

  const LoadOptions& options_;
  const std::vector<std::string> authorizations_;
  Tally tally_;
  EventSource source_;
  AnswerReader answers_;
  std::unique_ptr<Transport> transport_;
  // Its calls are the transport's, and go first.
  LoadThread thread_;
  CallContext context_;
};

LoadGenerator::LoadGenerator(const LoadOptions& options, const LoadTarget& target,
                             const Population& population, Span measured)
    : options_(options), population_(population), choice_(population) {
  for (int i = 0; i < options_.threads; ++i) {
    parts_.push_back(std::make_unique<Part>(*this, target, measured, i));
  }
}

LoadGenerator::~LoadGenerator() = default;

void LoadGenerator::Start() {
  for (const auto& part : parts_) part->Start();
}

std::int64_t LoadGenerator::done() const {
  std::int64_t done = 0;
  for (const auto& part : parts_) done += part->thread().done();
  return done;
}

void LoadGenerator::Stop(std::chrono::milliseconds patience) {
  constexpr std::chrono::milliseconds kLook(2);
  for (const auto& part : parts_) part->thread().Stop();
  const auto end = std::chrono::steady_clock::now() + patience;
  for (const auto& part : parts_) {
    while (!part->thread().ended() && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(kLook);
    }
  }
  for (const auto& part : parts_) {
    if (!part->thread().ended()) part->thread().GiveUp();
    part->thread().Join();
  }
}

Tally LoadGenerator::tally() const {
  Tally sum(static_cast<std::size_t>(population_.partners()));
  for (const auto& part : parts_) sum.Add(part->tally());
  return sum;
}

std::int64_t LoadGenerator::undecided() const {
  std::int64_t undecided = 0;
  for (const auto& part : parts_) undecided += part->undecided();
  return undecided;
}

}  // namespace coalition::bench
