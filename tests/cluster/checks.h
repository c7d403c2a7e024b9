#ifndef COALITION_TESTS_CLUSTER_CHECKS_H_
#define COALITION_TESTS_CLUSTER_CHECKS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "coalition/settlement.h"
#include "tests/cluster/posting.h"
#include "tests/cluster/servers.h"
#include "tests/cluster/shop.h"

namespace coalition::cluster {

// What was answered to one shop's tills.
struct ShopBook {
  Shop shop;
  std::vector<Posting> postings;
};

// A window that was closed, by whom it was asked for.
struct WindowClosed {
  CloseWindowRequest request;
  std::int64_t window_id = 0;
};

// Each server in turn answers all that was answered once more, and as replayed.
void ExpectAnswersStand(const Servers& servers, const std::vector<ShopBook>& books);
void ExpectClosedWindowsStand(const Servers& servers, const std::string& operator_key,
                              const std::vector<WindowClosed>& closed);
// Each transaction is found by its id, and is what was answered.
void ExpectTransactionsAreFound(const Servers& servers, const std::vector<ShopBook>& books);
// The journal has the accepted postings, each once, and nothing else, by every server; and each
// closed window those that say so.
void ExpectJournalIs(const Servers& servers, const std::string& operator_key,
                     const std::vector<ShopBook>& books);
// Balances, liabilities and positions are what the postings add up to.
void ExpectSumsAre(const Servers& servers, const std::string& operator_key,
                   const std::vector<ShopBook>& books);
// Recomputed by every server from the journal, the ledger is what it says.
void ExpectLedgerIsSound(const Servers& servers, const std::string& operator_key,
                         const std::vector<ShopBook>& books);

}  // namespace coalition::cluster

#endif  // COALITION_TESTS_CLUSTER_CHECKS_H_
