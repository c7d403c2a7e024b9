#include "clients/coalitionctl/methods.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include "clients/coalitionctl/value_text.h"
#include "coalition/v1/member_service.pb.h"
#include "coalition/v1/partner_service.pb.h"
#include "coalition/v1/points_service.pb.h"
#include "coalition/v1/reporting_service.pb.h"
#include "coalition/v1/settlement_service.pb.h"

namespace coalition::ctl {
namespace {

using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

}  // namespace

std::vector<const ServiceDescriptor*> Services() {
  // Naming a message of each file is what makes the linker keep the file's descriptors.
  return {
      v1::EarnRequest::descriptor()->file()->FindServiceByName("PointsService"),
      v1::EnrollMemberRequest::descriptor()->file()->FindServiceByName("MemberService"),
      v1::CreatePartnerRequest::descriptor()->file()->FindServiceByName("PartnerService"),
      v1::CloseWindowRequest::descriptor()->file()->FindServiceByName("SettlementService"),
      v1::VerifyLedgerRequest::descriptor()->file()->FindServiceByName("ReportingService"),
  };
}

std::vector<Method> Methods() {
  std::vector<Method> methods;
  for (const ServiceDescriptor* service : Services()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor* method = service->method(i);
      if (!method->client_streaming()) methods.push_back({KebabCase(method->name()), method});
    }
  }
  return methods;
}

std::vector<std::string> OmittedMethodNames() {
  std::vector<std::string> names;
  for (const ServiceDescriptor* service : Services()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor& method = *service->method(i);
      if (method.client_streaming()) names.push_back(method.name());
    }
  }
  return names;
}

std::string PathOf(const MethodDescriptor& method) {
  return absl::StrCat("/", method.service()->full_name(), "/", method.name());
}

std::string KebabCase(absl::string_view name) {
  return absl::StrReplaceAll(SnakeCase(name), {{"_", "-"}});
}

}  // namespace coalition::ctl
