#ifndef COALITION_TESTS_REPLAY_MODEL_H_
#define COALITION_TESTS_REPLAY_MODEL_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <boost/multiprecision/cpp_int.hpp>

#include "tests/replay/model_settings.h"

namespace coalition::replay_model {

// Facts about a ledger, name to value, both for people. Two ledgers that say the same have equal
// facts. See ledger_facts.h for the names.
using Facts = std::map<std::string, std::string>;

enum class Unit { kInvoice, kLine };

// What the ledger of a network holds after coalition_replay reported a file to it.
//
// Written from the comments of the protos and the words of the issue, and from nothing else: one
// transaction after the other, exact fractions, no regard for speed. It shares no code with the
// server and none with the program under test.
class Model {
 public:
  explicit Model(NetworkSettings settings, Unit unit);

  // Reports the whole file and closes the window of each month. Once.
  void Report(const std::string& csv);

  // Everything but balances, which depend on the day.
  Facts LedgerFacts() const;
  // Of one customer on a day.
  std::string BalanceOn(const std::string& customer, Date today) const;
  // Who became members, each with a partner that knows them.
  std::map<std::string, std::string> customers() const;

  // How often something happened: `earn accepted`, `reverse unmatched units`.
  const std::map<std::string, std::int64_t>& counts() const { return counts_; }

 private:
  // Ordered as burns take them.
  struct LotName {
    Date expires_on;
    Date available_on;
    // In the order in which they joined.
    std::size_t issuer = 0;
    int terms_version = 0;
    auto operator<=>(const LotName&) const = default;
  };
  using Movement = std::pair<LotName, Integer>;

  struct Row {
    std::string invoice;
    std::string sku;
    std::int64_t quantity = 0;
    std::chrono::sys_seconds time;
    Integer price_micros;
    std::string customer;
    std::string country;
  };

  struct Line {
    std::string sku;
    Integer units;
    Integer price_micros;
    Integer units_back = 0;
  };

  // An earn that was posted, with what was taken back of it so far.
  struct Earned {
    std::size_t partner = 0;
    Integer points;
    std::vector<Movement> lots;
    std::vector<Line> lines;
    Integer issue_micros;
    Integer fee_micros;
    Rational carry_change;

    Integer points_back = 0;
    Integer amount_back = 0;
    Integer issue_back = 0;
    Integer fee_back = 0;
    Rational carry_back = 0;
  };

  struct Member {
    std::map<LotName, Integer> lots;
    // By partner.
    std::map<std::size_t, Rational> carry;
    std::set<std::size_t> known_to;
    std::vector<Earned> earned;
    int earning_invoices = 0;
  };

  struct Total {
    Integer lines = 0;
    Integer points = 0;
    Integer micros = 0;
  };
  // Window, partner (empty: the network), currency of money, type, kind.
  using TotalName = std::tuple<int, std::string, std::string, std::string, std::string>;

  struct Settled {
    Integer opening;
    Integer net;
    Integer minor_units;
    Integer closing;
  };

  static std::vector<Row> Read(const std::string& csv);

  void EnterMonthOf(std::chrono::sys_seconds time);
  void ReportInvoice(const std::vector<Row>& rows);
  std::optional<std::string> WhySkipped(const Row& row) const;
  bool Earn(Member& member, std::size_t partner, const std::vector<Line>& lines,
            std::chrono::sys_seconds time);
  void BurnThird(Member& member, std::chrono::sys_seconds time);
  void TakeBack(Member& member, std::size_t partner, const std::vector<Line>& lines,
                std::chrono::sys_seconds time);
  // Units by line of one earn. False: rejected, nothing changed.
  bool Reverse(Member& member, Earned& earned, const std::map<std::size_t, Integer>& units,
               Date date);

  std::optional<Integer> Convert(Member& member, std::size_t partner, const Integer& micros,
                                 Rational& carry_change);
  void PostLegs(const std::string& type, std::size_t partner, const Integer& issue_points,
                const Integer& issue_micros, const std::optional<Integer>& fee_micros);
  void AddLeg(const std::string& type, const std::string& partner, const std::string& currency,
              const std::string& kind, const Integer& points, const Integer& micros);
  void CloseWindow(const std::string& label);

  Date DateOf(std::chrono::sys_seconds time) const;
  Integer PriceOf(const Integer& points, const Integer& per_thousand) const;
  static Integer Available(const Member& member, Date date);
  std::size_t PartnerOf(const std::string& country);
  const PartnerSettings& SettingsOf(std::size_t partner) const;

  const NetworkSettings settings_;
  const Unit unit_;
  // In order of first appearance.
  std::vector<std::string> countries_;
  std::map<std::string, Member> members_;
  int window_ = 1;
  std::string month_;
  std::map<int, std::string> closed_labels_;
  std::map<int, std::int64_t> transactions_;
  std::map<TotalName, Total> totals_;
  std::map<std::pair<int, std::size_t>, Settled> settled_;
  std::map<std::string, std::int64_t> counts_;
};

}  // namespace coalition::replay_model

#endif  // COALITION_TESTS_REPLAY_MODEL_H_
