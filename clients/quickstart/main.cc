// A day of trade between two partners of a coalition, through the SDK.
//
// Nike and Headspace know the same shoppers by different identifiers and call with keys of their
// own. Each earn and burn below is what a merchant's till or app would send. Before this program
// runs, deploy/quickstart.sh sets the network up: both partners with exchange rates and terms
// (Nike's rate has a purchase part in USD and the activity `run_km`; Headspace's has a money-off
// part in GBP), and the three shoppers.
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <coalition/client.h>

namespace {

using coalition::Client;
using coalition::EarnRequest;
using coalition::Identifier;
using coalition::kMicrosPerUnit;
using coalition::Receipt;
using coalition::Result;

// One person, as each partner knows it. Neither learns the other's name for it.
struct Shopper {
  std::string name;
  Identifier at_nike;
  Identifier at_headspace;
};

Shopper MakeShopper(const std::string& name, const std::string& member_number,
                    const std::string& email_hash) {
  return {name,
          {.kind = "member_number", .value = member_number},
          {.kind = "email_sha256", .value = email_hash}};
}

void PrintRow(const std::string& who, const std::string& where, const std::string& what,
              const std::string& partner_points, const std::string& points,
              const std::string& balance, const std::string& lots) {
  std::cout << std::left << std::setw(6) << who << std::setw(11) << where << std::setw(44) << what
            << std::right << std::setw(14) << partner_points << std::setw(9) << points
            << std::setw(9) << balance << "  " << lots << "\n";
}

// Each lot that moved, with the partner that issued it: `-300 nike`.
std::string LotsText(const std::vector<coalition::LotMovement>& lots) {
  std::string text;
  for (const coalition::LotMovement& movement : lots) {
    if (!text.empty()) text += ", ";
    if (movement.lot.points > 0) text += "+";
    text += std::to_string(movement.lot.points) + " " + movement.lot.issuer_id;
  }
  return text;
}

// Prints one answer. What fails here was meant to work, so it ends the program.
const Receipt& Show(const Shopper& who, const std::string& what, const Result<Receipt>& answer) {
  if (!answer) {
    std::cerr << who.name << ", " << what << ": " << answer.error() << "\n";
    std::exit(EXIT_FAILURE);
  }
  const coalition::Transaction& transaction = answer->transaction;
  PrintRow(who.name, transaction.partner_id, what + (answer->replayed ? " (replayed)" : ""),
           std::to_string(transaction.partner_points), std::to_string(transaction.points),
           std::to_string(answer->balance.available), LotsText(transaction.lots));
  return *answer;
}

void ShowRejection(const Shopper& who, const std::string& where, const std::string& what,
                   const coalition::Error& error) {
  std::string why(coalition::ToString(error.reason));
  for (const auto& [name, value] : error.metadata) why += " " + name + "=" + value;
  PrintRow(who.name, where, what, "-", "-", "-", why);
}

// Shoppers earn: by what they buy, by what they do, by points that the partner counted itself.
Receipt EarnPoints(const Client& nike, const Client& headspace, const Shopper& ana,
                   const Shopper& ben, const Shopper& chi) {
  const coalition::Purchase basket{.amount = coalition::Money{"USD", 144 * kMicrosPerUnit},
                                   .lines = {{.sku = "PEGASUS-41",
                                              .category = "shoes",
                                              .quantity = 1,
                                              .unit_price_micros = 120 * kMicrosPerUnit},
                                             {.sku = "CREW-SOCK",
                                              .category = "socks",
                                              .quantity = 3,
                                              .unit_price_micros = 8 * kMicrosPerUnit}}};
  const Receipt bought = Show(
      ana, "buys shoes and 3 pairs of socks, 144 USD",
      nike.Earn({.member = ana.at_nike, .amount = basket, .reference = "till 7, receipt 20031"}));

  // The request has an id of its own from the start, so that it can be sent again whatever happens.
  const EarnRequest run{.request_id = coalition::NewRequestId(),
                        .member = ben.at_nike,
                        .amount = coalition::Activity{"run_km", 12}};
  Show(ben, "runs 12 km", nike.Earn(run));
  // The app lost the answer. The same request with the same id changes nothing.
  Show(ben, "runs 12 km, sent again", nike.Earn(run));

  Show(chi, "takes a year of Headspace, 250 points",
       headspace.Earn({.member = chi.at_headspace, .amount = coalition::PartnerPoints{250}}));
  return bought;
}

// Each spends points of one partner at the other.
void BurnPoints(const Client& nike, const Client& headspace, const Shopper& ana, const Shopper& ben,
                const Shopper& chi) {
  // Money off: the server says how many points it takes, and a quote holds it to that.
  const coalition::Money two_pounds{"GBP", 2 * kMicrosPerUnit};
  const auto quote =
      headspace.Quote({.member = ana.at_headspace, .amount = coalition::BurnAmount(two_pounds)});
  if (!quote) {
    std::cerr << "quote: " << quote.error() << "\n";
    std::exit(EXIT_FAILURE);
  }
  Show(ana, "takes 2 GBP off a month of Headspace",
       headspace.Burn(
           {.member = ana.at_headspace, .amount = two_pounds, .quote_token = quote->quote_token}));
  Show(chi, "pays for a water bottle, 40 points",
       nike.Burn({.member = chi.at_nike, .amount = coalition::PartnerPoints{40}}));

  const auto refused =
      headspace.Burn({.member = ben.at_headspace, .amount = coalition::PartnerPoints{1'000'000}});
  if (refused || refused.error().reason != coalition::ErrorReason::kInsufficientPoints) {
    std::cerr << "a burn of far too many points was not rejected as such\n";
    std::exit(EXIT_FAILURE);
  }
  ShowRejection(ben, "headspace", "wants a retreat, 1,000,000 points", refused.error());
}

void PlayTheDay(const Client& nike, const Client& headspace) {
  const Shopper ana = MakeShopper("Ana", "N-1001", "ana-5f1c");
  const Shopper ben = MakeShopper("Ben", "N-1002", "ben-77ad");
  const Shopper chi = MakeShopper("Chi", "N-1003", "chi-0b2e");

  PrintRow("who", "where", "what", "partner points", "points", "balance", "lots");
  const Receipt bought = EarnPoints(nike, headspace, ana, ben, chi);
  BurnPoints(nike, headspace, ana, ben, chi);

  constexpr int kSocks = 2;
  const std::vector<coalition::LineQuantity> one_pair = {{.line = kSocks, .quantity = 1}};
  Show(ana, "brings one pair of socks back",
       nike.Reverse({.transaction_id = bought.transaction.transaction_id, .part = one_pair}));
}

// Its key says which partner the client speaks for.
Client Connect(const std::string& server, const std::string& key_file) {
  const Result<std::string> key = coalition::ReadKeyFile(key_file);
  if (!key) {
    std::cerr << key.error().message << "\n";
    std::exit(EXIT_FAILURE);
  }
  return Client({.server = server, .api_key = *key, .user_agent = "coalition_quickstart"});
}

}  // namespace

int main(int argc, char** argv) {
  std::string server;
  std::string nike_key_file;
  std::string headspace_key_file;
  CLI::App app("Plays a day of trade between two partners of a coalition.");
  app.add_option("--server", server, "HOST:PORT")->required();
  app.add_option("--nike-key-file", nike_key_file, "File with Nike's API key")->required();
  app.add_option("--headspace-key-file", headspace_key_file, "File with Headspace's API key")
      ->required();
  CLI11_PARSE(app, argc, argv);

  PlayTheDay(Connect(server, nike_key_file), Connect(server, headspace_key_file));
}
