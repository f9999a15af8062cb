// An export, as its record holds it: what was asked for, and what became of it.
#pragma once

#include "catalog/table.h"
#include "export/job_state.h"

namespace quondam::exporting {

struct ExportRecord {
  JobState state;
  std::string table_name;
  catalog::TableId table_id = 0;
  std::string table_uuid;

  // A full export shows the table at `at`, an incremental one what changed in [from, to).
  bool incremental = false;
  catalog::CommitTime at = 0;
  catalog::CommitTime from = 0;
  catalog::CommitTime to = 0;
  bool old_images = false;  // of an incremental one

  std::string bucket;
  std::string prefix;
  // Kept and shown: a folder has neither owner nor encryption. Empty when not given.
  std::string bucket_owner;
  std::string sse_algorithm;
  std::string sse_kms_key_id;

  // Of a completed one.
  std::string manifest;  // the key of manifest-summary.json
  std::int64_t items = 0;
  std::uint64_t billed_bytes = 0;

  // The last commit before what is exported: the history is needed from there on.
  [[nodiscard]] catalog::CommitTime history_from() const { return incremental ? from - 1 : at; }
};

std::string encode(const ExportRecord& record);
Result<ExportRecord> decode_export(std::string_view document);

// "arn:aws:dynamodb:us-east-1:000000000000:table/orders"
struct ArnNames {
  std::string region;
  std::string account_id;

  [[nodiscard]] std::string table(std::string_view name) const;
};

}  // namespace quondam::exporting
