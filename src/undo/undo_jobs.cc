#include "undo/undo_jobs.h"

#include <spdlog/spdlog.h>

#include "base/thread_priority.h"
#include "catalog/index_entries.h"
#include "catalog/records.h"
#include "item/expiry.h"
#include "item/stored.h"

namespace quondam::undo {

namespace {

using timeline::UndoStep;

// One synced commit for so many items, or for so many bytes of their images.
constexpr std::size_t kRowsPerCommit = 50;
constexpr std::size_t kBytesPerCommit = 1 << 20;
// How often a batch is tried again when its items change under it.
constexpr int kMostTries = 100;

Result<std::optional<item::Item>> image(const std::optional<timeline::Version>& version) {
  if (!version) return std::nullopt;
  QUONDAM_ASSIGN(item::Item item, item::decode_item(version->payload));
  return item;
}

Result<bool> selects(const Selection& selection, const timeline::Difference& difference) {
  if (!selection.matches) return true;
  QUONDAM_ASSIGN(const auto before, image(difference.before));
  QUONDAM_ASSIGN(const auto after, image(difference.after));
  return selection.matches(before ? &*before : nullptr, after ? &*after : nullptr);
}

std::size_t bytes_of(const timeline::Difference& difference) {
  return (difference.before ? difference.before->payload.size() : 0) +
         (difference.after ? difference.after->payload.size() : 0);
}

Result<void> write_step(timeline::Writer& writer, const catalog::Table& table,
                        const timeline::RowKey& row, const UndoStep& step) {
  if (step.action == UndoStep::Action::erase)
    return catalog::replace_item(writer, table, row, step.present, nullptr, std::nullopt);
  if (step.action != UndoStep::Action::put) return {};
  QUONDAM_ASSIGN(const item::Item item, item::decode_item(step.target->payload));
  return catalog::replace_item(writer, table, row, step.present, nullptr,
                               catalog::Image{step.target->payload, &item});
}

// The step as it is counted. What is put back may have expired meanwhile.
Result<Sample> sample_of(const catalog::Table& table, const timeline::RowKey& row,
                         const UndoStep& step, Micros now_us) {
  Sample sample{.action = step.action, .row_bytes = row.bytes, .expired = false};
  if (step.action == UndoStep::Action::put && table.ttl.enabled) {
    QUONDAM_ASSIGN(sample.expired,
                   item::expired(step.target->payload, table.ttl.attribute, now_us));
  }
  return sample;
}

}  // namespace

Result<std::unique_ptr<UndoJobs>> UndoJobs::open(catalog::Catalog& catalog, const Clock& clock,
                                                 SelectionReader reader) {
  std::unique_ptr<UndoJobs> jobs(new UndoJobs(catalog, clock, std::move(reader)));
  QUONDAM_ASSIGN(const std::vector<Undo> undos, list_undos(catalog.engine()));
  for (auto undo = undos.rbegin(); undo != undos.rend(); ++undo) {
    if (undo->status != Status::running) continue;
    auto pin = catalog.windows().pin(undo->table_id, undo->span.from);
    if (!pin) {
      QUONDAM_TRY(jobs->update(undo->id, [&](Undo& record) {
        record.status = Status::failed;
        record.message = pin.error().message;
      }));
      continue;
    }
    jobs->waiting_.push_back({*undo, *std::move(pin)});
  }
  jobs->worker_ = std::jthread([raw = jobs.get()](const std::stop_token& stop) {
    give_way_to_requests();
    raw->run(stop);
  });
  return jobs;
}

UndoJobs::~UndoJobs() {
  worker_.request_stop();
  if (worker_.joinable()) worker_.join();
}

Result<Undo> UndoJobs::dry_run(const catalog::TablePtr& table, Undo undo) const {
  engine::Engine& engine = catalog_.engine();
  QUONDAM_ASSIGN(const Selection selection, reader_(*table, undo.selection));
  QUONDAM_ASSIGN(const timeline::Pin pin, catalog_.windows().pin(table->id, undo.span.from));
  const auto snapshot = engine.snapshot();
  const timeline::UndoOrder order = undo.order(selection);
  QUONDAM_ASSIGN(auto cursor,
                 timeline::DiffCursor::open(engine, snapshot, table->id, undo.span, order.filter));
  undo.status = Status::dry_run;
  while (true) {
    QUONDAM_ASSIGN(const auto difference, cursor.next());
    if (!difference) return undo;
    QUONDAM_ASSIGN(const bool selected, selects(selection, *difference));
    if (!selected) continue;
    QUONDAM_ASSIGN(const UndoStep step,
                   timeline::undo_step(engine, snapshot, table->id, difference->row, order));
    QUONDAM_ASSIGN(Sample sample, sample_of(*table, difference->row, step, clock_.wall_us()));
    undo.note(std::move(sample));
  }
}

Result<Undo> UndoJobs::start(const catalog::TablePtr& table, Undo undo) {
  // What cannot be read is refused now, not by the worker.
  QUONDAM_TRY(reader_(*table, undo.selection));
  QUONDAM_ASSIGN(timeline::Pin pin, catalog_.windows().pin(table->id, undo.span.from));
  undo.began_us = clock_.wall_us();
  undo.id = catalog::new_record_id(undo.began_us);
  undo.status = Status::running;
  const timeline::RowKey row = undo_row(undo.id);
  const auto committed = catalog_.engine().transact(
      {.exclusive = {timeline::state_key(engine::kCatalogSpace, row)}, .shared = {}},
      [&](engine::Transaction& transaction) -> Result<void> {
        timeline::Writer writer(catalog_.engine(), transaction, undo.who);
        writer.put(engine::kCatalogSpace, false, row, std::nullopt, encode_undo(undo));
        return {};
      });
  if (!committed) return tl::unexpected(committed.error());
  const std::lock_guard lock(mutex_);
  waiting_.push_back({undo, std::move(pin)});
  wake_.notify_one();
  return undo;
}

Result<std::optional<Undo>> UndoJobs::cancel(std::string_view id) {
  return update(id, [](Undo& undo) { undo.status = Status::cancelled; });
}

Result<std::optional<Undo>> UndoJobs::update(std::string_view id,
                                             const std::function<void(Undo& undo)>& change) {
  const timeline::RowKey row = undo_row(id);
  std::optional<Undo> updated;
  const auto committed = catalog_.engine().transact(
      {.exclusive = {timeline::state_key(engine::kCatalogSpace, row)}, .shared = {}},
      [&](engine::Transaction& transaction) -> Result<void> {
        updated.reset();
        timeline::Writer writer(catalog_.engine(), transaction, {});
        QUONDAM_ASSIGN(const auto previous, writer.read(engine::kCatalogSpace, row));
        if (!previous) return {};
        QUONDAM_ASSIGN(updated, decode_undo(previous->payload));
        if (updated->status != Status::running) return {};
        change(*updated);
        if (updated->status != Status::running) updated->ended_us = clock_.wall_us();
        writer.put(engine::kCatalogSpace, false, row, previous, encode_undo(*updated));
        return {};
      });
  if (!committed) return tl::unexpected(committed.error());
  return updated;
}

void UndoJobs::run(const std::stop_token& stop) {
  while (true) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      if (!wake_.wait(lock, stop, [&] { return !waiting_.empty(); }) || stop.stop_requested())
        return;
      job = std::move(waiting_.front());
      waiting_.pop_front();
    }
    const std::string id = job.undo.id;
    const auto performed = perform(std::move(job.undo), stop);
    if (performed) continue;
    spdlog::error("undo {} failed: {}", id, performed.error().message);
    const auto noted = update(id, [&](Undo& undo) {
      undo.status = Status::failed;
      undo.message = performed.error().message;
    });
    if (!noted) spdlog::error("undo {}: {}", id, noted.error().message);
  }
}

Result<void> UndoJobs::perform(Undo undo, const std::stop_token& stop) {
  engine::Engine& engine = catalog_.engine();
  const catalog::TablePtr table = catalog_.find(undo.table_name);
  if (table == nullptr || table->id != undo.table_id)
    return fail(ErrorCode::not_found, "the table was deleted");
  QUONDAM_ASSIGN(const Selection selection, reader_(*table, undo.selection));
  QUONDAM_ASSIGN(auto cursor,
                 timeline::DiffCursor::open(engine, engine.snapshot(), table->id, undo.span,
                                            undo.order(selection).filter, undo.position));
  while (undo.status == Status::running && !stop.stop_requested()) {
    QUONDAM_ASSIGN(const Batch batch, next_batch(cursor, selection));
    QUONDAM_ASSIGN(undo, write_batch(table, selection, undo, batch));
  }
  if (undo.status == Status::completed) {
    spdlog::info("{} of {}: {} items put back, {} removed, {} conflicts", undo.who.operation,
                 undo.table_name, undo.counts.put, undo.counts.erased, undo.counts.conflicts);
  }
  return {};
}

Result<UndoJobs::Batch> UndoJobs::next_batch(timeline::DiffCursor& cursor,
                                             const Selection& selection) const {
  Batch batch;
  std::size_t bytes = 0;
  while (batch.rows.size() < kRowsPerCommit && bytes < kBytesPerCommit) {
    QUONDAM_ASSIGN(const auto difference, cursor.next());
    if (!difference) {
      batch.last = true;
      break;
    }
    QUONDAM_ASSIGN(const bool selected, selects(selection, *difference));
    if (!selected) continue;
    bytes += bytes_of(*difference);
    batch.rows.push_back(difference->row);
  }
  batch.end = cursor.position();
  return batch;
}

Result<Undo> UndoJobs::write_batch(const catalog::TablePtr& table, const Selection& selection,
                                   const Undo& undo, const Batch& batch) {
  std::vector<catalog::RowOf> rows;
  rows.reserve(batch.rows.size());
  for (const timeline::RowKey& row : batch.rows) rows.push_back({table, row});
  // Without items there is still the record to write: the table's settings are then no concern.
  const timeline::RowKey record_row = undo_row(undo.id);
  const timeline::UndoOrder order = undo.order(selection);
  Undo after;
  const auto step = [&](timeline::Writer& writer,
                        std::span<const catalog::TablePtr> tables) -> Result<void> {
    after = undo;
    QUONDAM_ASSIGN(const auto record, writer.read(engine::kCatalogSpace, record_row));
    if (!record) return fail(ErrorCode::not_found, "the undo's record is gone");
    QUONDAM_ASSIGN(const Undo stored, decode_undo(record->payload));
    after.status = stored.status;
    after.ended_us = stored.ended_us;
    if (after.status != Status::running) return {};
    // Every commit before this transaction is in the snapshot.
    const auto snapshot = catalog_.engine().snapshot();
    for (std::size_t i = 0; i < batch.rows.size(); ++i) {
      const timeline::RowKey& row = batch.rows[i];
      QUONDAM_ASSIGN(const auto present, writer.read(tables[i]->id, row));
      QUONDAM_ASSIGN(const UndoStep decided,
                     timeline::undo_step(catalog_.engine(), snapshot, tables[i]->id, row, order));
      if (decided.present != present)
        return fail(ErrorCode::conflict, "an item changed while it was being undone");
      QUONDAM_TRY(write_step(writer, *tables[i], row, decided));
      QUONDAM_ASSIGN(Sample sample, sample_of(*tables[i], row, decided, clock_.wall_us()));
      after.note(std::move(sample));
    }
    after.position = batch.end;
    if (batch.last) {
      after.status = Status::completed;
      after.ended_us = clock_.wall_us();
    }
    writer.put(engine::kCatalogSpace, false, record_row, record, encode_undo(after));
    return {};
  };
  for (int tries = 1;; ++tries) {
    const auto written =
        catalog_.write(rows, undo.who, step, {.own_row = record_row, .contended = nullptr});
    if (written) return after;
    if (written.error().code != ErrorCode::conflict || tries == kMostTries)
      return tl::unexpected(written.error());
  }
}

}  // namespace quondam::undo
