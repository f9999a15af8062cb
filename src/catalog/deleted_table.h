// A table that was deleted while it had a stream: the stream can be read for 24 hours more (API
// reference: DeleteTable), so the catalog keeps the table's record, and its data stay. Its name is
// free; all that is left to do with it is to read its streams.
#pragma once

#include <optional>

#include "catalog/table.h"

namespace quondam::catalog {

// The kind of their records (catalog/records.h).
inline constexpr std::string_view kDeletedTables = "deleted-table";

[[nodiscard]] timeline::RowKey deleted_row(TableId id);

// The record of a table that is deleted at `now`; nullopt when it has no stream that is kept.
[[nodiscard]] std::optional<Table> with_streams_ended(const Table& table, CommitTime now);

}  // namespace quondam::catalog
