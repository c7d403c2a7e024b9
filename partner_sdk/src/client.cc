#include "coalition/client.h"

#include <utility>

#include "partner_sdk/src/batch.h"
#include "partner_sdk/src/connection.h"
#include "partner_sdk/src/transaction_feed.h"

namespace coalition {

using Points = v1::PointsService::Stub;
using Members = v1::MemberService::Stub;

Client::Client(ClientOptions options)
    : Client(std::make_shared<const sdk_internal::Connection>(std::move(options))) {}

Client::Client(std::shared_ptr<const sdk_internal::Connection> connection)
    : AccountClient(std::move(connection)) {}

Result<QuotedPrice> Client::Quote(const QuoteRequest& request) const {
  return connection_->Ask(&Points::Quote, request);
}

Result<Receipt> Client::Earn(const EarnRequest& request) const {
  return connection_->Ask(&Points::Earn, request);
}

Result<Receipt> Client::Burn(const BurnRequest& request) const {
  return connection_->Ask(&Points::Burn, request);
}

Result<Authorization> Client::Authorize(const AuthorizeRequest& request) const {
  return connection_->Ask(&Points::Authorize, request);
}

Result<Receipt> Client::Capture(const CaptureRequest& request) const {
  return connection_->Ask(&Points::Capture, request);
}

Result<Receipt> Client::Void(const VoidRequest& request) const {
  return connection_->Ask(&Points::Void, request);
}

Result<Receipt> Client::Reverse(const ReverseRequest& request) const {
  return connection_->Ask(&Points::Reverse, request);
}

Result<MovedPoints> Client::Convert(const ConvertRequest& request) const {
  return connection_->Ask(&Points::Convert, request);
}

Result<MovedPoints> Client::Transfer(const TransferRequest& request) const {
  return connection_->Ask(&Points::Transfer, request);
}

std::vector<BatchResult> Client::SubmitBatch(const SubmitBatchRequest& request) const {
  return sdk_internal::SubmitBatch(*connection_, request);
}

PostingStream Client::SubmitStream(PostingStreamOptions options) const {
  return PostingStream(connection_, std::move(options));
}

Result<MemberPoints> Client::GetBalance(const GetBalanceRequest& request) const {
  return connection_->Ask(&Points::GetBalance, request);
}

Result<Transaction> Client::GetTransaction(const std::string& transaction_id) const {
  v1::GetTransactionRequest request;
  request.set_transaction_id(transaction_id);
  return connection_->Send(&Points::GetTransaction, std::move(request));
}

Result<Page<Transaction>> Client::ListTransactions(const ListTransactionsRequest& request) const {
  return connection_->Ask(&Points::ListTransactions, request);
}

Listing<Transaction> Client::EachTransaction(ListTransactionsRequest request) const {
  return connection_->Each(&Points::ListTransactions, std::move(request));
}

Result<TransactionWatch> Client::WatchTransactions(const WatchTransactionsRequest& request) const {
  return sdk_internal::Watch(connection_, request);
}

Result<Member> Client::EnrollMember(const EnrollMemberRequest& request) const {
  return connection_->Ask(&Members::EnrollMember, request);
}

Result<Member> Client::GetMember(const std::string& member_id) const {
  v1::GetMemberRequest request;
  request.set_member_id(member_id);
  return connection_->Send(&Members::GetMember, std::move(request));
}

Result<Member> Client::ResolveMember(const Identifier& identifier) const {
  return connection_->Ask(&Members::ResolveMember, identifier);
}

Result<Member> Client::LinkIdentifier(const LinkIdentifierRequest& request) const {
  return connection_->Ask(&Members::LinkIdentifier, request);
}

Result<Member> Client::UnlinkIdentifier(const UnlinkIdentifierRequest& request) const {
  return connection_->Ask(&Members::UnlinkIdentifier, request);
}

}  // namespace coalition
