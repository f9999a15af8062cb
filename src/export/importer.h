// Reads objects, and fills a new table with the items in them.
#pragma once

#include <functional>

#include "catalog/catalog.h"
#include "export/import_record.h"
#include "export/object_store.h"

namespace quondam::exporting {

// The row of an item that may be put into the table; `validation` and why not. It is a layer above
// that knows.
using AdmitItem =
    std::function<Result<timeline::RowKey>(const catalog::Table& table, const item::Item& item)>;

struct ImportWork {
  engine::Engine& engine;
  ObjectStore& store;
  catalog::TablePtr table;  // its space is empty, and nobody else reaches it
  const AdmitItem& admit;
  // Called now and then, with what has been counted so far; false ends the import with
  // shutting_down.
  std::function<bool(const ImportCounts& counts)> goes_on;
};

// Imports the objects whose keys begin with the prefix, in the order of their keys. An item that is
// wrong is counted and left out. An object that cannot be read, from some place on, counts as one
// wrong item: what is behind that place is left out (developer guide, "Import format quotas and
// validation"). Durable when it returns.
Result<ImportCounts> run_import(const ImportWork& work, const ImportRecord& record);

}  // namespace quondam::exporting
