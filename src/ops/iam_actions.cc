#include "ops/iam_actions.h"

#include <algorithm>

namespace quondam::ops {
namespace {

using enum IamResource;

// AWS fills a table that it restores with the caller's own permissions (developer guide, "Using IAM
// with DynamoDB backup and restore").
constexpr std::string_view kFillsIt =
    "BatchWriteItem DeleteItem GetItem PutItem Query Scan UpdateItem";
constexpr std::string_view kStatus = "DescribeContinuousBackups DescribeTable";

struct NotOnAws {
  std::string_view command;
  std::string_view why;
};

constexpr NotOnAws kNotOnAws[] = {
    {"serve", "is the server"},
    {"rewind", "is Quondam's alone: there, `quondam revert TABLE --from TIME` does the same"},
    {"undos", "is Quondam's alone: no undo runs on AWS's side"},
    {"points", "is Quondam's alone: AWS has no names for moments"},
    {"tables purge", "is Quondam's alone: AWS drops what it keeps of a deleted table by itself"},
    {"drill report", "reads the drill log, and asks no server"},
    {"iam", "asks no server"},
    {"completion", "asks no server"},
};

}  // namespace

std::vector<IamRow> iam_rows() {
  return {
      {"tables", {{all, "ListTables"}, {table, kStatus}}},
      {"at", {{table, "DescribeTable GetItem Query Scan"}, {index, "Query Scan"}}},
      {"diff",
       {{table,
         "BatchGetItem DescribeContinuousBackups DescribeTable Query RestoreTableToPointInTime "
         "Scan"},
        {scratch, "BatchGetItem DeleteTable DescribeTable Query Scan TagResource"},
        {scratch, kFillsIt}}},
      {"revert",
       {{table,
         "BatchGetItem DescribeContinuousBackups DescribeTable Query RestoreTableToPointInTime "
         "Scan"},
        {table, "DeleteItem GetItem PutItem UpdateItem"},
        {scratch, "BatchGetItem DeleteTable DescribeTable Query Scan TagResource"},
        {scratch, kFillsIt}}},
      {"restore",
       {{table, "DescribeTable RestoreTableToPointInTime"},
        {target, "DescribeTable"},
        {target, kFillsIt}}},
      {"cutover",
       {{table, "DescribeContinuousBackups DescribeTable DescribeTimeToLive ListTagsOfResource"},
        {target,
         "DescribeContinuousBackups DescribeTable DescribeTimeToLive ListTagsOfResource "
         "TagResource UntagResource UpdateContinuousBackups UpdateTable UpdateTimeToLive"}}},
      {"enable", {{all, "ListTables"}, {table, "UpdateContinuousBackups"}}},
      {"disable", {{all, "ListTables"}, {table, "UpdateContinuousBackups"}}},
      // Its --enable turns recovery on: that is "enable".
      {"guard", {{all, "ListTables"}, {table, kStatus}}},
      {"drill",
       {{table,
         "BatchGetItem DescribeContinuousBackups DescribeTable RestoreTableToPointInTime Scan"},
        {drill, "BatchGetItem DeleteTable DescribeTable Scan TagResource"},
        {drill, kFillsIt}}},
      {"drill cleanup",
       {{all, "ListTables"}, {drill, "DeleteTable DescribeTable ListTagsOfResource"}}},
      {"cost", {{all, "ListBackups ListTables"}, {table, kStatus}}},
      {"dump", {{table, "DescribeTable Scan"}}},
      {"load", {{table, "BatchWriteItem DescribeTable"}}},
      {"backup create", {{table, "CreateBackup"}, {backup, "DescribeBackup"}}},
      {"backup list", {{all, "ListBackups"}}},
      {"backup describe", {{backup, "DescribeBackup"}}},
      {"backup delete", {{backup, "DeleteBackup"}}},
      {"backup restore",
       {{backup, "RestoreTableFromBackup"},
        {target, "DescribeTable RestoreTableFromBackup"},
        {target, kFillsIt}}},
      {"status", {{all, "ListTables"}, {table, kStatus}}},
      {"verify", {{all, "ListTables"}, {table, kStatus}}},
      {"watch", {{all, "ListTables"}, {table, kStatus}}},
      {"apply",
       {{all, "ListTables"}, {table, kStatus}, {table, "UpdateContinuousBackups UpdateTable"}}},
      {"protect", {{all, "ListTables"}, {table, "DescribeTable UpdateTable"}}},
      {"runbook",
       {{all, "ListBackups ListTables"},
        {table, kStatus},
        {table, "DescribeTimeToLive GetResourcePolicy ListTagsOfResource"}}},
  };
}

std::optional<std::string_view> why_not_on_aws(std::string_view command) {
  const auto* const found = std::ranges::find(kNotOnAws, command, &NotOnAws::command);
  return found == std::end(kNotOnAws) ? std::nullopt : std::optional(found->why);
}

}  // namespace quondam::ops
