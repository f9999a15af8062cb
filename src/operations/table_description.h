// TableDescription, as CreateTable, DescribeTable, UpdateTable, DeleteTable and restores answer it.
#pragma once

#include "base/json_writer.h"
#include "operations/operation.h"

namespace quondam::operations {

// The body of an answer whose one member, `member`, describes the table. `status` stands in place
// of the table's own when given: a table that has just been deleted is DELETING.
ApiResult describe_table(const Context& context, const catalog::Table& table,
                         std::string_view member, std::string_view status = {});

// A moment as DynamoDB's JSON has it: seconds since the epoch, with milliseconds.
double to_seconds(Micros time_us);

}  // namespace quondam::operations
