#!/usr/bin/env python3
"""Breaks one rule at a time and expects the tests to notice.

Each mutation replaces one passage of the domain by one that breaks a rule: a comparison flipped, a
check dropped, a rounding turned round, a remainder forgotten, lots taken in another order. For each,
the tests of the domain are built in a copy of the tree and run until the first that fails; those that
pass them meet the simulation. A mutation that nothing notices is a hole in the tests, and makes this
script fail.

    tests/mutations/mutate.py                 all of them; about half a minute each with ccache
    tests/mutations/mutate.py --only carry    those whose name contains `carry`
    tests/mutations/mutate.py --list

Not a part of the test run: it builds the domain once per mutation.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD_JOBS = 3
TEST_TIMEOUT_S = 300

# name, file under server/domain, passage (once in the file), what it becomes.
MUTATIONS = [
    ("burn-order-lots-by-availability-first", "account.h",
     "  Date expires_on;\n  Date available_on;\n  PartnerId issuer;",
     "  Date available_on;\n  Date expires_on;\n  PartnerId issuer;"),
    ("burn-takes-a-lot-on-the-day-it-expires", "account.cc",
     "lot.available_on <= date && date < lot.expires_on",
     "lot.available_on <= date && date <= lot.expires_on"),
    ("points-available-a-day-late", "account.cc",
     "lot.available_on <= date && date < lot.expires_on",
     "lot.available_on < date && date < lot.expires_on"),
    ("owed-points-do-not-count-against-available", "account.cc",
     "if (lot.points < kNone || IsAvailable(lot.key, date)) available += lot.points;",
     "if (lot.points >= kNone && IsAvailable(lot.key, date)) available += lot.points;"),
    ("earn-does-not-repay-debts", "account.cc",
     "if (lot.points > kNone || lot.key == own) continue;\n    const Points repaid",
     "if (lot.points != kNone || lot.key == own) continue;\n    const Points repaid"),
    ("hold-reserves-nothing", "account.cc",
     "Move(free_, {slice.lot, -slice.points});",
     "(void)slice;"),
    ("hold-ends-a-moment-late", "account.cc",
     "if (hold.expires_at > now) return false;", "if (hold.expires_at >= now) return false;"),
    ("capture-of-an-expired-hold", "ledger_holds.cc",
     "if (authorization->hold_expires_at <= now) {", "if (authorization->hold_expires_at < now) {"),
    ("hold-captured-twice", "ledger_holds.cc",
     "if (closed != state_.reversals.end() && closed->second.closed_by) {",
     "if (closed != state_.reversals.end() && closed->second.closed_by && false) {"),
    ("one-hold-too-many", "ledger_holds.cc",
     "account.holds().size() >= kOpenHoldsPerAccountMax",
     "account.holds().size() > kOpenHoldsPerAccountMax"),
    ("suspended-partner-captures", "ledger_holds.cc",
     "partner.state == PartnerState::kSuspended", "partner.state == PartnerState::kActive && false"),
    ("earn-carry-forgotten", "plan_earn.cc",
     "plan.carries.earn = converted->carry;", "(void)converted->carry;"),
    ("burn-carry-forgotten", "plan_burn.cc",
     "plan.carries.burn = *carry;", "(void)*carry;"),
    ("money-rounded-down", "pricing.cc",
     "MulDiv(points.value(), price_per_thousand.value(), thousand, RoundTo::kHalfEven)",
     "MulDiv(points.value(), price_per_thousand.value(), thousand, RoundTo::kFloor)"),
    ("money-off-rounded-down", "conversion_plan.cc",
     "return WithoutCarry(*converted, *exact, RoundTo::kCeiling);",
     "return WithoutCarry(*converted, *exact, RoundTo::kFloor);"),
    ("half-even-becomes-floor", "conversion_plan.cc",
     "rate.rounding == RateRounding::kHalfEven ? RoundTo::kHalfEven : RoundTo::kFloor",
     "rate.rounding == RateRounding::kHalfEven ? RoundTo::kFloor : RoundTo::kFloor"),
    ("held-partner-points-rounded-down", "conversion_plan.cc",
     "carries ? RoundTo::kCeiling : RoundingOf(rate)", "carries ? RoundTo::kFloor : RoundingOf(rate)"),
    ("capture-takes-more-than-is-held", "conversion_plan.cc",
     "if (!debit || debit->points <= held) return debit;",
     "if (!debit || debit->points <= held + Points(1)) return debit;"),
    ("rate-of-now-instead-of-the-event", "posting_terms.h",
     "catalog.RateInForce(posting.partner, posting.currency, context.event_time);",
     "catalog.RateInForce(posting.partner, posting.currency, kLastMoment);"),
    ("quote-binds-no-terms", "posting_terms.h",
     "return posting.quote\n             ? catalog.TermsByVersion",
     "return posting.quote && false\n             ? catalog.TermsByVersion"),
    ("quote-good-at-its-expiry", "ledger_context.h",
     "posting.quote->expires_at <= now", "posting.quote->expires_at < now"),
    ("later-version-of-equals-loses", "catalog.cc",
     "version.effective_from >= best->effective_from",
     "version.effective_from > best->effective_from"),
    ("net-debit-cap-one-micro-too-far", "ledger_limits.cc",
     "position + charge >= -static_cast<Wide>(cap.limit.value())",
     "position + charge >= -static_cast<Wide>(cap.limit.value()) - 1"),
    ("prepaid-cap-forgets-closed-windows", "ledger_limits.cc",
     "position += closed->second.value();", "position += 0 * closed->second.value();"),
    ("conversion-escapes-the-cap", "ledger_limits.cc",
     "if (transaction.type != TransactionType::kEarn && !conversion) return Accepted{};",
     "if (transaction.type != TransactionType::kEarn) return Accepted{};"),
    ("day-limit-one-too-many", "ledger_limits.cc",
     "return !sum || *sum > limit;", "return !sum || *sum > limit + Points(1);"),
    ("day-totals-never-start-again", "ledger_limits.cc",
     "if (totals.day != today) totals = DayTotals{today, Points(0), Points(0)};",
     "totals.day = today;"),
    ("holds-do-not-count-for-limits", "ledger_limits.cc",
     "      return Use{false, held};", "      return Use{false, held - held};"),
    ("reversal-takes-the-first-lot-first", "plan_reversal.cc",
     "for (std::size_t i = lots.size() - 1; i > index; --i) reversed -= Magnitude(lots[i].points);",
     "for (std::size_t i = 0; i < index; ++i) reversed -= Magnitude(lots[i].points);"),
    ("reversal-beyond-the-original", "reversal_share.cc",
     "if (part > whole - reversed) return Exceeds(whole - reversed);",
     "if (part > whole) return Exceeds(whole - reversed);"),
    ("reversal-rounds-points-up", "reversal_share.cc",
     "share.Towards(total.value(), done.value(), RoundTo::kFloor)",
     "share.Towards(total.value(), done.value(), RoundTo::kCeiling)"),
    ("reversed-earn-takes-reserved-points", "take_back.cc",
     "std::clamp(left.FreeIn(lot), kNone, wanted)", "std::clamp(left.PointsIn(lot), kNone, wanted)"),
    ("reversed-earn-takes-expired-points-of-others", "take_back.cc",
     "if (missing > kNone && lot.key.expires_on > date)",
     "if (missing > kNone && (lot.key.expires_on > date || lot.points > kNone))"),
    ("policy-reject-allows-debt", "take_back.cc",
     "policy == NegativeBalancePolicy::kReject", "policy == NegativeBalancePolicy::kReject && false"),
    ("charge-partner-pays-back-what-is-gone", "plan_reversal.cc",
     "if (leg.kind == LegKind::kIssue && credit->recovered != credit->reversed()) {",
     "if (leg.kind == LegKind::kIssue && credit->recovered > credit->reversed()) {"),
    ("carry-stays-after-reversal", "plan_reversal.cc",
     "const Carry taken{target - after.carry_change,", "const Carry taken{0 * target,"),
    ("conversion-at-no-carry", "plan_conversion.cc",
     "plan.carries.earn = converted->carry;", "(void)converted->carry;"),
    ("transfer-of-pending-points", "plan_moves.cc",
     "if (transfer.points > std::max(available, kNone)) {",
     "if (transfer.points > std::max(available + from.BalanceAt(context.date).pending, kNone)) {"),
    ("expiry-of-held-points", "account.cc",
     "  for (const Lot& lot : free_lots()) {\n    if (lot.points > kNone && lot.key.expires_on <=",
     "  for (const Lot& lot : lots_) {\n    if (lot.points > kNone && lot.key.expires_on <="),
    ("expiry-a-day-early", "account.cc",
     "lot.key.expires_on <= date) expired.push_back(lot);",
     "lot.key.expires_on <= AddDays(date, 1)) expired.push_back(lot);"),
    ("breakage-share-to-issuers-that-paid-nothing", "pricing.cc",
     "  if (terms.charge == Charge::kOnIssue) {\n    const auto value",
     "  if (terms.charge != Charge::kOnIssue) {\n    const auto value"),
    ("adjustment-takes-others-points-first", "plan_moves.cc",
     "lot.key.issuer != terms.partner ||", "lot.key.issuer == terms.partner ||"),
    ("circle-search-stops-early", "conversion_circle.cc",
     "for (std::size_t round = 0; round <= ways.size(); ++round) {",
     "for (std::size_t round = 0; round + 1 <= ways.size(); ++round) {"),
    ("circle-in-the-future-unseen", "conversion_circle.cc",
     "if (rate.effective_from > since) moments.insert(rate.effective_from);",
     "if (rate.effective_from < since) moments.insert(rate.effective_from);"),
    ("merger-forgets-carries", "ledger_merge.cc",
     "if (moved == Carries{}) return Accepted{};", "if (moved != Carries{}) return Accepted{};"),
    ("merged-id-leads-to-the-middle", "ledger_merge.cc",
     "MemberAt(id).merged_into = into.id;", "MemberAt(id).merged_into = from.id;"),
    ("erased-member-keeps-its-identifiers", "ledger_members.cc",
     "  member.identifiers.clear();\n  member.link_code.clear();", "  member.link_code.clear();"),
    ("link-without-consent", "ledger_members.cc",
     "link.link_code != found->link_code", "link.link_code == found->link_code"),
    ("linked-group-keeps-its-first-part", "ledger.cc",
     "Truncate(changes_.transactions, group.transactions);", ""),
    ("request-id-reuse-unnoticed", "ledger.cc",
     "if (outcome.digest != header.digest) {", "if (outcome.digest != header.digest && false) {"),
    ("rejection-forgotten", "ledger.cc",
     "if (!IsKept(rejection.reason)) return;", "if (IsKept(rejection.reason)) return;"),
    ("residue-not-carried-to-the-next-window", "ledger_windows.cc",
     "last == state_.last_settlements.end() ? Micros(0) : last->second.closing_residue;",
     "last == state_.last_settlements.end() ? Micros(0) : Micros(0);"),
    ("event-too-old-by-a-moment", "plan.cc",
     "if (at < earliest || at > latest) {", "if (at <= earliest || at > latest) {"),
]


def sources():
    tracked = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True,
                             capture_output=True, text=True).stdout
    return [line for line in tracked.splitlines() if (ROOT / line).is_file()]


def copy_tree(target):
    for name in sources():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target / name)


class Workshop:
    """A copy of the tree with a build of its own."""

    TESTS = ["coalition_domain_test", "coalition_simulation_test"]

    def __init__(self, folder):
        self.tree = folder / "tree"
        self.build = folder / "build"
        copy_tree(self.tree)
        subprocess.run(["cmake", "--preset", "release", "-B", self.build], cwd=self.tree, check=True,
                       stdout=subprocess.DEVNULL)

    def compile(self, test):
        """What the compiler complains of, or None."""
        done = subprocess.run(
            ["cmake", "--build", self.build, "-j", str(BUILD_JOBS), "--target", test],
            capture_output=True, text=True)
        if done.returncode == 0:
            return None
        errors = [line for line in done.stdout.splitlines() if "error:" in line]
        return errors[0] if errors else done.stdout[-200:]

    def run(self, test):
        """The name of what failed first, or None when all passed."""
        environment = {"GTEST_FAIL_FAST": "1", "PATH": "/usr/bin:/bin"}
        try:
            done = subprocess.run([self.build / "bin" / test], capture_output=True, text=True,
                                  env=environment, timeout=TEST_TIMEOUT_S, errors="replace")
        except subprocess.TimeoutExpired:
            return f"{test}: no end in {TEST_TIMEOUT_S} s"
        if done.returncode == 0:
            return None
        failed = [line for line in done.stdout.splitlines() if "[  FAILED  ]" in line]
        return failed[0].split("]", 1)[1].split("(")[0].strip() if failed else f"{test}: crash"

    def judge(self):
        for test in self.TESTS:
            complaint = self.compile(test)
            if complaint:
                return "stale", "does not compile: " + complaint
            failed = self.run(test)
            if failed:
                return "caught", failed
        return "MISSED", "every test passed"

    def try_one(self, file, before, after):
        path = self.tree / "server" / "domain" / file
        text = path.read_text()
        if text.count(before) != 1:
            return "stale", f"the passage is {text.count(before)} times in {file}"
        path.write_text(text.replace(before, after))
        try:
            return self.judge()
        finally:
            path.write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="run those whose name contains this")
    parser.add_argument("--list", action="store_true", help="print the names")
    arguments = parser.parse_args()
    chosen = [m for m in MUTATIONS if arguments.only in m[0]]
    if arguments.list:
        print("\n".join(name for name, *_ in chosen))
        return 0

    tally = {"caught": 0, "MISSED": 0, "stale": 0}
    with tempfile.TemporaryDirectory(prefix="coalition-mutations-") as folder:
        print("building without a mutation", flush=True)
        workshop = Workshop(pathlib.Path(folder))
        result, detail = workshop.judge()
        if result != "MISSED":
            print(f"the tests fail without a mutation: {detail}")
            return 1
        for number, (name, *mutation) in enumerate(chosen, 1):
            began = time.monotonic()
            result, detail = workshop.try_one(*mutation)
            tally[result] += 1
            took = time.monotonic() - began
            print(f"{number:3}/{len(chosen)} {result:6} {name}: {detail} ({took:.0f} s)", flush=True)
    print(f"{tally['caught']} caught, {tally['MISSED']} missed, {tally['stale']} to be renewed")
    return 0 if tally["caught"] == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
