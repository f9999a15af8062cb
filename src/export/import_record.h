// An import, as its record holds it: what was asked for, and what became of it.
#pragma once

#include <vector>

#include "base/compression.h"
#include "catalog/table.h"
#include "export/job_state.h"

namespace quondam::exporting {

enum class InputFormat { dynamodb_json, csv };

struct ImportCounts {
  std::int64_t processed_items = 0;
  std::int64_t imported_items = 0;
  std::int64_t errors = 0;
  std::int64_t processed_bytes = 0;  // as they are when they are not compressed
};

struct ImportRecord {
  JobState state;
  // The table that is made, as the catalog encodes it.
  std::string definition;
  std::string table_name;
  std::string table_uuid;

  std::string bucket;
  std::string bucket_owner;  // empty when not given
  std::string prefix;
  bool has_prefix = false;
  InputFormat format = InputFormat::dynamodb_json;
  char delimiter = ',';
  std::vector<std::string> headers;
  Compression compression = Compression::none;
  // As they were given: JSON. The options are empty when not given.
  std::string options;
  std::string creation_parameters;

  ImportCounts counts;
  // The counts are final: all that is left is to make the table ACTIVE.
  bool counted = false;
};

std::string encode(const ImportRecord& record);
Result<ImportRecord> decode_import(std::string_view document);

// "CSV", "GZIP" and so on, as the API calls them.
std::string_view name_of(InputFormat format);
std::string_view name_of(Compression compression);

}  // namespace quondam::exporting
