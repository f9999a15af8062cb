// ExportDescription, as ExportTableToPointInTime and DescribeExport answer it.
#pragma once

#include "base/json_writer.h"
#include "export/export_record.h"
#include "operations/operation.h"

namespace quondam::operations {

// The body of an answer that describes the export.
std::string describe_export(const Context& context, const exporting::ExportRecord& record);

// ExportType of summaries. Descriptions have it of incremental exports only, as on AWS.
std::string_view export_type(const exporting::ExportRecord& record);

}  // namespace quondam::operations
