// Writes an export: the data files first, the manifests behind them, the summary last. Whoever
// finds a summary finds everything that it names.
#pragma once

#include <functional>

#include "export/export_record.h"
#include "export/object_store.h"
#include "item/keys.h"

namespace quondam::exporting {

struct ExportWork {
  engine::Engine& engine;
  ObjectStore& store;
  const ArnNames& names;
  const Clock& clock;
  const item::KeySchema& keys;  // of the table
  // Looked at now and then: the export then ends with shutting_down.
  std::function<bool()> stopping;
};

// Writes the export that `record` describes, and fills in what became of it: ended_us, manifest,
// items, billed_bytes. The table's history is pinned from record.history_from() on, and the moments
// of the record are at or before safe_time. What an earlier attempt left is removed first; after an
// error, remove_export() takes away what there is.
Result<void> run_export(const ExportWork& work, ExportRecord& record);

Result<void> remove_export(ObjectStore& store, const ExportRecord& record);

}  // namespace quondam::exporting
