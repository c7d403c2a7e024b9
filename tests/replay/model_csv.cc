// The model's own reading of the file: good rows only, which is what its tests give it.
#include <cstdlib>
#include <sstream>

#include "tests/replay/model.h"

namespace coalition::replay_model {
namespace {

std::vector<std::string> Fields(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  return fields;
}

int Number(const std::string& text, std::size_t at, std::size_t digits) {
  return std::stoi(text.substr(at, digits));
}

std::chrono::sys_seconds Time(const std::string& text) {
  const std::chrono::year_month_day day{
      std::chrono::year(Number(text, 0, 4)),
      std::chrono::month(static_cast<unsigned>(Number(text, 5, 2))),
      std::chrono::day(static_cast<unsigned>(Number(text, 8, 2)))};
  return Date(day) + std::chrono::hours(Number(text, 11, 2)) +
         std::chrono::minutes(Number(text, 14, 2)) + std::chrono::seconds(Number(text, 17, 2));
}

// `2.55` is 2550000.
Integer Micros(std::string text) {
  const bool negative = text[0] == '-';
  if (negative) text.erase(0, 1);
  const std::size_t point = text.find('.');
  const std::size_t decimals = point == std::string::npos ? 0 : text.size() - point - 1;
  if (decimals > 0) text.erase(point, 1);
  text.append(6 - decimals, '0');
  const std::size_t first = std::min(text.find_first_not_of('0'), text.size() - 1);
  const Integer micros(text.substr(first));
  return negative ? Integer(-micros) : micros;
}

}  // namespace

std::vector<Model::Row> Model::Read(const std::string& csv) {
  std::istringstream lines(csv);
  std::string line;
  std::getline(lines, line);
  std::map<std::string, std::size_t> column;
  for (const std::string& name : Fields(line)) column.emplace(name, column.size());
  std::vector<Row> rows;
  while (std::getline(lines, line)) {
    if (line.empty()) continue;
    const std::vector<std::string> fields = Fields(line);
    const auto field = [&](const char* name) { return fields.at(column.at(name)); };
    rows.push_back({field("invoice_no"), field("stock_code"), std::stoll(field("quantity")),
                    Time(field("invoice_time")), Micros(field("unit_price_gbp")),
                    field("customer_id"), field("country")});
  }
  return rows;
}

}  // namespace coalition::replay_model
