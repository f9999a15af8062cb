// KeySchema and AttributeDefinitions: the keys of tables and of their indexes.
#pragma once

#include <string_view>
#include <vector>

#include "item/keys.h"
#include "operations/request.h"

namespace quondam::operations {

// AttributeDefinitions, in the request's order.
using Definitions = std::vector<item::KeyAttribute>;
ApiExpected<Definitions> read_definitions(const Fields& fields);

// How many attributes of a kind a key may have: a table or a local index one and one, a global
// index four and four.
inline constexpr std::size_t kMostInTableKey = 1;
inline constexpr std::size_t kMostInGlobalIndexKey = 4;

// A table's KeySchema, with AWS's checks in AWS's order.
ApiExpected<item::KeySchema> read_table_key(const Fields& fields, const Definitions& definitions);

// The KeySchema of an index among `fields`. `most` as above.
ApiExpected<item::KeySchema> read_key_schema(const Fields& fields, const Definitions& definitions,
                                             std::size_t most);

// The key attributes of a schema in order.
std::vector<item::KeyAttribute> key_attributes(const item::KeySchema& schema);
bool contains(const std::vector<item::KeyAttribute>& attributes, std::string_view name);

// "[a, b]", as AWS's messages list attributes.
std::string names_of(const std::vector<item::KeyAttribute>& attributes);

}  // namespace quondam::operations
