#include "operations/operation_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json_writer.h"

namespace quondam::operations {
namespace {

#define QUONDAM_POINT_AT_OPERATION(name) &k##name,
constexpr std::array kOperations{QUONDAM_OPERATIONS(QUONDAM_POINT_AT_OPERATION)};
#undef QUONDAM_POINT_AT_OPERATION

// What AWS has and this server does not yet. An operation that is written moves from here to the
// table.
constexpr std::string_view kNotYet[] = {
    "BatchExecuteStatement",
    "CreateBackup",
    "CreateGlobalTable",
    "DeleteBackup",
    "DeleteResourcePolicy",
    "DescribeBackup",
    "DescribeContributorInsights",
    "DescribeEndpoints",
    "DescribeGlobalTable",
    "DescribeGlobalTableSettings",
    "DescribeKinesisStreamingDestination",
    "DescribeLimits",
    "DescribeTableReplicaAutoScaling",
    "DisableKinesisStreamingDestination",
    "EnableKinesisStreamingDestination",
    "ExecuteStatement",
    "ExecuteTransaction",
    "GetResourcePolicy",
    "ListBackups",
    "ListContributorInsights",
    "ListGlobalTables",
    "PutResourcePolicy",
    "RestoreTableFromBackup",
    "UpdateContributorInsights",
    "UpdateGlobalTable",
    "UpdateGlobalTableSettings",
    "UpdateKinesisStreamingDestination",
    "UpdateTableReplicaAutoScaling",
};
constexpr std::string_view kStreams = "DynamoDBStreams_20120810";
constexpr std::string_view kNotYetOfStreams[] = {"DescribeStream", "GetRecords", "GetShardIterator",
                                                 "ListStreams"};

bool contains(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

std::span<const Operation* const> all_operations() {
  return kOperations;
}

ApiExpected<const Operation*> find_operation(std::string_view target) {
  const std::size_t dot = target.find('.');
  if (dot == std::string_view::npos) return refuse(unknown_operation());
  const std::string_view service = target.substr(0, dot);
  const std::string_view name = target.substr(dot + 1);
  for (const Operation* operation : kOperations) {
    if (operation->name == name && operation->service == service) return operation;
  }
  if ((service == kDynamoDb && contains(kNotYet, name)) ||
      (service == kStreams && contains(kNotYetOfStreams, name))) {
    return refuse(unknown_operation(fmt::format("{} is not implemented yet by Quondam", name)));
  }
  return refuse(unknown_operation());
}

std::string describe_shapes() {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  for (const Operation* operation : kOperations)
    append_shape(json.key(operation->name), *operation->request);
  json.end_object();
  return text;
}

}  // namespace quondam::operations
