#include "operations/job_reference.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "export/job_state.h"
#include "export/object_store.h"
#include "operations/arn.h"

namespace quondam::operations {
namespace {

std::string_view word_of(JobKind kind) {
  return kind == JobKind::exporting ? "export" : "import";
}

ApiError another_account() {
  return access_denied("Access is denied");
}

// Tokens of imports have at least 112 digits in the model, and groups of 16.
constexpr std::size_t kTokenBytes = 56;

std::string token_text(JobKind kind, std::string_view id) {
  std::string text = fmt::format("{}/{}", word_of(kind), id);
  text.resize(kTokenBytes, '\0');
  return text;
}

std::optional<std::string> bytes_of_hex(std::string_view hex) {
  const auto digit = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  constexpr int kBits = 4;
  std::string bytes;
  if (hex.size() % 2 != 0) return std::nullopt;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = digit(hex[i]);
    const int low = digit(hex[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<char>((high << kBits) | low));
  }
  return bytes;
}

}  // namespace

std::string job_arn(const Context& context, JobKind kind, std::string_view table,
                    std::string_view id) {
  const DatabaseOptions& options = context.database.options();
  return fmt::format("{}/{}/{}", table_arn(options.region, options.account_id, table),
                     word_of(kind), id);
}

ApiExpected<std::optional<JobReference>> job_of_arn(const Context& context, JobKind kind,
                                                    std::string_view arn) {
  const std::string divider = fmt::format("/{}/", word_of(kind));
  const std::size_t at = arn.rfind(divider);
  const auto table = parse_table_arn(arn.substr(0, at));
  const std::string_view id =
      at == std::string_view::npos ? std::string_view() : arn.substr(at + divider.size());
  if (!table || id.empty()) {
    return refuse(validation(
        fmt::format("Invalid {} ARN", kind == JobKind::exporting ? "Export" : "Import")));
  }
  const DatabaseOptions& options = context.database.options();
  if (table->account_id != options.account_id) return refuse(another_account());
  if (table->region != options.region) return std::nullopt;
  return JobReference{table->table, id};
}

ApiExpected<std::optional<std::string_view>> table_of_arn(const Context& context,
                                                          std::string_view arn) {
  if (!arn.starts_with("arn:")) return refuse(invalid_parameter("tableArn is not a valid ARN"));
  const auto table = parse_table_arn(arn);
  if (!table) return refuse(validation("Invalid Request: Table ARN is invalid."));
  const DatabaseOptions& options = context.database.options();
  if (table->account_id != options.account_id) return refuse(another_account());
  if (table->region != options.region) return std::nullopt;
  return table->table;
}

std::string next_token(JobKind kind, std::string_view id) {
  std::string hex;
  for (const char c : token_text(kind, id))
    hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return hex;
}

ApiExpected<std::string> job_before_page(JobKind kind, const Request& request) {
  const auto token = request.string("NextToken");
  if (!token) return std::string();
  const auto bytes = bytes_of_hex(*token);
  const std::string expected = fmt::format("{}/", word_of(kind));
  if (!bytes || bytes->size() != kTokenBytes || !bytes->starts_with(expected)) {
    return refuse(
        validation(fmt::format("Invalid Request: Provided nextToken is invalid: {}", *token)));
  }
  return bytes->substr(expected.size(), bytes->find('\0') - expected.size());
}

std::string parameters_digest(const Request& request) {
  std::string text;
  for (std::size_t i = 0; i < request.shape().members.size(); ++i) {
    const std::string_view name = request.shape().members[i].name;
    const simdjson::dom::element* given = request.at(i);
    if (given == nullptr || name == "ClientToken") continue;
    text += fmt::format("{}={}\n", name, std::string(simdjson::minify(*given)));
  }
  return exporting::request_digest(text);
}

ApiError no_buckets() {
  return validation(
      "This server has no buckets: quondam serve --s3-root DIR names the folder that holds them, "
      "--s3-endpoint URL the S3 that does");
}

ApiExpected<void> check_key_prefix(std::string_view prefix) {
  QUONDAM_TRY(exporting::check_folder_key(prefix));
  return {};
}

catalog::CommitTime commit_time_of(double seconds) {
  constexpr double kLargest_seconds = 1e11;
  if (!(seconds > 0)) return 0;
  return static_cast<catalog::CommitTime>(
      std::llround(std::min(seconds, kLargest_seconds) * static_cast<double>(kMicrosPerSecond)));
}

}  // namespace quondam::operations
