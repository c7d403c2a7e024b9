#include "server/store/sqlite/write_back.h"

#include <algorithm>
#include <memory>
#include <variant>

#include "server/store/codec.h"
#include "server/store/journal.h"
#include "server/store/sqlite/changes_writer.h"
#include "server/store/sqlite/statements.h"
#include "server/store/sqlite/table_rows.h"

namespace coalition::store {
namespace {

// Requests and participations that wait to be written together.
constexpr std::size_t kPendingMax = 512;

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

absl::Status WriteBack::Write(Connection& connection, const domain::Changes& changes,
                              LaneReads& reads) {
  step_.emplace(Step{changes, reads.marks(), {}, {}, {}, false, 0, 0, round_began_});
  ++step_->marks.commit;
  const auto deltas = AccountDeltasOf(changes);
  absl::Status status = Stage(reads, deltas);
  if (status.ok()) status = MoveHand(connection);
  if (status.ok()) status = WriteChanges(connection, changes);
  if (status.ok()) status = WriteRedo(connection, RedoOf(deltas, changes));
  if (status.ok()) status = WritePending(connection);
  if (status.ok() && step_->round_began != round_began_) {
    // What was changed before the round that ends here is in the file.
    const CommitNumber needed = std::min(round_began_, step_->marks.requests_through + 1);
    status = connection.Run(sql::kDeleteRedos, changes.lane.lane, needed);
  }
  if (status.ok()) status = WriteLane(connection);
  return status;
}

absl::Status WriteBack::Stage(LaneReads& reads, const decltype(Redo::accounts)& deltas) {
  const domain::Changes& changes = step_->changes;
  step_->accounts.reserve(deltas.size());
  for (const auto& [key, delta] : deltas) {
    const auto before = reads.Account(key);
    if (!before.ok()) return before.status();
    AccountRecord record = **before;
    delta.ApplyTo(record);
    step_->accounts.emplace_back(key, Shared(std::move(record)));
  }
  step_->outcomes.reserve(changes.outcomes.size());
  for (const auto& [key, outcome] : changes.outcomes) {
    step_->outcomes.emplace_back(key, Shared(outcome));
    // Its row would refuse to be written, but only later.
    const auto is_kept = reads.IsKept(key);
    if (!is_kept.ok()) return is_kept.status();
    if (*is_kept) return absl::DataLossError("a request has an outcome already");
  }
  for (const domain::Transaction& transaction : changes.transactions) {
    NoteParticipations(transaction, step_->participations);
  }
  return absl::OkStatus();
}

void WriteBack::NoteParticipations(const domain::Transaction& transaction,
                                   std::vector<PartnerParticipation>& all) {
  for (const auto& [partner, reported] : ParticipantsOf(transaction)) {
    all.push_back({partner, {transaction.id.sequence, reported}});
  }
}

absl::Status WriteBack::MoveHand(Connection& connection) {
  const domain::Changes& changes = step_->changes;
  const std::size_t rows = rows_due_ + memory_.remembered + step_->accounts.size() +
                           changes.reversals.size() + changes.day_totals.size();
  // At most one round.
  step_->places = std::min(rows * kHandPlaces / options_.rows_per_round, kHandPlaces);
  step_->rows_due = rows - step_->places * options_.rows_per_round / kHandPlaces;
  for (std::size_t i = 0; i < step_->places; ++i) {
    const std::size_t place = (hand_ + i) % kHandPlaces;
    // Rows are written as of the commit before, so the changes of this one belong to the new round.
    if (place == 0) step_->round_began = step_->marks.commit;
    absl::Status written = WritePlace(connection, changes.lane.lane, place);
    if (!written.ok()) return written;
  }
  return absl::OkStatus();
}

absl::Status WriteBack::WritePlace(Connection& connection, domain::LaneId lane, std::size_t place) {
  absl::Status status = WriteBucket(connection, lane, memory_.accounts, place);
  if (status.ok()) status = WriteBucket(connection, lane, memory_.reversals, place);
  if (status.ok()) status = WriteBucket(connection, lane, memory_.day_totals, place);
  if (const auto bucket = BucketAt<PositionTable>(place)) {
    if (status.ok()) status = WriteBucket(connection, lane, memory_.positions, *bucket);
  }
  if (const auto bucket = BucketAt<OutstandingTable>(place)) {
    if (status.ok()) status = WriteBucket(connection, lane, memory_.outstanding, *bucket);
  }
  return status;
}

template <typename Table>
absl::Status WriteBack::WriteBucket(Connection& connection, domain::LaneId lane,
                                    const RecentRows<Table>& rows, std::size_t bucket) {
  for (const auto& [key, row] : rows.Unwritten(bucket)) {
    absl::Status written = WriteRow(connection, lane, key, *row, scratch_);
    if (!written.ok()) return written;
  }
  return absl::OkStatus();
}

absl::Status WriteBack::WriteRedo(Connection& connection, const RedoParts& redo) {
  if (redo.empty()) return absl::OkStatus();
  scratch_.clear();
  Encode(redo, scratch_);
  return connection.Run(sql::kInsertRedo, step_->changes.lane.lane, step_->marks.commit,
                        Blob{scratch_});
}

absl::Status WriteBack::WritePending(Connection& connection) {
  const std::size_t waiting = pending_outcomes_.size() + step_->outcomes.size() +
                              pending_participations_.size() + step_->participations.size();
  return waiting < kPendingMax ? absl::OkStatus() : WriteAllPending(connection);
}

absl::Status WriteBack::WriteAllPending(Connection& connection) {
  step_->writes_pending = true;
  step_->marks.requests_through = step_->marks.commit;
  step_->marks.participants_end = step_->changes.lane.next_sequence;
  absl::Status status = WriteOutcomes(connection);
  return status.ok() ? WriteRuns(connection) : status;
}

absl::Status WriteBack::WriteOutcomes(Connection& connection) {
  std::vector<const NewRows<OutcomeTable>::value_type*> rows;
  rows.reserve(pending_outcomes_.size() + step_->outcomes.size());
  for (const auto& row : pending_outcomes_) rows.push_back(&row);
  for (const auto& row : step_->outcomes) rows.push_back(&row);
  std::sort(rows.begin(), rows.end(), [](auto* a, auto* b) { return a->first < b->first; });
  for (const auto* row : rows) {
    absl::Status written =
        WriteRow(connection, step_->changes.lane.lane, row->first, *row->second, scratch_);
    if (!written.ok()) return written;
  }
  return absl::OkStatus();
}

absl::Status WriteBack::WriteRuns(Connection& connection) {
  std::vector<PartnerParticipation> all = pending_participations_;
  all.insert(all.end(), step_->participations.begin(), step_->participations.end());
  std::sort(all.begin(), all.end());
  std::vector<Participation> run;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& [partner, participation] = all[i];
    run.push_back(participation);
    const bool ends =
        i + 1 == all.size() || all[i + 1].first != partner || run.size() == kRunLengthMax;
    if (!ends) continue;
    const std::string bytes = EncodeRun(run);
    absl::Status written = connection.Run(sql::kInsertRun, step_->changes.lane.lane, partner,
                                          run.front().sequence, Blob{bytes});
    if (!written.ok()) return written;
    run.clear();
  }
  return absl::OkStatus();
}

absl::Status WriteBack::WriteLane(Connection& connection) {
  const domain::LaneState& lane = step_->changes.lane;
  const LaneMarks& marks = step_->marks;
  return connection.Run(sql::kPutLane, lane.lane, lane.next_sequence, lane.open_window.id,
                        lane.latest_at, lane.next_event, marks.commit, marks.requests_through,
                        marks.participants_end);
}

void WriteBack::Apply() {
  Step step = *std::move(step_);
  step_.reset();
  const domain::Changes& changes = step.changes;
  const CommitNumber commit = step.marks.commit;
  const CommitNumber oldest_view = memory_.views.oldest();

  for (std::size_t i = 0; i < step.places; ++i) {
    PlaceWritten((hand_ + i) % kHandPlaces, commit, oldest_view);
  }
  hand_ = (hand_ + step.places) % kHandPlaces;
  rows_due_ = step.rows_due;
  round_began_ = step.round_began;
  memory_.remembered = 0;

  for (auto& [key, row] : step.accounts) {
    memory_.accounts.Put(key, std::move(row), commit, oldest_view);
  }
  for (const auto& [key, state] : changes.reversals) {
    memory_.reversals.Put(key, Shared(state), commit, oldest_view);
  }
  for (const auto& [key, totals] : changes.day_totals) {
    memory_.day_totals.Put(key, Shared(totals), commit, oldest_view);
  }
  for (const auto& [key, total] : changes.positions) {
    NotePosition(key);
    memory_.positions.Put(key, Shared(total), commit, oldest_view);
  }
  for (const auto& [key, points] : changes.outstanding) {
    memory_.outstanding.Put(key, Shared(std::optional(points)), commit, oldest_view);
  }
  for (const auto& [key, outcome] : step.outcomes) {
    std::string& greatest = memory_.greatest_ids.at(key.scope);
    if (key.request_id > greatest) greatest = key.request_id;
    // What is in the file from the start is read from there, if ever.
    if (!step.writes_pending) memory_.outcomes.Put(key, outcome, commit, oldest_view);
  }
  if (step.writes_pending) {
    for (const auto& [key, outcome] : pending_outcomes_) {
      memory_.outcomes.WrittenOne(key, commit);
    }
    pending_outcomes_.clear();
    pending_participations_.clear();
  } else {
    std::move(step.outcomes.begin(), step.outcomes.end(), std::back_inserter(pending_outcomes_));
    pending_participations_.insert(pending_participations_.end(), step.participations.begin(),
                                   step.participations.end());
  }

  for (const domain::Member& member : changes.members) {
    memory_.members.Put(member.id, Shared(std::optional(member)), commit, oldest_view, true);
  }
  for (const auto& [identifier, member] : changes.identifiers) {
    memory_.identifiers.Put(identifier, Shared(member), commit, oldest_view, true);
  }
  for (const auto& [partner, amount] : changes.closed_totals) {
    memory_.closed_totals.Put(partner, Shared(std::optional(amount)), commit, oldest_view, true);
  }
  memory_.views.Advance(commit);
}

void WriteBack::PlaceWritten(std::size_t place, CommitNumber commit, CommitNumber oldest_view) {
  const std::size_t bytes = memory_.bytes();
  const Evict evict = bytes <= options_.memory_bytes_max ? Evict::kNone
                      : bytes <= options_.memory_bytes_max + options_.memory_bytes_max / 4
                          ? Evict::kUnwanted
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

absl::Status WriteBack::WriteAll(Connection& connection, LaneReads& reads) {
  domain::Changes none;
  none.lane = reads.lane();
  step_.emplace(Step{none, reads.marks(), {}, {}, {}, false, 0, 0, round_began_});
  ++step_->marks.commit;
  absl::Status status;
  for (std::size_t place = 0; place < kHandPlaces && status.ok(); ++place) {
    status = WritePlace(connection, none.lane.lane, place);
  }
  if (status.ok()) status = WriteAllPending(connection);
  if (status.ok()) status = connection.Run(sql::kDeleteRedos, none.lane.lane, step_->marks.commit);
  if (status.ok()) status = WriteLane(connection);
  step_.reset();
  return status;
}

absl::Status WriteBack::Recover(Connection& connection, domain::LaneId lane) {
  auto reads = LaneReads::Begin(connection, lane, memory_, Remember::kNo);
  if (absl::IsFailedPrecondition(reads.status())) return absl::OkStatus();
  if (!reads.ok()) return reads.status();
  CommitNumber commit = 0;
  Redo redo;
  {
    Cursor rows = connection.Query(sql::kScanRedos, lane);
    while (rows.Next(commit, Body(redo))) {
      if (absl::Status applied = ApplyRedo(*reads, commit, redo); !applied.ok()) return applied;
    }
    if (!rows.status().ok()) return rows.status();
  }
  domain::Transaction transaction;
  Cursor rows = connection.Query(sql::kScanJournal, lane, reads->marks().participants_end,
                                 reads->lane().next_sequence);
  while (rows.Next(Body(transaction))) NoteParticipations(transaction, pending_participations_);
  if (!rows.status().ok()) return rows.status();
  round_began_ = reads->marks().commit + 1;
  memory_.views.Advance(reads->marks().commit);
  return absl::OkStatus();
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
