#include "tests/e2e/samples.h"

#include <cctype>
#include <cstdlib>
#include <iostream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "tests/e2e/sample_parts.h"

namespace coalition::e2e {
namespace {

std::string TransactionOf(const v1::Receipt& receipt) {
  return receipt.transaction().transaction_id();
}

void Append(const std::vector<Sample>& more, std::vector<Sample>& samples) {
  samples.insert(samples.end(), more.begin(), more.end());
}

std::vector<Sample> MakeSamples() {
  std::vector<Sample> samples;
  for (const auto& part : {PostingSamples(), BatchSamples(), ChangeSamples(), QuestionSamples()}) {
    Append(part, samples);
  }
  return samples;
}

}  // namespace

const std::vector<Sample>& Samples() {
  static const std::vector<Sample> samples = MakeSamples();
  return samples;
}

World::World(Network& network)
    : network_(network),
      nike_partner_(network.Join("nike")),
      headspace_partner_(network.Join("headspace", {"EUR", EvenRate("EUR"), kPlainTerms})) {
  network.AddCurrency("MILES", {nike_partner_, headspace_partner_});
  network.Must<v1::SetExchangeRateRequest>(
      network.operator_key(),
      "conversion_rate { from_currency: 'POINTS' to_currency: 'MILES'"
      " rate { numerator: 1 denominator: 2 } }");
  nike_ = MakeSide(nike_partner_);
  headspace_ = MakeSide(headspace_partner_);
  nobody_ = {"nobody",
             "01890a5d-ac96-774b-bcce-b302099a8057",
             "nobodys-card",
             "0-123456789",
             "00000000000000000000000000",
             "01890a5d-ac96-774b-bcce-b302099a8058",
             "nobodys-friends-card"};
  const auto credential = network.Must<v1::CreateCredentialRequest>(
      network.operator_key(), "partner_id: 'nike' label: 'old'");
  revoked_ = credential.credential().credential_id();
  network.Must<v1::RevokeCredentialRequest>(network.operator_key(),
                                            "credential_id: '" + revoked_ + "'");
}

Side World::MakeSide(const Partner& partner) const {
  Side side;
  side.partner = partner.id;
  side.card = partner.id + "-card";
  side.member = network_.Enroll(partner, side.card);
  side.transaction = TransactionOf(network_.Earned(partner, side.member, "points: 1000"));
  network_.Earned(partner, side.member, "points: 1000000");
  side.credential =
      network_
          .Must<v1::CreateCredentialRequest>(network_.operator_key(),
                                             "partner_id: '" + partner.id + "' label: 'spare'")
          .credential()
          .credential_id();
  side.friends_card = partner.id + "-friends-card";
  side.friends_member = network_.Enroll(partner, side.friends_card);
  return side;
}

const Partner& World::PartnerOf(const Side& side) const {
  return side.partner == nike_.partner ? nike_partner_ : headspace_partner_;
}

// Each member can have only so many holds.
std::string World::Holder(const std::string& card, const Side& side) const {
  if (side.partner == nobody_.partner) return side.member;
  const std::string member = network_.Enroll(PartnerOf(side), card);
  network_.Earned(PartnerOf(side), member, "points: 1000");
  return member;
}

std::string World::Hold(const std::string& amount, const Side& side) const {
  if (side.partner == nobody_.partner) return side.transaction;
  return network_.Authorized(PartnerOf(side), Holder(FreshId(), side), amount);
}

std::string World::ValueOf(const std::string& name, const Side& side) const {
  if (name == "partner") return side.partner;
  if (name == "member") return side.member;
  if (name == "card") return side.card;
  if (name == "transaction") return side.transaction;
  if (name == "credential") return side.credential;
  if (name == "friend") return side.friends_member;
  if (name == "friendscard") return side.friends_card;
  if (name == "id" || name == "fresh") return FreshId();
  if (name == "FRESH") return "X" + FreshId().substr(4);
  if (name == "revoked") return revoked_;
  if (name == "strangerscard") return strangers_card_;
  return Drawn(name, side);
}

// What is made for the occasion.
std::string World::Drawn(const std::string& name, const Side& side) const {
  if (name == "holder") return Holder(FreshId(), side);
  if (name == "holderscard") {
    const std::string card = FreshId();
    Holder(card, side);
    return card;
  }
  if (name == "hold") return Hold("points: 10", side);
  if (name == "partnerhold") return Hold("partner_points: 10", side);
  if (name == "moneyhold") return Hold("money_off { currency_code: 'GBP' micros: 1000000 }", side);
  if (name == "app") {
    const std::string app = FreshId();
    if (side.partner == nobody_.partner) return app;
    network_.Must<v1::LinkIdentifierRequest>(
        network_.operator_key(),
        absl::StrCat("member_id: '", side.member, "' identifier { partner_id: '", side.partner,
                     "' kind: 'app' value: '", app, "' }"));
    return app;
  }
  if (name == "stranger") {
    strangers_card_ = FreshId();
    return network_.Enroll(nike_partner_, strangers_card_);
  }
  if (name == "purchase") {
    return TransactionOf(network_.Earned(
        nike_partner_, nike_.member,
        absl::StrCat("purchase { amount { currency_code: 'GBP' } ", kSampleLines, " }")));
  }
  if (name == "points") {
    return TransactionOf(network_.Earned(nike_partner_, nike_.member, "points: 10"));
  }
  if (name == "burn") {
    return TransactionOf(network_.Burned(nike_partner_, nike_.member,
                                         "money_off { currency_code: 'GBP' micros: 5000000 }"));
  }
  if (name == "quote") {
    return network_
        .Must<v1::QuoteRequest>(nike_partner_.key, "member { member_id: '" + nike_.member +
                                                       "' } earn_partner_points: 5")
        .quote_token();
  }
  if (name == "scratch") {
    const std::string id = FreshId();
    network_.Must<v1::CreatePartnerRequest>(
        network_.operator_key(),
        absl::StrCat("partner_id: '", id, "' display_name: 'x' settlement_currency: 'GBP'"));
    return id;
  }
  std::cerr << "no placeholder is called $" << name << "\n";
  std::abort();
}

std::string World::Fill(const std::string& text, const Side& side) const {
  std::string filled;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] != '$') {
      filled += text[i++];
      continue;
    }
    std::size_t end = i + 1;
    while (end < text.size() && absl::ascii_isalpha(static_cast<unsigned char>(text[end]))) ++end;
    filled += ValueOf(text.substr(i + 1, end - i - 1), side);
    i = end;
  }
  return filled;
}

AnyMessage World::Request(const Sample& sample) const {
  AnyMessage request = NewMessage(*MethodNamed(sample.call).input_type());
  ParseText(Fill(sample.request), request.get());
  return request;
}

Headers World::HeadersOf(Caller caller) const {
  return Bearer(caller == Caller::kOperator ? network_.operator_key() : nike_partner_.key);
}

}  // namespace coalition::e2e
