#include <string>
#include <utility>

#include "server/domain/conversion_circle.h"
#include "server/domain/ledger.h"

namespace coalition::domain {
namespace {

Rejection AlreadyExists(const char* field, const std::string& value) {
  return Rejection{Reason::kAlreadyExists, {{field, value}}};
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

Rejection GainsInACircle(const std::vector<CurrencyId>& circle, const Catalog& catalog) {
  std::string names;
  for (const CurrencyId currency : circle) names += catalog.GetCurrency(currency).code + " > ";
  names += catalog.GetCurrency(circle.front()).code;
  Rejection rejection = InvalidField("conversion_rate.rate", "gains points in the circle " + names);
  rejection.metadata["circle"] = names;
  return rejection;
}

}  // namespace

Decided<Effect> Ledger::Execute(const CreatePartner& create, const CommandHeader& header,
                                Moment now) {
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
  NoteEvent(header, "CreatePartner", PartnerResource(partner.id), "", now);
  return Effect(std::move(partner));
}

Decided<Effect> Ledger::Execute(const UpdatePartner& update, const CommandHeader& header,
                                Moment now) {
  Partner partner = state_.catalog->GetPartner(update.partner);
  if (update.display_name) partner.display_name = *update.display_name;
  if (update.backdating_days) partner.backdating_days = *update.backdating_days;
  MutableCatalog().Put(partner);
  changes_.partners.push_back(partner);
  NoteEvent(header, "UpdatePartner", PartnerResource(partner.id), "", now);
  return Effect(std::move(partner));
}

Decided<Effect> Ledger::Execute(const SetPartnerState& set, const CommandHeader& header,
                                Moment now) {
  Partner partner = state_.catalog->GetPartner(set.partner);
  if (partner.state != set.state) {
    partner.state = set.state;
    MutableCatalog().Put(partner);
    changes_.partners.push_back(partner);
  }
  const char* call = set.state == PartnerState::kSuspended ? "SuspendPartner" : "ResumePartner";
  NoteEvent(header, call, PartnerResource(partner.id), set.reason, now);
  return Effect(std::move(partner));
}

Decided<Effect> Ledger::Execute(const CreateCurrency& create, const CommandHeader& header,
                                Moment now) {
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
  NoteEvent(header, "CreateCurrency", "currencies/" + currency.code, "", now);
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
  NoteEvent(header, "SetExchangeRate",
            PartnerResource(rate.partner, "exchange_rates", rate.currency) + "/" +
                std::to_string(rate.version),
            rate.backdating_reason, now);
  return Effect(std::move(rate));
}

Decided<Effect> Ledger::Execute(const SetConversionRate& set, const CommandHeader& header,
                                Moment now) {
  ConversionRate rate = set.rate;
  if (const auto dated = CheckEffectiveFrom(rate, set.from_now, header.caller,
                                            "conversion_rate.effective_from", now);
      !dated.ok()) {
    return dated.rejection();
  }
  rate.version = state_.catalog->NextConversionRateVersion(rate.from, rate.to);
  Catalog with = *state_.catalog;
  with.Put(rate);
  if (ConvertibleCurrencies(with) > kConvertibleCurrenciesMax) {
    return LimitExceeded("currencies with conversion rates", kConvertibleCurrenciesMax);
  }
  const auto circle = FindGainingCircle(with, rate.effective_from);
  if (!circle.empty()) return GainsInACircle(circle, with);
  MutableCatalog().Put(rate);
  changes_.conversion_rates.push_back(rate);
  NoteEvent(header, "SetExchangeRate",
            "conversion_rates/" + with.GetCurrency(rate.from).code + "/" +
                with.GetCurrency(rate.to).code + "/" + std::to_string(rate.version),
            rate.backdating_reason, now);
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
  NoteEvent(
      header, "SetTerms",
      PartnerResource(terms.partner, "terms", terms.currency) + "/" + std::to_string(terms.version),
      terms.backdating_reason, now);
  return Effect(std::move(terms));
}

Decided<Effect> Ledger::Execute(const SetLimits& set, const CommandHeader& header, Moment now) {
  MutableCatalog().Put(set.limits);
  changes_.limits.push_back(set.limits);
  NoteEvent(header, "SetLimits", PartnerResource(set.limits.partner, "limits", set.limits.currency),
            "", now);
  return Effect(set.limits);
}

Decided<Effect> Ledger::Execute(const CreateCredential& create, const CommandHeader& header,
                                Moment now) {
  Credential credential = create.credential;
  if (state_.catalog->LiveCredentialCount(credential.partner) >= kLiveCredentialsPerPartnerMax) {
    return LimitExceeded("live credentials per partner", kLiveCredentialsPerPartnerMax);
  }
  credential.created_at = now;
  MutableCatalog().Put(credential);
  changes_.credentials.push_back(credential);
  NoteEvent(header, "CreateCredential", "credentials/" + credential.id, credential.label, now);
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
  NoteEvent(header, "RevokeCredential", "credentials/" + credential.id, "", now);
  return Effect(std::move(credential));
}

}  // namespace coalition::domain
