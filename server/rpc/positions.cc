#include "server/rpc/positions.h"

#include <map>
#include <string>
#include <utility>

#include "server/reporting/past_positions.h"
#include "server/rpc/lookup.h"

namespace coalition::rpc {
namespace {

// Of one account in one currency, by kind of leg.
struct Net {
  domain::PartnerId partner;
  std::map<domain::LegKind, domain::PositionTotal> kinds;
  domain::Micros amount;
};

// By the partner's name on the wire, which is empty for the network, and currency.
using Nets = std::map<std::pair<std::string, domain::MoneyCurrency>, Net>;

void Add(const domain::PositionKey& key, const domain::PositionTotal& total,
         const domain::Catalog& catalog, Nets& nets) {
  Net& net = nets[{EncodePartnerId(key.partner, catalog), key.currency}];
  net.partner = key.partner;
  domain::PositionTotal& kind = net.kinds[key.kind];
  kind.lines += total.lines;
  kind.points += total.points;
  kind.amount += total.amount;
  net.amount += total.amount;
}

Decoded<Nets> NetsOf(domain::WindowId window, const PositionsQuestion& question,
                     const QuestionContext& context) {
  Nets nets;
  absl::Status scanned = context.snapshot.ScanPositions(
      window, [&](const domain::PositionKey& key, const domain::PositionTotal& total) {
        if (!question.partner || key.partner == *question.partner) {
          Add(key, total, context.catalog, nets);
        }
        return true;
      });
  if (!scanned.ok()) return FromStore(scanned);
  return nets;
}

Decoded<Nets> NetsAt(const reporting::PastPoint& point, const PositionsQuestion& question,
                     const QuestionContext& context) {
  const auto positions = reporting::PositionsAt(context.snapshot, question.partner, point);
  if (!positions.ok()) return FromStore(positions.status());
  Nets nets;
  for (const auto& [key, total] : *positions) Add(key, total, context.catalog, nets);
  return nets;
}

// The totals over all closed windows, of those in `nets`.
using ClosedTotals = absl::flat_hash_map<domain::PartnerId, domain::Micros>;

Decoded<ClosedTotals> ClosedTotalsOf(const Nets& nets, const QuestionContext& context) {
  domain::ReadSet wanted;
  for (const auto& [account, net] : nets) wanted.positions.insert(net.partner);
  domain::LedgerState state;
  if (absl::Status loaded = context.snapshot.Load(wanted, state); !loaded.ok()) {
    return FromStore(loaded);
  }
  return std::move(state.closed_totals);
}

// Whether the partner owes more than the threshold of its terms now for any currency.
bool IsPastAlert(const Net& net, const ClosedTotals& closed, const QuestionContext& context) {
  for (const auto& [id, currency] : context.catalog.currencies()) {
    const domain::Terms* terms = context.catalog.TermsInForce(net.partner, id, context.now);
    if (terms == nullptr || !terms->net_debit_cap || !terms->net_debit_cap->alert) continue;
    domain::Wide position = net.amount.value();
    if (terms->net_debit_cap->kind == domain::NetDebitCap::Kind::kPrepaid) {
      const auto total = closed.find(net.partner);
      if (total != closed.end()) position += total->second.value();
    }
    if (position < -static_cast<domain::Wide>(terms->net_debit_cap->alert->value())) return true;
  }
  return false;
}

void EncodePosition(const std::pair<std::string, domain::MoneyCurrency>& account, const Net& net,
                    v1::Position* out) {
  out->set_partner_id(account.first);
  Encode({account.second, net.amount}, out->mutable_net());
  for (const auto& [kind, total] : net.kinds) {
    v1::LegTotal* t = out->add_totals();
    t->set_kind(EncodeKind(kind));
    t->set_lines(total.lines);
    t->set_points(total.points.value());
    t->set_amount_micros(total.amount.value());
  }
}

// The network's own accounts at the end. `closed` is null but for the open window.
void EncodePositions(const Nets& nets, const ClosedTotals* closed, const QuestionContext& context,
                     v1::GetPositionsResponse* response) {
  for (const bool network : {false, true}) {
    for (const auto& [account, net] : nets) {
      if ((net.partner == domain::kNetwork) != network) continue;
      v1::Position* position = response->add_positions();
      EncodePosition(account, net, position);
      position->set_net_debit_alert(closed != nullptr && IsPastAlert(net, *closed, context));
    }
  }
}

Answered AnswerPast(const PositionsQuestion& question, const QuestionContext& context,
                    v1::GetPositionsResponse* response) {
  const auto point = PointOf(question.as_of, context);
  if (!point.ok()) return point.rejection();
  const auto nets = NetsAt(*point, question, context);
  if (!nets.ok()) return nets.rejection();
  response->set_window_id(point->window.value());
  EncodePositions(*nets, nullptr, context, response);
  return domain::Accepted{};
}

}  // namespace

Decoded<PositionsQuestion> DecodePositions(const v1::GetPositionsRequest& request,
                                           const DecodeContext& context) {
  const auto partner = DecodePartnerFilter(request.partner_id(), context);
  if (!partner.ok()) return partner.rejection();
  FieldChecks checks;
  PositionsQuestion question;
  question.partner = *partner;
  question.window = checks.WindowId("window_id", request.window_id());
  question.as_of = DecodeAsOf(request, checks);
  if (question.window && !question.as_of.IsNow()) {
    checks.Reject("window_id", "must not be given with as_of or as_of_transaction_id");
  }
  if (!checks.ok()) return checks.Error();
  return question;
}

Answered AnswerPositions(const PositionsQuestion& question, const QuestionContext& context,
                         v1::GetPositionsResponse* response) {
  if (!question.as_of.IsNow()) return AnswerPast(question, context, response);
  const auto window = LookUpWindow(context, question.window);
  if (!window.ok()) return window.rejection();
  const auto nets = NetsOf(window->id, question, context);
  if (!nets.ok()) return nets.rejection();
  response->set_window_id(window->id.value());
  if (!window->IsOpen()) {
    EncodePositions(*nets, nullptr, context, response);
    return domain::Accepted{};
  }
  const auto closed = ClosedTotalsOf(*nets, context);
  if (!closed.ok()) return closed.rejection();
  EncodePositions(*nets, &*closed, context, response);
  return domain::Accepted{};
}

}  // namespace coalition::rpc
