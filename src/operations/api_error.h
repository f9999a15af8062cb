// AWS's errors, as clients see them: the one place where their types and fixed texts are written
// down.
//
// Four prefixes are in use (recorded from AWS): errors of the service model carry
// "com.amazonaws.dynamodb.v20120810#", ValidationException "com.amazon.coral.validate#", and what
// is wrong with the protocol "com.amazon.coral.service#". SDKs look at the part after '#'.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace quondam::operations {

struct [[nodiscard]] ApiError {
  // `status` of HTTP; `error_type` with its prefix, a literal; `text` is left out of the body when
  // empty; `more` are further members of the body, as JSON text without braces: "\"Item\":{...}".
  ApiError(int status, std::string_view error_type, std::string text, std::string more = {})
      : http_status(status), type(error_type), message(std::move(text)), members(std::move(more)) {}
  // An error of a lower layer, under the name that AWS has for it. Implicit, so that QUONDAM_TRY
  // and QUONDAM_ASSIGN carry a lower layer's error out of an operation.
  ApiError(Error error);

  int http_status;
  std::string_view type;
  std::string message;
  std::string members;
};

template <typename T>
using ApiExpected = tl::expected<T, ApiError>;
// The JSON body of a successful answer, or the error.
using ApiResult = ApiExpected<std::string>;

inline tl::unexpected<ApiError> refuse(ApiError error) {
  return tl::unexpected<ApiError>(std::move(error));
}

// The body of the answer.
std::string to_json(const ApiError& error);

// ---- the protocol ----
ApiError serialization(std::string message = {});
ApiError unknown_operation(std::string message = {});
ApiError missing_authentication_token();
ApiError incomplete_signature(std::string message);
ApiError invalid_signature(std::string message);
ApiError unrecognized_client(std::string message);
ApiError access_denied(std::string message);

// ---- the request ----
ApiError validation(std::string message);
// "One or more parameter values were invalid: " and the message.
ApiError invalid_parameter(std::string_view message);
// A parameter that AWS knows and this server does not implement yet: never ignored silently.
ApiError not_implemented(std::string_view parameter);
// What AWS has beside one region's tables, and this server will not: "Global tables are not
// supported by Quondam".
ApiError not_supported(std::string_view what);

// ---- the state of things ----
// `members`: the item, when ReturnValuesOnConditionCheckFailure asks for it.
ApiError conditional_check_failed(std::string members = {});
// PartiQL's INSERT of an item that exists.
ApiError duplicate_item();
// A transaction that was not done, with one reason an action: the code "None" where nothing is
// wrong.
struct CancellationReason {
  std::string_view code = "None";
  std::string message;
  std::string members;  // as of conditional_check_failed
};
ApiError transaction_canceled(const std::vector<CancellationReason>& reasons);
ApiError transaction_in_progress();
ApiError idempotent_parameter_mismatch();
// Operations on items name no table; those on tables do; those on backups have an error of their
// own.
ApiError resource_not_found();
ApiError resource_not_found(std::string_view table);
ApiError not_found(std::string message);  // of what the admin API knows beside tables
ApiError table_not_found(std::string_view table);
ApiError resource_in_use(std::string message);
ApiError table_exists(std::string_view table);          // CreateTable
ApiError table_already_exists(std::string_view table);  // restores
ApiError table_being_restored(
    std::string_view table);  // restores into a table that is being restored
ApiError table_being_created(std::string_view table);
ApiError table_being_updated(std::string_view table);
ApiError table_being_deleted(std::string_view table);
ApiError table_being_read(std::string_view table);  // the source of an unfinished restore
ApiError backup_not_found(std::string_view arn);
ApiError backup_in_use(std::string_view arn);
ApiError deletion_protected();
ApiError limit_exceeded(std::string message);
ApiError point_in_time_recovery_unavailable(std::string_view table);
// The three times as ISO 8601.
ApiError invalid_restore_time(std::string_view requested, std::string_view earliest,
                              std::string_view latest);
// Resource-based policies. `why` follows "Resource-based policy not found for the provided
// ResourceArn: ".
ApiError policy_not_found(std::string_view why);
ApiError global_table_not_found(std::string_view name);
// Streams.
ApiError stream_not_found(std::string_view stream_arn);
ApiError shard_not_found();
ApiError trimmed_data_access();
ApiError expired_iterator();
// Exports and imports.
ApiError invalid_export_time(std::string message);
ApiError export_conflict(std::string message);
ApiError export_not_found(std::string_view why);
ApiError import_conflict(std::string message);
ApiError import_not_found(std::string_view why);

// ---- the server ----
// No answer for a client: the request is to be run again, by a thread that may wait.
inline constexpr int kMustWait = 0;
ApiError must_wait();
ApiError internal_server_error(std::string message);

}  // namespace quondam::operations
