#include "tests/e2e/network.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"

#include "tests/testing/private_mariadb.h"

namespace coalition::e2e {
namespace {

using testing_processes::ServerProcess;

constexpr char kSweep[] = "--expiry-sweep-minutes";
constexpr char kLanesVariable[] = "COALITION_TEST_LANES";

[[noreturn]] void GiveUp(const absl::Status& status) {
  std::cerr << status << "\n";
  std::abort();
}

std::string BackdatingReason(const std::string& from) {
  return from.empty() ? std::string() : " backdating_reason: 'history'";
}

}  // namespace

std::string EvenRate(const std::string& money) {
  return absl::StrCat(
      "earn { numerator: 1 denominator: 1 } burn { numerator: 1 denominator: 1 }"
      " purchase { currency_code: '",
      money,
      "' partner_points_per_unit { numerator: 1 denominator: 1 } }"
      " money_off { currency_code: '",
      money,
      "' partner_points_per_unit { numerator: 100 denominator: 1 } }"
      " activities { type: 'run_km' partner_points_per_unit { numerator: 10 denominator: 1 } }");
}

std::string FreshId() {
  static std::atomic<int> next{1};
  return absl::StrCat("e2e-", next.fetch_add(1));
}

Network::Network(testing_processes::ServerOptions options) {
  const auto sweeps = [](const std::string& flag) { return flag.starts_with(kSweep); };
  if (std::none_of(options.flags.begin(), options.flags.end(), sweeps)) {
    options.flags.push_back(absl::StrCat(kSweep, "=0"));
  }
  const char* lanes = std::getenv(kLanesVariable);
  if (lanes != nullptr && options.store_address.empty() &&
      options.store == testing_processes::Store::kSqlite) {
    options.store_address = testing_processes::PrivateMariadb::Shared().FreshDatabase();
    options.flags.push_back(absl::StrCat("--lanes=", lanes));
  }
  auto process = ServerProcess::Start(std::move(options));
  if (!process.ok()) GiveUp(process.status());
  process_ = *std::move(process);
  operator_key_ = process_->operator_key();
  Reconnect();
}

std::shared_ptr<grpc::Channel> Network::Connect() const {
  KeepGrpc();
  grpc::ChannelArguments arguments;
  // Tests count their own attempts, and read pages as large as the server gives.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetMaxReceiveMessageSize(-1);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(process_->address(), grpc::InsecureChannelCredentials(),
                                   arguments);
}

void Network::Reconnect() { channel_ = Connect(); }

void Network::Restart() {
  if (auto ended = process_->Terminate(); !ended.ok()) GiveUp(ended);
  if (auto started = process_->Restart(); !started.ok()) GiveUp(started);
  Reconnect();
}

void Network::Kill9AndRestart() {
  process_->Kill9();
  if (auto started = process_->Restart(); !started.ok()) GiveUp(started);
  Reconnect();
}

Partner Network::Join(const std::string& id, const PartnerSpec& spec) const {
  Must<v1::CreatePartnerRequest>(
      operator_key_,
      absl::StrCat("partner_id: '", id, "' display_name: '", id, "' settlement_currency: '",
                   spec.money, "' backdating_days: ", spec.backdating_days));
  if (!spec.rate.empty()) SetRate(id, spec.rate, kLongAgo);
  if (!spec.terms.empty()) SetTerms(id, spec.terms, kLongAgo);
  return {id, NewKey(id)};
}

std::string Network::NewKey(const std::string& partner_id) const {
  return Must<v1::CreateCredentialRequest>(
             operator_key_, absl::StrCat("partner_id: '", partner_id, "' label: 'test'"))
      .api_key();
}

int Network::SetRate(const std::string& partner_id, const std::string& rate,
                     const std::string& from) const {
  return Must<v1::SetExchangeRateRequest>(
             operator_key_, absl::StrCat("exchange_rate { partner_id: '", partner_id, "' ", from,
                                         " ", rate, " }", BackdatingReason(from)))
      .exchange_rate()
      .version();
}

int Network::SetTerms(const std::string& partner_id, const std::string& terms,
                      const std::string& from) const {
  return Must<v1::SetTermsRequest>(
             operator_key_, absl::StrCat("terms { partner_id: '", partner_id, "' ", from, " ",
                                         terms, " }", BackdatingReason(from)))
      .terms()
      .version();
}

void Network::AddCurrency(const std::string& code, const std::vector<Partner>& partners) const {
  Must<v1::CreateCurrencyRequest>(operator_key_, absl::StrCat("code: '", code, "'"));
  for (const Partner& partner : partners) {
    Must<v1::SetTermsRequest>(
        operator_key_,
        absl::StrCat("backdating_reason: 'history' terms { currency: '", code, "' partner_id: '",
                     partner.id, "' ", kLongAgo, " ", kPlainTerms, " }"));
  }
}

std::string Network::Enroll(const Partner& partner, const std::string& card) const {
  return Must<v1::EnrollMemberRequest>(
             partner.key, absl::StrCat("identifiers { kind: 'card' value: '", card, "' }"))
      .member()
      .member_id();
}

void Network::Link(const std::string& member, const Partner& partner,
                   const std::string& card) const {
  Must<v1::LinkIdentifierRequest>(
      operator_key_, absl::StrCat("member_id: '", member, "' identifier { partner_id: '",
                                  partner.id, "' kind: 'card' value: '", card, "' }"));
}

Reply<v1::EarnResponse> Network::Earn(const Partner& partner, const std::string& member,
                                      const std::string& what) const {
  return Call<v1::EarnRequest>(partner.key,
                               absl::StrCat("member { member_id: '", member, "' } ", what));
}

Reply<v1::BurnResponse> Network::Burn(const Partner& partner, const std::string& member,
                                      const std::string& what) const {
  return Call<v1::BurnRequest>(partner.key,
                               absl::StrCat("member { member_id: '", member, "' } ", what));
}

Reply<v1::ReverseResponse> Network::Reverse(const Partner& partner, const std::string& transaction,
                                            const std::string& what) const {
  return Call<v1::ReverseRequest>(partner.key,
                                  absl::StrCat("transaction_id: '", transaction, "' ", what));
}

v1::Receipt Network::Earned(const Partner& partner, const std::string& member,
                            const std::string& what) const {
  auto reply = Earn(partner, member, what);
  EXPECT_TRUE(reply.ok()) << "earn " << what << ": " << reply.outcome;
  return std::move(*reply.response.mutable_receipt());
}

v1::Receipt Network::Burned(const Partner& partner, const std::string& member,
                            const std::string& what) const {
  auto reply = Burn(partner, member, what);
  EXPECT_TRUE(reply.ok()) << "burn " << what << ": " << reply.outcome;
  return std::move(*reply.response.mutable_receipt());
}

v1::Receipt Network::Reversed(const Partner& partner, const std::string& transaction,
                              const std::string& what) const {
  auto reply = Reverse(partner, transaction, what);
  EXPECT_TRUE(reply.ok()) << "reverse " << what << ": " << reply.outcome;
  return std::move(*reply.response.mutable_receipt());
}

std::string Network::Authorized(const Partner& partner, const std::string& member,
                                const std::string& what) const {
  return Must<v1::AuthorizeRequest>(partner.key,
                                    absl::StrCat("member { member_id: '", member, "' } ", what))
      .receipt()
      .transaction()
      .transaction_id();
}

Reply<v1::CaptureResponse> Network::Capture(const Partner& partner, const std::string& hold,
                                            const std::string& what) const {
  return Call<v1::CaptureRequest>(partner.key, absl::StrCat("transaction_id: '", hold, "' ", what));
}

Reply<v1::VoidResponse> Network::Void(const Partner& partner, const std::string& hold) const {
  return Call<v1::VoidRequest>(partner.key, absl::StrCat("transaction_id: '", hold, "'"));
}

v1::Balance Network::BalanceOf(const std::string& member) const {
  return BalanceOf(member, "POINTS");
}

v1::Balance Network::BalanceOf(const std::string& member, const std::string& currency) const {
  const auto answer = Must<v1::GetBalanceRequest>(
      operator_key_, absl::StrCat("member { member_id: '", member, "' }"));
  for (const v1::Balance& balance : answer.balances()) {
    if (balance.currency() == currency) return balance;
  }
  return {};
}

v1::VerifyLedgerResponse Network::Verify() const {
  return Must<v1::VerifyLedgerRequest>(operator_key_, "");
}

void Network::ExpectLedgerOk() const {
  const auto verified = Verify();
  EXPECT_TRUE(verified.ok()) << verified.first_difference();
}

std::string DaysAgo(int days) {
  return absl::StrCat("seconds: ", absl::ToUnixSeconds(absl::Now() - absl::Hours(24) * days));
}

Outcome OutcomeOf(const v1::BatchResult& result) {
  return result.has_error() ? OutcomeOf(result.error()) : Outcome{};
}

}  // namespace coalition::e2e
