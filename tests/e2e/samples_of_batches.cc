#include <cctype>
#include <string>
#include <vector>

#include "tests/e2e/sample_parts.h"

namespace coalition::e2e {
namespace {

constexpr Caller kPartner = Caller::kPartner;
constexpr char kOther[] = "partner_id: 'headspace'";

Sample Of(const std::string& variant, const std::string& command) {
  return {"SubmitBatch", variant, kPartner, "items { " + command + " }", kOther};
}

// Each sample of a posting by a partner is an item, too.
std::string ItemName(const std::string& call) {
  std::string name = call;
  name.front() = static_cast<char>(std::tolower(name.front()));
  return name;
}

}  // namespace

std::vector<Sample> BatchSamples() {
  std::vector<Sample> samples = {
      {"SubmitBatch", "of one partner", kPartner,
       "partner_id: '$partner' items { earn { request_id: '$id' member { member_id: '$member' }"
       " points: 100 } }",
       kOther},
      {"SubmitBatch", "linked", kPartner,
       "items { linked: true earn { " + ByMember("points: 100") + " } } items { burn { " +
           ByMember("points: 100") + " } }",
       kOther},
  };
  for (const Sample& posting : PostingSamples()) {
    if (posting.caller != kPartner) continue;
    samples.push_back(Of(posting.call + " " + posting.variant,
                         ItemName(posting.call) + " { " + posting.request + " }"));
  }
  return samples;
}

}  // namespace coalition::e2e
