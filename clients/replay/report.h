#ifndef COALITION_CLIENTS_REPLAY_REPORT_H_
#define COALITION_CLIENTS_REPLAY_REPORT_H_

#include <string>
#include <vector>

#include "clients/replay/invoice.h"
#include "clients/replay/network_setup.h"
#include "clients/replay/settlement_books.h"
#include "clients/replay/tally.h"
#include "coalition/reporting.h"

namespace coalition::replay {

// What the run prints, as titled tables for people.
std::string PartnersText(const std::vector<JoinedPartner>& partners);
std::string FileText(const InvoiceFile& file);
std::string TallyText(const Tally& tally);
// Statements and positions; partners that nothing happened to are left out.
std::string SettlementText(const std::vector<WindowBooks>& windows);
// `VerifyLedger: ok (…)`, or the first difference.
std::string VerificationText(const LedgerVerification& verification);

}  // namespace coalition::replay

#endif  // COALITION_CLIENTS_REPLAY_REPORT_H_
