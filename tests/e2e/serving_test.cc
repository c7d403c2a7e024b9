#include <string>

#include "gtest/gtest.h"

#include "tests/e2e/network.h"
#include "tests/testing/child_process.h"

namespace coalition::e2e {
namespace {

TEST(Serving, HealthIsOnForTheServerAndNeedsNoKey) {
  Network network;
  const RawReply whole = Send(network.channel(), "/grpc.health.v1.Health/Check", "", {});
  EXPECT_TRUE(whole.status.ok()) << whole.status.error_message();
  // HealthCheckResponse { status: SERVING }
  EXPECT_EQ(whole.bytes, std::string("\x08\x01"));
  const RawReply unknown =
      Send(network.channel(), "/grpc.health.v1.Health/Check", "\x0A\x04none", {});
  EXPECT_EQ(unknown.status.error_code(), grpc::NOT_FOUND);
}

TEST(Serving, AClientWithNothingButReflectionEarnsAndReadsABalance) {
  Network network;
  const auto finished = testing_processes::RunProgram(
      PYTHON3_PATH,
      {REFLECTION_CLIENT_PATH, network.process().address(), network.process().operator_key_file()});
  if (finished.exit && finished.exit->code == 77) {
    FAIL() << "python3-grpcio and python3-protobuf are not installed: deploy/packages.sh test";
  }
  EXPECT_TRUE(finished.Succeeded()) << finished.ToString();
  network.ExpectLedgerOk();
}

TEST(Serving, OverTheMemoryStoreIsTheSame) {
  Network network({testing_processes::Store::kMemory, {}});
  const Partner nike = network.Join("nike");
  const std::string member = network.Enroll(nike, "card");
  const auto earned = network.Earned(nike, member, "points: 10");
  network.Burned(nike, member, "points: 4");
  network.Reversed(nike, earned.transaction().transaction_id(), "points: 3");
  EXPECT_EQ(network.AvailableTo(member), 3);
  network.Must<v1::CloseWindowRequest>(network.operator_key(), "");
  for (const std::string id : {"0-4", "0-9223372036854775807", "1-1", "65535-9"}) {
    EXPECT_EQ(
        network
            .Call<v1::GetTransactionRequest>(network.operator_key(), "transaction_id: '" + id + "'")
            .reason(),
        "TRANSACTION_NOT_FOUND")
        << id;
  }
  network.ExpectLedgerOk();
}

}  // namespace
}  // namespace coalition::e2e
