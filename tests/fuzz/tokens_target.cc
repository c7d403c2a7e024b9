// Ids and tokens: whatever is accepted is exactly what would be printed, and what is printed is
// accepted.
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "google/protobuf/timestamp.pb.h"

#include "server/domain/check.h"
#include "server/domain/ids.h"
#include "server/domain/money.h"
#include "server/rpc/keys.h"
#include "server/rpc/page_token.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/input_bytes.h"
#include "tests/fuzz/small_network.h"

namespace coalition::fuzz {
namespace {

constexpr char kList[] = "list";

// Whether it is any of them.
bool CheckText(const std::string& text) {
  bool accepted = false;
  const auto printed_as = [&](const std::string& printed) {
    COALITION_CHECK(printed == text, printed);
    accepted = true;
  };
  if (const auto id = domain::TransactionId::Parse(text)) printed_as(id->ToString());
  if (const auto id = domain::MemberId::Parse(text)) printed_as(id->ToString());
  if (const auto key = rpc::ApiKey::Parse(text)) printed_as(key->ToString());
  if (const auto money = domain::MoneyCurrency::Parse(text)) {
    printed_as(std::string(money->code()));
    COALITION_CHECK(domain::MoneyCurrency::ParseKept(text) == money, text);
  }
  if (const auto terms = SmallNetwork::Get().quotes().Open(text)) {
    printed_as(SmallNetwork::Get().quotes().Issue(*terms));
  }
  rpc::FieldChecks checks;
  const auto position = rpc::PageToken::Open(kList, text, 0, checks);
  if (checks.ok() && !text.empty()) printed_as(rpc::PageToken::Issue(kList, position));
  rpc::FieldChecks text_checks;
  const auto place = rpc::PageToken::OpenText(kList, text, text_checks);
  if (place) printed_as(rpc::PageToken::IssueText(kList, *place));
  COALITION_CHECK(text_checks.ok() == (place.has_value() || text.empty()), text);
  return accepted;
}

void CheckNumbers(InputBytes bytes) {
  const domain::TransactionId transaction{
      domain::LaneId(bytes.Take<std::uint16_t>()),
      domain::Sequence(static_cast<std::int64_t>(bytes.Take<std::uint64_t>() >> 1))};
  const bool exists = transaction.sequence != domain::kNoSequence;
  const auto parsed = domain::TransactionId::Parse(transaction.ToString());
  COALITION_CHECK(exists ? parsed == transaction : !parsed, transaction.ToString());

  const domain::MemberId member{bytes.Take<std::uint64_t>(), bytes.Take<std::uint64_t>()};
  COALITION_CHECK(domain::MemberId::Parse(member.ToString()) == member, member.ToString());

  std::vector<std::int64_t> position;
  for (int i = bytes.Take<std::uint8_t>() % 4; i >= 0; --i) {
    position.push_back(bytes.Take<std::int64_t>());
  }
  rpc::FieldChecks checks;
  const std::string token = rpc::PageToken::Issue(kList, position);
  COALITION_CHECK(rpc::PageToken::Open(kList, token, position.size(), checks) == position, token);
  rpc::PageToken::Open("another", token, 0, checks);
  COALITION_CHECK(!checks.ok(), "a token is good for another list");
}

// A quote that was issued, and the same with one character changed.
void CheckQuote(InputBytes bytes) {
  const rpc::QuoteTokens& quotes = SmallNetwork::Get().quotes();
  rpc::QuoteTerms terms;
  terms.partner = domain::PartnerId(bytes.Take<std::uint32_t>());
  terms.currency = domain::CurrencyId(bytes.Take<std::uint32_t>());
  terms.versions = {
      bytes.Take<std::int32_t>(), bytes.Take<std::int32_t>(), {bytes.Take<std::int64_t>()}};
  std::string token = quotes.Issue(terms);
  COALITION_CHECK(token.size() < 128, token);
  const auto opened = quotes.Open(token);
  COALITION_CHECK(opened && opened->partner == terms.partner && opened->currency == terms.currency,
                  token);
  COALITION_CHECK(quotes.Issue(*opened) == token, token);

  char& changed = token[bytes.Take<std::uint8_t>() % token.size()];
  const char before = changed;
  changed = bytes.Take<char>();
  COALITION_CHECK(changed == before || !quotes.Open(token), token);
}

void CheckMoment(InputBytes bytes) {
  google::protobuf::Timestamp timestamp;
  // 40 bits reach far out of what is allowed, but not so far that most is.
  timestamp.set_seconds(bytes.Take<std::int64_t>() >> 24);
  timestamp.set_nanos(bytes.Take<std::int32_t>());
  const bool is_good = timestamp.seconds() >= -62'135'596'800 &&
                       timestamp.seconds() <= 253'402'300'799 && timestamp.nanos() >= 0 &&
                       timestamp.nanos() <= 999'999'999;
  rpc::FieldChecks checks;
  const auto moment = checks.Moment("at", timestamp);
  COALITION_CHECK(moment.has_value() == is_good && checks.ok() == is_good, "a timestamp");
  if (!moment) return;
  COALITION_CHECK(domain::kFirstMoment <= *moment && *moment <= domain::kLastMoment, "a moment");
  const domain::Wide nanos =
      static_cast<domain::Wide>(timestamp.seconds()) * 1'000'000'000 + timestamp.nanos();
  const domain::Wide rest = nanos - static_cast<domain::Wide>(moment->micros) * 1'000;
  COALITION_CHECK(0 <= rest && rest < 1'000, "a moment is another");
}

}  // namespace

std::vector<std::string> Seeds(const std::filesystem::path& folder) {
  std::vector<std::string> seeds = ReadLines(folder / "tokens.txt");
  seeds.push_back(SmallNetwork::Get().quotes().Issue(
      {domain::PartnerId(1), domain::CurrencyId(2), {3, 4, {1'773'144'000'000'000}}}));
  seeds.push_back(rpc::PageToken::Issue(kList, {0, -1, INT64_MAX, INT64_MIN}));
  seeds.push_back(rpc::PageToken::IssueText(kList, "card 4000 0000"));
  for (const std::string& seed : seeds) {
    COALITION_CHECK(CheckText(seed), "a seed is nothing: " + seed);
  }
  for (std::string& text : ReadLines(folder / "odd_texts.txt")) seeds.push_back(std::move(text));
  return seeds;
}

}  // namespace coalition::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace coalition::fuzz;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  CheckText(std::string(input));
  CheckNumbers(InputBytes(input));
  CheckQuote(InputBytes(input));
  CheckMoment(InputBytes(input));
  return 0;
}
