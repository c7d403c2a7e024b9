#ifndef COALITION_TESTS_DOMAIN_BUILDERS_H_
#define COALITION_TESTS_DOMAIN_BUILDERS_H_

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "server/domain/catalog.h"
#include "server/domain/command.h"
#include "server/domain/plan.h"
#include "server/domain/transaction.h"

namespace coalition::domain {

// Words in which tests of the domain speak.

inline constexpr PartnerId kBakery{1};
inline constexpr PartnerId kCinema{2};
inline constexpr PartnerId kGym{3};
inline constexpr CurrencyId kStars{1};
inline constexpr CurrencyId kMiles{2};

MoneyCurrency MoneyOf(std::string_view code);
Money Gbp(std::int64_t micros);
MemberId MemberNo(std::uint64_t number);
Identifier Card(PartnerId partner, std::string value);
// RFC 3339, and ISO 8601.
Moment At(std::string_view time);
Date On(std::string_view date);
// Noon UTC on 10 March 2026, on which most tests happen.
inline constexpr Moment kNoon{1'773'144'000'000'000};

// The bakery settles in GBP and pays on issue: 10 pounds per 1,000 stars; it gets 8 for 1,000
// burned. The cinema settles in EUR and pays on redemption 20 for 1,000; it gets 5. The gym settles
// in JPY, pays 1,000 on issue and gets 1,000. Everybody's stars are good for 12 months, but for the
// gym's, which do not expire. One partner point is one star; the bakery's purchases earn 10 partner
// points per pound, and 100 make a pound off.
std::vector<Partner> Partners();
std::vector<Currency> Currencies();
ExchangeRate RateOf(PartnerId partner, Ratio earn = {1, 1}, Ratio burn = {1, 1});
Terms TermsOf(PartnerId partner);
// All of these, in force since 2020.
Catalog NewCatalog();
// With versions assigned.
Catalog With(Catalog catalog, ExchangeRate rate);
Catalog With(Catalog catalog, Terms terms);

NetDebitCap Postpaid(std::int64_t limit);

Earn EarnOf(PartnerId partner, MemberRef member, decltype(Earn::amount) amount);
Burn BurnOf(PartnerId partner, MemberRef member, decltype(Burn::amount) amount);
inline constexpr std::int32_t kHour = 3'600;
Authorize AuthorizeOf(PartnerId partner, MemberRef member, decltype(Authorize::amount) amount,
                      std::int32_t hold_for_s = kHour);
Capture CaptureOf(PartnerId partner, TransactionId authorization,
                  decltype(Capture::amount) amount = EverythingLeft{});
Void VoidOf(PartnerId partner, TransactionId authorization);
Reverse ReverseOf(PartnerId partner, TransactionId original,
                  decltype(Reverse::part) part = EverythingLeft{});
Transfer TransferOf(PartnerId partner, MemberRef from, MemberRef to, Points points);
Purchase PurchaseOf(std::vector<PurchaseLine> lines);
Caller CallerOf(PartnerId partner);
// The request id is left to the World.
Command By(PartnerId partner, decltype(Command::action) action, std::string request_id = "");
Command ByOperator(decltype(Command::action) action, std::string request_id = "");

// Terse forms of what comes out.
//   lots   "bakery~2027-04-01 +5; gym~never -2"
//   legs   "bakery ISSUE -50000 GBP 5; network CLEARING 50000 GBP 0"
std::string Text(const LotKey& lot);
std::string Text(const std::vector<LotMovement>& lots);
std::string Text(const std::vector<Lot>& lots);
std::string Text(const std::vector<MoneyLeg>& legs);
std::string Text(const Carry& carry);
// "10 pending 0 held 5".
std::string Text(const Balance& balance);
// "INSUFFICIENT_POINTS available=3 needed=5".
std::string Text(const Rejection& rejection);
// Legs of the network left out.
std::string PartnerLegs(const std::vector<MoneyLeg>& legs);

// What an accepted answer holds; crashes when it was rejected or holds something else.
const Transaction& Posted(const Answer& answer);
// "ok", or the rejection's text.
std::string Outcome(const Answer& answer);

template <typename Tag>
void PrintTo(const Quantity<Tag>& quantity, std::ostream* out) {
  *out << quantity.value();
}
void PrintTo(const Rejection& rejection, std::ostream* out);

}  // namespace coalition::domain

#endif  // COALITION_TESTS_DOMAIN_BUILDERS_H_
