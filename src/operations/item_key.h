// From a request's key or item to the row it names, with AWS's checks.
#pragma once

#include "item/keys.h"
#include "operations/api_error.h"
#include "timeline/record.h"

namespace quondam::operations {

// Key of GetItem, UpdateItem, DeleteItem: the key attributes and nothing else.
ApiExpected<timeline::RowKey> row_of_key(const item::KeySchema& schema, const item::Item& key);

// Item of PutItem: the key attributes among others.
ApiExpected<timeline::RowKey> row_of_item(const item::KeySchema& schema, const item::Item& item);

// ExclusiveStartKey: as a key, with its own message.
ApiExpected<timeline::RowKey> row_of_start_key(const item::KeySchema& schema,
                                               const item::Item& key);

}  // namespace quondam::operations
