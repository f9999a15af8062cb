// What expressions may do with key attributes: checks that need the table.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "expressions/ast.h"
#include "item/keys.h"

namespace quondam::expressions {

// Query: a filter must not name an attribute of the key that is queried (the table's, or the
// index's). `label` is DynamoDB's word for the filter: "Filter Expression", "QueryFilter".
Result<void> check_filter_excludes_key(const Condition& filter, const item::KeySchema& key,
                                       std::string_view label);

// UpdateItem: "Cannot update attribute pk. This attribute is part of the key".
Result<void> check_update_excludes_key(const Update& update, const item::KeySchema& key);

// Key attributes are scalars: "pk.a" and "pk[0]" are refused wherever a path may stand. `label` is
// DynamoDB's word for the key: "Key" for the table's, "IndexKey" for an index's.
Result<void> check_key_paths_are_scalar(const std::vector<Path>& paths, const item::KeySchema& key,
                                        std::string_view label);

// Every path of a tree, for the check above.
std::vector<Path> paths_of(const Condition& condition);
std::vector<Path> paths_of(const Update& update);  // those it writes and those it reads

}  // namespace quondam::expressions
