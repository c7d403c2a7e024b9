#include "clients/replay/request_ids.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "clients/replay/fingerprint.h"

namespace coalition::replay {
namespace {

constexpr std::size_t kPlainNameMax = 20;

// Names from the file are plain without `-`, so ids cannot run into one another.
std::string NamePart(std::string_view name) {
  const bool plain =
      name.size() <= kPlainNameMax && std::all_of(name.begin(), name.end(), [](char c) {
        return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_';
      });
  return plain ? std::string(name) : absl::StrFormat("~%016x", Fingerprint(name));
}

std::string PartnerPart(std::string_view partner_id) {
  return partner_id.size() <= kPlainNameMax ? std::string(partner_id)
                                            : absl::StrFormat("~%016x", Fingerprint(partner_id));
}

std::string InvoicePart(const Invoice& invoice) {
  return absl::StrCat(NamePart(invoice.invoice_no), "-", NamePart(invoice.customer_id),
                      invoice.part > 1 ? absl::StrCat("-p", invoice.part) : "");
}

}  // namespace

std::string EnrollId(std::string_view partner_id, std::string_view customer_id) {
  return absl::StrCat("enroll-", PartnerPart(partner_id), "-", NamePart(customer_id));
}

std::string LinkId(std::string_view partner_id, std::string_view customer_id) {
  return absl::StrCat("link-", PartnerPart(partner_id), "-", NamePart(customer_id));
}

std::string EarnId(const Invoice& invoice) { return absl::StrCat("earn-", InvoicePart(invoice)); }

std::string LineEarnId(const Invoice& invoice, std::size_t line) {
  return absl::StrCat("line-", InvoicePart(invoice), "-", line);
}

std::string BurnId(const Invoice& invoice) { return absl::StrCat("burn-", InvoicePart(invoice)); }

std::string ReversalId(const Invoice& credit_note, std::size_t reversal) {
  return absl::StrCat("credit-", InvoicePart(credit_note), "-", reversal);
}

std::string CloseId(std::string_view month, std::uint64_t invoices_fingerprint) {
  return absl::StrFormat("close-%s-%016x", std::string(month), invoices_fingerprint);
}

}  // namespace coalition::replay
