#ifndef COALITION_SERVER_RPC_MEMBER_SERVICE_H_
#define COALITION_SERVER_RPC_MEMBER_SERVICE_H_

#include "coalition/v1/member_service.grpc.pb.h"
#include "server/rpc/call.h"

namespace coalition::rpc {

// coalition.v1.MemberService.
class MemberService final : public v1::MemberService::CallbackService {
 public:
  // `backend` must outlive this.
  explicit MemberService(const Backend& backend) : backend_(backend) {}

  grpc::ServerUnaryReactor* EnrollMember(grpc::CallbackServerContext* context,
                                         const v1::EnrollMemberRequest* request,
                                         v1::EnrollMemberResponse* response) override;
  grpc::ServerUnaryReactor* GetMember(grpc::CallbackServerContext* context,
                                      const v1::GetMemberRequest* request,
                                      v1::GetMemberResponse* response) override;
  grpc::ServerUnaryReactor* ResolveMember(grpc::CallbackServerContext* context,
                                          const v1::ResolveMemberRequest* request,
                                          v1::ResolveMemberResponse* response) override;
  grpc::ServerUnaryReactor* LinkIdentifier(grpc::CallbackServerContext* context,
                                           const v1::LinkIdentifierRequest* request,
                                           v1::LinkIdentifierResponse* response) override;
  grpc::ServerUnaryReactor* UnlinkIdentifier(grpc::CallbackServerContext* context,
                                             const v1::UnlinkIdentifierRequest* request,
                                             v1::UnlinkIdentifierResponse* response) override;
  grpc::ServerUnaryReactor* MergeMembers(grpc::CallbackServerContext* context,
                                         const v1::MergeMembersRequest* request,
                                         v1::MergeMembersResponse* response) override;
  grpc::ServerUnaryReactor* EraseMember(grpc::CallbackServerContext* context,
                                        const v1::EraseMemberRequest* request,
                                        v1::EraseMemberResponse* response) override;
  grpc::ServerUnaryReactor* ListMembers(grpc::CallbackServerContext* context,
                                        const v1::ListMembersRequest* request,
                                        v1::ListMembersResponse* response) override;

 private:
  const Backend& backend_;
};

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_MEMBER_SERVICE_H_
