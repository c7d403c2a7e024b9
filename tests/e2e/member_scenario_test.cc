#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"

namespace coalition::e2e {
namespace {

std::string Of(const std::string& member) {
  return absl::StrCat("member { member_id: '", member, "' } ");
}

class Members : public testing::Test {
 protected:
  Reply<v1::MergeMembersResponse> Merge(const std::string& from, const std::string& into) const {
    return network_.Call<v1::MergeMembersRequest>(
        network_.operator_key(),
        absl::StrCat("reason: 'twins' from_member_id: '", from, "' into_member_id: '", into, "'"));
  }
  Reply<v1::EraseMemberResponse> Erase(const std::string& member) const {
    return network_.Call<v1::EraseMemberRequest>(
        network_.operator_key(), absl::StrCat("reason: 'asked' member_id: '", member, "'"));
  }
  Reply<v1::UnlinkIdentifierResponse> Unlink(const std::string& key, const std::string& member,
                                             const std::string& identifier) const {
    return network_.Call<v1::UnlinkIdentifierRequest>(
        key, absl::StrCat("member_id: '", member, "' identifier { ", identifier, " }"));
  }
  Reply<v1::GetMemberResponse> Get(const std::string& key, const std::string& member) const {
    return network_.Call<v1::GetMemberRequest>(key, absl::StrCat("member_id: '", member, "'"));
  }
  v1::AuditEvent LastEvent() const {
    return network_.Must<v1::ListAuditEventsRequest>(network_.operator_key(), "page_size: 1")
        .events(0);
  }

  Network network_;
  Partner nike_ = network_.Join("nike");
  Partner headspace_ = network_.Join("headspace", {"EUR", EvenRate("EUR"), kPlainTerms});
};

TEST_F(Members, MergedGoOnAsOneUnderEitherId) {
  const std::string old = network_.Enroll(nike_, "old");
  const std::string survivor = network_.Enroll(headspace_, "new");
  network_.Earned(nike_, old, "points: 100");
  network_.Earned(headspace_, survivor, "points: 10");
  const std::string earn = network_.Earned(nike_, old, "points: 40").transaction().transaction_id();
  const std::string hold = network_.Authorized(nike_, old, "points: 30");
  const std::string void_hold = network_.Authorized(nike_, old, "points: 5");

  const auto merged = Merge(old, survivor);
  ASSERT_TRUE(merged.ok()) << merged;
  EXPECT_EQ(merged->member().member_id(), survivor);
  EXPECT_EQ(merged->member().identifiers_size(), 2);
  EXPECT_EQ(LastEvent().action(), "MergeMembers");
  EXPECT_EQ(LastEvent().resource(), "members/" + survivor);
  EXPECT_NE(LastEvent().reason().find("twins"), std::string::npos);

  for (const std::string& id : {old, survivor}) {
    EXPECT_EQ(Get(network_.operator_key(), id)->member().member_id(), survivor);
    EXPECT_EQ(network_.BalanceOf(id).available(), 115) << id;
    EXPECT_EQ(network_.BalanceOf(id).held(), 35) << id;
  }
  EXPECT_EQ(Get(nike_.key, old)->member().member_id(), survivor);
  // Both partners see one member, by what they know it by.
  EXPECT_EQ(network_.Burned(nike_, old, "points: 1").transaction().member_id(), survivor);
  EXPECT_EQ(network_.Burned(headspace_, survivor, "points: 1").transaction().member_id(), survivor);
  // What the old one did is captured, voided and reversed on the survivor.
  EXPECT_EQ(network_.Capture(nike_, hold, "points: 10")->receipt().transaction().member_id(),
            survivor);
  EXPECT_EQ(network_.Void(nike_, void_hold).reason(), "OK");
  EXPECT_EQ(network_.Reversed(nike_, earn).transaction().member_id(), survivor);
  EXPECT_EQ(network_.AvailableTo(survivor), 150 - 1 - 1 - 10 - 40);
  EXPECT_EQ(network_.BalanceOf(survivor).held(), 0);
  network_.ExpectLedgerOk();
  network_.Kill9AndRestart();
  EXPECT_EQ(network_.AvailableTo(old), 150 - 1 - 1 - 10 - 40);
  network_.ExpectLedgerOk();
}

TEST_F(Members, MergedHaveOneHistoryOfBoth) {
  network_.AddCurrency("MILES", {nike_});
  const std::string first = network_.Enroll(nike_, "first");
  const std::string second = network_.Enroll(nike_, "second");
  const std::string third = network_.Enroll(nike_, "third");
  std::vector<std::string> expected;
  const auto note = [&](const v1::Receipt& receipt) {
    expected.insert(expected.begin(), receipt.transaction().transaction_id());
  };
  for (int i = 0; i < 3; ++i) {
    for (const std::string& member : {first, second, third}) {
      note(network_.Earned(nike_, member, "points: 10"));
    }
    note(network_.Earned(nike_, second, "currency: 'MILES' points: 10"));
  }
  ASSERT_TRUE(Merge(first, second).ok());
  note(network_.Burned(nike_, first, "points: 4"));
  ASSERT_TRUE(Merge(second, third).ok());
  note(network_.Burned(nike_, second, "points: 4"));

  for (const int page_size : {1, 3, 100}) {
    for (const std::string& id : {first, third}) {
      std::vector<std::string> listed;
      std::string token;
      // The last pages may be empty.
      do {
        const auto page = network_.Must<v1::ListTransactionsRequest>(
            nike_.key,
            absl::StrCat(Of(id), "page_size: ", page_size, " page_token: '", token, "'"));
        for (const auto& transaction : page.transactions()) {
          listed.push_back(transaction.transaction_id());
        }
        token = page.next_page_token();
      } while (!token.empty());
      EXPECT_EQ(listed, expected) << page_size;
    }
  }
  // The operator sees the transfers of both mergers, too: two currencies of the second.
  const auto all = network_.Must<v1::ListTransactionsRequest>(network_.operator_key(), Of(third));
  EXPECT_EQ(all.transactions_size(), static_cast<int>(expected.size()) + 3);
  for (const auto& transaction : all.transactions()) {
    if (transaction.type() != v1::TRANSACTION_TYPE_TRANSFER) continue;
    EXPECT_EQ(transaction.partner_id(), "");
    EXPECT_EQ(transaction.reason(), "twins");
  }
  network_.ExpectLedgerOk();
}

TEST_F(Members, AreNotMergedWithThemselvesOrNobody) {
  const std::string one = network_.Enroll(nike_, "one");
  const std::string two = network_.Enroll(nike_, "two");
  const auto same = Merge(one, one);
  EXPECT_TRUE(same.outcome.Names("into_member_id")) << same;
  EXPECT_EQ(Merge("01890a5d-ac96-774b-bcce-b302099a8057", one).reason(), "MEMBER_NOT_FOUND");
  EXPECT_EQ(Merge(one, "01890a5d-ac96-774b-bcce-b302099a8057").reason(), "MEMBER_NOT_FOUND");
  ASSERT_TRUE(Merge(one, two).ok());
  EXPECT_EQ(Merge(one, two).reason(), "INVALID_FIELD");
  EXPECT_EQ(Merge(two, one).reason(), "INVALID_FIELD");
}

TEST_F(Members, MergedAreListedToTheOperatorWithTheirSurvivor) {
  const std::string one = network_.Enroll(nike_, "one");
  const std::string two = network_.Enroll(nike_, "two");
  ASSERT_TRUE(Merge(one, two).ok());
  const auto all = network_.Must<v1::ListMembersRequest>(network_.operator_key(), "");
  ASSERT_EQ(all.members_size(), 2);
  for (const v1::Member& member : all.members()) {
    EXPECT_EQ(member.merged_into_member_id(), member.member_id() == one ? two : "");
  }
  const auto nikes = network_.Must<v1::ListMembersRequest>(nike_.key, "");
  ASSERT_EQ(nikes.members_size(), 1);
  EXPECT_EQ(nikes.members(0).member_id(), two);
  EXPECT_EQ(nikes.members(0).identifiers_size(), 2);
}

TEST_F(Members, UnlinkedAreUnknownToThePartnerUntilTheyLinkAgain) {
  const std::string member = network_.Enroll(nike_, "card");
  network_.Link(member, headspace_, "theirs");
  const std::string code = Get(nike_.key, member)->member().link_code();
  const auto foreign = Unlink(nike_.key, member, "kind: 'card' value: 'nobodys'");
  EXPECT_EQ(foreign.reason(), "MEMBER_NOT_FOUND") << foreign;
  const std::string other = network_.Enroll(nike_, "others");
  EXPECT_EQ(Unlink(nike_.key, member, "kind: 'card' value: 'others'").reason(), "IDENTIFIER_TAKEN");

  const auto unlinked = Unlink(nike_.key, member, "kind: 'card' value: 'card'");
  ASSERT_TRUE(unlinked.ok()) << unlinked;
  EXPECT_EQ(unlinked->member().identifiers_size(), 0);
  EXPECT_EQ(unlinked->member().link_code(), "") << "it would link itself again";
  EXPECT_EQ(Get(nike_.key, member).reason(), "PERMISSION_DENIED");
  EXPECT_EQ(network_.Earn(nike_, member, "points: 1").reason(), "PERMISSION_DENIED");
  EXPECT_EQ(
      network_
          .Call<v1::ResolveMemberRequest>(nike_.key, "identifier { kind: 'card' value: 'card' }")
          .reason(),
      "MEMBER_NOT_FOUND");
  // The identifier is free, and the member still Headspace's.
  EXPECT_NE(network_.Enroll(nike_, "card"), member);
  EXPECT_EQ(Get(headspace_.key, member).reason(), "OK");
  EXPECT_EQ(Get(network_.operator_key(), member)->member().identifiers_size(), 1);
  network_.ExpectLedgerOk();
}

// Every byte of the store's files.
std::string StoredBytes(const std::string& folder) {
  std::string bytes;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    bytes.append(std::istreambuf_iterator<char>(file), {});
  }
  return bytes;
}

TEST_F(Members, ErasedLeaveNoIdentifierBehind) {
  const std::string enroll_id = FreshId();
  const std::string enrolment = absl::StrCat(
      "request_id: '", enroll_id, "' identifiers { kind: 'card' value: 'erasable-card-1' }");
  const std::string member =
      network_.Must<v1::EnrollMemberRequest>(nike_.key, enrolment).member().member_id();
  network_.Link(member, headspace_, "erasable-card-2");
  network_.Earned(nike_, member, "points: 100");
  // Used in every way that names it, successful or not.
  const std::string card = "member { identifier { kind: 'card' value: 'erasable-card-1' } } ";
  network_.Must<v1::EarnRequest>(nike_.key, card + "points: 5");
  EXPECT_EQ(network_.Call<v1::BurnRequest>(nike_.key, card + "points: 5000").reason(),
            "INSUFFICIENT_POINTS");
  EXPECT_EQ(network_
                .Call<v1::EnrollMemberRequest>(
                    nike_.key, "identifiers { kind: 'card' value: 'erasable-card-1' }")
                .reason(),
            "IDENTIFIER_TAKEN");
  const std::string kept = network_.Enroll(nike_, "card-that-stays");
  const std::string folder = network_.process().store_folder();

  ASSERT_EQ(Erase(member).reason(), "OK");
  network_.ExpectLedgerOk();
  ASSERT_TRUE(network_.process().Terminate().ok());
  const std::string bytes = StoredBytes(folder);
  EXPECT_NE(bytes.find("card-that-stays"), std::string::npos) << "or the search finds nothing";
  EXPECT_EQ(bytes.find("erasable-card"), std::string::npos);
}

TEST_F(Members, ErasedKeepTheirLedgerAndNameNobody) {
  const std::string member = network_.Enroll(nike_, "card");
  const auto earned = network_.Earned(nike_, member, "points: 100").transaction();
  const std::string hold = network_.Authorized(nike_, member, "points: 30");
  ASSERT_EQ(Erase(member).reason(), "OK");
  EXPECT_EQ(LastEvent().action(), "EraseMember");
  EXPECT_EQ(LastEvent().reason(), "asked");

  const auto shown = Get(network_.operator_key(), member);
  ASSERT_TRUE(shown.ok()) << shown;
  EXPECT_TRUE(shown->member().erased());
  EXPECT_EQ(shown->member().identifiers_size(), 0);
  EXPECT_EQ(shown->member().link_code(), "");
  EXPECT_EQ(Get(nike_.key, member).reason(), "PERMISSION_DENIED");
  EXPECT_EQ(network_.Earn(nike_, member, "points: 1").reason(), "PERMISSION_DENIED");
  EXPECT_EQ(network_
                .Call<v1::EarnRequest>(network_.operator_key(),
                                       Of(member) + "partner_id: 'nike' points: 1")
                .reason(),
            "MEMBER_NOT_FOUND");
  EXPECT_EQ(Erase(member).reason(), "MEMBER_NOT_FOUND");
  // What it did can still be finished, and its points remain.
  EXPECT_EQ(network_.Capture(nike_, hold, "points: 10").reason(), "OK");
  EXPECT_EQ(network_.Reverse(nike_, earned.transaction_id(), "points: 20").reason(), "OK");
  EXPECT_EQ(network_.AvailableTo(member), 70);
  EXPECT_NE(network_.Enroll(nike_, "card"), member) << "the card is free";
  network_.ExpectLedgerOk();
}

TEST_F(Members, ErasedAreNotShownByRetriesEither) {
  const std::string enrolment =
      "request_id: 'enrolled' identifiers { kind: 'card' value: 'secret' }";
  const std::string member =
      network_.Must<v1::EnrollMemberRequest>(nike_.key, enrolment).member().member_id();
  const std::string linking = absl::StrCat("request_id: 'linked' member_id: '", member,
                                           "' identifier { kind: 'app' value: 'secret' }");
  network_.Must<v1::LinkIdentifierRequest>(nike_.key, linking);
  ASSERT_EQ(Erase(member).reason(), "OK");
  const auto enrolled = network_.Must<v1::EnrollMemberRequest>(nike_.key, enrolment);
  const auto linked = network_.Must<v1::LinkIdentifierRequest>(nike_.key, linking);
  for (const v1::Member& again : {enrolled.member(), linked.member()}) {
    EXPECT_EQ(again.member_id(), member);
    EXPECT_EQ(again.identifiers_size(), 0);
    EXPECT_EQ(again.link_code(), "");
  }
  EXPECT_TRUE(enrolled.replayed());
  EXPECT_TRUE(linked.replayed());
}

TEST_F(Members, ChangedPartnersAreChangedAndAudited) {
  const auto update = network_.Must<v1::UpdatePartnerRequest>(
      network_.operator_key(), "partner_id: 'nike' display_name: 'Nike Ltd'");
  EXPECT_EQ(update.partner().display_name(), "Nike Ltd");
  EXPECT_EQ(update.partner().backdating_days(), 400) << "as it was";
  EXPECT_EQ(LastEvent().action(), "UpdatePartner");
  EXPECT_EQ(LastEvent().resource(), "partners/nike");
  network_.Must<v1::UpdatePartnerRequest>(network_.operator_key(),
                                          "partner_id: 'nike' backdating_days: 0");
  const std::string member = network_.Enroll(nike_, "card");
  EXPECT_EQ(network_.Earn(nike_, member, "points: 1 event_time { " + DaysAgo(1) + " }").reason(),
            "EVENT_TIME_OUT_OF_RANGE");
  const auto nothing =
      network_.Call<v1::UpdatePartnerRequest>(network_.operator_key(), "partner_id: 'nike'");
  EXPECT_EQ(nothing.reason(), "INVALID_FIELD") << nothing;
  EXPECT_TRUE(nothing.outcome.Names("display_name")) << nothing;
}

}  // namespace
}  // namespace coalition::e2e
