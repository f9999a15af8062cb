// TableDescription, as CreateTable, DescribeTable, UpdateTable, DeleteTable and restores answer it.
#pragma once

#include "base/json_writer.h"
#include "operations/operation.h"
#include "timeline/view.h"

namespace quondam::operations {

// Which statuses the description shows: the table's own; or those of a table that has just been
// created, or is just going, although it is ACTIVE or gone by the time the answer arrives.
enum class Shown { as_it_is, creating, updating, deleting };

// The body of an answer whose one member, `member`, describes the table. Of a moment in the past
// `table` is the record of then; sizes are left out where it would take long to count.
ApiResult describe_table(const Context& context, const catalog::Table& table,
                         std::string_view member, Shown shown = Shown::as_it_is,
                         timeline::Moment moment = timeline::Moment::now());

// As the API names them.
[[nodiscard]] std::string_view status_name(catalog::TableStatus status);
[[nodiscard]] std::string_view status_name(const catalog::Index& index);

// Parts of it, which descriptions of backups have too: KeySchema, Projection,
// ProvisionedThroughput.
void append_keys(JsonWriter& json, const item::KeySchema& keys);
void append_projection(JsonWriter& json, const catalog::Projection& projection);
void append_units(JsonWriter& json, const catalog::Throughput& throughput, Micros now_us);

// {"StreamEnabled": true, ...}; nothing where no stream is enabled.
void append_stream_specification(JsonWriter& json, std::string_view member,
                                 const catalog::Table& table);

// A moment as DynamoDB's JSON has it: seconds since the epoch, with milliseconds.
double to_seconds(Micros time_us);

}  // namespace quondam::operations
