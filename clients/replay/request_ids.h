#ifndef COALITION_CLIENTS_REPLAY_REQUEST_IDS_H_
#define COALITION_CLIENTS_REPLAY_REQUEST_IDS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "clients/replay/invoice.h"

namespace coalition::replay {

// Request ids are functions of the input, so that a run that was cut off and started again sends
// the same requests under the same ids. Names of the input stand in them as they are, or, when they
// are long or hold signs, by their fingerprint. They stay under 64 characters.

std::string EnrollId(std::string_view partner_id, std::string_view customer_id);
std::string LinkId(std::string_view partner_id, std::string_view customer_id);
// `earn-536365-17850`; a later part of the same invoice ends in `-p2`.
std::string EarnId(const Invoice& invoice);
// Of one line, from 1, when each line is an earn of its own.
std::string LineEarnId(const Invoice& invoice, std::size_t line);
// Of the burn that follows the invoice.
std::string BurnId(const Invoice& invoice);
// Of the reversal, from 1, of those that a credit note takes.
std::string ReversalId(const Invoice& credit_note, std::size_t reversal);
// `close-2010-12-7d3c0a52f1e49b86`: of the window that ends with these invoices, so that a file
// that goes on where another broke off within a month closes a window for the rest of it.
std::string CloseId(std::string_view month, std::uint64_t invoices_fingerprint);

}  // namespace coalition::replay

#endif  // COALITION_CLIENTS_REPLAY_REQUEST_IDS_H_
