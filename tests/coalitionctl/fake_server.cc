#include "tests/coalitionctl/fake_server.h"

#include <chrono>

#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"

#include "tests/testing/wait_until.h"

namespace coalition::ctl {

grpc::Status FakePoints::Earn(grpc::ServerContext* context, const v1::EarnRequest* request,
                              v1::EarnResponse* response) {
  earn_request = *request;
  const auto found = context->client_metadata().find("authorization");
  if (found != context->client_metadata().end()) {
    authorization.assign(found->second.data(), found->second.size());
  }
  response->mutable_receipt()->mutable_transaction()->set_transaction_id("3-17");
  response->mutable_receipt()->mutable_transaction()->set_request_id(request->request_id());
  return earn_status;
}

grpc::Status FakePoints::SubmitBatch(grpc::ServerContext*, const v1::SubmitBatchRequest* request,
                                     v1::SubmitBatchResponse* response) {
  batch_request = *request;
  *response = batch_response;
  return grpc::Status::OK;
}

grpc::Status FakePoints::WatchTransactions(
    grpc::ServerContext* context, const v1::WatchTransactionsRequest* request,
    grpc::ServerWriter<v1::WatchTransactionsResponse>* writer) {
  watch_request = *request;
  for (const v1::WatchTransactionsResponse& message : watch_messages) writer->Write(message);
  if (watch_then) watch_then();
  if (watch_status) return *watch_status;
  testing_processes::WaitUntil([&] { return context->IsCancelled(); }, std::chrono::seconds(60));
  return grpc::Status::CANCELLED;
}

grpc::Status FakeSettlement::ExportObligations(
    grpc::ServerContext*, const v1::ExportObligationsRequest*,
    grpc::ServerWriter<v1::ExportObligationsResponse>* writer) {
  v1::ExportObligationsResponse piece;
  for (const char* chunk : {"partner,ne", "t\nnike,5\n"}) {
    piece.set_chunk(chunk);
    writer->Write(piece);
  }
  return grpc::Status::OK;
}

grpc::Status FakePartners::ListPartners(grpc::ServerContext*,
                                        const v1::ListPartnersRequest* request,
                                        v1::ListPartnersResponse* response) {
  const bool first = request->page_token().empty();
  response->add_partners()->set_partner_id(first ? "adidas" : "nike");
  if (first) response->set_next_page_token("second");
  return grpc::Status::OK;
}

grpc::Status FakeReporting::VerifyLedger(grpc::ServerContext*, const v1::VerifyLedgerRequest*,
                                         v1::VerifyLedgerResponse* response) {
  *response = verify_response;
  return grpc::Status::OK;
}

FakeServer::FakeServer() {
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
  builder.RegisterService(&points);
  builder.RegisterService(&partners);
  builder.RegisterService(&settlement);
  builder.RegisterService(&reporting);
  server_ = builder.BuildAndStart();
}

FakeServer::~FakeServer() {
  server_->Shutdown();
  server_->Wait();
}

std::string FakeServer::address() const { return "127.0.0.1:" + std::to_string(port_); }

}  // namespace coalition::ctl
