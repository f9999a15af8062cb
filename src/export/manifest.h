// Where an export's objects lie, and its manifests (developer guide, "DynamoDB table export output
// format"). Names of the checksum files: those that AWS writes, .md5; the guide has .checksum too.
#pragma once

#include <vector>

#include "export/data_files.h"
#include "export/export_record.h"

namespace quondam::exporting {

// Keys in the bucket, the client's prefix included.
struct ExportKeys {
  explicit ExportKeys(const ExportRecord& record);

  std::string started;
  std::string files;  // manifest-files.json
  std::string files_md5;
  std::string summary;  // manifest-summary.json
  std::string summary_md5;
  DataFolder data;
};

// manifest-files.json: one line a data file.
std::string files_manifest(const std::vector<DataFile>& files);

// manifest-summary.json of an export that is complete but for this file.
std::string summary_manifest(const ExportRecord& record, const ArnNames& names);

// "2020-11-04T07:28:34.028Z": always with milliseconds.
std::string manifest_time(Micros time_us);

// Of the export: the table's ARN, "/export/" and the id.
std::string export_arn(const ArnNames& names, std::string_view table, std::string_view id);

}  // namespace quondam::exporting
