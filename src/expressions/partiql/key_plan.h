// What of a WHERE is about the key. DynamoDB reads by the key where WHERE says, in every case that
// it allows, which partition an item lies in (developer guide, "PartiQL select statements for
// DynamoDB"); otherwise it walks over everything. The cases of OR and IN become one read each.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "expressions/ast.h"
#include "expressions/key_condition.h"
#include "item/keys.h"

namespace quondam::expressions::partiql {

// One read by the key. The values need not be of the key's types yet.
struct KeyRead {
  item::AttributeValue partition;
  std::optional<item::SortCondition> sort;
  std::optional<Condition> filter;  // what is left of WHERE
};

// The reads that together answer the condition, each item once, in the order of the statement;
// nullopt: only a walk over everything does. Errors (ErrorCode::validation): more than 50 reads;
// reads that overlap.
Result<std::optional<std::vector<KeyRead>>> plan_reads(const Condition& where,
                                                       const item::KeySchema& schema);

// The read's key condition. Errors (ErrorCode::validation): a value of another type than the key's,
// an empty one.
Result<KeyCondition> key_condition_of(const KeyRead& read, const item::KeySchema& schema);

// Of a write, or of EXISTS: what names the one item, and the rest.
struct ItemKey {
  item::Item key;  // one value for each attribute of the key, when WHERE has an equality for each
  std::optional<Condition> rest;
  // An attribute of the key that WHERE compares with two values; the first is in `key`.
  std::optional<std::string> contradiction;

  [[nodiscard]] bool complete(const item::KeySchema& schema) const {
    return key.size() == schema.partition.size() + schema.sort.size();
  }
};
ItemKey split_key(const std::optional<Condition>& where, const item::KeySchema& schema);

}  // namespace quondam::expressions::partiql
