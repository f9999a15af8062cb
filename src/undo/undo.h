// An undo in place: a rewind or a revert of a table's items (timeline/undo.h), as it is asked for,
// kept in the catalog while it runs, and reported. Its record is a row of the catalog, `undo/<id>`
// (docs/formats/catalog.md), and is written in the same commits as the items.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "item/attribute_value.h"
#include "timeline/undo.h"

namespace quondam::undo {

// The items that an undo or a diff is about, beyond who changed them and when.
struct Selection {
  timeline::RowRange rows;  // of items; entries of indexes follow them, and have no changes
  // Whether an item is meant, by its images before and after; nullptr: it was not there. Empty:
  // every one is.
  std::function<bool(const item::Item* before, const item::Item* after)> matches;
};

enum class Status { dry_run, running, completed, failed, cancelled };

struct Counts {
  std::uint64_t put = 0;
  std::uint64_t erased = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t conflicts = 0;
  std::uint64_t expired = 0;  // of those put: time to live will delete them again
};

struct Sample {
  timeline::UndoStep::Action action = timeline::UndoStep::Action::nothing;
  std::string row_bytes;
  bool expired = false;
};

struct Undo {
  // Kept of each action.
  static constexpr std::size_t kMostSamples = 20;

  std::string id;
  std::string table_name;
  timeline::TableId table_id = 0;
  std::string table_uuid;
  timeline::Who who;  // who asked, and by which operation; the writes' too
  timeline::Span span;
  std::string caller;     // only what this access key changed; empty: everybody
  std::string operation;  // only what this operation changed; empty: every one
  std::string selection;  // the request's members that select items, as JSON
  bool force = false;

  Status status = Status::running;
  std::string message;  // of a failed one
  Micros began_us = 0;
  Micros ended_us = 0;  // 0: not yet
  timeline::DiffPosition position;
  Counts counts;
  std::vector<Sample> samples;

  [[nodiscard]] timeline::UndoOrder order(const Selection& selected) const {
    return {.span = span,
            .filter = {.caller = caller, .operation = operation, .rows = selected.rows},
            .force = force};
  }
  // Counts a step, and keeps it if there are few samples of its kind.
  void note(Sample step);
};

std::string encode_undo(const Undo& undo);
Result<Undo> decode_undo(std::string_view document);
timeline::RowKey undo_row(std::string_view id);

// nullopt when there is none.
Result<std::optional<Undo>> find_undo(engine::Engine& engine, std::string_view id);
// The newest first.
Result<std::vector<Undo>> list_undos(engine::Engine& engine);

}  // namespace quondam::undo
