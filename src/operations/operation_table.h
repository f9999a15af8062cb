// The operation table: every operation of the API, one line each. Nothing else names an operation.
#pragma once

#include <span>
#include <string_view>
#include <variant>

#include "operations/operation.h"

namespace quondam::operations {

// Each is defined in the file of the same name, in snake case.
#define QUONDAM_OPERATIONS(X)            \
  X(BatchExecuteStatement)               \
  X(BatchGetItem)                        \
  X(BatchWriteItem)                      \
  X(CancelBulkOperation)                 \
  X(CreateBackup)                        \
  X(CreateGlobalTable)                   \
  X(CreateTable)                         \
  X(DeleteBackup)                        \
  X(DeleteItem)                          \
  X(DeleteResourcePolicy)                \
  X(DeleteTable)                         \
  X(DescribeBackup)                      \
  X(DescribeBulkOperation)               \
  X(DescribeContinuousBackups)           \
  X(DescribeContributorInsights)         \
  X(DescribeEndpoints)                   \
  X(DescribeExport)                      \
  X(DescribeGlobalTable)                 \
  X(DescribeGlobalTableSettings)         \
  X(DescribeImport)                      \
  X(DescribeKinesisStreamingDestination) \
  X(DescribeLimits)                      \
  X(DescribeStream)                      \
  X(DescribeTable)                       \
  X(DescribeTableReplicaAutoScaling)     \
  X(DescribeTimeToLive)                  \
  X(DisableKinesisStreamingDestination)  \
  X(EnableKinesisStreamingDestination)   \
  X(ExecuteStatement)                    \
  X(ExecuteTransaction)                  \
  X(ExportTableToPointInTime)            \
  X(GetItem)                             \
  X(GetRecords)                          \
  X(GetResourcePolicy)                   \
  X(GetShardIterator)                    \
  X(ImportTable)                         \
  X(ListBackups)                         \
  X(ListBulkOperations)                  \
  X(ListContributorInsights)             \
  X(ListExports)                         \
  X(ListGlobalTables)                    \
  X(ListImports)                         \
  X(ListStreams)                         \
  X(ListTables)                          \
  X(ListTagsOfResource)                  \
  X(PutItem)                             \
  X(PutResourcePolicy)                   \
  X(Query)                               \
  X(RestoreTableFromBackup)              \
  X(RestoreTableToPointInTime)           \
  X(Scan)                                \
  X(SearchVectors)                       \
  X(StartBulkPutItems)                   \
  X(TagResource)                         \
  X(TransactGetItems)                    \
  X(TransactWriteItems)                  \
  X(UntagResource)                       \
  X(UpdateContinuousBackups)             \
  X(UpdateContributorInsights)           \
  X(UpdateGlobalTable)                   \
  X(UpdateGlobalTableSettings)           \
  X(UpdateItem)                          \
  X(UpdateKinesisStreamingDestination)   \
  X(UpdateTable)                         \
  X(UpdateTableReplicaAutoScaling)       \
  X(UpdateTimeToLive)

// Those of the admin API, in operations/admin/.
#define QUONDAM_ADMIN_OPERATIONS(X) \
  X(AdvanceClock)                   \
  X(CancelUndo)                     \
  X(CreateRestorePoint)             \
  X(DeleteRestorePoint)             \
  X(DescribeRecoveryStorage)        \
  X(DescribeUndo)                   \
  X(DiffTable)                      \
  X(ListDeletedTables)              \
  X(ListRestorePoints)              \
  X(ListUndos)                      \
  X(PurgeDeletedTable)              \
  X(ReopenRecovery)                 \
  X(RestoreTable)                   \
  X(RevertTable)                    \
  X(RewindTable)

#define QUONDAM_DECLARE_OPERATION(name) extern const Operation k##name;
QUONDAM_OPERATIONS(QUONDAM_DECLARE_OPERATION)
QUONDAM_ADMIN_OPERATIONS(QUONDAM_DECLARE_OPERATION)
#undef QUONDAM_DECLARE_OPERATION

[[nodiscard]] std::span<const Operation* const> all_operations();

// The operation that X-Amz-Target names ("DynamoDB_20120810.GetItem"); UnknownOperationException
// for others, with a message that says so where AWS has the operation and this server does not yet.
[[nodiscard]] ApiExpected<const Operation*> find_operation(std::string_view target);

// The shapes of all requests that AWS has, as a JSON object by operation (shape.h, append_shape).
[[nodiscard]] std::string describe_shapes();

}  // namespace quondam::operations
