#include "server/rpc/member_service.h"

#include "server/rpc/lookup.h"

namespace coalition::rpc {
namespace {

template <typename Request, typename Response>
grpc::ServerUnaryReactor* Change(const Backend& backend, grpc::CallbackServerContext* context,
                                 const Request* request, Response* response) {
  return Mutate(
      backend, context, Access::kAnyone,
      [=](const DecodeContext& decoding) { return Decode(*request, decoding); },
      [=](const domain::Effect& effect, bool replayed, const EncodeContext& encoding) {
        Encode(As<domain::Member>(effect), encoding, response->mutable_member());
        response->set_replayed(replayed);
      });
}

// The partner by whose links a caller sees members; none for the operator, who sees all.
std::optional<domain::PartnerId> LinkedBy(const domain::Caller& caller) {
  if (caller.IsOperator()) return std::nullopt;
  return caller.partner;
}

template <typename Response>
Answered AnswerMember(const domain::MemberRef& ref, const QuestionContext& context,
                      Response* response) {
  const auto member = LookUpMember(context, ref, LinkedBy(context.caller));
  if (!member.ok()) return member.rejection();
  Encode(*member, context.encode(), response->mutable_member());
  return domain::Accepted{};
}

}  // namespace

grpc::ServerUnaryReactor* MemberService::EnrollMember(grpc::CallbackServerContext* context,
                                                      const v1::EnrollMemberRequest* request,
                                                      v1::EnrollMemberResponse* response) {
  return Change(backend_, context, request, response);
}

grpc::ServerUnaryReactor* MemberService::LinkIdentifier(grpc::CallbackServerContext* context,
                                                        const v1::LinkIdentifierRequest* request,
                                                        v1::LinkIdentifierResponse* response) {
  return Change(backend_, context, request, response);
}

grpc::ServerUnaryReactor* MemberService::GetMember(grpc::CallbackServerContext* context,
                                                   const v1::GetMemberRequest* request,
                                                   v1::GetMemberResponse* response) {
  return Ask(
      backend_, context, Access::kAnyone,
      [=](const DecodeContext&) -> Decoded<domain::MemberRef> {
        FieldChecks checks;
        const auto id = DecodeMemberId("member_id", request->member_id(), checks);
        if (!id) return checks.Error();
        return domain::MemberRef(*id);
      },
      [=](const domain::MemberRef& ref, const QuestionContext& asking) {
        return AnswerMember(ref, asking, response);
      });
}

grpc::ServerUnaryReactor* MemberService::ResolveMember(grpc::CallbackServerContext* context,
                                                       const v1::ResolveMemberRequest* request,
                                                       v1::ResolveMemberResponse* response) {
  return Ask(
      backend_, context, Access::kAnyone,
      [=](const DecodeContext& decoding) -> Decoded<domain::MemberRef> {
        auto identifier = DecodeIdentifier("identifier", request->identifier(),
                                           LinkedBy(decoding.caller), decoding);
        if (!identifier.ok()) return identifier.rejection();
        return domain::MemberRef(*std::move(identifier));
      },
      [=](const domain::MemberRef& ref, const QuestionContext& asking) {
        return AnswerMember(ref, asking, response);
      });
}

}  // namespace coalition::rpc
