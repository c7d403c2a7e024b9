#include "tests/e2e/wire.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <future>
#include <iostream>

#include "absl/strings/str_join.h"
#include "google/protobuf/text_format.h"
#include "grpc/grpc.h"
#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"

#include "coalition/v1/member_service.pb.h"
#include "coalition/v1/partner_service.pb.h"
#include "coalition/v1/points_service.pb.h"
#include "coalition/v1/reporting_service.pb.h"
#include "coalition/v1/settlement_service.pb.h"

namespace coalition::e2e {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

// Keyed by the type that a client of google.rpc knows.
constexpr char kErrorInfoUrl[] = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr char kBadRequestUrl[] = "type.googleapis.com/google.rpc.BadRequest";
constexpr char kRetryInfoUrl[] = "type.googleapis.com/google.rpc.RetryInfo";

void AddDetails(const v1::Status& status, Outcome& outcome) {
  for (const google::protobuf::Any& any : status.details()) {
    outcome.type_urls.push_back(any.type_url());
    if (any.type_url() == kErrorInfoUrl) {
      v1::ErrorInfo info;
      info.ParseFromString(any.value());
      outcome.reason = info.reason();
      outcome.domain = info.domain();
      outcome.metadata = {info.metadata().begin(), info.metadata().end()};
    } else if (any.type_url() == kBadRequestUrl) {
      v1::BadRequest bad_request;
      bad_request.ParseFromString(any.value());
      for (const auto& violation : bad_request.field_violations()) {
        outcome.fields.push_back(violation.field());
      }
    } else if (any.type_url() == kRetryInfoUrl) {
      v1::RetryInfo retry;
      retry.ParseFromString(any.value());
      outcome.retry_delay_ms = static_cast<int>(retry.retry_delay().seconds() * 1000 +
                                                retry.retry_delay().nanos() / 1'000'000);
    }
  }
}

grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

std::string ToString(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  if (!buffer.Valid() || !buffer.DumpToSingleSlice(&slice).ok()) return std::string();
  return std::string(reinterpret_cast<const char*>(slice.begin()), slice.size());
}

}  // namespace

bool Outcome::Names(const std::string& field) const {
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
  return out << outcome.code << " " << outcome.reason << " [" << absl::StrJoin(outcome.fields, ", ")
             << "] {" << absl::StrJoin(outcome.metadata, ", ", absl::PairFormatter("=")) << "} "
             << outcome.message;
}

Outcome OutcomeOf(const v1::Status& status) {
  Outcome outcome;
  outcome.code = static_cast<grpc::StatusCode>(status.code());
  outcome.message = status.message();
  if (!outcome.ok()) outcome.reason.clear();
  AddDetails(status, outcome);
  return outcome;
}

Outcome OutcomeOf(const grpc::Status& status) {
  v1::Status details;
  details.ParseFromString(status.error_details());
  Outcome outcome = OutcomeOf(details);
  outcome.code = status.error_code();
  outcome.message = status.error_message();
  if (!outcome.ok() && outcome.type_urls.empty()) outcome.reason.clear();
  return outcome;
}

Headers Bearer(const std::string& key) { return {{"authorization", "Bearer " + key}}; }

void KeepGrpc() {
  // Never given back: the end of the last channel would else wait for gRPC's idle poller.
  static const bool kept = (grpc_init(), true);
  static_cast<void>(kept);
}

RawReply Send(grpc::Channel& channel, const std::string& method, const std::string& bytes,
              const Headers& headers, std::chrono::milliseconds patience) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + patience);
  for (const auto& [name, value] : headers) context.AddMetadata(name, value);
  // The channel belongs to the caller for longer than the call.
  grpc::GenericStub stub(
      std::shared_ptr<grpc::ChannelInterface>(std::shared_ptr<void>(), &channel));
  const grpc::ByteBuffer request = ToBuffer(bytes);
  grpc::ByteBuffer response;
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, method, grpc::StubOptions(), &request, &response,
                 [&done](grpc::Status status) { done.set_value(std::move(status)); });
  grpc::Status status = done.get_future().get();
  return {std::move(status), ToString(response)};
}

std::vector<const MethodDescriptor*> AllMethods() {
  std::vector<const MethodDescriptor*> methods;
  for (const Descriptor* request :
       {v1::EarnRequest::descriptor(), v1::GetMemberRequest::descriptor(),
        v1::GetPartnerRequest::descriptor(), v1::GetWindowRequest::descriptor(),
        v1::GetLiabilityRequest::descriptor()}) {
    const FileDescriptor& file = *request->file();
    for (int s = 0; s < file.service_count(); ++s) {
      for (int m = 0; m < file.service(s)->method_count(); ++m) {
        methods.push_back(file.service(s)->method(m));
      }
    }
  }
  return methods;
}

const MethodDescriptor& MethodNamed(const std::string& name) {
  for (const MethodDescriptor* method : AllMethods()) {
    if (method->name() == name) return *method;
  }
  std::cerr << "no method is called " << name << "\n";
  std::abort();
}

std::string PathOf(const MethodDescriptor& method) {
  return "/" + method.service()->full_name() + "/" + method.name();
}

AnyMessage NewMessage(const Descriptor& type) {
  return AnyMessage(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

AnyMessage Copy(const Message& message) {
  AnyMessage copy(message.New());
  copy->CopyFrom(message);
  return copy;
}

AnyReply Send(grpc::Channel& channel, const MethodDescriptor& method, const Message& request,
              const Headers& headers) {
  const RawReply raw = Send(channel, PathOf(method), request.SerializeAsString(), headers);
  AnyReply reply{OutcomeOf(raw.status), NewMessage(*method.output_type())};
  reply.response->ParseFromString(raw.bytes);
  return reply;
}

void ParseText(const std::string& text, Message* message) {
  if (google::protobuf::TextFormat::MergeFromString(text, message)) return;
  std::cerr << "not a " << message->GetTypeName() << ": " << text << "\n";
  std::abort();
}

}  // namespace coalition::e2e
