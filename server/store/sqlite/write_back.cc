#include "server/store/sqlite/write_back.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>

#include "server/store/codec.h"
#include "server/store/journal.h"
#include "server/store/sqlite/changes_writer.h"
#include "server/store/sqlite/statements.h"
#include "server/store/sqlite/table_rows.h"

namespace coalition::store {
namespace {

// Requests and participations that wait to be written together.
constexpr std::size_t kPendingMax = 512;

constexpr char kKeptAlready[] = "a request has an outcome already";

template <typename T>
std::shared_ptr<const T> Shared(T value) {
  return std::make_shared<const T>(std::move(value));
}

// The hand's places over the tables that have fewer buckets.
template <typename Table>
std::optional<std::size_t> BucketAt(std::size_t place) {
  constexpr std::size_t kPlacesPerBucket = kHandPlaces / Table::kBuckets;
  if (place % kPlacesPerBucket != 0) return std::nullopt;
  return place / kPlacesPerBucket;
}

}  // namespace

absl::StatusOr<WriteBack::Step> WriteBack::Stage(const domain::Changes& changes, LaneReads& reads) {
  Step step{
      .changes = changes, .commit = reads.commit() + 1, .account_deltas = AccountDeltasOf(changes)};
  const CommitNumber oldest_view = memory_.views.oldest();
  if (absl::Status staged = StageOutcomes(reads, step, oldest_view); !staged.ok()) return staged;
  if (absl::Status staged = StageAccounts(reads, step, oldest_view); !staged.ok()) return staged;
  StageRest(step, oldest_view);
  memory_.unwritten_journal.Add(changes.transactions);
  return step;
}

absl::Status WriteBack::StageOutcomes(LaneReads& reads, Step& step, CommitNumber oldest_view) {
  for (const auto& [key, outcome] : step.changes.outcomes) {
    // Its row would refuse to be written, but only later, in a commit of others.
    const auto is_kept = reads.IsKept(key);
    if (!is_kept.ok()) return is_kept.status();
    if (*is_kept) return absl::DataLossError(kKeptAlready);
  }
  step.outcomes.reserve(step.changes.outcomes.size());
  for (const auto& [key, outcome] : step.changes.outcomes) {
    const auto greatest = reads.GreatestId(key.scope);
    if (!greatest.ok()) return greatest.status();
    if (key.request_id > **greatest) **greatest = key.request_id;
    const auto& row = step.outcomes.emplace_back(key, Shared(outcome)).second;
    if (memory_.outcomes.Put(key, row, step.commit, oldest_view)) {
      return absl::DataLossError(kKeptAlready);
    }
  }
  return absl::OkStatus();
}

absl::Status WriteBack::StageAccounts(LaneReads& reads, const Step& step,
                                      CommitNumber oldest_view) {
  for (const auto& [key, delta] : step.account_deltas) {
    const auto apply = [&delta = delta](const AccountRecord& before) {
      AccountRecord record = before;
      delta.ApplyTo(record);
      return Shared(std::move(record));
    };
    if (memory_.accounts.Update(key, step.commit, oldest_view, apply)) continue;
    const auto before = reads.Account(key);
    if (!before.ok()) return before.status();
    memory_.accounts.Put(key, apply(**before), step.commit, oldest_view);
  }
  return absl::OkStatus();
}

void WriteBack::StageRest(const Step& step, CommitNumber oldest_view) {
  const domain::Changes& changes = step.changes;
  for (const auto& [key, state] : changes.reversals) {
    memory_.reversals.Put(key, Shared(state), step.commit, oldest_view);
  }
  for (const auto& [key, totals] : changes.day_totals) {
    memory_.day_totals.Put(key, Shared(totals), step.commit, oldest_view);
  }
  for (const auto& [key, total] : changes.positions) {
    NotePosition(key);
    memory_.positions.Put(key, Shared(total), step.commit, oldest_view);
  }
  for (const auto& [key, points] : changes.outstanding) {
    memory_.outstanding.Put(key, Shared(std::optional(points)), step.commit, oldest_view);
  }
  for (const domain::Member& member : changes.members) {
    memory_.members.Put(member.id, Shared(std::optional(member)), step.commit, oldest_view);
  }
  for (const auto& [identifier, member] : changes.identifiers) {
    memory_.identifiers.Put(identifier, Shared(member), step.commit, oldest_view);
  }
  for (const auto& [partner, amount] : changes.closed_totals) {
    memory_.closed_totals.Put(partner, Shared(std::optional(amount)), step.commit, oldest_view);
  }
}

absl::Status WriteBack::Write(Connection& connection, Step& step) {
  for (const domain::Transaction& transaction : step.changes.transactions) {
    NoteParticipations(transaction, step.participations);
  }
  step.marks = marks_;
  step.marks.commit = step.commit;
  step.round_began = round_began_;
  step.redos = redos_;
  const domain::LaneState& lane = step.changes.lane;
  absl::Status status = MoveHand(connection, step);
  if (status.ok()) status = WriteChanges(connection, step.changes);
  if (status.ok()) status = WriteRedo(connection, step);
  if (status.ok()) status = WritePending(connection, step);
  if (step.round_began != round_began_) {
    // What was changed before the round that ends here is in the file.
    step.redos.needed = std::min(round_began_, step.marks.requests_through + 1);
  }
  if (status.ok()) status = DeleteRedos(connection, step);
  if (status.ok()) status = WriteLane(connection, lane, step.marks);
  return status;
}

void WriteBack::NoteParticipations(const domain::Transaction& transaction,
                                   std::vector<PartnerParticipation>& all) {
  for (const auto& [partner, reported] : ParticipantsOf(transaction)) {
    all.push_back({partner, {transaction.id.sequence, reported}});
  }
}

absl::Status WriteBack::MoveHand(Connection& connection, Step& step) {
  const domain::Changes& changes = step.changes;
  const std::size_t rows = rows_due_ + memory_.remembered.exchange(0) + step.account_deltas.size() +
                           changes.reversals.size() + changes.day_totals.size();
  // At most one round.
  step.places = std::min(rows * kHandPlaces / options_.rows_per_round, kHandPlaces);
  step.rows_due = rows - step.places * options_.rows_per_round / kHandPlaces;
  for (std::size_t i = 0; i < step.places; ++i) {
    const std::size_t place = (hand_ + i) % kHandPlaces;
    if (place == 0) step.round_began = step.commit;
    absl::Status written = WritePlace(connection, changes.lane.lane, place, step.commit);
    if (!written.ok()) return written;
  }
  return absl::OkStatus();
}

absl::Status WriteBack::WritePlace(Connection& connection, domain::LaneId lane, std::size_t place,
                                   CommitNumber commit) {
  absl::Status status = WriteBucket(connection, lane, memory_.accounts, place, commit);
  if (status.ok()) status = WriteBucket(connection, lane, memory_.reversals, place, commit);
  if (status.ok()) status = WriteBucket(connection, lane, memory_.day_totals, place, commit);
  if (const auto bucket = BucketAt<PositionTable>(place)) {
    if (status.ok()) status = WriteBucket(connection, lane, memory_.positions, *bucket, commit);
  }
  if (const auto bucket = BucketAt<OutstandingTable>(place)) {
    if (status.ok()) status = WriteBucket(connection, lane, memory_.outstanding, *bucket, commit);
  }
  return status;
}

template <typename Table>
absl::Status WriteBack::WriteBucket(Connection& connection, domain::LaneId lane,
                                    const RecentRows<Table>& rows, std::size_t bucket,
                                    CommitNumber commit) {
  for (const auto& [key, row] : rows.Unwritten(bucket, commit)) {
    absl::Status written = WriteRow(connection, lane, key, *row, scratch_);
    if (!written.ok()) return written;
  }
  return absl::OkStatus();
}

absl::Status WriteBack::WriteRedo(Connection& connection, Step& step) {
  const RedoParts redo = RedoOf(step.account_deltas, step.changes);
  if (redo.empty()) return absl::OkStatus();
  std::string bytes;
  Encode(redo, bytes);
  step.redos.bytes_since_deletion += bytes.size();
  return connection.Run(sql::kInsertRedo, step.changes.lane.lane, step.commit, Blob{bytes});
}

absl::Status WriteBack::DeleteRedos(Connection& connection, Step& step) {
  Redos& redos = step.redos;
  if (redos.first >= redos.needed ||
      redos.bytes_since_deletion < options_.redo_bytes_per_deletion) {
    return absl::OkStatus();
  }
  redos.bytes_since_deletion = 0;
  redos.first = std::min(redos.needed, redos.first + 2 * (step.commit - redos.deleted_in));
  redos.deleted_in = step.commit;
  // They name members by their ids alone, and requests, which stay anyway.
  absl::Status status = connection.Execute(sql::kLeaveFreePages);
  if (status.ok()) status = connection.Run(sql::kDeleteRedos, step.changes.lane.lane, redos.first);
  status.Update(connection.Execute(sql::kClearFreePages));
  return status;
}

absl::Status WriteBack::WritePending(Connection& connection, Step& step) {
  const std::size_t waiting = pending_outcomes_.size() + step.changes.outcomes.size() +
                              pending_participations_.size() + step.participations.size();
  if (waiting < kPendingMax) return absl::OkStatus();
  step.writes_pending = true;
  step.marks.requests_through = step.commit;
  step.marks.participants_end = step.changes.lane.next_sequence;
  absl::Status status = WriteOutcomes(connection, step);
  return status.ok() ? WriteRuns(connection, step) : status;
}

absl::Status WriteBack::WriteOutcomes(Connection& connection, const Step& step) {
  using Row = std::pair<const domain::RequestKey*, const domain::StoredOutcome*>;
  std::vector<Row> rows;
  rows.reserve(pending_outcomes_.size() + step.changes.outcomes.size());
  for (const auto& [key, outcome] : pending_outcomes_) rows.emplace_back(&key, outcome.get());
  for (const auto& [key, outcome] : step.changes.outcomes) rows.emplace_back(&key, &outcome);
  std::sort(rows.begin(), rows.end(),
            [](const Row& a, const Row& b) { return *a.first < *b.first; });
  for (const auto& [key, outcome] : rows) {
    absl::Status written = WriteRow(connection, step.changes.lane.lane, *key, *outcome, scratch_);
    if (!written.ok()) return written;
  }
  return absl::OkStatus();
}

absl::Status WriteBack::InsertRuns(Connection& connection, domain::LaneId lane,
                                   std::vector<PartnerParticipation>& all) {
  return store::WriteRuns<domain::PartnerId>(
      all, [&](domain::PartnerId partner, domain::Sequence first, std::string_view bytes) {
        return connection.Run(sql::kInsertRun, lane, partner, first, Blob{bytes});
      });
}

absl::Status WriteBack::WriteRuns(Connection& connection, const Step& step) {
  std::vector<PartnerParticipation> all = pending_participations_;
  all.insert(all.end(), step.participations.begin(), step.participations.end());
  return InsertRuns(connection, step.changes.lane.lane, all);
}

absl::Status WriteBack::WriteLane(Connection& connection, const domain::LaneState& lane,
                                  const LaneMarks& marks) {
  return connection.Run(sql::kPutLane, lane.lane, lane.next_sequence, lane.open_window.id,
                        lane.latest_at, lane.next_event, marks.commit, marks.requests_through,
                        marks.participants_end);
}

void WriteBack::Finish(Step& step) {
  const domain::Changes& changes = step.changes;
  marks_ = step.marks;
  memory_.views.Advance(step.commit);
  memory_.unwritten_journal.Remove(changes.transactions);
  const CommitNumber oldest_view = memory_.views.oldest();
  for (const domain::Member& member : changes.members) {
    memory_.members.WrittenOne(member.id, step.commit);
  }
  for (const auto& [identifier, member] : changes.identifiers) {
    memory_.identifiers.WrittenOne(identifier, step.commit);
  }
  for (const auto& [partner, amount] : changes.closed_totals) {
    memory_.closed_totals.WrittenOne(partner, step.commit);
  }
  if (step.writes_pending) {
    for (const auto& [key, outcome] : pending_outcomes_) {
      memory_.outcomes.WrittenOne(key, step.commit);
    }
    for (const auto& [key, outcome] : changes.outcomes) {
      memory_.outcomes.WrittenOne(key, step.commit);
    }
    pending_outcomes_.clear();
    pending_participations_.clear();
  } else {
    std::move(step.outcomes.begin(), step.outcomes.end(), std::back_inserter(pending_outcomes_));
    pending_participations_.insert(pending_participations_.end(), step.participations.begin(),
                                   step.participations.end());
  }
  for (std::size_t i = 0; i < step.places; ++i) {
    PlaceWritten((hand_ + i) % kHandPlaces, step.commit, oldest_view);
  }
  hand_ = (hand_ + step.places) % kHandPlaces;
  rows_due_ = step.rows_due;
  round_began_ = step.round_began;
  redos_ = step.redos;
}

void WriteBack::PlaceWritten(std::size_t place, CommitNumber commit, CommitNumber oldest_view) {
  const std::size_t bytes = memory_.bytes();
  const std::size_t bytes_max = options_.memory_bytes_max;
  const Evict evict = bytes <= bytes_max                   ? Evict::kNone
                      : bytes <= bytes_max + bytes_max / 4 ? Evict::kUnwanted
                                                           : Evict::kAll;
  const auto pass = [&](auto& rows, std::size_t bucket) {
    rows.Written(bucket, commit);
    rows.Sweep(bucket, oldest_view, evict);
  };
  pass(memory_.accounts, place);
  pass(memory_.reversals, place);
  pass(memory_.day_totals, place);
  if (const auto bucket = BucketAt<PositionTable>(place)) pass(memory_.positions, *bucket);
  if (const auto bucket = BucketAt<OutstandingTable>(place)) pass(memory_.outstanding, *bucket);
  memory_.members.Sweep(place, oldest_view, evict);
  memory_.identifiers.Sweep(place, oldest_view, evict);
  // Requests are asked for again soon or never.
  memory_.outcomes.Sweep(place, oldest_view, Evict::kAll);
}

void WriteBack::NotePosition(const domain::PositionKey& key) {
  auto& open = memory_.open_positions;
  if (!open || open->window != key.window) return;
  std::vector<domain::PositionKey>& keys = open->of_partner[key.partner];
  if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
}

absl::Status WriteBack::WriteFirst(Connection& connection, const domain::Changes& changes) {
  Step step{.changes = changes, .commit = 1, .account_deltas = AccountDeltasOf(changes)};
  absl::Status status = WriteChanges(connection, changes);
  if (status.ok()) status = WriteRedo(connection, step);
  if (status.ok()) status = WriteLane(connection, changes.lane, {step.commit, 0, {}});
  return status;
}

namespace {

// Rows of a table that is written later, at once.
template <typename Rows>
absl::Status WriteRows(Connection& connection, domain::LaneId lane, const Rows& rows) {
  std::string scratch;
  for (const auto& [key, value] : rows) {
    if (absl::Status written = WriteRow(connection, lane, key, value, scratch); !written.ok()) {
      return written;
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WriteBack::WriteNewRows(Connection& connection, const domain::Changes& rows) {
  const domain::LaneId lane = rows.lane.lane;
  std::vector<std::pair<domain::AccountKey, AccountRecord>> accounts;
  for (const auto& [key, delta] : AccountDeltasOf(rows)) {
    delta.ApplyTo(accounts.emplace_back(key, AccountRecord()).second);
  }
  std::vector<PartnerParticipation> participations;
  for (const domain::Transaction& transaction : rows.transactions) {
    NoteParticipations(transaction, participations);
  }
  absl::Status status = WriteChanges(connection, rows);
  if (status.ok()) status = InsertRuns(connection, lane, participations);
  if (status.ok()) status = WriteRows(connection, lane, accounts);
  if (status.ok()) status = WriteRows(connection, lane, rows.outcomes);
  if (status.ok()) status = WriteRows(connection, lane, rows.reversals);
  if (status.ok()) status = WriteRows(connection, lane, rows.day_totals);
  if (status.ok()) status = WriteRows(connection, lane, rows.positions);
  if (status.ok()) status = WriteRows(connection, lane, rows.outstanding);
  return status;
}

absl::Status WriteBack::WriteNewLane(Connection& connection, const domain::LaneState& lane) {
  // Of one commit, of which nothing is to be written later.
  constexpr CommitNumber kFirst = 1;
  return WriteLane(connection, lane, {kFirst, kFirst, lane.next_sequence});
}

absl::Status WriteBack::WriteAll(Connection& connection, const domain::LaneState& lane) {
  domain::Changes none;
  none.lane = lane;
  const Step step{.changes = none, .commit = marks_.commit + 1};
  absl::Status status;
  for (std::size_t place = 0; place < kHandPlaces && status.ok(); ++place) {
    status = WritePlace(connection, lane.lane, place, step.commit);
  }
  if (status.ok()) status = WriteOutcomes(connection, step);
  if (status.ok()) status = WriteRuns(connection, step);
  if (status.ok()) status = connection.Run(sql::kDeleteRedos, lane.lane, step.commit);
  if (status.ok()) {
    status = WriteLane(connection, lane, {step.commit, step.commit, lane.next_sequence});
  }
  return status;
}

absl::StatusOr<LaneHead> WriteBack::Recover(Connection& connection, domain::LaneId lane) {
  auto reads = LaneReads::Begin(connection, lane, memory_);
  if (!reads.ok()) return reads.status();
  redos_.first = reads->marks().commit + 1;
  CommitNumber commit = 0;
  Redo redo;
  {
    Cursor rows = connection.Query(sql::kScanRedos, lane);
    while (rows.Next(commit, Body(redo))) {
      redos_.first = std::min(redos_.first, commit);
      if (absl::Status applied = ApplyRedo(*reads, commit, redo); !applied.ok()) return applied;
    }
    if (!rows.status().ok()) return rows.status();
  }
  domain::Transaction transaction;
  Cursor rows = connection.Query(sql::kScanJournal, lane, reads->marks().participants_end,
                                 reads->lane().next_sequence);
  while (rows.Next(Body(transaction))) NoteParticipations(transaction, pending_participations_);
  if (!rows.status().ok()) return rows.status();
  marks_ = reads->marks();
  redos_.deleted_in = marks_.commit;
  memory_.views.Advance(marks_.commit);
  return LaneHead{reads->lane(), marks_.commit};
}

absl::Status WriteBack::ApplyRedo(LaneReads& reads, CommitNumber commit, const Redo& redo) {
  for (const auto& [key, delta] : redo.accounts) {
    const auto before = reads.Account(key);
    if (!before.ok()) return before.status();
    AccountRecord record = **before;
    delta.ApplyTo(record);
    memory_.accounts.Put(key, Shared(std::move(record)), commit, kNoView);
  }
  for (const auto& [key, state] : redo.reversals) {
    memory_.reversals.Put(key, Shared(state), commit, kNoView);
  }
  for (const auto& [key, totals] : redo.day_totals) {
    memory_.day_totals.Put(key, Shared(totals), commit, kNoView);
  }
  for (const auto& [key, total] : redo.positions) {
    memory_.positions.Put(key, Shared(total), commit, kNoView);
  }
  for (const auto& [key, points] : redo.outstanding) {
    memory_.outstanding.Put(key, Shared(std::optional(points)), commit, kNoView);
  }
  if (commit <= reads.marks().requests_through) return absl::OkStatus();
  for (const auto& [key, outcome] : redo.outcomes) {
    const auto greatest = reads.GreatestId(key.scope);
    if (!greatest.ok()) return greatest.status();
    **greatest = std::max(**greatest, key.request_id);
    memory_.outcomes.Put(key, pending_outcomes_.emplace_back(key, Shared(outcome)).second, commit,
                         kNoView);
  }
  return absl::OkStatus();
}

}  // namespace coalition::store
