// An operation of the API: one row of the operation table.
#pragma once

#include <string_view>

#include "operations/api_error.h"
#include "operations/commit_gate.h"
#include "operations/database.h"
#include "operations/request.h"
#include "operations/shape.h"

namespace quondam::operations {

// What an operation is given beside its request.
struct Context {
  Database& database;
  // Who asks: the access key id of the request's signature. Stands in the change records.
  std::string_view caller;
  std::string_view operation;
  // The answer is sent when what was submitted with it is durable.
  CommitGate& gate;
  // Whether the thread may sleep. One that may not answers must_wait() instead.
  bool may_wait = true;
  // The request's Host: where the client found the server.
  std::string_view host = {};

  [[nodiscard]] timeline::Who who() const { return {std::string(caller), std::string(operation)}; }
};

struct Operation {
  // Where the server runs it. What waits for the disk, or is long, goes to the pool; the rest is
  // done by the thread that read the request.
  enum class Runs { inline_, on_pool };

  std::string_view service;  // what stands before the dot of X-Amz-Target
  std::string_view name;
  const Shape* request;
  Runs runs;
  ApiResult (*handle)(const Context& context, const Request& request);
};

// The services, as X-Amz-Target names them. An operation belongs to one; names are unique over all.
inline constexpr std::string_view kDynamoDb = "DynamoDB_20120810";
inline constexpr std::string_view kDynamoDbStreams = "DynamoDBStreams_20120810";
// What DynamoDB has no word for (docs/admin-api.md).
inline constexpr std::string_view kQuondam = "Quondam_20261101";

}  // namespace quondam::operations
