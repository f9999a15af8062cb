// ImportTableDescription, as ImportTable and DescribeImport answer it.
#pragma once

#include "base/json_writer.h"
#include "export/import_record.h"
#include "operations/operation.h"

namespace quondam::operations {

// The body of an answer that describes the import.
std::string describe_import(const Context& context, const exporting::ImportRecord& record);

// Members that descriptions and the summaries of ListImports share.
void append_import_summary(JsonWriter& json, const Context& context,
                           const exporting::ImportRecord& record);

}  // namespace quondam::operations
