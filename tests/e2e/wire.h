#ifndef COALITION_TESTS_E2E_WIRE_H_
#define COALITION_TESTS_E2E_WIRE_H_

#include <chrono>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "grpcpp/channel.h"
#include "grpcpp/support/status.h"

#include "coalition/v1/errors.pb.h"

namespace coalition::e2e {

// How a call or a batch item ended, as a client in any language sees it.
struct Outcome {
  grpc::StatusCode code = grpc::OK;
  std::string message;
  // Of ErrorInfo: the reason, or "OK"; empty when a failure carries none.
  std::string reason = "OK";
  std::string domain;
  std::map<std::string, std::string> metadata;
  // Of BadRequest.
  std::vector<std::string> fields;
  // Of all details, in order.
  std::vector<std::string> type_urls;
  // Of RetryInfo; 0 when there is none.
  int retry_delay_ms = 0;

  bool ok() const { return code == grpc::OK; }
  bool Names(const std::string& field) const;
};
std::ostream& operator<<(std::ostream& out, const Outcome& outcome);

Outcome OutcomeOf(const grpc::Status& status);
Outcome OutcomeOf(const v1::Status& status);

// Header names and values, in order; names may repeat.
using Headers = std::vector<std::pair<std::string, std::string>>;
Headers Bearer(const std::string& key);

// Call before the first channel is made.
void KeepGrpc();

struct RawReply {
  grpc::Status status;
  std::string bytes;
};

inline constexpr std::chrono::milliseconds kPatience(60'000);

// One unary call of `method`, "/coalition.v1.PointsService/Earn", with the bytes as they are.
RawReply Send(grpc::Channel& channel, const std::string& method, const std::string& bytes,
              const Headers& headers, std::chrono::milliseconds patience = kPatience);

// Every method of the five services.
std::vector<const google::protobuf::MethodDescriptor*> AllMethods();
// By its name alone, "Earn"; names are unique in the API.
const google::protobuf::MethodDescriptor& MethodNamed(const std::string& name);
std::string PathOf(const google::protobuf::MethodDescriptor& method);

using AnyMessage = std::unique_ptr<google::protobuf::Message>;
AnyMessage NewMessage(const google::protobuf::Descriptor& type);
AnyMessage Copy(const google::protobuf::Message& message);

// What a call of any method gave.
struct AnyReply {
  Outcome outcome;
  AnyMessage response;
};
AnyReply Send(grpc::Channel& channel, const google::protobuf::MethodDescriptor& method,
              const google::protobuf::Message& request, const Headers& headers);

// Fills `message` from the text format; ends the test program when it cannot.
void ParseText(const std::string& text, google::protobuf::Message* message);
template <typename Message>
Message Proto(const std::string& text) {
  Message message;
  ParseText(text, &message);
  return message;
}

}  // namespace coalition::e2e

#endif  // COALITION_TESTS_E2E_WIRE_H_
