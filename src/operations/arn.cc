#include "operations/arn.h"

#include <fmt/format.h>

#include "operations/shape.h"

namespace quondam::operations {
namespace {

constexpr std::string_view kStreamResource = "/stream/";
constexpr std::size_t kMinTableName = 3;
constexpr std::size_t kMaxTableName = 255;
constexpr std::string_view kBackup = "/backup/";

// Takes the part before the next colon off the front.
std::optional<std::string_view> take_part(std::string_view& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view part = text.substr(0, colon);
  text.remove_prefix(colon + 1);
  return part;
}

}  // namespace

std::optional<TableArn> parse_table_arn(std::string_view text) {
  if (!text.starts_with("arn:")) return std::nullopt;
  constexpr std::string_view kResource = "table/";
  std::string_view rest = text;
  take_part(rest);
  const auto partition = take_part(rest);
  const auto service = take_part(rest);
  const auto region = take_part(rest);
  const auto account_id = take_part(rest);
  if (!partition || !service || !region || !account_id) return std::nullopt;
  if (!partition->starts_with("aws") || *service != "dynamodb" || !rest.starts_with(kResource))
    return std::nullopt;
  rest.remove_prefix(kResource.size());
  if (rest.size() < kMinTableName || rest.size() > kMaxTableName || !matches_name_pattern(rest))
    return std::nullopt;
  return TableArn{*region, *account_id, rest};
}

std::optional<BackupArn> parse_backup_arn(std::string_view text) {
  const std::size_t backup = text.find(kBackup);
  if (backup == std::string_view::npos) return std::nullopt;
  const auto table = parse_table_arn(text.substr(0, backup));
  const std::string_view id = text.substr(backup + kBackup.size());
  if (!table || id.empty()) return std::nullopt;
  return BackupArn{*table, id};
}

std::string backup_arn(std::string_view table_arn, std::string_view id) {
  return fmt::format("{}{}{}", table_arn, kBackup, id);
}

std::optional<StreamArn> parse_stream_arn(std::string_view text) {
  const std::size_t at = text.find(kStreamResource);
  if (at == std::string_view::npos) return std::nullopt;
  const auto table = parse_table_arn(text.substr(0, at));
  const std::string_view label = text.substr(at + kStreamResource.size());
  if (!table || label.empty()) return std::nullopt;
  return StreamArn{*table, label};
}

NamedMoment split_moment(std::string_view given) {
  const std::size_t at = given.find('@');
  if (at == std::string_view::npos) return {given, std::nullopt};
  return {given.substr(0, at), given.substr(at + 1)};
}

std::string table_arn(std::string_view region, std::string_view account_id,
                      std::string_view table) {
  return fmt::format("arn:aws:dynamodb:{}:{}:table/{}", region, account_id, table);
}

std::string stream_arn(std::string_view table_arn, std::string_view label) {
  return fmt::format("{}{}{}", table_arn, kStreamResource, label);
}

}  // namespace quondam::operations
