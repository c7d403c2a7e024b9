#include "tests/fuzz/request_types.h"

#include <algorithm>
#include <set>
#include <string>

#include "coalition/v1/reporting_service.pb.h"
#include "server/domain/check.h"
#include "server/rpc/as_of.h"
#include "server/rpc/batch_plan.h"
#include "server/rpc/page_token.h"
#include "tests/fuzz/command_checks.h"

namespace coalition::fuzz {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using rpc::DecodeContext;

// Says what `message` and those in it leave to a default: whose partner it is, where that is the
// caller's own in any place, and in which points.
void SayWhatIsMeant(const DecodeContext& context, Message* message) {
  const auto& reflection = *message->GetReflection();
  const Descriptor& type = *message->GetDescriptor();
  const auto say = [&](const char* name, const std::string& value) {
    const FieldDescriptor* field = type.FindFieldByName(name);
    if (field == nullptr || !reflection.GetString(*message, field).empty()) return;
    reflection.SetString(message, field, value);
  };
  if (!context.caller.IsOperator()) {
    say("partner_id", context.catalog.GetPartner(context.caller.partner).handle);
  }
  for (const char* name : {"currency", "from_currency", "to_currency"}) {
    say(name, context.catalog.DefaultCurrency().code);
  }
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(*message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (field->is_repeated()) {
      for (int i = 0; i < reflection.FieldSize(*message, field); ++i) {
        SayWhatIsMeant(context, reflection.MutableRepeatedMessage(message, field, i));
      }
    } else {
      SayWhatIsMeant(context, reflection.MutableMessage(message, field));
    }
  }
}

template <typename Request>
void CheckSameDigest(const Request& request, const DecodeContext& context,
                     const domain::Command& expected, const char* what) {
  const auto command = Decode(request, context);
  COALITION_CHECK(command.ok(), std::string("is refused ") + what);
  COALITION_CHECK(command->header.digest == expected.header.digest,
                  std::string("is another payload ") + what);
  COALITION_CHECK(command->action.index() == expected.action.index(), what);
}

// Commands of their own.
template <typename Request>
requires requires(const Request& request) { request.request_id(); }
bool Check(const Request& request, const DecodeContext& context) {
  const auto command = Decode(request, context);
  if (!command.ok()) {
    CheckRefusal(command.rejection(), *Request::descriptor());
    return false;
  }
  CheckCommand(*command, context.catalog, context.caller);
  Request changed = request;
  CheckSameDigest(changed, context, *command, "the second time");
  changed.set_request_id("another");
  CheckSameDigest(changed, context, *command, "under another request id");
  SayWhatIsMeant(context, &changed);
  CheckSameDigest(changed, context, *command, "when it says what it left out");
  return true;
}

// Commands of the settlement that no server decodes yet.
bool Check(const v1::ApproveWindowRequest&, const DecodeContext&) { return true; }
bool Check(const v1::RecordPaymentRequest&, const DecodeContext&) { return true; }
bool Check(const v1::OpenDisputeRequest&, const DecodeContext&) { return true; }
bool Check(const v1::ResolveDisputeRequest&, const DecodeContext&) { return true; }

bool Check(const v1::QuoteRequest& request, const DecodeContext& context) {
  const auto question = Decode(request, context);
  if (question.ok()) {
    CheckQuestion(*question, context.catalog, context.caller);
  } else {
    CheckRefusal(question.rejection(), *request.GetDescriptor());
  }
  return question.ok();
}

bool Check(const v1::SubmitStreamRequest& request, const DecodeContext& context) {
  const auto command = Decode(request.item(), "", context);
  if (command.ok()) {
    CheckCommand(*command, context.catalog, context.caller);
    COALITION_CHECK(command->header.request.request_id == rpc::RequestIdOf(request.item()),
                    "an item has another request id");
  }
  return command.ok();
}

// Each item has a command or an error. Whether all have a command.
bool Check(const v1::SubmitBatchRequest& request, const DecodeContext& context) {
  v1::SubmitBatchResponse response;
  const rpc::BatchPlan plan = rpc::PlanBatch(request, context, &response);
  COALITION_CHECK(response.results_size() == request.items_size(), "a result is missing");
  COALITION_CHECK(plan.commands.size() == plan.result_of_command.size(), "a place is missing");
  std::vector<bool> has_command(static_cast<std::size_t>(request.items_size()));
  for (std::size_t i = 0; i < plan.commands.size(); ++i) {
    const int place = plan.result_of_command[i];
    COALITION_CHECK(i == 0 || place > plan.result_of_command[i - 1], "items are out of order");
    has_command.at(static_cast<std::size_t>(place)) = true;
    CheckCommand(plan.commands[i], context.catalog, context.caller);
    COALITION_CHECK(plan.commands[i].linked == request.items(place).linked(), "a link is lost");
  }
  for (int i = 0; i < request.items_size(); ++i) {
    const auto place = static_cast<std::size_t>(i);
    COALITION_CHECK(has_command[place] != response.results(i).has_error(), "an item is lost");
    const bool has_next = request.items(i).linked() && i + 1 < request.items_size();
    COALITION_CHECK(!has_next || has_command[place] == has_command[place + 1], "a group is torn");
  }
  return plan.commands.size() == has_command.size();
}

// Questions. What their services do with the fields that they share.
template <typename Request>
bool Check(const Request& request, const DecodeContext& context) {
  rpc::FieldChecks checks;
  std::vector<rpc::CallError> errors;
  const auto note = [&errors](const auto& decoded) {
    if (!decoded.ok()) errors.push_back(decoded.rejection());
  };
  if constexpr (requires { request.partner_id(); }) {
    note(rpc::DecodePartnerFilter(request.partner_id(), context));
  }
  if constexpr (requires { request.member(); }) {
    note(rpc::DecodeMember("member", request.member(), std::nullopt, context));
  }
  if constexpr (requires { request.identifier(); }) {
    note(rpc::DecodeIdentifier("identifier", request.identifier(), std::nullopt, context));
  }
  if constexpr (requires { request.member_id(); }) {
    rpc::DecodeMemberId("member_id", request.member_id(), checks);
  }
  if constexpr (requires { request.transaction_id(); }) {
    checks.TransactionId("transaction_id", request.transaction_id());
  }
  if constexpr (requires { request.currency(); }) {
    rpc::DecodeCurrency("currency", request.currency(), context, checks);
  }
  if constexpr (requires { request.as_of(); }) rpc::DecodeAsOf(request, checks);
  if constexpr (requires { request.window_id(); }) {
    checks.WindowId("window_id", request.window_id());
  }
  if constexpr (requires { request.page_size(); }) {
    const int size = checks.PageSize(request.page_size());
    COALITION_CHECK(!checks.ok() || size > 0, "an empty page");
    rpc::PageToken::Open("list", request.page_token(), 0, checks);
  }
  if (!checks.ok()) errors.push_back(checks.Error());
  for (const rpc::CallError& error : errors) CheckRefusal(error, *Request::descriptor());
  return errors.empty();
}

template <typename... Request>
std::vector<RequestType> Types() {
  return {{&Request::default_instance(), [](const Message& request, const DecodeContext& context) {
             return Check(static_cast<const Request&>(request), context);
           }}...};
}

void CheckNoneIsMissing(const std::vector<RequestType>& types) {
  std::set<const Descriptor*> there;
  for (const RequestType& type : types) there.insert(type.descriptor());
  std::set<const google::protobuf::FileDescriptor*> files;
  for (const Descriptor* request : there) files.insert(request->file());
  for (const auto* file : files) {
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        const auto& method = *file->service(s)->method(m);
        COALITION_CHECK(there.contains(method.input_type()), method.full_name());
      }
    }
  }
}

}  // namespace

const std::vector<RequestType>& RequestTypes() {
  static const std::vector<RequestType> types = [] {
    auto all =
        Types<v1::QuoteRequest, v1::EarnRequest, v1::BurnRequest, v1::AuthorizeRequest,
              v1::CaptureRequest, v1::VoidRequest, v1::ReverseRequest, v1::ConvertRequest,
              v1::TransferRequest, v1::AdjustRequest, v1::ExpirePointsRequest,
              v1::SubmitBatchRequest, v1::SubmitStreamRequest, v1::GetBalanceRequest,
              v1::GetTransactionRequest, v1::ListTransactionsRequest, v1::WatchTransactionsRequest,
              v1::EnrollMemberRequest, v1::GetMemberRequest, v1::ResolveMemberRequest,
              v1::LinkIdentifierRequest, v1::UnlinkIdentifierRequest, v1::MergeMembersRequest,
              v1::EraseMemberRequest, v1::ListMembersRequest, v1::CreatePartnerRequest,
              v1::GetPartnerRequest, v1::ListPartnersRequest, v1::UpdatePartnerRequest,
              v1::SuspendPartnerRequest, v1::ResumePartnerRequest, v1::CreateCurrencyRequest,
              v1::SetExchangeRateRequest, v1::ListExchangeRatesRequest,
              v1::ListConversionRatesRequest, v1::SetTermsRequest, v1::ListTermsRequest,
              v1::SetLimitsRequest, v1::GetLimitsRequest, v1::CreateCredentialRequest,
              v1::RevokeCredentialRequest, v1::GetPositionsRequest, v1::WatchPositionsRequest,
              v1::CloseWindowRequest, v1::ListWindowsRequest, v1::GetWindowRequest,
              v1::GetStatementRequest, v1::ListStatementLinesRequest, v1::ApproveWindowRequest,
              v1::ListObligationsRequest, v1::RecordPaymentRequest, v1::ExportObligationsRequest,
              v1::ReconcileRequest, v1::OpenDisputeRequest, v1::ResolveDisputeRequest,
              v1::ListDisputesRequest, v1::GetLiabilityRequest, v1::GetPartnerPerformanceRequest,
              v1::VerifyLedgerRequest, v1::ListAuditEventsRequest>();
    CheckNoneIsMissing(all);
    return all;
  }();
  return types;
}

}  // namespace coalition::fuzz
