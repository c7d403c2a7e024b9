#include "server/rpc/quote_token.h"

#include <charconv>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace coalition::rpc {
namespace {

constexpr char kPurpose[] = "quote";
constexpr std::size_t kSignatureBytes = 16;
constexpr std::size_t kParts = 5;

std::string Sign(const ServerKey& key, const std::string& text) {
  const auto hash = KeyedHash(key, kPurpose, text);
  return absl::WebSafeBase64Escape(std::string(hash.begin(), hash.begin() + kSignatureBytes));
}

template <typename T>
bool ReadNumber(const std::string& text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

// The text is "partner.currency.rate.terms.expiry" and its signature, base64url, as text.signature.
// Signatures are compared as text: base64 that is decoded has several texts of one signature.
std::string QuoteTokens::Issue(const QuoteTerms& terms) const {
  const std::string text = absl::StrCat(
      terms.partner.value(), ".", terms.currency.value(), ".", terms.versions.rate_version, ".",
      terms.versions.terms_version, ".", terms.versions.expires_at.micros);
  return absl::StrCat(text, ".", Sign(key_, text));
}

std::optional<QuoteTerms> QuoteTokens::Open(const std::string& token) const {
  const auto end = token.rfind('.');
  if (end == std::string::npos) return std::nullopt;
  const std::string text = token.substr(0, end);
  const std::string signature = token.substr(end + 1);
  const std::string expected = Sign(key_, text);
  const auto bytes = [](const std::string& s) {
    return std::span(reinterpret_cast<const std::uint8_t*>(s.data()), s.size());
  };
  if (!AreEqual(bytes(signature), bytes(expected))) return std::nullopt;

  const std::vector<std::string> parts = absl::StrSplit(text, '.');
  std::uint32_t partner = 0;
  std::uint32_t currency = 0;
  QuoteTerms terms;
  if (parts.size() != kParts || !ReadNumber(parts[0], partner) || !ReadNumber(parts[1], currency) ||
      !ReadNumber(parts[2], terms.versions.rate_version) ||
      !ReadNumber(parts[3], terms.versions.terms_version) ||
      !ReadNumber(parts[4], terms.versions.expires_at.micros)) {
    return std::nullopt;
  }
  terms.partner = domain::PartnerId(partner);
  terms.currency = domain::CurrencyId(currency);
  return terms;
}

}  // namespace coalition::rpc
