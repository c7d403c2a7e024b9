#ifndef COALITION_TESTS_SIMULATION_MODEL_H_
#define COALITION_TESTS_SIMULATION_MODEL_H_

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/simulation/command.h"
#include "tests/simulation/records.h"

namespace coalition::simulation {

enum class NegativePolicy { kAllowNegative, kChargePartner, kReject };

struct NetworkSettings {
  Zone zone = Zone::kUtc;
  NegativePolicy policy = NegativePolicy::kAllowNegative;
  // Of the default currency, which has number 1.
  int scale = 0;
  Moment start = 0;
  // Into which the ledger is divided. With several, a transaction has a microsecond of its own in
  // the lane of its member, and these two are its number.
  int lanes = 1;
};

// What the ledger of a network ought to be.
//
// Written from the rules in words and the comments of the protos and from nothing else: one command
// after the other, exact fractions, no regard for speed. A balance is added up from lots and holds,
// a position from the legs of the journal, whenever one is needed. It shares no code with the
// server.
//
// A value: a copy is another ledger in the same state. Not thread-safe.
class Model {
 public:
  explicit Model(const NetworkSettings& settings);

  using Submissions = std::vector<std::vector<Command>>;
  struct Decided {
    // Of each submission, in the order of its commands.
    std::vector<std::vector<Answer>> answers;
    // Whether there was anything to write.
    bool wrote = false;
  };
  // Decides all of them in order, as one commit, when the machine's clock shows `clock`. Writes
  // into each command how its symbols read, unless that stands there.
  Decided Commit(Submissions& submissions, Moment clock);

  // Who decides in a ledger of several lanes, and when.
  struct Turn {
    // Absent: all lanes together. kSomeLane: it is not known which, and no lane's time moves on.
    std::optional<int> lane;
    Moment at = 0;
    static constexpr int kSomeLane = -1;
  };
  // Decides one command, or linked ones, at that moment.
  Decided Take(std::vector<Command>& commands, const Turn& turn);
  // Writes into the command how its symbols read now, unless that stands there.
  void Resolve(Command& command) const;
  // By lane, when the last commit of the lane was decided.
  const std::vector<Moment>& lane_times() const { return latest_at_; }
  void set_lane_times(std::vector<Moment> times) { latest_at_ = std::move(times); }
  int lanes() const { return settings_.lanes; }
  // Of a member, or of a transaction's number.
  int LaneOfMember(int member) const { return member % settings_.lanes; }
  int LaneOfNumber(Int sequence) const;
  // Whom an identifier names; 0 when nobody.
  int NamedBy(const Identifier& identifier) const;

  // When the last commit was decided, of any lane: no lane decides before its own last one any
  // more.
  Moment Now() const { return *std::max_element(latest_at_.begin(), latest_at_.end()); }
  // Holds that are over and day totals of other days are left out.
  Facts EverythingKept() const;
  // Members and currencies with points above zero that are past their date.
  std::vector<std::pair<int, int>> ExpiredAccounts(Moment now) const;
  // For who wants to ask for what there is.
  Int AvailableOf(int member, int currency) const;
  // Points of the transaction that the request posted, held ones too; 0 when it posted none.
  Int PostedPoints(const RequestName& request) const;
  bool IsSuspended(int partner) const { return partners_.at(partner).suspended; }
  // Which of these requests have an outcome.
  bool IsDecided(const RequestName& request) const { return outcomes_.contains(request); }
  Int transactions() const { return static_cast<Int>(journal_.size()); }
  // How often each outcome was given: `EARN`, `burn: INSUFFICIENT_POINTS`.
  const std::map<std::string, Int>& counts() const { return counts_; }

 private:
  // The reason why not; nothing when all is well.
  using WhyNot = std::optional<Rejection>;

  struct Partner {
    std::string handle;
    std::string display_name;
    std::string money;
    bool suspended = false;
    int backdating_days = 0;
  };
  struct Currency {
    std::string code;
    int scale = 0;
    int owner = 0;
  };
  // One version of a rate or of terms: what was said.
  struct Dated {
    int version = 0;
    Moment from = 0;
    Command said;
  };
  using Versions = std::map<std::pair<int, int>, std::vector<Dated>>;

  struct Known {
    Identifier identifier;
    int ordinal = 0;
  };
  struct Member {
    std::vector<Known> identifiers;
    int next_ordinal = 0;
    std::string link_code;
    Moment enrolled_at = 0;
    int merged_into = 0;
    std::vector<int> merged;
    bool erased = false;
  };

  struct Hold {
    Moment expires_at = 0;
    Lots reserved;
  };
  struct Account {
    std::map<LotName, Int> lots;
    // By authorization.
    std::map<Int, Hold> holds;
  };
  // Member and currency.
  using AccountName = std::pair<int, int>;

  struct Carry {
    Int n = 0;
    // 1: there never was one.
    Int d = 1;
  };
  // Member, partner, currency, currency given up, whether of burns.
  using CarryName = std::tuple<int, int, int, int, bool>;

  // A transaction and what else must be known of it.
  struct Entry {
    Transaction t;
    // Of a purchase or of money off.
    std::string money;
    Int amount = 0;
    std::vector<Line> lines;
    // Of an authorization: its partner points or money are what it was asked in.
    Measure measure = Measure::kPoints;
    // Whether it counts towards the limits of its day.
    bool counted = false;
    std::optional<std::pair<CarryName, Carry>> carry_after;
  };

  struct Reversed {
    Int points = 0;
    Int partner_points = 0;
    Int amount = 0;
    Int carry_change = 0;
    std::vector<Int> lines;
    std::vector<Int> legs;
    Int counterpart_points = 0;
    bool complete = false;
    Int closed_by = 0;
  };

  struct Window {
    Int first = 1;
    Int end = 0;
    Moment opened_at = 0;
    Moment closed_at = 0;
    std::string label;
  };
  struct Settlement {
    Int opening = 0;
    Int net = 0;
    Int minor_units = 0;
    Int closing = 0;
  };

  struct AuditEvent {
    Moment at = 0;
    std::string action;
    std::string words;
  };

  // What a request came to.
  struct Outcome {
    std::string payload;
    bool rejected = false;
    // A transaction, or
    Int sequence = 0;
    // a member as it was then, or
    int member = 0;
    int ordinal_end = 0;
    std::string link_code;
    // a text.
    std::string text;
  };

  // Requests.
  std::vector<Answer> DecideSubmission(std::vector<Command>& commands, bool& wrote);
  std::vector<Answer> DecideGroup(std::vector<Command*> group, bool& wrote);
  // Whether it counts as a success, and its answer.
  std::pair<bool, Answer> DecideOne(Command& command, bool& wrote);
  WhyNot Execute(const Command& c, Outcome& outcome);
  Answer AnswerOf(const Outcome& outcome) const;

  // Points.
  WhyNot Earn(const Command& c, Outcome& outcome);
  WhyNot Burn(const Command& c, Outcome& outcome);
  WhyNot Authorize(const Command& c, Outcome& outcome);
  WhyNot Capture(const Command& c, Outcome& outcome);
  WhyNot Void(const Command& c, Outcome& outcome);
  WhyNot Reverse(const Command& c, Outcome& outcome);
  WhyNot Convert(const Command& c, Outcome& outcome);
  WhyNot Transfer(const Command& c, Outcome& outcome);
  WhyNot Adjust(const Command& c, Outcome& outcome);
  WhyNot Expire(const Command& c, Outcome& outcome);

  // Members.
  WhyNot Enroll(const Command& c, Outcome& outcome);
  WhyNot Link(const Command& c, Outcome& outcome);
  WhyNot Unlink(const Command& c, Outcome& outcome);
  WhyNot Merge(const Command& c, Outcome& outcome);
  WhyNot Erase(const Command& c, Outcome& outcome);
  void AddMember(int number, const std::vector<Identifier>& identifiers, const std::string& code);
  void MoveCarries(int from, int into);
  void ShowMember(int number, Outcome& outcome) const;
  bool IsLinked(int member, int partner) const;
  // The survivor of mergers; the number itself when there is no such member.
  int Survivor(int member) const;
  WhyNot FindMember(const Command& c, const MemberRef& ref, int& member) const;

  // Catalogue and windows.
  WhyNot CreatePartner(const Command& c, Outcome& outcome);
  WhyNot UpdatePartner(const Command& c, Outcome& outcome);
  WhyNot SetState(const Command& c, Outcome& outcome);
  WhyNot CreateCurrency(const Command& c, Outcome& outcome);
  WhyNot SetVersion(const Command& c, Outcome& outcome);
  WhyNot SetLimits(const Command& c, Outcome& outcome);
  WhyNot CloseWindow(const Command& c, Outcome& outcome);
  std::string PartnerText(int partner) const;
  bool HasGainingCircle(Moment since) const;
  static const Dated* InForce(const Versions& versions, std::pair<int, int> key, Moment at);
  static const Dated* ByVersion(const Versions& versions, std::pair<int, int> key, int version);

  // Checks that several commands share.
  WhyNot DateEvent(const Command& c, Transaction& t) const;
  WhyNot CheckActive(int partner) const;
  WhyNot CheckQuote(const Command& c) const;
  WhyNot NoRate(int partner, int currency, const std::string& missing) const;
  WhyNot FindTerms(const Command& c, Moment at, const Dated*& terms) const;
  WhyNot FindAuthorization(const Command& c, const Entry*& authorization) const;
  WhyNot CheckOpen(const Entry& authorization) const;
  Transaction Describe(const Command& c, Type type, int member) const;
  Date Today() const { return LocalDate(now_, settings_.zone); }
  Date DateOfEvent(const Transaction& t) const { return LocalDate(t.event_time, settings_.zone); }

  // What an amount is worth.
  struct Source {
    Int quantity = 0;
    Ratio factor;
    Ratio partner_points;
  };
  WhyNot FindRate(const Command& c, Moment at, const Dated*& rate, Source& source) const;
  static Ratio FactorOf(const Command& rate, Measure measure, const std::string& activity);
  static Int CarryDenominatorOf(const Command& rate, bool burning);
  Carry CarryOf(const CarryName& name) const;
  WhyNot ConvertEarned(const Dated& rate, const Source& source, Entry& entry) const;
  // `held_max` bounds a capture.
  WhyNot ConvertBurned(const Dated& rate, Measure measure, const Source& source, Entry& entry,
                       std::optional<Int> held_max) const;
  static WhyNot NotePartnerPoints(const Source& source, Transaction& t);

  // Lots.
  std::map<LotName, Int> FreeLots(const AccountName& account) const;
  Balance BalanceAt(const AccountName& account, Date date) const;
  LotName OwnLot(const Dated& terms, int partner, Date date) const;
  Lots PlanCredit(const AccountName& account, const LotName& own, Int points) const;
  WhyNot PlanDebit(const AccountName& account, Int points, Date date, Lots& lots) const;
  WhyNot TakeBack(const AccountName& account, Int points, const Lots& slices, Date date,
                  const LotName* owing, Lots& taken, Int& not_recovered) const;

  // Money.
  Wide Price(Int points, Int per_thousand, int currency) const;
  WhyNot AddLeg(Transaction& t, int partner, LegKind kind, Wide amount, Int points) const;
  WhyNot AddIssueLegs(Transaction& t, const Dated& terms, int currency, Int points,
                      bool with_fee) const;
  WhyNot AddRedemptionLegs(Transaction& t, const Dated& terms, bool with_fee) const;
  static void AddNetworkLegs(Transaction& t);
  Int Position(int partner, CapKind kind) const;

  // Reversals.
  struct Share {
    Wide n = 1;
    Wide d = 1;
    // A line that cost nothing.
    bool moves_nothing = false;
  };
  WhyNot ShareOf(const Command& c, const Entry& original, Reversed& r, Share& share) const;
  WhyNot ShareOfLines(const Command& c, const Entry& original, Reversed& r, Share& share) const;
  static Int Advance(Int whole, Int& done, const Share& share);
  WhyNot TakeEarnBack(const Entry& original, const Reversed& before, Entry& entry) const;
  void GiveBurnBack(const Entry& original, const Reversed& before, Int points, Entry& entry) const;
  void ReverseLegs(const Entry& original, const Share& share, const Reversed& before, Reversed& r,
                   Entry& entry) const;
  void ReverseCarry(const Entry& original, const Share& share, Reversed& r, Entry& entry) const;

  // Posting.
  WhyNot CheckTotals(const Transaction& t) const;
  WhyNot CheckLimits(const Command& c, Entry& entry, Int points) const;
  WhyNot CheckCap(const Transaction& t, int currency) const;
  void Post(Entry entry, Outcome& outcome);
  void NoteAlerts(const Transaction& t);
  void Move(const AccountName& account, const Lots& lots);
  void Audit(const std::string& action, const std::string& words);
  const Entry* FindEntry(Int sequence) const;
  // Of what is posted next.
  Int NextSequence() const;
  std::string IdText(Int sequence) const;

  // Facts.
  void AddAccountFacts(Facts& facts) const;
  void AddMoneyFacts(Facts& facts) const;
  void AddMemberFacts(Facts& facts) const;
  void AddHistoryFacts(Facts& facts) const;
  void AddCatalogFacts(Facts& facts) const;

  NetworkSettings settings_;
  // When what is being decided is decided.
  Moment now_ = 0;
  // The moment of what was posted last, where each transaction has one of its own.
  Moment passed_ = 0;
  // By lane.
  std::vector<Moment> latest_at_;

  std::map<int, Partner> partners_;
  std::map<int, Currency> currencies_;
  Versions rates_;
  Versions terms_;
  // By currencies.
  Versions conversion_rates_;
  // Partner and currency.
  std::map<std::pair<int, int>, std::vector<Int>> limits_;
  std::map<int, Member> members_;
  std::map<AccountName, Account> accounts_;
  std::map<CarryName, Carry> carries_;
  // In the order in which they were decided.
  std::vector<std::shared_ptr<const Entry>> journal_;
  // The place in the journal, by sequence.
  std::map<Int, std::size_t> places_;
  // The last transaction of each account, by sequence.
  std::map<AccountName, Int> last_;
  std::map<Int, Reversed> reversed_;
  std::map<RequestName, Outcome> outcomes_;
  // By id, from 1; the last is open.
  std::vector<Window> windows_;
  std::map<std::pair<Int, int>, Settlement> settlements_;
  std::vector<AuditEvent> audit_;
  std::map<std::string, Int> counts_;
};

// Metadata that several reasons have.
Rejection Refused(Reason reason, std::map<std::string, std::string> metadata = {});

}  // namespace coalition::simulation

#endif  // COALITION_TESTS_SIMULATION_MODEL_H_
