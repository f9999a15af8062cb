// GlobalSecondaryIndexUpdates of UpdateTable (developer guide: "Managing Global Secondary Indexes
// in DynamoDB").
#pragma once

#include "catalog/table.h"
#include "operations/operation.h"

namespace quondam::operations {

class IndexUpdates {
 public:
  // The request's updates, checked as far as they can be without the table.
  static ApiExpected<IndexUpdates> read(const Request& request);

  [[nodiscard]] bool empty() const { return updates_.empty(); }
  // Whether an index is created or deleted, which the index builder then has to do.
  [[nodiscard]] bool needs_building() const;
  // Whether nothing but the warm throughput of indexes is changed.
  [[nodiscard]] bool only_warm() const;
  // Whether the update sets this index's throughput.
  [[nodiscard]] bool sets_throughput(std::string_view index) const;

  // Makes the changes to `table` as it is `now`, when its billing is what it is going to be.
  ApiExpected<void> apply(const Context& context, const Request& request, catalog::Table& table,
                          catalog::CommitTime now) const;

  // The indexes that are changed, and neither created nor deleted, show it until `table` settles.
  void show_in(catalog::Table& table) const;

 private:
  std::vector<Fields> updates_;
};

}  // namespace quondam::operations
