// Writing to the timeline inside a transaction: the new value becomes the state, the old one moves
// into the history in the same atomic commit, and a change record says so.
#pragma once

#include <span>

#include "timeline/record.h"

namespace quondam::timeline {

// One per transaction: it numbers the commit's changes. Every row written must be protected by the
// transaction's declared keys, and whether the table is recording must have been read in the same
// transaction (a declared shared key): a write that read "off" must not commit after the enabling.
class Writer {
 public:
  Writer(const engine::Engine& engine, engine::Transaction& transaction, Who who);

  // The present version of a declared row.
  Result<std::optional<Version>> read(TableId table, const RowKey& row);

  // `previous` is what read() said of the row in this transaction. `recording` says whether the
  // table keeps history.
  void put(TableId table, bool recording, const RowKey& row, const std::optional<Version>& previous,
           std::string_view payload);
  void erase(TableId table, bool recording, const RowKey& row, const Version& previous);

  // What follows from a declared row was `before` and becomes `after`. Such rows have a history,
  // but no change of their own. Those that stay as they are cost nothing; the others are read if
  // the table records, because the history has to say since when they were true.
  Result<void> replace_derived(TableId table, bool recording, std::span<const DerivedRow> before,
                               std::span<const DerivedRow> after);

  [[nodiscard]] CommitTime time() const { return transaction_.time(); }

 private:
  Result<void> keep_derived(TableId table, bool recording, const RowKey& row);
  void record(TableId table, const RowKey& row, const std::optional<Version>& previous,
              ChangeKind kind);

  const engine::Engine& engine_;
  engine::Transaction& transaction_;
  Who who_;
  std::uint32_t changes_ = 0;
};

}  // namespace quondam::timeline
