// Earns points for a purchase, then spends some of them.
//
//   quickstart HOST:PORT KEY_FILE CARD
//
// CARD is the value of a member's identifier of kind `card`, enrolled by the partner whose key it
// is.
#include <cstdlib>
#include <iostream>

#include <coalition/client.h>

namespace {

int Fail(const coalition::Error& error) {
  std::cerr << error << '\n';
  return EXIT_FAILURE;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: quickstart HOST:PORT KEY_FILE CARD\n";
    return EXIT_FAILURE;
  }
  const coalition::Result<std::string> key = coalition::ReadKeyFile(argv[2]);
  if (!key) return Fail(key.error());
  const coalition::Client client({.server = argv[1], .api_key = *key});
  const coalition::Identifier card{.kind = "card", .value = argv[3]};

  const auto earned = client.Earn({.member = card, .amount = coalition::PartnerPoints{120}});
  if (!earned) return Fail(earned.error());
  std::cout << "earned " << earned->transaction.points << ", available "
            << earned->balance.available << '\n';

  const auto burned = client.Burn({.member = card, .amount = coalition::PartnerPoints{50}});
  if (!burned) return Fail(burned.error());
  std::cout << "burned " << -burned->transaction.points << ", available "
            << burned->balance.available << '\n';
  for (const coalition::LotMovement& taken : burned->transaction.lots) {
    std::cout << "  " << -taken.lot.points << " issued by " << taken.lot.issuer_id << '\n';
  }
}
