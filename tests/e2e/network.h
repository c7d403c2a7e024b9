#ifndef COALITION_TESTS_E2E_NETWORK_H_
#define COALITION_TESTS_E2E_NETWORK_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "tests/e2e/calls.h"
#include "tests/e2e/wire.h"
#include "tests/testing/server_process.h"

namespace coalition::e2e {

struct Partner {
  std::string id;
  std::string key;
};

struct PartnerSpec {
  std::string money = "GBP";
  // Of v1::ExchangeRate and v1::Terms, without partner, currency and beginning.
  std::string rate;
  std::string terms;
  int backdating_days = 400;
};

// One partner point is one point; a pound spent earns 1 and a pound off costs 100; a kilometre 10.
std::string EvenRate(const std::string& money = "GBP");
// Pays 10 per 1,000 points when they are earned and gets 8 per 1,000 burned.
inline constexpr char kPlainTerms[] =
    "issue_price_micros: 10000000 redemption_price_micros: 8000000 charge: CHARGE_ON_ISSUE";

// When the rates and terms of Join begin: before every event that a test reports.
inline constexpr char kLongAgo[] = "effective_from { seconds: 1000000000 }";

// A request id that no other test in this process uses.
std::string FreshId();

// A coalitiond of its own, with an embedded ledger, or, when the environment's COALITION_TEST_LANES
// says of how many lanes, with one in a database of its own (see PrivateMariadb). It posts expired points only when it is told to unless `options` say
// otherwise, and everything that a test says to it in one line. Whatever must work for
// the test to mean anything fails the test when it does not. Calls may come from many threads;
// starting and stopping the server may not.
class Network {
 public:
  explicit Network(testing_processes::ServerOptions options = {});

  template <typename Request>
  Reply<ResponseOf<Request>> Call(const std::string& key, const Request& request) const {
    return CallWith<Request>(Bearer(key), request);
  }
  template <typename Request>
  Reply<ResponseOf<Request>> CallWith(const Headers& headers, const Request& request) const {
    Reply<ResponseOf<Request>> reply;
    const RawReply raw =
        Send(*channel_, PathOf(MethodOf<Request>()), request.SerializeAsString(), headers);
    reply.outcome = OutcomeOf(raw.status);
    reply.response.ParseFromString(raw.bytes);
    return reply;
  }
  // From the text format; a request id is added where the text has none.
  template <typename Request>
  Reply<ResponseOf<Request>> Call(const std::string& key, const std::string& text) const {
    Request request = Proto<Request>(text);
    if constexpr (requires { request.set_request_id(""); }) {
      if (request.request_id().empty()) request.set_request_id(FreshId());
    }
    return Call(key, request);
  }
  // The same, and it must succeed.
  template <typename Request>
  ResponseOf<Request> Must(const std::string& key, const std::string& text) const {
    auto reply = Call<Request>(key, text);
    EXPECT_TRUE(reply.ok()) << Request::descriptor()->name() << " " << text << ": "
                            << reply.outcome;
    return std::move(reply.response);
  }
  AnyReply Call(const google::protobuf::MethodDescriptor& method,
                const google::protobuf::Message& request, const Headers& headers) const {
    return Send(*channel_, method, request, headers);
  }

  // A partner with a key and, unless its spec has none, a rate and terms for the default currency.
  Partner Join(const std::string& id, const PartnerSpec& spec) const;
  Partner Join(const std::string& id) const { return Join(id, {"GBP", EvenRate(), kPlainTerms}); }
  std::string NewKey(const std::string& partner_id) const;
  // `rate` and `terms` as in PartnerSpec; `from` begins them, now when empty.
  int SetRate(const std::string& partner_id, const std::string& rate,
              const std::string& from = "") const;
  int SetTerms(const std::string& partner_id, const std::string& terms,
               const std::string& from = "") const;

  // Another currency, in which each of the partners has kPlainTerms.
  void AddCurrency(const std::string& code, const std::vector<Partner>& partners) const;

  // By a card with this number; answers the member id.
  std::string Enroll(const Partner& partner, const std::string& card) const;
  // Makes the member known to one more partner.
  void Link(const std::string& member, const Partner& partner, const std::string& card) const;

  // `what` is the rest of the request: "points: 5".
  Reply<v1::EarnResponse> Earn(const Partner& partner, const std::string& member,
                               const std::string& what) const;
  Reply<v1::BurnResponse> Burn(const Partner& partner, const std::string& member,
                               const std::string& what) const;
  Reply<v1::ReverseResponse> Reverse(const Partner& partner, const std::string& transaction,
                                     const std::string& what = "") const;
  // The same, and it must succeed.
  v1::Receipt Earned(const Partner& partner, const std::string& member,
                     const std::string& what) const;
  v1::Receipt Burned(const Partner& partner, const std::string& member,
                     const std::string& what) const;
  v1::Receipt Reversed(const Partner& partner, const std::string& transaction,
                       const std::string& what = "") const;

  // The authorization's id. It must succeed.
  std::string Authorized(const Partner& partner, const std::string& member,
                         const std::string& what) const;
  Reply<v1::CaptureResponse> Capture(const Partner& partner, const std::string& hold,
                                     const std::string& what = "") const;
  Reply<v1::VoidResponse> Void(const Partner& partner, const std::string& hold) const;

  // In the default currency, as the operator sees it.
  v1::Balance BalanceOf(const std::string& member) const;
  std::int64_t AvailableTo(const std::string& member) const {
    return BalanceOf(member).available();
  }
  v1::Balance BalanceOf(const std::string& member, const std::string& currency) const;
  v1::VerifyLedgerResponse Verify() const;
  // Fails the test when the ledger does not agree with its journal.
  void ExpectLedgerOk() const;

  const std::string& operator_key() const { return operator_key_; }
  grpc::Channel& channel() const { return *channel_; }
  // With arguments of its own.
  std::shared_ptr<grpc::Channel> Connect() const;
  testing_processes::ServerProcess& process() { return *process_; }
  void Restart();
  void Kill9AndRestart();

 private:
  void Reconnect();

  std::unique_ptr<testing_processes::ServerProcess> process_;
  std::string operator_key_;
  std::shared_ptr<grpc::Channel> channel_;
};

// "seconds: ..." of the moment that lies this many days back, for `event_time { }`.
std::string DaysAgo(int days);

// How an item of a batch ended.
Outcome OutcomeOf(const v1::BatchResult& result);

}  // namespace coalition::e2e

#endif  // COALITION_TESTS_E2E_NETWORK_H_
