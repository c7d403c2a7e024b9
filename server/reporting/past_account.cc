#include "server/reporting/past_account.h"

#include <map>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

#include "server/domain/transaction.h"

namespace coalition::reporting {
namespace {

using domain::Account;
using domain::AccountKey;
using domain::Hold;
using domain::LotMovement;
using domain::Sequence;
using domain::Transaction;
using domain::TransactionId;

// What a transaction is to one of its accounts.
struct Side {
  const std::vector<LotMovement>* lots = nullptr;
  Sequence previous;
};

Side SideOf(const Transaction& transaction, const AccountKey& key) {
  if (transaction.member == key.member && transaction.currency == key.currency) {
    return {&transaction.lots, transaction.previous};
  }
  return {&transaction.counterpart->lots, transaction.counterpart->previous};
}

bool Moves(const Transaction& transaction, const AccountKey& key) {
  const auto is_key = [&](const auto& side) {
    return side.member == key.member && side.currency == key.currency;
  };
  return is_key(transaction) || (transaction.counterpart && is_key(*transaction.counterpart));
}

// One account's chain of transactions, newest first. After an error it is at its end.
class Chain {
 public:
  Chain(store::LedgerSnapshot& snapshot, AccountKey key, Sequence newest)
      : snapshot_(snapshot), key_(key), next_(newest) {}

  // What Read would read; kNoSequence at the end.
  Sequence next() const { return next_; }

  // The next one, which stays until another Read.
  absl::StatusOr<const Transaction*> Read() {
    const Sequence sequence = std::exchange(next_, domain::kNoSequence);
    read_.reset();
    absl::Status scanned = snapshot_.ScanJournal({sequence, Sequence(sequence.value() + 1)},
                                                 [&](const Transaction& transaction) {
                                                   read_ = transaction;
                                                   return false;
                                                 });
    if (!scanned.ok()) return scanned;
    if (!read_ || !Moves(*read_, key_) || SideOf(*read_, key_).previous >= sequence) {
      return absl::DataLossError(
          absl::StrCat("the chain of an account is broken at ", sequence.value()));
    }
    next_ = SideOf(*read_, key_).previous;
    return &*read_;
  }

 private:
  store::LedgerSnapshot& snapshot_;
  const AccountKey key_;
  Sequence next_;
  std::optional<Transaction> read_;
};

bool IsMerger(const Transaction& transaction) {
  return transaction.type == domain::TransactionType::kTransfer &&
         transaction.partner == domain::kNetwork;
}

// Finds the holds on an account at a point, from the authorizations before it.
class HoldSearch {
 public:
  HoldSearch(store::LedgerSnapshot& snapshot, const PastPoint& point)
      : snapshot_(snapshot), point_(point) {}

  // `newest` is the account's last transaction at the point.
  absl::StatusOr<std::vector<Hold>> Run(const AccountKey& key, Sequence newest) {
    accounts_.emplace_back(key, newest);
    while (!accounts_.empty()) {
      const auto [account, last] = accounts_.back();
      accounts_.pop_back();
      if (absl::Status searched = Search(account, last); !searched.ok()) return searched;
    }
    std::vector<Hold> open;
    for (auto& [authorization, hold] : opened_) {
      if (!closed_.contains(authorization)) open.push_back(std::move(hold));
    }
    return open;
  }

 private:
  absl::Status Search(const AccountKey& key, Sequence newest) {
    Chain chain(snapshot_, key, newest);
    while (chain.next() != domain::kNoSequence) {
      const auto transaction = chain.Read();
      if (!transaction.ok()) return transaction.status();
      const Transaction& t = **transaction;
      const bool too_old = t.posted_at.micros <= point_.at.micros - kHoldMicrosMax;
      const bool gave_all_away = IsMerger(t) && t.member == key.member;
      if (too_old || gave_all_away) break;
      Note(t);
    }
    return absl::OkStatus();
  }

  void Note(const Transaction& t) {
    switch (t.type) {
      case domain::TransactionType::kAuthorization:
        if (t.hold_expires_at > point_.at) {
          opened_.emplace(t.id, Hold{t.id, t.hold_expires_at, t.reserved});
        }
        return;
      case domain::TransactionType::kCapture:
      case domain::TransactionType::kVoid:
        closed_.insert(*t.original);
        return;
      default:
        if (IsMerger(t)) accounts_.push_back({{t.member, t.currency}, t.previous});
    }
  }

  store::LedgerSnapshot& snapshot_;
  const PastPoint& point_;
  // To be searched, each with its last transaction.
  std::vector<std::pair<AccountKey, Sequence>> accounts_;
  std::map<TransactionId, Hold> opened_;
  absl::flat_hash_set<TransactionId> closed_;
};

// The account without its holds.
absl::StatusOr<Account> WithoutHolds(store::LedgerSnapshot& snapshot, const AccountKey& key,
                                     const PastPoint& point) {
  domain::ReadSet wanted;
  wanted.accounts.insert(key);
  domain::LedgerState state;
  if (absl::Status loaded = snapshot.Load(wanted, state); !loaded.ok()) return loaded;
  const Account& now = state.accounts.at(key);
  Account account(key, now.lots(), domain::kNoSequence);
  Chain chain(snapshot, key, now.last_transaction());
  while (chain.next() > point.last) {
    const auto transaction = chain.Read();
    if (!transaction.ok()) return transaction.status();
    for (const LotMovement& movement : *SideOf(**transaction, key).lots) {
      account.Apply({movement.lot, -movement.points});
    }
  }
  account.set_last_transaction(chain.next());
  return account;
}

}  // namespace

absl::StatusOr<Account> AccountAt(store::LedgerSnapshot& snapshot, const AccountKey& key,
                                  const PastPoint& point) {
  auto account = WithoutHolds(snapshot, key, point);
  if (!account.ok()) return account.status();
  auto holds = HoldSearch(snapshot, point).Run(key, account->last_transaction());
  if (!holds.ok()) return holds.status();
  return Account(key, account->lots(), account->last_transaction(), *std::move(holds));
}

absl::StatusOr<std::vector<Hold>> HoldsAt(store::LedgerSnapshot& snapshot, const AccountKey& key,
                                          const PastPoint& point) {
  auto account = AccountAt(snapshot, key, point);
  if (!account.ok()) return account.status();
  return account->holds();
}

}  // namespace coalition::reporting
