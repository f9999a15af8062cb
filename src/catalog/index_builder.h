// What happens to indexes in the background: new ones are filled from the items that were there
// before them, those that are going are retired, and entries that nobody can read any more are
// erased.
//
// A crash loses nothing: the catalog says what is creating or deleting, and filling an index twice
// gives the same entries.
#pragma once

#include <functional>
#include <set>

#include "base/background_worker.h"
#include "catalog/catalog.h"

namespace quondam::catalog {

class IndexBuilder {
 public:
  // `reads_from`: whether a restore reads the table just now; it needs the indexes that the table
  // had when it began, so none is retired under it.
  using ReadsFrom = std::function<bool(TableId)>;
  IndexBuilder(Catalog& catalog, const Clock& clock, ReadsFrom reads_from)
      : catalog_(catalog), clock_(clock), reads_from_(std::move(reads_from)) {}
  ~IndexBuilder() { worker_.stop(); }

  // Does all that is due now, for every table. Answers whether something has to wait: for a
  // restore, or for a status that is to last (catalog/table_life.h).
  Result<bool> step();

  // Steps in the background until destruction: at once, whenever it is woken, and once a minute.
  void start();
  void wake() { worker_.wake(); }

 private:
  Result<bool> step_table(const TablePtr& table);
  Result<void> fill(const TablePtr& table, const Index& index);
  Result<std::size_t> fill_rows(const TablePtr& table, const Index& index,
                                const std::vector<timeline::RowKey>& rows);
  Result<void> activate(const TablePtr& table, item::IndexNumber number);
  Result<void> retire(const TablePtr& table, item::IndexNumber number);
  Result<void> erase_unreadable(const TablePtr& found);
  [[nodiscard]] bool stopping() const { return worker_.stopping(); }

  Catalog& catalog_;
  const Clock& clock_;
  ReadsFrom reads_from_;
  std::set<std::pair<TableId, item::IndexNumber>> filled_;  // and not active yet
  BackgroundWorker worker_;
};

}  // namespace quondam::catalog
