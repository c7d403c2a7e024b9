#include "tests/cluster/checks.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>
#include <set>
#include <thread>
#include <utility>

#include "gtest/gtest.h"

#include "tests/cluster/caller.h"

namespace coalition::cluster {
namespace {

constexpr std::size_t kItemsOfABatch = 200;
constexpr int kPageSize = 1'000;
// Generous; all postings of a run are verified in a second or so.
constexpr std::chrono::minutes kVerifyMax{2};

ClientOptions Patient(const std::string& server, const std::string& key) {
  ClientOptions options;
  options.server = server;
  options.api_key = key;
  options.deadline = kVerifyMax;
  options.attempt_deadline = kVerifyMax;
  return options;
}

void ExpectSame(const Posting& posting, const Result<Receipt>& answer) {
  const std::string& request_id = RequestIdOf(posting.command);
  if (!posting.accepted()) {
    ASSERT_FALSE(answer.ok()) << request_id << " was rejected before";
    EXPECT_EQ(answer.error().reason, posting.rejected) << answer.error();
    return;
  }
  ASSERT_TRUE(answer.ok()) << request_id << ": " << answer.error();
  EXPECT_TRUE(answer->replayed) << request_id;
  EXPECT_EQ(answer->transaction.transaction_id, posting.transaction_id) << request_id;
}

void ExpectAnswersStandAt(const std::string& server, const ShopBook& book) {
  const Client client(Patient(server, book.shop.key));
  for (std::size_t first = 0; first < book.postings.size(); first += kItemsOfABatch) {
    const std::size_t end = std::min(first + kItemsOfABatch, book.postings.size());
    SubmitBatchRequest request;
    for (std::size_t i = first; i < end; ++i) {
      request.items.emplace_back(BatchItem());
      request.items.back().command = book.postings[i].command;
    }
    const auto answers = client.SubmitBatch(request);
    ASSERT_EQ(answers.size(), end - first);
    for (std::size_t i = first; i < end; ++i) {
      ExpectSame(book.postings[i], answers[i - first].receipt);
    }
  }
}

void ExpectFound(const Client& client, const Posting& posting) {
  const auto found = client.GetTransaction(posting.transaction_id);
  ASSERT_TRUE(found.ok()) << posting.transaction_id << ": " << found.error();
  EXPECT_EQ(found->request_id, RequestIdOf(posting.command));
  EXPECT_EQ(found->points, posting.effect.points) << found->request_id;
}

// A partner's request id, and the transaction.
using JournalEntry = std::pair<std::pair<std::string, std::string>, std::string>;

std::multiset<JournalEntry> AcceptedIn(const std::vector<ShopBook>& books) {
  std::multiset<JournalEntry> entries;
  for (const ShopBook& book : books) {
    for (const Posting& posting : book.postings) {
      if (!posting.accepted()) continue;
      entries.insert(
          {{book.shop.partner_id, RequestIdOf(posting.command)}, posting.transaction_id});
    }
  }
  return entries;
}

struct Journal {
  std::multiset<JournalEntry> entries;
  std::map<std::int64_t, std::int64_t> transactions_by_window;
};

Journal JournalAt(const std::string& server, const std::string& key) {
  Journal journal;
  const Client client(Patient(server, key));
  for (const auto& transaction : client.EachTransaction({.page_size = kPageSize})) {
    if (!transaction) {
      ADD_FAILURE() << transaction.error();
      break;
    }
    journal.entries.insert(
        {{transaction->partner_id, transaction->request_id}, transaction->transaction_id});
    ++journal.transactions_by_window[transaction->window_id];
  }
  return journal;
}

void ExpectBalance(const Client& client, const Shop& shop, const std::string& card,
                   const Sums::Account& account) {
  const auto member = client.GetBalance(
      {.member = Identifier{.partner_id = shop.partner_id, .kind = kCardKind, .value = card}});
  ASSERT_TRUE(member.ok()) << card << ": " << member.error();
  std::int64_t points = 0;
  std::int64_t held = 0;
  for (const Balance& balance : member->balances) {
    points += balance.available + balance.pending + balance.held;
    held += balance.held;
  }
  EXPECT_EQ(points, account.points) << card;
  EXPECT_EQ(held, account.held) << card;
}

// Over all windows.
std::map<std::string, std::int64_t> NetMicros(const OperatorClient& network) {
  std::map<std::string, std::int64_t> net;
  for (const auto& window : network.EachWindow({})) {
    EXPECT_TRUE(window.ok()) << window.error();
    if (!window) break;
    const auto positions = network.GetPositions({.window_id = window->window_id});
    EXPECT_TRUE(positions.ok()) << positions.error();
    if (!positions) break;
    for (const Position& position : positions->positions) {
      net[position.partner_id] += position.net.micros;
    }
  }
  return net;
}

std::int64_t PointsOwedToMembers(const OperatorClient& network) {
  const auto liabilities = network.GetLiability({});
  EXPECT_TRUE(liabilities.ok()) << liabilities.error();
  std::int64_t points = 0;
  if (!liabilities) return points;
  for (const Liability& liability : *liabilities) {
    points += liability.points + liability.owed_points;
  }
  return points;
}

}  // namespace

void ExpectAnswersStand(const Servers& servers, const std::vector<ShopBook>& books) {
  for (std::size_t server = 0; server < servers.count(); ++server) {
    for (const ShopBook& book : books) ExpectAnswersStandAt(servers.address(server), book);
  }
}

void ExpectClosedWindowsStand(const Servers& servers, const std::string& operator_key,
                              const std::vector<WindowClosed>& closed) {
  for (std::size_t server = 0; server < servers.count(); ++server) {
    const OperatorClient network(Patient(servers.address(server), operator_key));
    for (const WindowClosed& window : closed) {
      const auto again = network.CloseWindow(window.request);
      ASSERT_TRUE(again.ok()) << again.error();
      EXPECT_TRUE(again->replayed);
      EXPECT_EQ(again->window.window_id, window.window_id);
    }
    std::set<std::string> labels;
    for (const auto& window : network.EachWindow({})) {
      ASSERT_TRUE(window.ok()) << window.error();
      if (window->state != WindowState::kOpen) labels.insert(window->label);
    }
    EXPECT_EQ(labels.size(), closed.size()) << "each was closed once, and nothing else";
    const auto open = network.GetWindow(0);
    ASSERT_TRUE(open.ok()) << open.error();
    EXPECT_EQ(open->window_id, static_cast<std::int64_t>(closed.size()) + 1);
  }
}

void ExpectTransactionsAreFound(const Servers& servers, const std::vector<ShopBook>& books) {
  std::vector<std::thread> threads;
  for (std::size_t server = 0; server < servers.count(); ++server) {
    threads.emplace_back([&, server] {
      for (const ShopBook& book : books) {
        const Client client(Patient(servers.address(server), book.shop.key));
        // Each transaction by one of the servers.
        for (std::size_t i = server; i < book.postings.size(); i += servers.count()) {
          if (book.postings[i].accepted()) ExpectFound(client, book.postings[i]);
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

void ExpectJournalIs(const Servers& servers, const std::string& operator_key,
                     const std::vector<ShopBook>& books) {
  const auto accepted = AcceptedIn(books);
  for (std::size_t server = 0; server < servers.count(); ++server) {
    const Journal read = JournalAt(servers.address(server), operator_key);
    const auto& journal = read.entries;
    EXPECT_EQ(journal.size(), accepted.size());
    std::vector<JournalEntry> differences;
    std::set_symmetric_difference(journal.begin(), journal.end(), accepted.begin(), accepted.end(),
                                  std::back_inserter(differences));
    for (const auto& [request, transaction] : differences) {
      ADD_FAILURE() << request.first << "'s request " << request.second << ", transaction "
                    << transaction << ": answered " << accepted.count({request, transaction})
                    << " times, in the journal " << journal.count({request, transaction});
    }
    const OperatorClient network(Patient(servers.address(server), operator_key));
    for (const auto& window : network.EachWindow({})) {
      ASSERT_TRUE(window.ok()) << window.error();
      if (window->state == WindowState::kOpen) continue;
      const auto counted = read.transactions_by_window.find(window->window_id);
      EXPECT_EQ(window->transaction_count,
                counted == read.transactions_by_window.end() ? 0 : counted->second);
    }
  }
}

void ExpectSumsAre(const Servers& servers, const std::string& operator_key,
                   const std::vector<ShopBook>& books) {
  Sums all;
  std::map<std::string, std::int64_t> net;
  for (const ShopBook& book : books) {
    Sums own;
    own.Add(book.postings);
    net[book.shop.partner_id] = kRedemptionMicros * own.redeemed - kIssueMicros * own.issued;
    all.Add(book.postings);
  }
  std::int64_t points = 0;
  for (const auto& [card, account] : all.accounts) points += account.points;
  for (std::size_t server = 0; server < servers.count(); ++server) {
    const Client client(Patient(servers.address(server), operator_key));
    for (const ShopBook& book : books) {
      Sums own;
      own.Add(book.postings);
      for (const auto& [card, unused] : own.accounts) {
        ExpectBalance(client, book.shop, card, all.accounts.at(card));
      }
    }
    const OperatorClient network(Patient(servers.address(server), operator_key));
    EXPECT_EQ(PointsOwedToMembers(network), points);
    auto said = NetMicros(network);
    for (const auto& [partner, micros] : net) EXPECT_EQ(said[partner], micros) << partner;
  }
}

void ExpectLedgerIsSound(const Servers& servers, const std::string& operator_key,
                         const std::vector<ShopBook>& books) {
  const auto accepted = static_cast<std::int64_t>(AcceptedIn(books).size());
  for (std::size_t server = 0; server < servers.count(); ++server) {
    const OperatorClient network(Patient(servers.address(server), operator_key));
    const auto verified = network.VerifyLedger(kVerifyMax);
    ASSERT_TRUE(verified.ok()) << verified.error();
    EXPECT_TRUE(verified->ok) << verified->first_difference;
    EXPECT_EQ(verified->transactions, accepted);
  }
}

}  // namespace coalition::cluster
