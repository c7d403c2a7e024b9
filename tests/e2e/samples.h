#ifndef COALITION_TESTS_E2E_SAMPLES_H_
#define COALITION_TESTS_E2E_SAMPLES_H_

#include <string>
#include <vector>

#include "tests/e2e/network.h"

namespace coalition::e2e {

enum class Caller { kPartner, kOperator };

inline constexpr char kNoOtherPayload[] = "none";

// A request that is right, as text with placeholders; see World::Fill.
struct Sample {
  std::string call;
  // Calls with alternatives have a sample of each.
  std::string variant;
  Caller caller;
  std::string request;
  // Merged into the request it makes another payload; kNoOtherPayload when there can be none.
  // Empty: the call is a question.
  std::string other_payload;

  bool IsMutation() const { return !other_payload.empty(); }
};

// At least one of each served call.
const std::vector<Sample>& Samples();

// What placeholders about somebody's resources stand for.
struct Side {
  std::string partner;
  std::string member;
  std::string card;
  // An earn of 1,000 points that the partner reported.
  std::string transaction;
  // Of the partner, and not the one that tests call with.
  std::string credential;
  // Another member of the partner.
  std::string friends_member;
  std::string friends_card;
};

// Two partners with a member each, things that nobody has, and what fills placeholders:
//   $partner $member $card $transaction $credential $friend $friendscard   of a Side
//   $app        an identifier of kind `app` that is linked to the side's member
//   $holder $holderscard   a fresh member with 1,000 points, of the side's partner
//   $hold $partnerhold $moneyhold   a fresh authorization by the side's partner for a fresh member,
//               in points, partner points, and 1 pound off
//   $id $fresh $FRESH   a request id, a name and a code that nothing else uses
//   $purchase   a fresh earn of the first partner: three units of line 1 at 2 pounds, one of line 2
//   $burn       a fresh burn of the first partner, 5 pounds off
//   $points     a fresh earn in currency points
//   $stranger   a fresh member of the first partner
//   $strangerscard   the card of the last $stranger
//   $quote      a quote of the first partner for an earn
//   $scratch    a partner that may be suspended and resumed, with few credentials
//   $revoked    a credential of the first partner that is revoked already
class World {
 public:
  explicit World(Network& network);

  std::string Fill(const std::string& text, const Side& side) const;
  std::string Fill(const std::string& text) const { return Fill(text, nike()); }
  AnyMessage Request(const Sample& sample) const;
  Headers HeadersOf(Caller caller) const;

  const Side& nike() const { return nike_; }
  const Side& headspace() const { return headspace_; }
  const Side& nobody() const { return nobody_; }
  const Partner& nike_partner() const { return nike_partner_; }
  const Partner& headspace_partner() const { return headspace_partner_; }
  Network& network() const { return network_; }

 private:
  Side MakeSide(const Partner& partner) const;
  std::string ValueOf(const std::string& name, const Side& side) const;
  std::string Drawn(const std::string& name, const Side& side) const;
  std::string Holder(const std::string& card, const Side& side) const;
  std::string Hold(const std::string& amount, const Side& side) const;
  const Partner& PartnerOf(const Side& side) const;

  Network& network_;
  Partner nike_partner_;
  Partner headspace_partner_;
  Side nike_;
  Side headspace_;
  Side nobody_;
  std::string revoked_;
  mutable std::string strangers_card_;
};

}  // namespace coalition::e2e

#endif  // COALITION_TESTS_E2E_SAMPLES_H_
