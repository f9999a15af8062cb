// What happens to indexes in the background: new ones are filled from the items that were there
// before them, those that are going are retired, and entries that nobody can read any more are
// erased.
//
// A crash loses nothing: the catalog says what is creating or deleting, and filling an index twice
// gives the same entries.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "catalog/catalog.h"

namespace quondam::catalog {

class IndexBuilder {
 public:
  // `reads_from`: whether a restore reads the table just now; it needs the indexes that the table
  // had when it began, so none is retired under it.
  using ReadsFrom = std::function<bool(TableId)>;
  IndexBuilder(Catalog& catalog, ReadsFrom reads_from)
      : catalog_(catalog), reads_from_(std::move(reads_from)) {}
  ~IndexBuilder();

  // Does all that is due now, for every table.
  Result<void> step();

  // Steps in the background until destruction: at once, whenever it is woken, and once a minute.
  void start();
  void wake();

 private:
  Result<void> step_table(const TablePtr& table);
  Result<void> fill(const TablePtr& table, const Index& index);
  Result<std::size_t> fill_rows(const TablePtr& table, const Index& index,
                                const std::vector<timeline::RowKey>& rows);
  Result<void> activate(const TablePtr& table, item::IndexNumber number);
  Result<void> retire(const TablePtr& table, item::IndexNumber number);
  Result<void> erase_unreadable(const TablePtr& table);
  [[nodiscard]] bool stopping() const { return worker_.get_stop_token().stop_requested(); }
  void run(const std::stop_token& stop);

  Catalog& catalog_;
  ReadsFrom reads_from_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool woken_ = false;
  std::jthread worker_;
};

}  // namespace quondam::catalog
