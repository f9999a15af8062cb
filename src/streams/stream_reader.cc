#include "streams/stream_reader.h"

#include <algorithm>

#include "item/size.h"
#include "item/stored.h"
#include "timeline/changes.h"
#include "timeline/view.h"

namespace quondam::streams {

namespace {

using catalog::Stream;

// Changes looked at in one call: many can have changed nothing, and a call must end.
constexpr std::size_t kMostChanges = 10'000;

bool shows_old(Stream::View view) {
  return view == Stream::View::old_image || view == Stream::View::new_and_old_images;
}

bool shows_new(Stream::View view) {
  return view == Stream::View::new_image || view == Stream::View::new_and_old_images;
}

// The row before and after a change.
struct Images {
  std::optional<timeline::Version> before;
  std::optional<timeline::Version> after;
};

Result<Images> read_images(const engine::Snapshot& snapshot, const catalog::Table& table,
                           const timeline::Change& change) {
  using timeline::ChangeKind;
  Images images;
  if (change.kind != ChangeKind::inserted) {
    QUONDAM_ASSIGN(images.before,
                   timeline::read_replaced(snapshot, table.id, change.row, change.time));
  }
  if (change.kind != ChangeKind::removed) {
    QUONDAM_ASSIGN(images.after, timeline::read_row(snapshot, table.id, change.row,
                                                    timeline::Moment::past(change.time)));
  }
  const bool whole = images.before.has_value() == (change.kind != ChangeKind::inserted) &&
                     images.after.has_value() == (change.kind != ChangeKind::removed);
  if (!whole) return fail(ErrorCode::corruption, table.name + ": a change lacks its history");
  return images;
}

Result<item::Item> keys_in(const catalog::Table& table, std::string_view stored) {
  item::Item keys;
  for (const auto* attributes : {&table.keys.partition, &table.keys.sort}) {
    for (const item::KeyAttribute& attribute : *attributes) {
      QUONDAM_ASSIGN(auto value, item::stored_attribute(stored, attribute.name));
      if (!value) return fail(ErrorCode::corruption, table.name + ": an item lacks its key");
      keys.emplace(attribute.name, *std::move(value));
    }
  }
  return keys;
}

Result<StreamRecord> make_record(const catalog::Table& table, Stream::View view,
                                 const timeline::Change& change, Images images) {
  StreamRecord record;
  record.position = {change.time, change.n};
  record.event = !images.before  ? EventName::insert
                 : !images.after ? EventName::remove
                                 : EventName::modify;
  record.who = change.who;
  QUONDAM_ASSIGN(record.keys,
                 keys_in(table, images.after ? images.after->payload : images.before->payload));
  record.size_bytes = item::size_bytes(record.keys);
  const auto show = [&](std::optional<timeline::Version>& version,
                        std::optional<std::string>& image) -> Result<void> {
    if (!version) return {};
    QUONDAM_ASSIGN(const std::size_t bytes, item::stored_size_bytes(version->payload));
    record.size_bytes += bytes;
    image = std::move(version->payload);
    return {};
  };
  if (shows_old(view)) QUONDAM_TRY(show(images.before, record.old_image));
  if (shows_new(view)) QUONDAM_TRY(show(images.after, record.new_image));
  return record;
}

// Equal items have equal stored forms.
bool changed_something(const Images& images) {
  return !images.before || !images.after || images.before->payload != images.after->payload;
}

}  // namespace

Result<StreamPage> read_shard(engine::Engine& engine, const catalog::Table& table,
                              const catalog::Stream& stream, const Shard& shard, Position from,
                              std::size_t most_records, CommitTime now) {
  const CommitTime end = std::min(shard.last, now);
  const std::shared_ptr<const engine::Snapshot> snapshot = engine.snapshot();
  // Everything of the time of `from`, some of which has been read.
  QUONDAM_ASSIGN(auto changes,
                 timeline::ChangeCursor::open(engine, snapshot, table.id, from.time - 1));
  StreamPage page;
  std::size_t bytes = 0;
  for (std::size_t looked_at = 0; looked_at < kMostChanges; ++looked_at) {
    QUONDAM_ASSIGN(const auto change, changes.next());
    if (!change || change->time > end) {
      page.next.reset();
      if (!shard.closed) page.next = std::max(from, Position{end + 1, 0});
      return page;
    }
    const Position position{change->time, change->n};
    if (position < from) continue;
    page.next = position;
    if (page.records.size() == most_records) return page;
    QUONDAM_ASSIGN(Images images, read_images(*snapshot, table, *change));
    if (changed_something(images)) {
      QUONDAM_ASSIGN(StreamRecord record,
                     make_record(table, stream.view, *change, std::move(images)));
      bytes += record.size_bytes;
      if (bytes > kMostBytes && !page.records.empty()) return page;
      page.records.push_back(std::move(record));
    }
    page.next = after(position);
  }
  return page;
}

}  // namespace quondam::streams
