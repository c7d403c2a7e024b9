#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

#include "tests/e2e/field_cases.h"
#include "tests/e2e/field_rules.h"
#include "tests/e2e/field_walk.h"
#include "tests/e2e/network.h"
#include "tests/e2e/samples.h"

namespace coalition::e2e {
namespace {

using google::protobuf::Message;

// The command that a batch item's field belongs to, and the field's path in it.
struct Owner {
  std::string call;
  std::string path;
};

// By the field of the item that holds it.
const std::map<std::string, std::string>& CommandsOfItems() {
  static const std::map<std::string, std::string> commands{
      {"earn", "Earn"},       {"burn", "Burn"}, {"reverse", "Reverse"}, {"authorize", "Authorize"},
      {"capture", "Capture"}, {"void", "Void"}, {"convert", "Convert"}, {"transfer", "Transfer"}};
  return commands;
}

Owner OwnerOf(const std::string& call, const std::string& path) {
  for (const auto& [field, command] : CommandsOfItems()) {
    const std::string prefix = absl::StrCat("items.", field, ".");
    if (path.starts_with(prefix)) return {command, path.substr(prefix.size())};
  }
  return {call, path};
}

// Items of a batch name fields from the command's root on.
std::string InItsCommand(std::string path) {
  for (const auto& [field, command] : CommandsOfItems()) {
    const std::string prefix = absl::StrCat("items[0].", field, ".");
    if (path.starts_with(prefix)) return path.substr(prefix.size());
  }
  const std::string item = "items[0].";
  return path.starts_with(item) ? path.substr(item.size()) : path;
}

struct Try {
  const Sample* sample;
  std::string name;
  FieldPlace place;
  const FieldCase* field_case;
  AnyMessage right;
  AnyMessage changed;
};

struct Verdict {
  Outcome outcome;
  bool replayed = false;
};

bool Replayed(const Message& response) {
  const auto* field = response.GetDescriptor()->FindFieldByName("replayed");
  if (field != nullptr) return response.GetReflection()->GetBool(response, field);
  const auto* receipt = response.GetDescriptor()->FindFieldByName("receipt");
  return receipt != nullptr && Replayed(response.GetReflection()->GetMessage(response, receipt));
}

// Of a call, or of the first item of a batch that was taken.
Verdict VerdictOf(const AnyReply& reply) {
  const auto* batch = dynamic_cast<const v1::SubmitBatchResponse*>(reply.response.get());
  if (batch == nullptr || !reply.outcome.ok() || batch->results_size() == 0) {
    return {reply.outcome, Replayed(*reply.response)};
  }
  const v1::BatchResult& first = batch->results(0);
  if (first.has_error()) return {OutcomeOf(first.error()), false};
  return {reply.outcome, first.receipt().replayed()};
}

std::vector<std::string> SampledCalls() {
  std::set<std::string> calls;
  for (const Sample& sample : Samples()) calls.insert(sample.call);
  return {calls.begin(), calls.end()};
}

class BadInput : public testing::TestWithParam<std::string> {
 protected:
  // Every case of every field, with the first sample that it makes different, built before any is
  // sent.
  std::vector<Try> AllTries() {
    std::vector<Try> tries;
    std::set<std::string> wanted;
    std::set<std::string> found;
    std::set<std::string> built;
    for (const Sample& sample : Samples()) {
      if (sample.call != GetParam()) continue;
      const AnyMessage prototype = world_.Request(sample);
      const std::string by = sample.caller == Caller::kOperator ? " by the operator" : "";
      for (const FieldPlace& place : PlacesIn(*prototype->GetDescriptor())) {
        for (const FieldCase& field_case : CasesAt(sample, place)) {
          const std::string name = absl::StrCat(place.Path(), " ", field_case.name);
          wanted.insert(name);
          if (!Differs(*prototype, place, field_case)) continue;
          found.insert(name);
          // Once for each caller.
          if (!built.insert(by + name).second) continue;
          Try one{&sample,
                  absl::StrCat(sample.call, by, " ", name),
                  place,
                  &field_case,
                  world_.Request(sample),
                  nullptr};
          one.changed = Copy(*one.right);
          Put(field_case, place, *one.changed);
          tries.push_back(std::move(one));
        }
      }
    }
    for (const std::string& name : wanted) {
      EXPECT_TRUE(found.contains(name)) << "no sample can be made to try " << name;
    }
    return tries;
  }

  const FieldCases& CasesAt(const Sample& sample, const FieldPlace& place) {
    static const FieldCases none;
    const Owner owner = OwnerOf(sample.call, place.Path());
    const FieldCases* cases = CasesOf(owner.call, owner.path, sample.caller, place.field());
    EXPECT_NE(cases, nullptr) << "no case for " << owner.path << " of " << owner.call;
    return cases == nullptr ? none : *cases;
  }

  // Whether the case is possible for the request, and is not what it says already.
  static bool Differs(const Message& request, const FieldPlace& place,
                      const FieldCase& field_case) {
    if (!Reaches(request, place)) return false;
    const AnyMessage changed = Copy(request);
    Put(field_case, place, *changed);
    return field_case.reason.empty() ||
           !google::protobuf::util::MessageDifferencer::Equals(*changed, request);
  }

  Verdict Ask(const Sample& sample, const Message& request) {
    return VerdictOf(
        network_.Call(MethodNamed(sample.call), request, world_.HeadersOf(sample.caller)));
  }

  void ExpectRefused(const Try& one) {
    Outcome outcome = Ask(*one.sample, *one.changed).outcome;
    const bool by_field = one.field_case->reason == "INVALID_FIELD";
    const bool as_told =
        outcome.reason == one.field_case->reason && outcome.domain == "coalition" &&
        (!by_field || (outcome.code == grpc::INVALID_ARGUMENT && outcome.Names(Violation(one)) &&
                       outcome.metadata["field"] == outcome.fields.front()));
    EXPECT_TRUE(as_told) << one.name << " should be " << one.field_case->reason << " at "
                         << Violation(one) << ": " << outcome;
  }

  std::string Violation(const Try& one) {
    const std::string path = ViolationOf(*one.field_case, one.place);
    // A batch that is not taken names its own fields.
    return path == "items" ? path : InItsCommand(path);
  }

  static bool IsKept(const Try& one) {
    const std::string& reason = one.field_case->reason;
    return one.sample->IsMutation() && (reason == "TRANSACTION_NOT_FOUND" ||
                                        reason == "HOLD_NOT_FOUND" || reason == "MEMBER_NOT_FOUND");
  }

  // Everything that a call could have changed.
  std::string State() {
    const std::string& key = network_.operator_key();
    return absl::StrCat(
        network_.Must<v1::VerifyLedgerRequest>(key, "").DebugString(),
        network_.Must<v1::ListPartnersRequest>(key, "page_size: 1000").DebugString(),
        network_.Must<v1::ListExchangeRatesRequest>(key, "page_size: 1000").DebugString(),
        network_.Must<v1::ListTermsRequest>(key, "page_size: 1000").DebugString(),
        network_.Must<v1::ListWindowsRequest>(key, "page_size: 1000").DebugString(),
        network_.Must<v1::GetPositionsRequest>(key, "").DebugString(),
        network_.Must<v1::GetLiabilityRequest>(key, "").DebugString(),
        network_.BalanceOf(world_.nike().member).DebugString(),
        network_.Must<v1::GetMemberRequest>(key, world_.Fill("member_id: '$member'"))
            .DebugString());
  }

  Network network_;
  World world_{network_};
};

TEST_P(BadInput, IsRefusedByNameAndLeavesNoTrace) {
  std::vector<Try> tries = AllTries();
  const std::string before = State();
  for (const Try& one : tries) {
    if (!one.field_case->reason.empty()) ExpectRefused(one);
  }
  EXPECT_EQ(State(), before);
  EXPECT_TRUE(network_.Verify().ok()) << network_.Verify().first_difference();

  // What was refused did not use its request id up, unless that was the outcome.
  for (const Try& one : tries) {
    if (one.field_case->reason.empty() || !one.sample->IsMutation()) continue;
    const Verdict corrected = Ask(*one.sample, *one.right);
    EXPECT_EQ(corrected.outcome.reason, IsKept(one) ? "REQUEST_ID_REUSED" : "OK")
        << "after " << one.name << ": " << corrected.outcome;
    EXPECT_FALSE(corrected.replayed) << "after " << one.name;
  }
  for (const Try& one : tries) {
    if (!one.field_case->reason.empty()) continue;
    const Outcome outcome = Ask(*one.sample, *one.changed).outcome;
    EXPECT_FALSE(outcome.Names(Violation(one))) << one.name << ": " << outcome;
    EXPECT_FALSE(outcome.reason.empty()) << one.name << ": " << outcome;
  }
  network_.ExpectLedgerOk();
}

INSTANTIATE_TEST_SUITE_P(OfEveryCall, BadInput, testing::ValuesIn(SampledCalls()),
                         [](const auto& call) { return call.param; });

}  // namespace
}  // namespace coalition::e2e
