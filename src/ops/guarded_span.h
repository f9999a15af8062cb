// What became of tables in the span of time that `guard` watched over, and its undo.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ops/client.h"
#include "ops/command.h"
#include "ops/difference.h"
#include "ops/failure.h"
#include "ops/undo.h"

namespace quondam::ops {

// A span (from, to] of the server's time, and by whom what counts was changed.
struct GuardedSpan {
  // As a command takes it: the restore point's name, or a moment.
  std::string from;
  std::string from_moment;
  std::string to_moment;
  std::string caller;  // empty: by anybody
};

struct TableChanges {
  std::string table;
  DifferenceCounts counts;
  std::vector<Difference> samples;
  std::vector<std::string> keys;  // the key's attributes
};

// By a table's name, its TableId.
using TableIds = std::map<std::string, std::string>;
// Of those that are there.
Outcome<TableIds> read_table_ids(Client& client, const std::vector<std::string>& tables);

// DiffTable, all pages, with the first `most_samples` differences. `to`: empty for the present; the
// server's answer is put into it.
Outcome<TableChanges> read_changes(Session& session, const std::string& table,
                                   const GuardedSpan& span, std::size_t most_samples,
                                   std::string& to);

// RevertTable without force, until it has ended.
Outcome<Undo> revert_span(Session& session, const std::string& table, const GuardedSpan& span,
                          std::uint64_t expected_items);

}  // namespace quondam::ops
