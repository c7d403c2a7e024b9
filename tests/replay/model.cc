#include "tests/replay/model.h"

#include <algorithm>
#include <sstream>

#include "tests/replay/exact.h"

namespace coalition::replay_model {
namespace {

constexpr int kInvoicesPerBurn = 5;
constexpr int kBurnDivisor = 3;
constexpr int kMicrosPerUnit = 1'000'000;

// The first day of the month that lies `months` after the month of `date`.
Date FirstOfMonthAfter(Date date, int months) {
  const std::chrono::year_month_day day(date);
  return Date((day.year() / day.month() + std::chrono::months(months)) / std::chrono::day(1));
}

}  // namespace

Model::Model(NetworkSettings settings, Unit unit) : settings_(std::move(settings)), unit_(unit) {}

void Model::Report(const std::string& csv) {
  std::vector<Row> invoice;
  for (const Row& row : Read(csv)) {
    const bool goes_on = !invoice.empty() && invoice.back().invoice == row.invoice &&
                         invoice.back().customer == row.customer &&
                         invoice.back().country == row.country;
    if (!invoice.empty() && !goes_on) {
      ReportInvoice(invoice);
      invoice.clear();
    }
    invoice.push_back(row);
  }
  if (!invoice.empty()) ReportInvoice(invoice);
  if (!month_.empty()) CloseWindow(month_);
}

// Closes the window of the month before, when this is the first invoice of a new one.
void Model::EnterMonthOf(std::chrono::sys_seconds time) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(time));
  const unsigned number = static_cast<unsigned>(day.month());
  const std::string month = std::to_string(static_cast<int>(day.year())) +
                            (number < 10 ? "-0" : "-") + std::to_string(number);
  if (month <= month_) return;
  if (!month_.empty()) CloseWindow(month_);
  month_ = month;
}

std::optional<std::string> Model::WhySkipped(const Row& row) const {
  const bool credit_note = row.invoice[0] == 'C';
  if (row.invoice[0] == 'A') return "adjustment";
  if (row.customer.empty()) return "no account";
  if (!credit_note && row.quantity <= 0) return "not a sale";
  if (credit_note && row.quantity >= 0) return "not a return";
  if (row.price_micros < 0) return "negative price";
  return std::nullopt;
}

void Model::ReportInvoice(const std::vector<Row>& rows) {
  const std::size_t partner = PartnerOf(rows[0].country);
  std::vector<Line> lines;
  for (const Row& row : rows) {
    if (const auto why = WhySkipped(row)) {
      ++counts_["rows skipped: " + *why];
    } else {
      ++counts_["rows reported"];
      lines.push_back({row.sku, abs(Integer(row.quantity)), row.price_micros});
    }
  }
  if (lines.empty()) return;
  EnterMonthOf(rows[0].time);
  Member& member = members_[rows[0].customer];
  member.known_to.insert(partner);
  const auto time = rows[0].time;
  if (rows[0].invoice[0] == 'C') return TakeBack(member, partner, lines, time);

  bool earned = false;
  if (unit_ == Unit::kInvoice) {
    earned = Earn(member, partner, lines, time);
  } else {
    for (const Line& line : lines) earned = Earn(member, partner, {line}, time) || earned;
  }
  if (earned && ++member.earning_invoices % kInvoicesPerBurn == 0) BurnThird(member, time);
}

// Points for a purchase by the partner's rate, and the carry after it; absent when it yields
// nothing.
std::optional<Integer> Model::Convert(Member& member, std::size_t partner, const Integer& micros,
                                      Rational& carry_change) {
  const PartnerSettings& settings = SettingsOf(partner);
  const Rational exact =
      Rational(micros, kMicrosPerUnit) * settings.points_per_pound * settings.earn;
  carry_change = 0;
  Integer points;
  switch (settings.rounding) {
    case Rounding::kFloor:
      points = Floor(exact);
      break;
    case Rounding::kHalfEven:
      points = HalfEven(exact);
      break;
    case Rounding::kCarry:
      const Rational total = exact + member.carry[partner];
      points = total > 0 ? Floor(total) : Integer(0);
      carry_change = total - points - member.carry[partner];
      break;
  }
  if (points == 0 && carry_change == 0) return std::nullopt;
  member.carry[partner] += carry_change;
  return points;
}

bool Model::Earn(Member& member, std::size_t partner, const std::vector<Line>& lines,
                 std::chrono::sys_seconds time) {
  const PartnerSettings& settings = SettingsOf(partner);
  Integer micros = 0;
  for (const Line& line : lines) micros += line.units * line.price_micros;
  Earned earned;
  const auto points = Convert(member, partner, micros, earned.carry_change);
  if (!points) {
    ++counts_["earn rejected: RATE_YIELDS_NOTHING"];
    return false;
  }
  const Date date = DateOf(time);
  LotName own;
  own.available_on = date + std::chrono::days(settings.pending_days);
  own.expires_on = FirstOfMonthAfter(date, settings.valid_months + 1);
  own.issuer = partner;
  own.terms_version = settings.terms_version;

  // What is owed is repaid first.
  Integer left = *points;
  for (const auto& [name, held] : member.lots) {
    if (held >= 0 || name == own || left == 0) continue;
    const Integer repaid = std::min<Integer>(left, -held);
    earned.lots.emplace_back(name, repaid);
    left -= repaid;
  }
  if (left > 0) earned.lots.emplace_back(own, left);
  for (const auto& [name, change] : earned.lots) member.lots[name] += change;

  const Integer value = PriceOf(*points, settings.issue_price_micros);
  const Integer fee =
      settings.earn_fee_micros + HalfEven(Rational(value * settings.earn_fee_ppm, kMicrosPerUnit));
  earned.partner = partner;
  earned.points = *points;
  earned.lines = lines;
  earned.issue_micros = settings.charged_on_redemption ? Integer(0) : -value;
  earned.fee_micros = -fee;
  PostLegs("EARN", partner, *points, earned.issue_micros,
           fee == 0 ? std::nullopt : std::optional<Integer>(-fee));
  member.earned.push_back(std::move(earned));
  ++counts_["earn accepted"];
  return true;
}

void Model::BurnThird(Member& member, std::chrono::sys_seconds time) {
  const Date date = DateOf(time);
  const Integer available = Available(member, date);
  const Integer points = available > 0 ? Integer(available / kBurnDivisor) : Integer(0);
  if (points == 0) {
    ++counts_["burn not sent: no points"];
    return;
  }
  if (countries_.size() < 2) {
    ++counts_["burn not sent: no other partner"];
    return;
  }
  std::map<std::size_t, Integer> by_issuer;
  for (const auto& [name, held] : member.lots) by_issuer[name.issuer] += held;
  std::size_t most = 0;
  Integer most_points = 0;
  bool found = false;
  for (const auto& [issuer, held] : by_issuer) {
    if (held <= most_points) continue;
    most = issuer;
    most_points = held;
    found = true;
  }
  const std::size_t redeemer = found ? (most + 1) % countries_.size() : 0;
  member.known_to.insert(redeemer);
  const PartnerSettings& settings = SettingsOf(redeemer);

  std::vector<Movement> taken;
  Integer left = points;
  for (const auto& [name, held] : member.lots) {
    const bool usable = held > 0 && name.available_on <= date && date < name.expires_on;
    if (!usable || left == 0) continue;
    const Integer part = std::min(left, held);
    taken.emplace_back(name, part);
    left -= part;
  }
  const Integer value = PriceOf(points, settings.redemption_price_micros);
  const Integer fee =
      settings.burn_fee_micros + HalfEven(Rational(value * settings.burn_fee_ppm, kMicrosPerUnit));
  std::map<std::string, Integer> clearing;
  AddLeg("BURN", settings.partner_id, settings.money, "REDEMPTION", -points, value);
  clearing[settings.money] -= value;
  if (fee != 0) {
    AddLeg("BURN", settings.partner_id, settings.money, "FEE", 0, -fee);
    AddLeg("BURN", "", settings.money, "FEE_INCOME", 0, fee);
  }
  for (const auto& [name, part] : taken) {
    member.lots[name] -= part;
    const PartnerSettings& issuer = SettingsOf(name.issuer);
    if (!issuer.charged_on_redemption) continue;
    const Integer charge = PriceOf(part, issuer.issue_price_micros);
    AddLeg("BURN", issuer.partner_id, issuer.money, "REDEMPTION_CHARGE", -part, -charge);
    clearing[issuer.money] += charge;
  }
  for (const auto& [money, micros] : clearing) AddLeg("BURN", "", money, "CLEARING", 0, micros);
  ++transactions_[window_];
  ++counts_["burn accepted"];
}

void Model::PostLegs(const std::string& type, std::size_t partner, const Integer& issue_points,
                     const Integer& issue_micros, const std::optional<Integer>& fee_micros) {
  const PartnerSettings& settings = SettingsOf(partner);
  AddLeg(type, settings.partner_id, settings.money, "ISSUE", issue_points, issue_micros);
  AddLeg(type, "", settings.money, "CLEARING", 0, -issue_micros);
  if (fee_micros) {
    AddLeg(type, settings.partner_id, settings.money, "FEE", 0, *fee_micros);
    AddLeg(type, "", settings.money, "FEE_INCOME", 0, -*fee_micros);
  }
  ++transactions_[window_];
}

void Model::AddLeg(const std::string& type, const std::string& partner, const std::string& currency,
                   const std::string& kind, const Integer& points, const Integer& micros) {
  Total& total = totals_[{window_, partner, currency, type, kind}];
  total.lines += 1;
  total.points += points;
  total.micros += micros;
}

void Model::CloseWindow(const std::string& label) {
  for (std::size_t partner = 0; partner < countries_.size(); ++partner) {
    const PartnerSettings& settings = SettingsOf(partner);
    Settled settled;
    if (const auto before = settled_.find({window_ - 1, partner}); before != settled_.end()) {
      settled.opening = before->second.closing;
    }
    settled.net = settled.opening;
    for (const auto& [name, total] : totals_) {
      if (std::get<0>(name) == window_ && std::get<1>(name) == settings.partner_id) {
        settled.net += total.micros;
      }
    }
    Integer per_minor_unit = kMicrosPerUnit;
    for (int i = 0; i < settings.minor_unit_exponent; ++i) per_minor_unit /= 10;
    settled.minor_units = HalfEven(Rational(settled.net, per_minor_unit));
    settled.closing = settled.net - settled.minor_units * per_minor_unit;
    settled_[{window_, partner}] = settled;
  }
  closed_labels_[window_] = label;
  ++window_;
}

Date Model::DateOf(std::chrono::sys_seconds time) const {
  return std::chrono::floor<std::chrono::days>(time + settings_.utc_offset);
}

Integer Model::PriceOf(const Integer& points, const Integer& per_thousand) const {
  Integer thousand_points = 1000;
  for (int i = 0; i < settings_.scale; ++i) thousand_points *= 10;
  return HalfEven(Rational(points * per_thousand, thousand_points));
}

Integer Model::Available(const Member& member, Date date) {
  Integer available = 0;
  for (const auto& [name, held] : member.lots) {
    if (held < 0 || (name.available_on <= date && date < name.expires_on)) available += held;
  }
  return available;
}

std::size_t Model::PartnerOf(const std::string& country) {
  const auto known = std::find(countries_.begin(), countries_.end(), country);
  if (known != countries_.end()) return static_cast<std::size_t>(known - countries_.begin());
  countries_.push_back(country);
  return countries_.size() - 1;
}

const PartnerSettings& Model::SettingsOf(std::size_t partner) const {
  return settings_.by_country.at(countries_[partner]);
}

std::map<std::string, std::string> Model::customers() const {
  std::map<std::string, std::string> customers;
  for (const auto& [customer, member] : members_) {
    customers[customer] = SettingsOf(*member.known_to.begin()).partner_id;
  }
  return customers;
}

}  // namespace coalition::replay_model
