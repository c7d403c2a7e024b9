#include "clients/coalitionctl/run.h"

#include <chrono>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/message.h"

#include "clients/coalitionctl/call.h"
#include "clients/coalitionctl/failure.h"
#include "clients/coalitionctl/input.h"
#include "clients/coalitionctl/json_text.h"
#include "clients/coalitionctl/pages.h"
#include "clients/coalitionctl/presentation.h"
#include "clients/coalitionctl/stream_output.h"
#include "coalition/request_id.h"

namespace coalition::ctl {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

constexpr char kNotWritten[] = "coalitionctl: the answer could not be written\n";

std::unique_ptr<Message> NewMessage(const Descriptor& type) {
  return std::unique_ptr<Message>(MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

absl::Status MergeRequestJson(const std::string& path, std::istream& in, Message* request) {
  const absl::StatusOr<std::string> json = ReadText(path, in);
  if (!json.ok()) return json.status();
  const absl::Status status = MergeJson(*json, request);
  if (status.ok()) return status;
  return absl::InvalidArgumentError(absl::StrCat("--request-json: ", status.message()));
}

absl::Status ReadFlagFiles(std::istream& in, std::vector<GivenFlag>* flags) {
  for (GivenFlag& given : *flags) {
    if (given.flag.form != RequestFlag::Form::kJsonLines) continue;
    absl::StatusOr<std::string> lines = ReadText(given.text, in);
    if (!lines.ok()) return lines.status();
    given.text = *std::move(lines);
  }
  return absl::OkStatus();
}

const FieldDescriptor* RequestIdField(const Descriptor& type) {
  const FieldDescriptor* field = type.FindFieldByName("request_id");
  const bool fits = field != nullptr && !field->is_repeated() &&
                    field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  return fits ? field : nullptr;
}

void FillRequestId(Message* request) {
  const FieldDescriptor* field = RequestIdField(*request->GetDescriptor());
  if (field == nullptr || request->GetReflection()->HasField(*request, field)) return;
  request->GetReflection()->SetString(request, field, NewRequestId());
}

absl::StatusOr<std::unique_ptr<Message>> RequestOf(const Invocation& invocation, std::istream& in) {
  std::unique_ptr<Message> request = NewMessage(*invocation.method.descriptor->input_type());
  absl::Status status;
  if (!invocation.request_json_file.empty()) {
    status = MergeRequestJson(invocation.request_json_file, in, request.get());
    if (!status.ok()) return status;
  }
  std::vector<GivenFlag> flags = invocation.flags;
  status = ReadFlagFiles(in, &flags);
  if (status.ok()) status = ApplyFlags(flags, request.get());
  if (!status.ok()) return status;
  FillRequestId(request.get());
  return request;
}

grpc::Status CallOnceOrAllPages(const Invocation& invocation, const Connection& connection,
                                Message* request, Message* response) {
  const PageCall call = [&](const Message& page_request, Message* page) {
    return connection.Call(*invocation.method.descriptor, page_request, page);
  };
  if (!invocation.all_pages) return call(*request, response);
  return CallAllPages(call, invocation.rows_max, request, response);
}

ExitCode UsageError(const absl::Status& status, std::ostream& err) {
  err << "coalitionctl: " << status.message() << "\n";
  return ExitCode::kUsage;
}

// The request id is what makes a retry safe, and a generated one is known to nobody else.
ExitCode CallFailed(const grpc::Status& status, const Invocation& invocation,
                    const Message& request, std::ostream& err) {
  const Failure failure = FailureOf(status);
  err << "coalitionctl: " << ToText(failure);
  if (!IsUnreachable(failure)) return ExitCode::kFailed;
  if (failure.code == grpc::StatusCode::DEADLINE_EXCEEDED) {
    err << "  no answer within: --timeout-s " << invocation.timeout_s << "\n";
  }
  const FieldDescriptor* request_id = RequestIdField(*request.GetDescriptor());
  if (request_id != nullptr) {
    err << "  repeat safely with: --request-id "
        << request.GetReflection()->GetString(request, request_id) << "\n";
  }
  return ExitCode::kUnreachable;
}

ExitCode Print(const Invocation& invocation, const Message& response, std::ostream& out,
               std::ostream& err) {
  if (invocation.json) {
    const absl::StatusOr<std::string> json = ToJson(response);
    if (!json.ok()) {
      err << "coalitionctl: " << json.status().message() << "\n";
      return ExitCode::kFailed;
    }
    out << *json;
  } else {
    out << Present(response);
    const std::string token = NextPageTokenOf(response);
    if (!token.empty()) {
      err << "There is more: --page-token " << token
          << (invocation.all_pages ? " or a larger --max-rows\n" : " or --all\n");
    }
  }
  if (!out.flush()) {
    err << kNotWritten;
    return ExitCode::kFailed;
  }
  return IsSuccess(response) ? ExitCode::kOk : ExitCode::kFailed;
}

ExitCode CallOnce(const Invocation& invocation, const Connection& connection, Message* request,
                  std::ostream& out, std::ostream& err) {
  const std::unique_ptr<Message> response =
      NewMessage(*invocation.method.descriptor->output_type());
  const grpc::Status status = CallOnceOrAllPages(invocation, connection, request, response.get());
  if (!status.ok()) return CallFailed(status, invocation, *request, err);
  return Print(invocation, *response, out, err);
}

ExitCode CallStream(const Invocation& invocation, const Connection& connection,
                    const Message& request, std::ostream& out, std::ostream& err) {
  const std::unique_ptr<Message> response =
      NewMessage(*invocation.method.descriptor->output_type());
  StreamOutput output(invocation.json, out);
  bool written = true;
  const Connection::StreamEnd end =
      connection.CallStream(*invocation.method.descriptor, request, response.get(),
                            [&] { return written = output.Print(*response); });
  ExitCode exit_code = ExitCode::kOk;
  if (!written) {
    err << kNotWritten;
    exit_code = ExitCode::kFailed;
  } else if (!end.interrupted && !end.status.ok()) {
    exit_code = CallFailed(end.status, invocation, request, err);
  }
  if (!output.resume_token().empty()) {
    err << "Go on after the last message with: --resume-token " << output.resume_token() << "\n";
  }
  return exit_code;
}

}  // namespace

ExitCode Run(const std::vector<std::string>& arguments, std::istream& in, std::ostream& out,
             std::ostream& err) {
  const auto parsed = ParseCommandLine(arguments, out, err);
  if (const ExitCode* answered = std::get_if<ExitCode>(&parsed)) return *answered;
  const auto& invocation = std::get<Invocation>(parsed);

  const absl::StatusOr<std::string> api_key = ReadApiKey(invocation.key_file);
  if (!api_key.ok()) return UsageError(api_key.status(), err);
  const absl::StatusOr<std::unique_ptr<Message>> request = RequestOf(invocation, in);
  if (!request.ok()) return UsageError(request.status(), err);

  const Connection connection(invocation.server, *api_key,
                              std::chrono::seconds(invocation.timeout_s));
  return invocation.method.descriptor->server_streaming()
             ? CallStream(invocation, connection, **request, out, err)
             : CallOnce(invocation, connection, request->get(), out, err);
}

}  // namespace coalition::ctl
