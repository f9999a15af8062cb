// The items that an object holds, in DynamoDB's JSON or as CSV (developer guide, "Amazon S3 import
// formats for DynamoDB").
#pragma once

#include <memory>
#include <optional>

#include "export/object_store.h"
#include "item/keys.h"

namespace quondam::exporting {

class ItemReader {
 public:
  virtual ~ItemReader() = default;
  // The next item; nullopt at the end. Errors: validation, when only this item is wrong and the
  // next can be read; corruption, when nothing more can be read; the source's own.
  virtual Result<std::optional<item::Item>> next() = 0;
};

// One line an item: {"Item":{...}}, as exports have it. A line that is not such an object spoils
// what follows, as on AWS; one whose item is wrong does not.
std::unique_ptr<ItemReader> read_dynamodb_json(std::unique_ptr<ObjectReader> source);

struct CsvTerms {
  char delimiter = ',';
  // The names of the columns; empty: the first line has them.
  std::vector<std::string> headers;
  // The attributes that have another type than S: those of the keys of the table and its indexes.
  std::vector<item::KeyAttribute> keys;
};

// Every column an attribute of type S, but for the keys; an empty column is none. Binary keys are
// in base64.
std::unique_ptr<ItemReader> read_csv(std::unique_ptr<ObjectReader> source, CsvTerms terms);

}  // namespace quondam::exporting
