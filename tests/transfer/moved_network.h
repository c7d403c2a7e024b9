#ifndef COALITION_TESTS_TRANSFER_MOVED_NETWORK_H_
#define COALITION_TESTS_TRANSFER_MOVED_NETWORK_H_

#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/e2e/network.h"
#include "tests/testing/private_mariadb.h"

namespace coalition::e2e {

// What `coalitiond export` and `coalitiond import` end with.
inline constexpr testing_processes::Exit kDone{0, 0};
inline constexpr testing_processes::Exit kRefused{1, 0};
inline constexpr testing_processes::Exit kDamaged{2, 0};
inline constexpr testing_processes::Exit kCanGoOn{3, 0};

inline std::string Coalitiond() {
  const char* named = std::getenv("COALITIOND");
  return named != nullptr ? named : COALITIOND_PATH;
}

// A network with some thousand transactions in SQLite, whose server was stopped; and what it said
// before.
class MovedNetworkTest : public testing::Test {
 protected:
  static constexpr int kMembers = 20;
  static constexpr int kBatches = 20;
  static constexpr int kItemsOfABatch = 500;

  MovedNetworkTest() : nike_(source_.Join("nike")), cinema_(source_.Join("cinema")) {
    for (int i = 0; i < kMembers; ++i) {
      members_.push_back(source_.Enroll(nike_, absl::StrCat("card-", i)));
    }
    for (int batch = 0; batch < kBatches; ++batch) PostBatch(batch);
    burn_ = source_.Burned(nike_, members_[0], "points: 7").transaction().transaction_id();
    window_ = source_.Must<v1::CloseWindowRequest>(source_.operator_key(), "label: 'first'")
                  .window()
                  .window_id();
    source_.Link(members_[1], cinema_, "seat-1");
    source_.Earned(cinema_, members_[1], "points: 11");
    said_ = SaidBy(source_);
    EXPECT_TRUE(source_.process().Terminate().ok());
  }

  // What an observer can compare.
  std::map<std::string, std::string> SaidBy(const Network& network) const {
    std::map<std::string, std::string> said;
    for (const std::string& member : members_) {
      v1::Balance balance = network.BalanceOf(member);
      balance.clear_as_of_date();
      said["balance of " + member] = balance.ShortDebugString();
    }
    for (const Partner& partner : {nike_, cinema_}) {
      said["statement of " + partner.id] =
          network.Must<v1::GetStatementRequest>(partner.key, absl::StrCat("window_id: ", window_))
              .statement()
              .ShortDebugString();
    }
    return said;
  }
  // A request of PostBatch; answers the transaction's id, and whether it was a replay.
  Reply<v1::EarnResponse> EarnAgain(const Network& network, int batch, int item) const {
    v1::EarnRequest request;
    FillEarn(batch, item, request);
    return network.Call(nike_.key, request);
  }

  static std::vector<std::string> ExportTo(const std::string& store, const std::string& file) {
    return {"export", "--store=" + store, "--out=" + file};
  }
  static std::vector<std::string> ImportFrom(const std::string& store, const std::string& file) {
    return {"import", "--store=" + store, "--in=" + file};
  }
  static testing_processes::Finished Run(const std::vector<std::string>& arguments) {
    return testing_processes::RunProgram(Coalitiond(), arguments);
  }
  // One after which everything is as it should be.
  static void Succeed(const std::vector<std::string>& arguments) {
    const auto finished = Run(arguments);
    EXPECT_TRUE(finished.Succeeded()) << finished.ToString();
  }
  // In the line that ends with it.
  static std::string DigestIn(const std::string& err) {
    const auto at = err.rfind("digest ");
    return at == std::string::npos ? "no digest: " + err : err.substr(at);
  }

  testing_processes::ServerOptions ServedAt(const std::string& store) {
    const std::string keys = folder_.File("keys");
    std::filesystem::create_directories(keys);
    constexpr auto kOver = std::filesystem::copy_options::overwrite_existing;
    std::filesystem::copy_file(source_.process().store_folder() + "/server.key",
                               keys + "/server.key", kOver);
    std::filesystem::copy_file(source_.process().operator_key_file(), keys + "/operator.key",
                               kOver);
    return {.store_address = store, .key_folder = keys};
  }
  std::string SourceStore() { return "sqlite:" + source_.process().store_folder(); }
  std::string File() const { return folder_.File("ledger.export"); }

  // The network there says what it said here, and goes on.
  void ExpectServes(const std::string& store) {
    const Network there(ServedAt(store));
    EXPECT_EQ(SaidBy(there), said_);
    for (const auto& [batch, item] : {std::pair(0, 0), std::pair(kBatches - 1, 17)}) {
      const auto again = EarnAgain(there, batch, item);
      ASSERT_TRUE(again.ok()) << again.outcome;
      EXPECT_TRUE(again->receipt().replayed());
    }
    EXPECT_EQ(SaidBy(there), said_);
    there.Reversed(nike_, burn_);
    const std::int64_t before = there.AvailableTo(members_[2]);
    there.Earned(nike_, members_[2], "points: 5");
    EXPECT_EQ(there.AvailableTo(members_[2]), before + 5);
    there.Must<v1::CloseWindowRequest>(there.operator_key(), "label: 'second'");
    there.ExpectLedgerOk();
  }

  Network source_;
  const Partner nike_;
  const Partner cinema_;
  std::vector<std::string> members_;
  std::string burn_;
  std::int64_t window_ = 0;
  std::map<std::string, std::string> said_;
  testing_processes::TemporaryFolder folder_;

 private:
  void FillEarn(int batch, int item, v1::EarnRequest& request) const {
    request.set_request_id(absl::StrCat("earn-", batch, "-", item));
    const auto member = static_cast<std::size_t>(batch * 7 + item) % members_.size();
    request.mutable_member()->set_member_id(members_[member]);
    request.set_points(1 + item % 5);
  }
  void PostBatch(int batch) {
    v1::SubmitBatchRequest request;
    for (int item = 0; item < kItemsOfABatch; ++item) {
      FillEarn(batch, item, *request.add_items()->mutable_earn());
    }
    const auto reply = source_.Call(nike_.key, request);
    ASSERT_TRUE(reply.ok()) << reply.outcome;
    for (const v1::BatchResult& result : reply->results()) {
      ASSERT_FALSE(result.has_error()) << result.ShortDebugString();
    }
  }
};

}  // namespace coalition::e2e

#endif  // COALITION_TESTS_TRANSFER_MOVED_NETWORK_H_
