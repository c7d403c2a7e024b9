#include "server/rpc/decode_amounts.h"

#include "server/rpc/limits.h"

namespace coalition::rpc {
namespace {

domain::PurchaseLine DecodeLine(const v1::PurchaseLine& line, FieldChecks& checks) {
  checks.Text("sku", line.sku(), 1, kSkuCharsMax);
  checks.Text("category", line.category(), 0, kCategoryCharsMax);
  checks.InRange("quantity", line.quantity(), 1, kQuantityMax);
  checks.InRange("unit_price_micros", line.unit_price_micros(), 0, kMoneyMicrosMax);
  return {line.sku(), line.category(), line.quantity(), domain::Micros(line.unit_price_micros())};
}

}  // namespace

domain::Purchase DecodePurchase(const std::string& path, const v1::Purchase& purchase,
                                FieldChecks& checks) {
  domain::Purchase decoded;
  const std::string amount_path = Join(path, "amount");
  if (purchase.lines_size() > kPurchaseLinesMax) {
    checks.Reject(Join(path, "lines"),
                  "must have at most " + std::to_string(kPurchaseLinesMax) + " entries");
    return decoded;
  }
  domain::Wide sum = 0;
  decoded.lines.reserve(static_cast<std::size_t>(purchase.lines_size()));
  for (int i = 0; i < purchase.lines_size(); ++i) {
    FieldChecks line_checks;
    decoded.lines.push_back(DecodeLine(purchase.lines(i), line_checks));
    if (!line_checks.ok()) checks.Add(Indexed(Join(path, "lines"), i), line_checks);
    const domain::PurchaseLine& line = decoded.lines.back();
    sum += static_cast<domain::Wide>(line.quantity) * line.unit_price.value();
  }
  const auto amount = checks.Money(amount_path, purchase.amount(), 0, kMoneyMicrosMax);
  if (!amount || !checks.ok()) return decoded;
  decoded.amount = *amount;
  if (decoded.lines.empty()) return decoded;
  if (sum > kMoneyMicrosMax) {
    checks.Reject(Join(path, "lines"), "must not sum to more than 10^15 micros");
  } else if (amount->amount == domain::Micros(0)) {
    decoded.amount.amount = domain::Micros(static_cast<std::int64_t>(sum));
  } else if (sum != amount->amount.value()) {
    checks.Reject(Join(amount_path, "micros"), "must be the sum of the lines, or 0");
  }
  return decoded;
}

domain::Activity DecodeActivity(const std::string& path, const v1::Activity& activity,
                                FieldChecks& checks) {
  checks.SnakeName(Join(path, "type"), activity.type(), kActivityTypeCharsMax);
  checks.InRange(Join(path, "quantity"), activity.quantity(), 1, kQuantityMax);
  return {activity.type(), activity.quantity()};
}

domain::PartnerPoints DecodePartnerPoints(const std::string& field, std::int64_t points,
                                          FieldChecks& checks) {
  checks.AtLeastOne(field, points);
  return domain::PartnerPoints(points);
}

domain::Points DecodePoints(const std::string& field, std::int64_t points, FieldChecks& checks) {
  checks.AtLeastOne(field, points);
  return domain::Points(points);
}

domain::Money DecodeMoneyOff(const std::string& field, const v1::Money& money,
                             FieldChecks& checks) {
  return checks.Money(field, money, 1, kMoneyMicrosMax).value_or(domain::Money{});
}

}  // namespace coalition::rpc
