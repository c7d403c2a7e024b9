#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/e2e/access_table.h"
#include "tests/e2e/network.h"
#include "tests/e2e/samples.h"
#include "tests/e2e/wire.h"

namespace coalition::e2e {
namespace {

using google::protobuf::MethodDescriptor;

std::set<std::string> ServedCalls() {
  std::set<std::string> served;
  for (const AccessRow& row : AccessTable()) served.insert(row.call);
  return served;
}

// Streams, which have tests of their own: a unary call of them ends only when it is refused.
const std::set<std::string>& ServedStreams() {
  static const std::set<std::string> streams{"SubmitStream", "WatchTransactions"};
  return streams;
}

// Of the call, or of the only item of a batch that was taken.
Outcome OutcomeOf(const AnyReply& reply) {
  const auto* batch = dynamic_cast<const v1::SubmitBatchResponse*>(reply.response.get());
  if (batch == nullptr || !reply.outcome.ok() || batch->results_size() != 1 ||
      !batch->results(0).has_error()) {
    return reply.outcome;
  }
  return e2e::OutcomeOf(batch->results(0).error());
}

class Access : public testing::Test {
 protected:
  Outcome Ask(const AccessRow& row, const Side& side, const std::string& key) {
    const MethodDescriptor& method = MethodNamed(row.call);
    AnyMessage request = NewMessage(*method.input_type());
    ParseText(world_.Fill(row.request, side), request.get());
    return OutcomeOf(network_.Call(method, *request, Bearer(key)));
  }

  void Expect(const AccessRow& row, const Side& side, const std::string& key,
              const std::string& expected, const std::string& who) {
    if (expected == "-") return;
    const Outcome outcome = Ask(row, side, key);
    EXPECT_EQ(outcome.reason, expected)
        << who << ": " << row.call << " " << row.request << ": " << outcome;
    // Both say the same in every part, or the difference would tell.
    if (expected == "PERMISSION_DENIED") {
      EXPECT_EQ(outcome.code, grpc::PERMISSION_DENIED);
      EXPECT_EQ(outcome.message, "the caller may not do this") << row.call;
      EXPECT_TRUE(outcome.metadata.empty()) << row.call << ": " << outcome;
      EXPECT_TRUE(outcome.fields.empty()) << row.call << ": " << outcome;
    }
  }

  Network network_;
  World world_{network_};
};

TEST_F(Access, IsAsTheTableSays) {
  const std::string nike = world_.nike_partner().key;
  const std::string headspace = world_.headspace_partner().key;
  for (const AccessRow& row : AccessTable()) {
    // Questions by partners first: some rows change what later ones see.
    Expect(row, world_.nobody(), nike, row.missing, "partner, missing");
    Expect(row, world_.nobody(), headspace, row.missing, "other partner, missing");
    Expect(row, world_.headspace(), nike, row.others, "partner, another's");
    Expect(row, world_.nike(), headspace, row.others, "other partner, another's");
    Expect(row, world_.nike(), nike, row.own, "partner, own");
    Expect(row, world_.headspace(), headspace, row.own, "other partner, own");
    Expect(row, world_.nobody(), network_.operator_key(), row.operator_missing,
           "operator, missing");
    Expect(row, world_.nike(), network_.operator_key(), row.operator_theirs, "operator");
  }
  network_.ExpectLedgerOk();
}

TEST_F(Access, NeedsAKeyThatThisNetworkIssuedAndDidNotRevoke) {
  const std::string key = world_.nike_partner().key;
  const auto revoked = network_.Must<v1::CreateCredentialRequest>(
      network_.operator_key(), "partner_id: 'nike' label: 'to be revoked'");
  network_.Must<v1::RevokeCredentialRequest>(
      network_.operator_key(),
      absl::StrCat("credential_id: '", revoked.credential().credential_id(), "'"));
  std::string wrong_secret = key;
  wrong_secret.back() = wrong_secret.back() == '0' ? '1' : '0';
  const std::string id = key.substr(0, key.rfind('_'));
  const std::vector<std::pair<std::string, Headers>> cases = {
      {"no header", {}},
      {"empty", {{"authorization", ""}}},
      {"no scheme", {{"authorization", key}}},
      {"other scheme", {{"authorization", "Basic " + key}}},
      {"no key", {{"authorization", "Bearer "}}},
      {"not a key", Bearer("secret")},
      {"unknown key", Bearer("coalition_" + std::string(26, '0') + "_" + std::string(52, '0'))},
      {"wrong secret", Bearer(wrong_secret)},
      {"no secret", Bearer(id + "_")},
      {"a secret too long", Bearer(key + "0")},
      {"another's secret", Bearer(id + world_.headspace_partner().key.substr(id.size()))},
      {"the operator's secret", Bearer(id + network_.operator_key().substr(id.size()))},
      {"revoked", Bearer(revoked.api_key())},
      {"two that are good",
       {{"authorization", "Bearer " + key}, {"authorization", "Bearer " + key}}},
      {"a good one and another's",
       {{"authorization", "Bearer " + key},
        {"authorization", "Bearer " + network_.operator_key()}}},
      {"a good one after a bad one",
       {{"authorization", "Bearer x"}, {"authorization", "Bearer " + key}}},
  };
  for (const std::string& call : ServedCalls()) {
    const MethodDescriptor& method = MethodNamed(call);
    for (const auto& [name, headers] : cases) {
      const Outcome outcome =
          network_.Call(method, *NewMessage(*method.input_type()), headers).outcome;
      EXPECT_EQ(outcome.reason, "UNAUTHENTICATED") << call << ", " << name << ": " << outcome;
      EXPECT_EQ(outcome.code, grpc::UNAUTHENTICATED) << call << ", " << name;
      EXPECT_TRUE(outcome.metadata.empty()) << call << ", " << name;
    }
  }
}

TEST_F(Access, EveryServedCallHasARowAndTheOthersAreNotImplemented) {
  const std::set<std::string> served = ServedCalls();
  std::set<std::string> sampled;
  for (const Sample& sample : Samples()) sampled.insert(sample.call);
  EXPECT_EQ(served, sampled) << "samples.cc and access_table.cc know different calls";

  for (const MethodDescriptor* method : AllMethods()) {
    const Outcome outcome = network_.Call(*method, *NewMessage(*method->input_type()), {}).outcome;
    if (ServedStreams().contains(method->name())) {
      EXPECT_EQ(outcome.reason, "UNAUTHENTICATED") << method->full_name() << ": " << outcome;
      continue;
    }
    const Outcome with_key =
        network_.Call(*method, *NewMessage(*method->input_type()), Bearer(network_.operator_key()))
            .outcome;
    if (served.contains(method->name())) {
      EXPECT_EQ(outcome.reason, "UNAUTHENTICATED") << method->full_name() << ": " << outcome;
      EXPECT_NE(with_key.code, grpc::UNIMPLEMENTED) << method->full_name();
    } else {
      EXPECT_EQ(outcome.code, grpc::UNIMPLEMENTED)
          << method->full_name() << " is served and has no row: " << outcome;
      EXPECT_EQ(with_key.code, grpc::UNIMPLEMENTED) << method->full_name();
    }
  }
}

TEST_F(Access, ARevokedKeyIsRefusedFromTheAnswerOnAndAfterARestart) {
  const auto made =
      network_.Must<v1::CreateCredentialRequest>(world_.nike_partner().key, "label: 'till 7'");
  EXPECT_EQ(network_.Call<v1::GetPartnerRequest>(made.api_key(), "").reason(), "OK");
  network_.Must<v1::RevokeCredentialRequest>(
      world_.nike_partner().key,
      absl::StrCat("credential_id: '", made.credential().credential_id(), "'"));
  EXPECT_EQ(network_.Call<v1::GetPartnerRequest>(made.api_key(), "").reason(), "UNAUTHENTICATED");
  network_.Kill9AndRestart();
  EXPECT_EQ(network_.Call<v1::GetPartnerRequest>(made.api_key(), "").reason(), "UNAUTHENTICATED");
  EXPECT_EQ(network_.Call<v1::GetPartnerRequest>(world_.nike_partner().key, "").reason(), "OK");
}

TEST_F(Access, ACredentialCannotRevokeItself) {
  const std::string& key = world_.nike_partner().key;
  const std::string prefix = "coalition_";
  const std::string own = key.substr(prefix.size(), key.rfind('_') - prefix.size());
  const auto reply =
      network_.Call<v1::RevokeCredentialRequest>(key, "credential_id: '" + own + "'");
  EXPECT_EQ(reply.reason(), "INVALID_FIELD") << reply;
  EXPECT_TRUE(reply.outcome.Names("credential_id")) << reply;
  EXPECT_EQ(network_.Call<v1::GetPartnerRequest>(key, "").reason(), "OK");
}

}  // namespace
}  // namespace coalition::e2e
