// Writes of several items in one transaction: what TransactWriteItems and ExecuteTransaction share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "operations/item_write.h"
#include "operations/transaction.h"

namespace quondam::operations {

struct PlannedWrite {
  std::string given_table;  // its name or ARN, as the request has it
  ItemWrite write;
  bool inserts = false;  // of PartiQL: a false condition means that the item exists already
};

struct WriteOutcome {
  std::vector<Written> written;
  std::vector<CancellationReason> reasons;
  // The request's token was seen before, so nothing was done.
  bool repeated = false;
  bool other_request = false;
};

// The request's size counts, not that of the items it touches.
ApiExpected<void> check_transaction_size(const std::vector<PlannedWrite>& actions);

// Applies the resolved writes, all or none; `rows` are theirs. With a ClientRequestToken only once;
// `parameters` names the member of the request that must then be the same. The answer waits for the
// commit (CommitGate).
ApiExpected<WriteOutcome> write_together(const Context& context, const Request& request,
                                         std::string_view parameters,
                                         const std::vector<PlannedWrite>& actions,
                                         const std::vector<catalog::RowOf>& rows);

// ConsumedCapacity, when the request asks for it.
void append_write_units(JsonWriter& json, const Request& request,
                        const std::vector<PlannedWrite>& actions, const WriteOutcome& outcome);

}  // namespace quondam::operations
