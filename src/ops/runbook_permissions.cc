#include "ops/runbook_permissions.h"

namespace quondam::ops {
namespace {

using Texts = std::vector<std::string>;

struct Needs {
  std::string_view procedure;
  Texts on_quondam;
  Texts on_aws;
};

// A restore reads and writes the table that it makes in its caller's name (Amazon DynamoDB
// Developer Guide, "Using IAM with DynamoDB backup and restore").
constexpr char kMakesScratch[] =
    "dynamodb:BatchWriteItem, DeleteItem, GetItem, PutItem, Query, Scan, UpdateItem, BatchGetItem, "
    "DescribeTable, TagResource, ListTagsOfResource, DeleteTable (of `quondam-scratch-*`)";
constexpr char kReadsSource[] =
    "dynamodb:DescribeTable, DescribeContinuousBackups, RestoreTableToPointInTime (of the table)";
constexpr char kWritesBack[] =
    "dynamodb:Scan, Query, GetItem, BatchGetItem, PutItem, UpdateItem, DeleteItem (of the table)";
constexpr char kListsTables[] = "dynamodb:ListTables";
constexpr char kMakesTable[] =
    "dynamodb:BatchWriteItem, DeleteItem, GetItem, PutItem, Query, Scan, UpdateItem, "
    "DescribeTable, "
    "DescribeContinuousBackups, TagResource, UpdateTable, UpdateTimeToLive, "
    "UpdateContinuousBackups, DeleteTable (of the table that is made)";
constexpr char kDrills[] =
    "dynamodb:BatchWriteItem, DeleteItem, GetItem, PutItem, Query, Scan, UpdateItem, BatchGetItem, "
    "DescribeTable, TagResource, ListTagsOfResource, DeleteTable (of `quondam-drill-*`)";
constexpr char kDrilled[] =
    "dynamodb:DescribeTable, DescribeContinuousBackups, Scan, BatchGetItem, "
    "RestoreTableToPointInTime (of the table)";
constexpr char kDrilledHere[] =
    "DescribeTable, DescribeContinuousBackups, Scan, BatchGetItem, RestoreTableToPointInTime (of "
    "the "
    "table)";
constexpr char kDrillsHere[] =
    "DescribeTable, Scan, BatchGetItem, TagResource, ListTagsOfResource, DeleteTable (of "
    "`quondam-drill-*`)";
constexpr char kShows[] = "ListTables, DescribeTable, DescribeContinuousBackups";
constexpr char kShowsOnAws[] = "dynamodb:ListTables, DescribeTable, DescribeContinuousBackups";

std::vector<Needs> all_needs() {
  return {
      {"one-item-lost",
       {"DescribeTable, GetItem, DiffTable", "CreateRestorePoint, ListRestorePoints",
        "RewindTable, DescribeUndo", "RevertTable, to go back"},
       {kReadsSource, kMakesScratch, kWritesBack}},
      {"wrong-script",
       {"DescribeTable, DiffTable", "CreateRestorePoint, ListRestorePoints",
        "RevertTable, DescribeUndo, ListUndos"},
       {kReadsSource, kMakesScratch, kWritesBack}},
      {"bad-migration",
       {"DescribeTable, DiffTable, RevertTable, DescribeUndo",
        "CreateRestorePoint, ListRestorePoints", "RestoreTable",
        "ListTables, DescribeTimeToLive, ListTagsOfResource, DescribeContinuousBackups",
        "TagResource, UpdateTable, UpdateTimeToLive, UpdateContinuousBackups (of the copy)",
        "DeleteTable (of the copy), to go back"},
       {kReadsSource, kMakesScratch, kWritesBack, kMakesTable, kListsTables,
        "dynamodb:DescribeTimeToLive, ListTagsOfResource (of both)"}},
      {"table-deleted",
       {"ListTables, ListDeletedTables, RestoreTable, RestoreTableFromBackup",
        "DescribeTable, DescribeContinuousBackups, TagResource, UpdateTable",
        "UpdateTimeToLive, UpdateContinuousBackups", "DeleteTable, to go back"},
       {kListsTables, "dynamodb:ListBackups", "dynamodb:RestoreTableFromBackup (of the backup)",
        kMakesTable}},
      {"recovery-off",
       {kShows, "ReopenRecovery"},
       {kShowsOnAws, "dynamodb:UpdateContinuousBackups"}},
      {"server-not-starting",
       {"a shell on the server's machine, as the user of the server; root to change owners"},
       {kListsTables, "where the table is made anew, dynamodb:CreateTable, BatchWriteItem",
        kMakesTable}},
      {"before-launch",
       {"ListTables, UpdateContinuousBackups, UpdateTable",
        "DescribeRecoveryStorage, ListRestorePoints", kDrilledHere, kDrillsHere},
       {kListsTables, "dynamodb:UpdateContinuousBackups, UpdateTable (of the table)", kDrilled,
        kDrills}},
      {"before-migration",
       {kShows, "UpdateContinuousBackups", "CreateBackup, DescribeBackup, ListBackups",
        "CreateRestorePoint, ListRestorePoints, DiffTable", "what the migration itself does"},
       {kShowsOnAws, "dynamodb:UpdateContinuousBackups",
        "dynamodb:CreateBackup, DescribeBackup, ListBackups", "what the migration itself does"}},
      {"verify", {kShows, "DescribeRecoveryStorage, ListRestorePoints"}, {kShowsOnAws}},
      {"turn-off",
       {kShows, "CreateBackup, DescribeBackup", "ListRestorePoints, UpdateContinuousBackups",
        "ReopenRecovery, to go back"},
       {kShowsOnAws, "dynamodb:CreateBackup, DescribeBackup", "dynamodb:UpdateContinuousBackups"}},
      {"test-restore",
       {"ListTables, ListRestorePoints", kDrilledHere, kDrillsHere,
        "on the test server, to make a table and write to it"},
       {kListsTables, kDrilled, kDrills}},
      {"cost",
       {kShows, "DescribeRecoveryStorage, ListBackups"},
       {kShowsOnAws, "dynamodb:ListBackups"}},
  };
}

}  // namespace

std::vector<std::string> permissions_of(std::string_view procedure, bool is_quondam) {
  for (const Needs& needs : all_needs())
    if (needs.procedure == procedure) return is_quondam ? needs.on_quondam : needs.on_aws;
  return {};
}

}  // namespace quondam::ops
