#include "server/rpc/partner_service.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "server/rpc/page_token.h"

namespace coalition::rpc {
namespace {

// Lists of the catalog are short and in memory: a page is a slice, and a token its beginning.
struct Slice {
  std::size_t begin = 0;
  std::size_t size = 0;
};

template <typename Request>
Slice DecodeSlice(const std::string& list, const Request& request, FieldChecks& checks) {
  Slice slice;
  slice.size = static_cast<std::size_t>(std::max(0, checks.PageSize(request.page_size())));
  const auto position = PageToken::Open(list, request.page_token(), 1, checks);
  if (position.empty()) return slice;
  if (position[0] < 0) checks.Reject("page_token", "must come from the last page of the same list");
  slice.begin = static_cast<std::size_t>(position[0]);
  return slice;
}

template <typename T, typename Response, typename Add>
void FillPage(const std::string& list, const std::vector<const T*>& all, const Slice& slice,
              Response* response, Add add) {
  const std::size_t end = std::min(all.size(), slice.begin + slice.size);
  for (std::size_t i = std::min(slice.begin, end); i < end; ++i) add(*all[i]);
  if (end < all.size()) {
    response->set_next_page_token(PageToken::Issue(list, {static_cast<std::int64_t>(end)}));
  }
}

// Newest version first, within keys in the order of their ids. `first` and `second` are the key's
// parts, where only one is wanted.
template <typename Key, typename Version, typename First, typename Second>
std::vector<const Version*> VersionsOf(const std::map<Key, std::vector<Version>>& all,
                                       const std::optional<First>& first,
                                       const std::optional<Second>& second) {
  std::vector<const Version*> versions;
  for (const auto& [key, list] : all) {
    if (first && key.first != *first) continue;
    if (second && key.second != *second) continue;
    for (auto version = list.rbegin(); version != list.rend(); ++version) {
      versions.push_back(&*version);
    }
  }
  return versions;
}

// Empty: any.
std::optional<domain::CurrencyId> DecodeCurrencyFilter(const std::string& field,
                                                       const std::string& code,
                                                       const DecodeContext& context,
                                                       FieldChecks& checks) {
  if (code.empty()) return std::nullopt;
  return DecodeCurrency(field, code, context, checks);
}

// Answers a list of versions at once: the catalog is in memory.
template <typename Version, typename Request, typename Response, typename Add>
grpc::Status ListVersions(
    const std::string& list, const Request& request, const DecodeContext& context,
    const std::map<domain::Catalog::PartnerCurrency, std::vector<Version>>& all, Response* response,
    Add add) {
  const auto partner = DecodePartnerFilter(request.partner_id(), context);
  if (!partner.ok()) return ToGrpc(partner.rejection());
  FieldChecks checks;
  const auto currency = DecodeCurrencyFilter("currency", request.currency(), context, checks);
  const Slice slice = DecodeSlice(list, request, checks);
  if (!checks.ok()) return ToGrpc(checks.Error());
  FillPage(list, VersionsOf(all, *partner, currency), slice, response, add);
  return grpc::Status::OK;
}

// A question that the catalog answers; `answer` is grpc::Status(const DecodeContext&).
template <typename AnswerFn>
grpc::ServerUnaryReactor* AskCatalog(const Backend& backend, grpc::CallbackServerContext* context,
                                     AnswerFn answer) {
  const auto caller = Admit(backend, *context, Access::kAnyone);
  if (!caller.ok()) return Finish(context, ToGrpc(caller.rejection()));
  const auto catalog = backend.catalog.Get();
  return Finish(context, answer(DecodeContext{*catalog, *caller, backend.quotes,
                                              backend.clock.Now(), backend.engine.lane_count()}));
}

// `encode` is void(const T&, const EncodeContext&).
template <typename T, typename Request, typename Response, typename EncodeFn>
grpc::ServerUnaryReactor* Change(const Backend& backend, grpc::CallbackServerContext* context,
                                 Access access, const Request* request, Response* response,
                                 EncodeFn encode) {
  return Mutate(
      backend, context, access,
      [=](const DecodeContext& decoding) { return Decode(*request, decoding); },
      [=](const domain::Effect& effect, bool replayed, const EncodeContext& encoding) {
        encode(As<T>(effect), encoding);
        response->set_replayed(replayed);
      });
}

template <typename Request, typename Response>
grpc::ServerUnaryReactor* ChangePartner(const Backend& backend,
                                        grpc::CallbackServerContext* context,
                                        const Request* request, Response* response) {
  return Change<domain::Partner>(backend, context, Access::kOperatorOnly, request, response,
                                 [=](const domain::Partner& partner, const EncodeContext&) {
                                   Encode(partner, response->mutable_partner());
                                 });
}

}  // namespace

grpc::ServerUnaryReactor* PartnerService::CreatePartner(grpc::CallbackServerContext* context,
                                                        const v1::CreatePartnerRequest* request,
                                                        v1::CreatePartnerResponse* response) {
  return ChangePartner(backend_, context, request, response);
}

grpc::ServerUnaryReactor* PartnerService::UpdatePartner(grpc::CallbackServerContext* context,
                                                        const v1::UpdatePartnerRequest* request,
                                                        v1::UpdatePartnerResponse* response) {
  return ChangePartner(backend_, context, request, response);
}

grpc::ServerUnaryReactor* PartnerService::SuspendPartner(grpc::CallbackServerContext* context,
                                                         const v1::SuspendPartnerRequest* request,
                                                         v1::SuspendPartnerResponse* response) {
  return ChangePartner(backend_, context, request, response);
}

grpc::ServerUnaryReactor* PartnerService::ResumePartner(grpc::CallbackServerContext* context,
                                                        const v1::ResumePartnerRequest* request,
                                                        v1::ResumePartnerResponse* response) {
  return ChangePartner(backend_, context, request, response);
}

grpc::ServerUnaryReactor* PartnerService::CreateCurrency(grpc::CallbackServerContext* context,
                                                         const v1::CreateCurrencyRequest* request,
                                                         v1::CreateCurrencyResponse* response) {
  return Change<domain::Currency>(
      backend_, context, Access::kOperatorOnly, request, response,
      [=](const domain::Currency& currency, const EncodeContext& encoding) {
        Encode(currency, encoding.catalog, response->mutable_currency());
      });
}

grpc::ServerUnaryReactor* PartnerService::SetExchangeRate(grpc::CallbackServerContext* context,
                                                          const v1::SetExchangeRateRequest* request,
                                                          v1::SetExchangeRateResponse* response) {
  return Mutate(
      backend_, context, Access::kAnyone,
      [=](const DecodeContext& decoding) { return Decode(*request, decoding); },
      [=](const domain::Effect& effect, bool replayed, const EncodeContext& encoding) {
        if (const auto* rate = std::get_if<domain::ExchangeRate>(&effect)) {
          Encode(*rate, encoding.catalog, response->mutable_exchange_rate());
        } else {
          Encode(As<domain::ConversionRate>(effect), encoding.catalog,
                 response->mutable_conversion_rate());
        }
        response->set_replayed(replayed);
      });
}

grpc::ServerUnaryReactor* PartnerService::SetTerms(grpc::CallbackServerContext* context,
                                                   const v1::SetTermsRequest* request,
                                                   v1::SetTermsResponse* response) {
  return Change<domain::Terms>(backend_, context, Access::kOperatorOnly, request, response,
                               [=](const domain::Terms& terms, const EncodeContext& encoding) {
                                 Encode(terms, encoding.catalog, response->mutable_terms());
                               });
}

grpc::ServerUnaryReactor* PartnerService::SetLimits(grpc::CallbackServerContext* context,
                                                    const v1::SetLimitsRequest* request,
                                                    v1::SetLimitsResponse* response) {
  return Change<domain::PartnerLimits>(
      backend_, context, Access::kOperatorOnly, request, response,
      [=](const domain::PartnerLimits& limits, const EncodeContext&) {
        Encode(limits.limits, response->mutable_limits());
      });
}

grpc::ServerUnaryReactor* PartnerService::CreateCredential(
    grpc::CallbackServerContext* context, const v1::CreateCredentialRequest* request,
    v1::CreateCredentialResponse* response) {
  const ApiKey key = ApiKey::New();
  return Mutate(
      backend_, context, Access::kAnyone,
      [=, this](const DecodeContext& decoding) {
        auto command = Decode(*request, decoding);
        if (!command.ok()) return command;
        auto& credential = std::get<domain::CreateCredential>(command->action).credential;
        credential.id = key.credential_id;
        credential.key_hash = HashOf(key, server_key_);
        return command;
      },
      [=](const domain::Effect& effect, bool replayed, const EncodeContext& encoding) {
        Encode(As<domain::Credential>(effect), encoding.catalog, response->mutable_credential());
        if (!replayed) response->set_api_key(key.ToString());
        response->set_replayed(replayed);
      });
}

grpc::ServerUnaryReactor* PartnerService::RevokeCredential(
    grpc::CallbackServerContext* context, const v1::RevokeCredentialRequest* request,
    v1::RevokeCredentialResponse* response) {
  return Change<domain::Credential>(
      backend_, context, Access::kAnyone, request, response,
      [=](const domain::Credential& credential, const EncodeContext& encoding) {
        Encode(credential, encoding.catalog, response->mutable_credential());
      });
}

grpc::ServerUnaryReactor* PartnerService::GetPartner(grpc::CallbackServerContext* context,
                                                     const v1::GetPartnerRequest* request,
                                                     v1::GetPartnerResponse* response) {
  return AskCatalog(backend_, context, [=](const DecodeContext& decoding) {
    const auto partner = DecodePartner(request->partner_id(), decoding);
    if (!partner.ok()) return ToGrpc(partner.rejection());
    Encode(decoding.catalog.GetPartner(*partner), response->mutable_partner());
    return grpc::Status::OK;
  });
}

grpc::ServerUnaryReactor* PartnerService::ListPartners(grpc::CallbackServerContext* context,
                                                       const v1::ListPartnersRequest* request,
                                                       v1::ListPartnersResponse* response) {
  return AskCatalog(backend_, context, [=](const DecodeContext& decoding) {
    FieldChecks checks;
    const Slice slice = DecodeSlice("partners", *request, checks);
    if (!checks.ok()) return ToGrpc(checks.Error());
    std::vector<const domain::Partner*> partners;
    for (const auto& [id, partner] : decoding.catalog.partners()) {
      if (decoding.caller.IsOperator() || id == decoding.caller.partner) {
        partners.push_back(&partner);
      }
    }
    std::sort(partners.begin(), partners.end(),
              [](const auto* a, const auto* b) { return a->handle < b->handle; });
    FillPage("partners", partners, slice, response,
             [&](const domain::Partner& partner) { Encode(partner, response->add_partners()); });
    return grpc::Status::OK;
  });
}

grpc::ServerUnaryReactor* PartnerService::ListExchangeRates(
    grpc::CallbackServerContext* context, const v1::ListExchangeRatesRequest* request,
    v1::ListExchangeRatesResponse* response) {
  return AskCatalog(backend_, context, [=](const DecodeContext& decoding) {
    return ListVersions("exchange-rates", *request, decoding, decoding.catalog.rates(), response,
                        [&](const domain::ExchangeRate& rate) {
                          Encode(rate, decoding.catalog, response->add_exchange_rates());
                        });
  });
}

grpc::ServerUnaryReactor* PartnerService::ListTerms(grpc::CallbackServerContext* context,
                                                    const v1::ListTermsRequest* request,
                                                    v1::ListTermsResponse* response) {
  return AskCatalog(backend_, context, [=](const DecodeContext& decoding) {
    return ListVersions("terms", *request, decoding, decoding.catalog.terms(), response,
                        [&](const domain::Terms& terms) {
                          Encode(terms, decoding.catalog, response->add_terms());
                        });
  });
}

grpc::ServerUnaryReactor* PartnerService::ListConversionRates(
    grpc::CallbackServerContext* context, const v1::ListConversionRatesRequest* request,
    v1::ListConversionRatesResponse* response) {
  return AskCatalog(backend_, context, [=](const DecodeContext& decoding) {
    FieldChecks checks;
    const auto from =
        DecodeCurrencyFilter("from_currency", request->from_currency(), decoding, checks);
    const auto to = DecodeCurrencyFilter("to_currency", request->to_currency(), decoding, checks);
    const Slice slice = DecodeSlice("conversion-rates", *request, checks);
    if (!checks.ok()) return ToGrpc(checks.Error());
    FillPage("conversion-rates", VersionsOf(decoding.catalog.conversion_rates(), from, to), slice,
             response, [&](const domain::ConversionRate& rate) {
               Encode(rate, decoding.catalog, response->add_conversion_rates());
             });
    return grpc::Status::OK;
  });
}

grpc::ServerUnaryReactor* PartnerService::GetLimits(grpc::CallbackServerContext* context,
                                                    const v1::GetLimitsRequest* request,
                                                    v1::GetLimitsResponse* response) {
  return AskCatalog(backend_, context, [=](const DecodeContext& decoding) {
    const auto partner = DecodePartner(request->partner_id(), decoding);
    if (!partner.ok()) return ToGrpc(partner.rejection());
    FieldChecks checks;
    const auto currency = DecodeCurrency("currency", request->currency(), decoding, checks);
    if (!checks.ok()) return ToGrpc(checks.Error());
    const domain::Limits* limits = decoding.catalog.FindLimits(*partner, *currency);
    Encode(limits == nullptr ? domain::Limits() : *limits, response->mutable_limits());
    return grpc::Status::OK;
  });
}

}  // namespace coalition::rpc
