#ifndef COALITION_CLIENTS_REPLAY_TRADE_H_
#define COALITION_CLIENTS_REPLAY_TRADE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "clients/replay/earn_unit.h"
#include "clients/replay/invoice.h"
#include "clients/replay/shopper.h"
#include "clients/replay/tally.h"
#include "coalition/client.h"

namespace coalition::replay {

// The kind of identifier by which partners know customers.
inline constexpr char kCustomerNumber[] = "customer_number";

// Reports the invoices of the shoppers of one worker. Each call sends requests whose ids and
// payloads follow from the invoice, the shopper and earlier answers alone. Not thread-safe; the
// client, the partner ids and the tally must outlive it.
class Trade {
 public:
  // `partner_ids` by country.
  Trade(const Client& client, const std::vector<std::string>& partner_ids, EarnUnit earn_unit,
        Tally& tally);

  // Enrols or links the shopper where needed; then the earn of a purchase and the burn that may
  // follow it, or the reversals of a credit note. Fails with the first undecided answer, after
  // which the shopper is of no use any more.
  Result<void> Report(const Invoice& invoice, Shopper& shopper) const;

 private:
  // Whether the country's partner knows the shopper now.
  Result<bool> Introduce(const std::string& customer_id, std::size_t country,
                         Shopper& shopper) const;
  Result<Member> EnrollOrLink(const std::string& customer_id, std::size_t country,
                              const Shopper& shopper) const;

  // Whether it earned.
  Result<bool> Earn(const Invoice& invoice, Shopper& shopper, Balance& balance) const;
  Result<bool> EarnByLine(const Invoice& invoice, Shopper& shopper, Balance& balance) const;
  Result<void> BurnShare(const Invoice& invoice, const Balance& balance, Shopper& shopper) const;
  Result<void> TakeBack(const Invoice& credit_note, Shopper& shopper) const;

  Identifier IdentifierOf(const std::string& customer_id, std::size_t country) const;
  EarnRequest EarnOf(const Invoice& invoice, std::string request_id,
                     const std::vector<ProductUnits>& lines) const;

  const Client& client_;
  const std::vector<std::string>& partner_ids_;
  const EarnUnit earn_unit_;
  Tally& tally_;
};

}  // namespace coalition::replay

#endif  // COALITION_CLIENTS_REPLAY_TRADE_H_
