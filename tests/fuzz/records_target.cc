// Stored records: one byte that chooses the type, then the record.
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"

#include "server/domain/check.h"
#include "server/store/codec.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/store/samples.h"

namespace coalition::fuzz {
namespace {

using store::OutcomeResult;
using store::StoredRecord;
using Records =
    std::tuple<domain::Transaction, OutcomeResult, domain::Member, domain::ReversalState,
               domain::Hold, domain::Network, domain::Partner, domain::Currency,
               domain::ExchangeRate, domain::Terms, domain::ConversionRate, domain::PartnerLimits,
               domain::Credential, domain::Window, domain::PartnerSettlement>;
constexpr const char* kNames[] = {
    "Transaction",    "OutcomeResult", "Member",     "ReversalState", "Hold",
    "Network",        "Partner",       "Currency",   "ExchangeRate",  "Terms",
    "ConversionRate", "PartnerLimits", "Credential", "Window",        "PartnerSettlement"};
constexpr std::size_t kTypes = std::tuple_size_v<Records>;
static_assert(std::size(kNames) == kTypes);

// Calls visit.operator()<T>(index) for each type.
template <typename Visit>
void ForEachType(Visit visit) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (visit.template operator()<std::tuple_element_t<I, Records>>(I), ...);
  }
  (std::make_index_sequence<kTypes>());
}

template <StoredRecord T>
std::string BytesOf(const T& record) {
  std::string bytes;
  store::Encode(record, bytes);
  return bytes;
}

// Whether every record in `bytes` is of the version in which it is written. Of all records only an
// outcome holds another: "version, 1, effect, version, ...".
template <StoredRecord T>
bool IsNewest(const std::string& bytes, const std::string& written) {
  if (bytes[0] != written[0]) return false;
  if constexpr (std::is_same_v<T, OutcomeResult>) {
    if (written[1] == 1) return bytes[3] == written[3];
  }
  return true;
}

// What stores decode into still holds the row before.
template <StoredRecord T>
T UsedRecord() {
  static const T longest = [] {
    T found;
    store::ForEachSample([&]<typename S>(const S& sample) {
      if constexpr (std::is_same_v<S, T>) {
        if (BytesOf(sample).size() > BytesOf(found).size()) found = sample;
      }
    });
    return found;
  }();
  return longest;
}

template <StoredRecord T>
bool Check(const std::string& bytes) {
  T record;
  const absl::Status status = store::Decode(bytes, record);
  T used = UsedRecord<T>();
  COALITION_CHECK(store::Decode(bytes, used) == status, "what was in the record matters");
  if (!status.ok()) {
    COALITION_CHECK(absl::IsDataLoss(status), std::string(status.message()));
    return false;
  }
  const std::string written = BytesOf(record);
  COALITION_CHECK(BytesOf(used) == written, "something was left of the record before");
  COALITION_CHECK(!IsNewest<T>(bytes, written) || written == bytes,
                  "two texts of one record: " + absl::BytesToHexString(written));
  T again;
  COALITION_CHECK(store::Decode(written, again).ok(), "what was written cannot be read");
  COALITION_CHECK(BytesOf(again) == written, "what was read back is written otherwise");
  return true;
}

bool CheckInput(const std::string& input) {
  if (input.empty()) return false;
  const std::size_t chosen = static_cast<unsigned char>(input[0]) % kTypes;
  bool decoded = false;
  ForEachType([&]<typename T>(std::size_t index) {
    if (index == chosen) decoded = Check<T>(input.substr(1));
  });
  return decoded;
}

std::string InputOf(std::size_t type, const std::string& bytes) {
  return std::string(1, static_cast<char>(type)) + bytes;
}

// "Terms 0100..."
std::string InputOf(const std::string& line) {
  const std::vector<std::string> words = absl::StrSplit(line, ' ');
  std::size_t type = 0;
  while (type < kTypes && kNames[type] != words[0]) ++type;
  COALITION_CHECK(type < kTypes && words.size() == 2, line);
  return InputOf(type, absl::HexStringToBytes(words[1]));
}

}  // namespace

std::vector<std::string> Seeds(const std::filesystem::path& folder) {
  std::vector<std::string> seeds;
  store::ForEachSample([&]<typename S>(const S& sample) {
    ForEachType([&]<typename T>(std::size_t index) {
      if constexpr (std::is_same_v<S, T>) seeds.push_back(InputOf(index, BytesOf(sample)));
    });
  });
  for (const std::string& line : ReadLines(folder / "old_records.txt")) {
    seeds.push_back(InputOf(line));
  }
  for (const std::string& seed : seeds) {
    COALITION_CHECK(CheckInput(seed), "a seed is not readable: " + absl::BytesToHexString(seed));
  }
  return seeds;
}

}  // namespace coalition::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  coalition::fuzz::CheckInput(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
