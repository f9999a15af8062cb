// The operation table: every operation of the API, one line each. Nothing else names an operation.
#pragma once

#include <span>
#include <string_view>
#include <variant>

#include "operations/operation.h"

namespace quondam::operations {

// Each is defined in the file of the same name, in snake case.
#define QUONDAM_OPERATIONS(X)  \
  X(BatchGetItem)              \
  X(BatchWriteItem)            \
  X(CreateTable)               \
  X(DeleteItem)                \
  X(DeleteTable)               \
  X(DescribeContinuousBackups) \
  X(DescribeExport)            \
  X(DescribeImport)            \
  X(DescribeTable)             \
  X(DescribeTimeToLive)        \
  X(ExportTableToPointInTime)  \
  X(GetItem)                   \
  X(ImportTable)               \
  X(ListExports)               \
  X(ListImports)               \
  X(ListTables)                \
  X(ListTagsOfResource)        \
  X(PutItem)                   \
  X(Query)                     \
  X(RestoreTableToPointInTime) \
  X(Scan)                      \
  X(TagResource)               \
  X(TransactGetItems)          \
  X(TransactWriteItems)        \
  X(UntagResource)             \
  X(UpdateContinuousBackups)   \
  X(UpdateItem)                \
  X(UpdateTable)               \
  X(UpdateTimeToLive)

#define QUONDAM_DECLARE_OPERATION(name) extern const Operation k##name;
QUONDAM_OPERATIONS(QUONDAM_DECLARE_OPERATION)
#undef QUONDAM_DECLARE_OPERATION

[[nodiscard]] std::span<const Operation* const> all_operations();

// The operation that X-Amz-Target names ("DynamoDB_20120810.GetItem"); UnknownOperationException
// for others, with a message that says so where AWS has the operation and this server does not yet.
[[nodiscard]] ApiExpected<const Operation*> find_operation(std::string_view target);

// The shapes of all requests, as a JSON object by operation (shape.h, append_shape).
[[nodiscard]] std::string describe_shapes();

}  // namespace quondam::operations
