#include "coalition/posting_stream.h"

#include <functional>
#include <future>
#include <memory>
#include <utility>

#include "partner_sdk/src/posting_pipeline.h"

namespace coalition {

namespace {

using sdk_internal::PostingPipeline;
using WhenFull = PostingPipeline::WhenFull;

// A group of one is answered by itself.
sdk_internal::Outbox::OnAnswers ForOne(PostingStream::OnAnswer on_answer) {
  return [on_answer = std::move(on_answer)](std::vector<BatchResult> results) {
    on_answer(std::move(results.front()));
  };
}

// A callback can be copied, a promise cannot.
template <class Value>
std::function<void(Value)> Keep(std::future<Value>* future) {
  auto promise = std::make_shared<std::promise<Value>>();
  *future = promise->get_future();
  return [promise](Value value) { promise->set_value(std::move(value)); };
}

}  // namespace

PostingStream::PostingStream(std::shared_ptr<const sdk_internal::Connection> connection,
                             PostingStreamOptions options)
    : pipeline_(std::make_unique<PostingPipeline>(std::move(connection), std::move(options))) {}

PostingStream::PostingStream(PostingStream&&) noexcept = default;
PostingStream& PostingStream::operator=(PostingStream&&) noexcept = default;
PostingStream::~PostingStream() = default;

std::future<BatchResult> PostingStream::Send(PostingCommand command) {
  std::future<BatchResult> result;
  Send(std::move(command), Keep(&result));
  return result;
}

void PostingStream::Send(PostingCommand command, OnAnswer on_answer) {
  pipeline_->Send({std::move(command)}, WhenFull::kWait, ForOne(std::move(on_answer)));
}

std::optional<std::future<BatchResult>> PostingStream::TrySend(PostingCommand command) {
  std::future<BatchResult> result;
  if (!TrySend(std::move(command), Keep(&result))) return std::nullopt;
  return result;
}

bool PostingStream::TrySend(PostingCommand command, OnAnswer on_answer) {
  return pipeline_->Send({std::move(command)}, WhenFull::kRefuse, ForOne(std::move(on_answer)));
}

std::future<std::vector<BatchResult>> PostingStream::SendLinked(
    std::vector<PostingCommand> commands) {
  std::future<std::vector<BatchResult>> results;
  SendLinked(std::move(commands), Keep(&results));
  return results;
}

void PostingStream::SendLinked(std::vector<PostingCommand> commands, OnAnswers on_answers) {
  pipeline_->Send(std::move(commands), WhenFull::kWait, std::move(on_answers));
}

void PostingStream::Close() { pipeline_->Close(); }

}  // namespace coalition
