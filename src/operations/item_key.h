// From a request's key or item to the row it names, with AWS's checks.
#pragma once

#include "catalog/table.h"
#include "operations/api_error.h"
#include "timeline/record.h"

namespace quondam::operations {

// Key of GetItem, UpdateItem, DeleteItem: the key attributes and nothing else.
ApiExpected<timeline::RowKey> row_of_key(const item::KeySchema& schema, const item::Item& key);

// Item of PutItem: the key attributes among others.
ApiExpected<timeline::RowKey> row_of_item(const item::KeySchema& schema, const item::Item& item);

// The limits of 2048 bytes for a partition key attribute and 1024 for a sort key attribute.
Result<void> check_key_bytes(std::size_t bytes, bool partition);

// ExclusiveStartKey of an index: the attributes of its key and of the table's.
ApiExpected<timeline::RowKey> row_of_entry(const catalog::Table& table, const catalog::Index& index,
                                           const item::Item& key);

}  // namespace quondam::operations
