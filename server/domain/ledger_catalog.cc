#include <string>
#include <utility>

#include "server/domain/ledger.h"

namespace coalition::domain {
namespace {

Rejection AlreadyExists(const char* field, const std::string& value) {
  return Rejection{Reason::kAlreadyExists, {{field, value}}};
}

Rejection InvalidField(std::string field, std::string description) {
  return Rejection{Reason::kInvalidField,
                   {{"field", std::move(field)}, {"description", std::move(description)}}};
}

// A version may begin in the past only by the operator's word, with a reason. Fills in what is
// decided now.
template <typename Version>
Decided<Accepted> CheckEffectiveFrom(Version& version, bool from_now, const Caller& caller,
                                     const char* field, Moment now) {
  version.created_at = now;
  if (from_now) version.effective_from = now;
  if (version.effective_from >= now) {
    version.backdating_reason.clear();
    return Accepted{};
  }
  if (!caller.IsOperator()) return Rejection{Reason::kPermissionDenied, {}};
  if (version.backdating_reason.empty()) {
    return InvalidField(field, "lies in the past and no backdating_reason was given");
  }
  return Accepted{};
}

}  // namespace

Decided<Effect> Ledger::Execute(const CreatePartner& create, const CommandHeader&, Moment now) {
  if (state_.catalog->FindPartner(create.handle) != nullptr) {
    return AlreadyExists("partner_id", create.handle);
  }
  Partner partner;
  partner.id = state_.catalog->NextPartnerId();
  partner.handle = create.handle;
  partner.display_name = create.display_name;
  partner.settlement_currency = create.settlement_currency;
  partner.backdating_days = create.backdating_days;
  partner.created_at = now;
  MutableCatalog().Put(partner);
  changes_.partners.push_back(partner);
  return Effect(std::move(partner));
}

Decided<Effect> Ledger::Execute(const SetPartnerState& set, const CommandHeader&, Moment) {
  Partner partner = state_.catalog->GetPartner(set.partner);
  if (partner.state != set.state) {
    partner.state = set.state;
    MutableCatalog().Put(partner);
    changes_.partners.push_back(partner);
  }
  return Effect(std::move(partner));
}

Decided<Effect> Ledger::Execute(const CreateCurrency& create, const CommandHeader&, Moment) {
  if (state_.catalog->FindCurrency(create.code) != nullptr) {
    return AlreadyExists("code", create.code);
  }
  Currency currency;
  currency.id = state_.catalog->NextCurrencyId();
  currency.code = create.code;
  currency.scale = create.scale;
  currency.owner = create.owner;
  MutableCatalog().Put(currency);
  changes_.currencies.push_back(currency);
  return Effect(std::move(currency));
}

Decided<Effect> Ledger::Execute(const SetExchangeRate& set, const CommandHeader& header,
                                Moment now) {
  ExchangeRate rate = set.rate;
  if (const auto dated = CheckEffectiveFrom(rate, set.from_now, header.caller,
                                            "exchange_rate.effective_from", now);
      !dated.ok()) {
    return dated.rejection();
  }
  rate.version = state_.catalog->NextRateVersion(rate.partner, rate.currency);
  MutableCatalog().Put(rate);
  changes_.rates.push_back(rate);
  return Effect(std::move(rate));
}

Decided<Effect> Ledger::Execute(const SetTerms& set, const CommandHeader& header, Moment now) {
  Terms terms = set.terms;
  if (const auto dated =
          CheckEffectiveFrom(terms, set.from_now, header.caller, "terms.effective_from", now);
      !dated.ok()) {
    return dated.rejection();
  }
  terms.version = state_.catalog->NextTermsVersion(terms.partner, terms.currency);
  MutableCatalog().Put(terms);
  changes_.terms.push_back(terms);
  return Effect(std::move(terms));
}

Decided<Effect> Ledger::Execute(const CreateCredential& create, const CommandHeader&, Moment now) {
  Credential credential = create.credential;
  if (state_.catalog->LiveCredentialCount(credential.partner) >= kLiveCredentialsPerPartnerMax) {
    return Rejection{Reason::kLimitExceeded,
                     {{"limit", "live credentials per partner"},
                      {"maximum", std::to_string(kLiveCredentialsPerPartnerMax)}}};
  }
  credential.created_at = now;
  MutableCatalog().Put(credential);
  changes_.credentials.push_back(credential);
  return Effect(std::move(credential));
}

Decided<Effect> Ledger::Execute(const RevokeCredential& revoke, const CommandHeader& header,
                                Moment now) {
  const Credential* found = state_.catalog->FindCredential(revoke.credential_id);
  if (!header.caller.IsOperator() &&
      (found == nullptr || found->partner != header.caller.partner)) {
    return Rejection{Reason::kPermissionDenied, {}};
  }
  if (found == nullptr) return InvalidField("credential_id", "no such credential");
  if (found->id == header.caller.credential_id) {
    return InvalidField("credential_id", "a credential cannot revoke itself");
  }
  Credential credential = *found;
  if (!credential.revoked_at) {
    credential.revoked_at = now;
    MutableCatalog().Put(credential);
    changes_.credentials.push_back(credential);
  }
  return Effect(std::move(credential));
}

}  // namespace coalition::domain
