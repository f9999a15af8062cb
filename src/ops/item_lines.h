// Items as lines of text, for `dump` and `load`.
//
// dynamodb-json is what DynamoDB's own exports and imports have: {"Item":{"id":{"S":"1001"}}}.
//
// ndjson is plain JSON: {"id":"1001","total":59.90}. Strings, numbers (to the last digit),
// booleans, null, lists and maps are JSON's; what JSON cannot tell apart is an object with one
// member:
//
//   {"$binary":"aGVsbG8="}   {"$stringSet":["a","b"]}   {"$numberSet":[1,2.5]}
//   {"$binarySet":["aGk="]}
//
// A map that would read as one of them is {"$map":{...}}, so that every item comes back as it was.
// The item itself is always a map of attributes.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>
#include <vector>

#include "item/attribute_value.h"
#include "ops/failure.h"

namespace quondam::ops {

enum class ItemFormat { dynamodb_json, ndjson };

// "dynamodb-json", "ndjson".
std::string_view name_of(ItemFormat format);
// Of those two; dynamodb-json for all else.
ItemFormat format_named(std::string_view name);
// What a file of that name holds: ndjson if it ends in .ndjson or .jsonl, before .gz or .zst.
ItemFormat format_of_file(std::string_view path);

// With the end of the line.
void append_line(std::string& out, ItemFormat format, const item::Item& item);

// Reads lines one after the other. A failure is about this line; the next can be read.
class LineParser {
 public:
  Outcome<item::Item> read(ItemFormat format, std::string_view line);

 private:
  Outcome<item::Item> read_dynamodb_json(std::string_view line);
  Outcome<item::Item> read_plain(std::string_view line);

  simdjson::dom::parser tree_parser_;
  simdjson::ondemand::parser parser_;
  std::string padded_;
};

}  // namespace quondam::ops
