#ifndef COALITION_TESTS_REPLAY_MODEL_SETTINGS_H_
#define COALITION_TESTS_REPLAY_MODEL_SETTINGS_H_

#include <chrono>
#include <map>
#include <string>

#include <boost/multiprecision/cpp_int.hpp>

namespace coalition::replay_model {

using Integer = boost::multiprecision::cpp_int;
using Rational = boost::multiprecision::cpp_rational;
using Date = std::chrono::sys_days;

enum class Rounding { kCarry, kFloor, kHalfEven };
enum class WhenGone { kAllowNegative, kChargePartner, kReject };

// A partner's exchange rate and terms, of which the replay sets one version each.
struct PartnerSettings {
  std::string partner_id;
  // Of settlement, with the decimals of its minor unit.
  std::string money;
  int minor_unit_exponent = 2;

  // Partner points per pound, currency points per partner point.
  Rational points_per_pound;
  Rational earn;
  Rounding rounding = Rounding::kCarry;

  // Per 1,000 whole points.
  Integer issue_price_micros;
  Integer redemption_price_micros;
  bool charged_on_redemption = false;
  int pending_days = 0;
  int valid_months = 0;
  Integer earn_fee_micros;
  Integer earn_fee_ppm;
  Integer burn_fee_micros;
  Integer burn_fee_ppm;
  int terms_version = 1;
};

struct NetworkSettings {
  std::map<std::string, PartnerSettings> by_country;
  WhenGone when_gone = WhenGone::kAllowNegative;
  // Decimals of a point.
  int scale = 0;
  // Of the network's time zone, which keeps it all year.
  std::chrono::hours utc_offset{0};
};

}  // namespace coalition::replay_model

#endif  // COALITION_TESTS_REPLAY_MODEL_SETTINGS_H_
