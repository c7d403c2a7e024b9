#ifndef COALITION_TESTS_REPLAY_SERVED_LEDGER_H_
#define COALITION_TESTS_REPLAY_SERVED_LEDGER_H_

#include <map>
#include <string>
#include <vector>

#include "coalition/client.h"
#include "coalition/operator_client.h"
#include "tests/replay/model.h"
#include "tests/replay/model_settings.h"

namespace coalition::replay_model {

using Customers = std::map<std::string, std::string>;

// A ledger as a server tells it. Each call fails the test when the server does.
class ServedLedger {
 public:
  ServedLedger(const std::string& server, const std::string& operator_key);

  // Partners with their rates and terms, by display name; `settings` has the rest.
  NetworkSettings ReadSettings(NetworkSettings settings) const;

  // Everything that Model::LedgerFacts knows of. Of members, those of the customers, each
  // of whom comes with a partner that knows them.
  Facts ReadFacts(const Customers& customers) const;

  struct BalanceOfDay {
    std::string balance;
    Date as_of;
  };
  // By customer; without those who have no points.
  std::map<std::string, BalanceOfDay> ReadBalances(const Customers& customers) const;

  // Of each statement of a closed window, by window and partner: the digest of its lines, and the
  // lines without their transactions' ids, sorted.
  struct StatementLines {
    Facts digests;
    std::map<std::string, std::vector<std::string>> lines;
  };
  StatementLines ReadStatements() const;

  LedgerVerification Verify() const;

 private:
  void AddMembers(const Customers& customers, Facts& facts,
                  std::map<std::string, std::string>& customers_by_member) const;
  // Carries, which transactions tell, and that each transaction's money sums to zero.
  void AddJournal(const std::map<std::string, std::string>& customers_by_member,
                  Facts& facts) const;
  void AddLiabilities(Facts& facts) const;
  void AddWindow(const Window& window, Facts& facts) const;
  void AddPositions(std::int64_t window, Facts& facts) const;
  void AddStatement(std::int64_t window, const std::string& partner, Facts& facts) const;

  const Client client_;
  const OperatorClient network_;
};

}  // namespace coalition::replay_model

#endif  // COALITION_TESTS_REPLAY_SERVED_LEDGER_H_
