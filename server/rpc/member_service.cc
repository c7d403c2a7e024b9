#include "server/rpc/member_service.h"

#include "server/rpc/lookup.h"
#include "server/rpc/member_list.h"

namespace coalition::rpc {
namespace {

template <typename Request, typename Response>
grpc::ServerUnaryReactor* Change(const Backend& backend, grpc::CallbackServerContext* context,
                                 Access access, const Request* request, Response* response) {
  return Mutate(
      backend, context, access,
      [=](const DecodeContext& decoding) { return Decode(*request, decoding); },
      [=](const domain::Effect& effect, bool replayed, const EncodeContext& encoding) {
        if constexpr (requires { response->mutable_member(); }) {
          Encode(As<domain::Member>(effect), encoding, response->mutable_member());
        }
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
  return Change(backend_, context, Access::kAnyone, request, response);
}

grpc::ServerUnaryReactor* MemberService::LinkIdentifier(grpc::CallbackServerContext* context,
                                                        const v1::LinkIdentifierRequest* request,
                                                        v1::LinkIdentifierResponse* response) {
  return Change(backend_, context, Access::kAnyone, request, response);
}

grpc::ServerUnaryReactor* MemberService::UnlinkIdentifier(
    grpc::CallbackServerContext* context, const v1::UnlinkIdentifierRequest* request,
    v1::UnlinkIdentifierResponse* response) {
  return Change(backend_, context, Access::kAnyone, request, response);
}

grpc::ServerUnaryReactor* MemberService::MergeMembers(grpc::CallbackServerContext* context,
                                                      const v1::MergeMembersRequest* request,
                                                      v1::MergeMembersResponse* response) {
  return Change(backend_, context, Access::kOperatorOnly, request, response);
}

grpc::ServerUnaryReactor* MemberService::EraseMember(grpc::CallbackServerContext* context,
                                                     const v1::EraseMemberRequest* request,
                                                     v1::EraseMemberResponse* response) {
  return Change(backend_, context, Access::kOperatorOnly, request, response);
}

grpc::ServerUnaryReactor* MemberService::ListMembers(grpc::CallbackServerContext* context,
                                                     const v1::ListMembersRequest* request,
                                                     v1::ListMembersResponse* response) {
  return Ask(
      backend_, context, Access::kAnyone,
      [=](const DecodeContext& decoding) { return DecodeMemberList(*request, decoding); },
      [=](const MemberListQuestion& question, const QuestionContext& asking) {
        return AnswerMemberList(question, asking, response);
      });
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
