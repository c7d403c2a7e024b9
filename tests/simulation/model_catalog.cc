// Partners, currencies, dated rates and terms, limits, windows.
#include <algorithm>

#include "tests/simulation/model.h"

namespace coalition::simulation {
namespace {

Int MicrosPerMinorUnit(const std::string& money) {
  if (money == "JPY") return 1'000'000;
  if (money == "KWD") return 1'000;
  return 10'000;
}

}  // namespace

const Model::Dated* Model::InForce(const Versions& versions, std::pair<int, int> key, Moment at) {
  const auto all = versions.find(key);
  if (all == versions.end()) return nullptr;
  const Dated* best = nullptr;
  for (const Dated& dated : all->second) {
    if (dated.from <= at && (best == nullptr || dated.from >= best->from)) best = &dated;
  }
  return best;
}

const Model::Dated* Model::ByVersion(const Versions& versions, std::pair<int, int> key,
                                     int version) {
  const auto all = versions.find(key);
  if (all == versions.end()) return nullptr;
  for (const Dated& dated : all->second) {
    if (dated.version == version) return &dated;
  }
  return nullptr;
}

std::string Model::PartnerText(int partner) const {
  const Partner& p = partners_.at(partner);
  return "partner p" + std::to_string(partner) + " " + p.handle + " '" + p.display_name + "' in " +
         p.money + (p.suspended ? ", suspended" : "") + ", backdating " +
         std::to_string(p.backdating_days);
}

Model::WhyNot Model::CreatePartner(const Command& c, Outcome& outcome) {
  for (const auto& [number, partner] : partners_) {
    if (partner.handle == c.handle) {
      return Refused(Reason::kAlreadyExists, {{"partner_id", c.handle}});
    }
  }
  const int number = static_cast<int>(partners_.size()) + 1;
  partners_[number] = {c.handle, c.words, c.money, false, c.backdating_days};
  Audit("CreatePartner", "");
  outcome.text = PartnerText(number);
  return std::nullopt;
}

Model::WhyNot Model::UpdatePartner(const Command& c, Outcome& outcome) {
  Partner& partner = partners_.at(c.partner);
  if (!c.words.empty()) partner.display_name = c.words;
  partner.backdating_days = c.backdating_days;
  Audit("UpdatePartner", "");
  outcome.text = PartnerText(c.partner);
  return std::nullopt;
}

Model::WhyNot Model::SetState(const Command& c, Outcome& outcome) {
  const bool suspend = c.kind == Kind::kSuspend;
  partners_.at(c.partner).suspended = suspend;
  Audit(suspend ? "SuspendPartner" : "ResumePartner", c.words);
  outcome.text = PartnerText(c.partner);
  return std::nullopt;
}

Model::WhyNot Model::CreateCurrency(const Command& c, Outcome& outcome) {
  for (const auto& [number, currency] : currencies_) {
    if (currency.code == c.handle) return Refused(Reason::kAlreadyExists, {{"code", c.handle}});
  }
  const int number = static_cast<int>(currencies_.size()) + 1;
  currencies_[number] = {c.handle, c.scale, c.partner};
  Audit("CreateCurrency", "");
  outcome.text = "currency c" + std::to_string(number) + " " + c.handle + " scale " +
                 std::to_string(c.scale) + " of p" + std::to_string(c.partner);
  return std::nullopt;
}

// Whether points could be changed in a circle into more than they were at any moment from `since`
// on. Tries every path.
bool Model::HasGainingCircle(Moment since) const {
  std::set<Moment> moments{since};
  for (const auto& [currencies, versions] : conversion_rates_) {
    for (const Dated& dated : versions) {
      if (dated.from > since) moments.insert(dated.from);
    }
  }
  struct Path {
    std::vector<int> currencies;
    Ratio product;
  };
  for (const Moment moment : moments) {
    std::vector<Path> paths;
    for (const auto& [first, unused] : currencies_) paths.push_back({{first}, {1, 1}});
    while (!paths.empty()) {
      const Path path = paths.back();
      paths.pop_back();
      for (const auto& [next, unused] : currencies_) {
        const Dated* rate = InForce(conversion_rates_, {path.currencies.back(), next}, moment);
        if (rate == nullptr) continue;
        const Ratio product = Times(path.product, rate->said.earn_rate);
        if (next == path.currencies.front() && product.n > product.d) return true;
        if (std::count(path.currencies.begin(), path.currencies.end(), next) != 0) continue;
        Path longer{path.currencies, product};
        longer.currencies.push_back(next);
        paths.push_back(std::move(longer));
      }
    }
  }
  return false;
}

// Of an exchange rate, a conversion rate or terms.
Model::WhyNot Model::SetVersion(const Command& c, Outcome& outcome) {
  const bool converts = c.kind == Kind::kSetConversionRate;
  Versions& versions = converts ? conversion_rates_ : c.kind == Kind::kSetTerms ? terms_ : rates_;
  const std::pair<int, int> key =
      converts ? std::pair(c.currency, c.to_currency) : std::pair(c.partner, c.currency);
  const Moment from = c.effective_from.value_or(now_);
  if (from < now_) {
    if (c.caller != 0) return Refused(Reason::kPermissionDenied);
    if (c.words.empty()) return Refused(Reason::kInvalidField);
  }
  std::vector<Dated>& all = versions[key];
  const int version = static_cast<int>(all.size()) + 1;
  all.push_back({version, from, c});
  if (converts && HasGainingCircle(from)) {
    all.pop_back();
    return Refused(Reason::kInvalidField, {{"circle", "given"}});
  }
  Audit(c.kind == Kind::kSetTerms ? "SetTerms" : "SetExchangeRate", "");
  outcome.text = "version " + std::to_string(version) + " of " + Name(c.kind) + " " +
                 std::to_string(key.first) + "-" + std::to_string(key.second) + " from " +
                 MomentText(from) + (from < now_ ? " because " + c.words : "");
  return std::nullopt;
}

Model::WhyNot Model::SetLimits(const Command& c, Outcome& outcome) {
  limits_[{c.partner, c.currency}] = c.limits;
  const bool none = std::all_of(c.limits.begin(), c.limits.end(), [](Int x) { return x == 0; });
  if (none) limits_.erase({c.partner, c.currency});
  Audit("SetLimits", "");
  outcome.text = "limits of p" + std::to_string(c.partner) + " in c" + std::to_string(c.currency);
  for (const Int limit : c.limits) outcome.text += " " + std::to_string(limit);
  return std::nullopt;
}

Model::WhyNot Model::CloseWindow(const Command& c, Outcome& outcome) {
  const Int open = static_cast<Int>(windows_.size());
  if (c.window != 0 && c.window != open) {
    return Refused(Reason::kWindowState,
                   {{"window_id", std::to_string(c.window)},
                    {"state", c.window < open ? "CLOSED" : "NOT_OPENED_YET"}});
  }
  for (const auto& [number, partner] : partners_) {
    const auto last = settlements_.find({open - 1, number});
    Settlement settled;
    if (last != settlements_.end()) settled.opening = last->second.closing;
    bool has_legs = false;
    settled.net = settled.opening;
    for (const auto& entry : journal_) {
      if (entry->t.window != open) continue;
      for (const Leg& leg : entry->t.legs) {
        if (leg.partner != number) continue;
        has_legs = true;
        settled.net += leg.amount;
      }
    }
    if (!has_legs && settled.opening == 0) continue;
    const Int unit = MicrosPerMinorUnit(partner.money);
    settled.minor_units = static_cast<Int>(HalfEven(settled.net, unit));
    settled.closing = settled.net - settled.minor_units * unit;
    settlements_[{open, number}] = settled;
  }
  Window& window = windows_.back();
  window.end = NextSequence();
  window.closed_at = now_;
  window.label = c.words;
  outcome.text = "window " + std::to_string(open) + " of " + std::to_string(window.first) + " to " +
                 std::to_string(window.end) + ", opened " + MomentText(window.opened_at) +
                 ", closed " + MomentText(now_) + " '" + window.label + "'";
  windows_.push_back({windows_.back().end, 0, now_, 0, ""});
  Audit("CloseWindow", "");
  return std::nullopt;
}

}  // namespace coalition::simulation
