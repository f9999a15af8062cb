// What an operation reads: a table as it is now, or as it was, when the request calls it
// "orders@2026-11-22T19:00:00Z" (base/moment_text.h; the same behind a table's ARN).
#pragma once

#include "operations/operation.h"
#include "timeline/view.h"

namespace quondam::operations {

struct Reading {
  // As it was at the moment, with the settings and indexes of then.
  catalog::TablePtr table;
  timeline::Moment moment;
  // Of the past only: what keeps the moment readable while the request lasts.
  std::shared_ptr<const timeline::Pin> pin;

  [[nodiscard]] bool of_the_past() const { return moment.at.has_value(); }
};

// The table that bears the name now, or the ARN's; of the past also a deleted one, by its TableId.
// Refuses, and says which: a moment that cannot be read, a table that keeps no past, a moment
// before the table or before its window, in the future, or after its deletion.
ApiExpected<Reading> reading_of(const Context& context, std::string_view given);

// A table and the last moment at which it can be read.
struct TableWithPast {
  catalog::TablePtr table;
  catalog::CommitTime until = 0;  // the engine's safe time, or when the table was deleted
  bool deleted = false;
};

// As reading_of finds it. `given` names no moment.
ApiExpected<TableWithPast> table_with_past(const Context& context, std::string_view given);

// What a request calls a moment: ISO 8601, seconds since the epoch, or a restore point's name.
ApiExpected<catalog::CommitTime> resolve_moment(const Context& context, std::string_view text);

// Whether it can be read at `at`; the refusals of reading_of.
ApiExpected<void> check_moment(const TableWithPast& past, catalog::CommitTime at);

// One item of it.
Result<std::optional<timeline::Version>> read_item(const Context& context, const Reading& reading,
                                                   const timeline::RowKey& row);

// Waits until every commit up to `at` is visible: a moment that was shown to a client can lie up to
// a second ahead, when the window is that young.
Result<void> wait_until_safe(engine::Engine& engine, catalog::CommitTime at);

}  // namespace quondam::operations
