#include "operations/api_error.h"

#include <fmt/format.h>

#include "base/json_writer.h"

namespace quondam::operations {
namespace {

constexpr int kBadRequest = 400;
constexpr int kInternal = 500;
constexpr int kUnavailable = 503;

constexpr std::string_view kStillInUse = "Attempt to change a resource which is still in use: ";

// SerializationException and AccessDeniedException come from another part of AWS's framework than
// the others, which spells the member with a capital M.
std::string_view message_member(std::string_view type) {
  const bool capital =
      type.ends_with("#SerializationException") || type.ends_with("#AccessDeniedException");
  return capital ? "Message" : "message";
}

ApiError translate(Error error) {
  switch (error.code) {
    case ErrorCode::validation:
      return validation(std::move(error.message));
    case ErrorCode::serialization:
      return serialization(std::move(error.message));
    case ErrorCode::condition_failed:
      return conditional_check_failed();
    case ErrorCode::not_found:
      return resource_not_found();
    case ErrorCode::already_exists:
    case ErrorCode::in_use:
      return resource_in_use(std::move(error.message));
    case ErrorCode::outside_window:
      return {kBadRequest, "com.amazonaws.dynamodb.v20120810#InvalidRestoreTimeException",
              std::move(error.message)};
    case ErrorCode::conflict:
      return {kBadRequest, "com.amazonaws.dynamodb.v20120810#TransactionConflictException",
              "Transaction is ongoing for the item"};
    case ErrorCode::limit_exceeded:
      return limit_exceeded(std::move(error.message));
    case ErrorCode::shutting_down:
      return {kUnavailable, "com.amazonaws.dynamodb.v20120810#ServiceUnavailable",
              "The server is shutting down"};
    case ErrorCode::corruption:
    case ErrorCode::no_space:
    case ErrorCode::io_error:
    case ErrorCode::clock_untrusted:
    case ErrorCode::internal:
      return internal_server_error(std::move(error.message));
  }
  return internal_server_error(std::move(error.message));
}

}  // namespace

ApiError::ApiError(Error error) : ApiError(translate(std::move(error))) {}

std::string to_json(const ApiError& error) {
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("__type").string(error.type);
  if (!error.message.empty()) json.key(message_member(error.type)).string(error.message);
  json.end_object();
  if (!error.members.empty()) body.insert(body.size() - 1, "," + error.members);
  return body;
}

ApiError serialization(std::string message) {
  return {kBadRequest, "com.amazon.coral.service#SerializationException", std::move(message)};
}

ApiError unknown_operation(std::string message) {
  return {kBadRequest, "com.amazon.coral.service#UnknownOperationException", std::move(message)};
}

ApiError missing_authentication_token() {
  return {kBadRequest, "com.amazon.coral.service#MissingAuthenticationTokenException",
          "Request is missing Authentication Token"};
}

ApiError incomplete_signature(std::string message) {
  return {kBadRequest, "com.amazon.coral.service#IncompleteSignatureException", std::move(message)};
}

ApiError invalid_signature(std::string message) {
  return {kBadRequest, "com.amazon.coral.service#InvalidSignatureException", std::move(message)};
}

ApiError unrecognized_client(std::string message) {
  return {kBadRequest, "com.amazon.coral.service#UnrecognizedClientException", std::move(message)};
}

ApiError access_denied(std::string message) {
  return {kBadRequest, "com.amazon.coral.service#AccessDeniedException", std::move(message)};
}

ApiError validation(std::string message) {
  return {kBadRequest, "com.amazon.coral.validate#ValidationException", std::move(message)};
}

ApiError invalid_parameter(std::string_view message) {
  return validation(fmt::format("One or more parameter values were invalid: {}", message));
}

ApiError not_implemented(std::string_view parameter) {
  return validation(fmt::format("{} is not implemented yet by Quondam", parameter));
}

ApiError conditional_check_failed(std::string members) {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
          "The conditional request failed", std::move(members)};
}

ApiError duplicate_item() {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#DuplicateItemException",
          "Duplicate primary key exists in table"};
}

ApiError transaction_canceled(const std::vector<CancellationReason>& reasons) {
  std::vector<std::string_view> codes;
  std::string members = "\"CancellationReasons\":";
  JsonWriter json(members);
  json.begin_array();
  for (const CancellationReason& reason : reasons) {
    codes.push_back(reason.code);
    json.begin_object();
    json.key("Code").string(reason.code);
    if (!reason.message.empty()) json.key("Message").string(reason.message);
    json.end_object();
    if (!reason.members.empty()) members.insert(members.size() - 1, "," + reason.members);
  }
  json.end_array();
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
          fmt::format("Transaction cancelled, please refer cancellation reasons for specific "
                      "reasons [{}]",
                      fmt::join(codes, ", ")),
          std::move(members)};
}

ApiError transaction_in_progress() {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#TransactionInProgressException",
          "The transaction with the given request token is already in progress."};
}

ApiError idempotent_parameter_mismatch() {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException",
          "The request uses the same client token as a previous, but non-identical request. Do not "
          "reuse a client token with different requests, unless the requests are identical"};
}

ApiError resource_not_found() {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
          "Requested resource not found"};
}

ApiError resource_not_found(std::string_view table) {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
          fmt::format("Requested resource not found: Table: {} not found", table)};
}

ApiError not_found(std::string message) {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
          std::move(message)};
}

ApiError table_not_found(std::string_view table) {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#TableNotFoundException",
          fmt::format("Table not found: {}", table)};
}

ApiError resource_in_use(std::string message) {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#ResourceInUseException",
          std::move(message)};
}

ApiError table_exists(std::string_view table) {
  return resource_in_use(fmt::format("Table already exists: {}", table));
}

ApiError table_already_exists(std::string_view table) {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#TableAlreadyExistsException",
          fmt::format("Table already exists: {}", table)};
}

ApiError table_being_restored(std::string_view table) {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#TableInUseException",
          fmt::format("Table is already being restored: {}", table)};
}

ApiError table_being_created(std::string_view table) {
  return resource_in_use(fmt::format("{}Table is being created: {}", kStillInUse, table));
}

ApiError table_being_updated(std::string_view table) {
  return resource_in_use(fmt::format("{}Table is being updated: {}", kStillInUse, table));
}

ApiError table_being_deleted(std::string_view table) {
  return resource_in_use(fmt::format("{}Table is being deleted: {}", kStillInUse, table));
}

ApiError table_being_read(std::string_view table) {
  return resource_in_use(fmt::format("{}Table is being used: {}", kStillInUse, table));
}

ApiError limit_exceeded(std::string message) {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#LimitExceededException",
          std::move(message)};
}

ApiError backup_not_found(std::string_view arn) {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#BackupNotFoundException",
          fmt::format("Backup not found: {}", arn)};
}

ApiError backup_in_use(std::string_view arn) {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#BackupInUseException",
          fmt::format("Backup is being used to restore a table: {}", arn)};
}

ApiError deletion_protected() {
  return validation(
      "Resource cannot be deleted as it is currently protected against deletion. "
      "Disable deletion protection first.");
}

ApiError point_in_time_recovery_unavailable(std::string_view table) {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#PointInTimeRecoveryUnavailableException",
          fmt::format("Point in time recovery is not enabled for table '{}'", table)};
}

ApiError invalid_restore_time(std::string_view requested, std::string_view earliest,
                              std::string_view latest) {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#InvalidRestoreTimeException",
          fmt::format("RestoreDateTime '{}' must be within EarliestRestorableDateTime '{}' and "
                      "LatestRestorableDateTime '{}'",
                      requested, earliest, latest)};
}

ApiError not_supported(std::string_view what) {
  return validation(fmt::format("{} are not supported by Quondam", what));
}

ApiError policy_not_found(std::string_view why) {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#PolicyNotFoundException",
          fmt::format("Resource-based policy not found for the provided ResourceArn: {}", why)};
}

ApiError global_table_not_found(std::string_view name) {
  return {
      kBadRequest, "com.amazonaws.dynamodb.v20120810#GlobalTableNotFoundException",
      fmt::format("Global table not found: Global table with name: '{}' does not exist.", name)};
}

ApiError stream_not_found(std::string_view stream_arn) {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
          fmt::format("Requested resource not found: Stream: {} not found", stream_arn)};
}

ApiError shard_not_found() {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
          "Requested resource not found: Shard does not exist"};
}

ApiError trimmed_data_access() {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#TrimmedDataAccessException",
          "The data you are trying to access has been trimmed"};
}

ApiError expired_iterator() {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#ExpiredIteratorException",
          "Shard iterator has expired"};
}

ApiError invalid_export_time(std::string message) {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#InvalidExportTimeException",
          std::move(message)};
}

ApiError export_conflict(std::string message) {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#ExportConflictException",
          std::move(message)};
}

ApiError export_not_found(std::string_view why) {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#ExportNotFoundException",
          fmt::format("Export not found: {}", why)};
}

ApiError import_conflict(std::string message) {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#ImportConflictException",
          std::move(message)};
}

ApiError import_not_found(std::string_view why) {
  return {kBadRequest, "com.amazonaws.dynamodb.v20120810#ImportNotFoundException",
          fmt::format("Import not found: {}", why)};
}

ApiError must_wait() {
  return {kMustWait, {}, {}};
}

ApiError internal_server_error(std::string message) {
  return {kInternal, "com.amazonaws.dynamodb.v20120810#InternalServerError", std::move(message)};
}

}  // namespace quondam::operations
