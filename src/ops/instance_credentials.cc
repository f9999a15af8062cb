#include "ops/instance_credentials.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <random>

#include "base/text.h"
#include "ops/http_exchange.h"

namespace quondam::ops {
namespace {

constexpr long kOkStatus = 200;
constexpr long kBadRequest = 400;
constexpr long kForbidden = 403;
constexpr long kNotFound = 404;
constexpr long kNotAllowed = 405;
constexpr Micros kMinute = 60 * kMicrosPerSecond;

int number_or(const std::string& text, int otherwise) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number > 0 ? number
                                                                                : otherwise;
}

struct Token {
  bool refused = false;   // the service says that the request is wrong: ask it nothing more
  std::string text = {};  // empty: it knows no tokens, or there is no service
};

Token fetch_token(const InstanceMetadata& metadata) {
  HttpRequest request{.method = "PUT",
                      .url = metadata.endpoint + "/latest/api/token",
                      // A name alone: the library would call the empty body a form.
                      .headers = {"X-aws-ec2-metadata-token-ttl-seconds: 21600", "Content-Type:"},
                      .body = "",
                      .timeout = std::chrono::seconds(metadata.timeout_seconds)};
  for (int attempt = 0; attempt < metadata.attempts; ++attempt) {
    const auto answer = exchange(request);
    if (!answer) continue;
    if (answer->status == kOkStatus) return {.text = std::string(trimmed(answer->body))};
    if (answer->status == kBadRequest) return {.refused = true};
    if (answer->status == kForbidden || answer->status == kNotFound ||
        answer->status == kNotAllowed)
      return {};
  }
  return {};
}

// Empty when there is none.
std::string fetch_text(const InstanceMetadata& metadata, const std::string& path,
                       const std::string& token) {
  HttpRequest request{.url = metadata.endpoint + path,
                      .timeout = std::chrono::seconds(metadata.timeout_seconds)};
  if (!token.empty()) request.headers.push_back("X-aws-ec2-metadata-token: " + token);
  for (int attempt = 0; attempt < metadata.attempts; ++attempt) {
    auto answer = exchange(request);
    if (answer && answer->status == kOkStatus && !answer->body.empty())
      return std::move(answer->body);
  }
  return {};
}

void extend(Credentials& credentials, Micros now_us) {
  constexpr Micros kWindow = 15 * kMinute;
  thread_local std::minstd_rand random{std::random_device{}()};
  std::uniform_int_distribution<Micros> jitter(2 * kMinute, 10 * kMinute);
  const Micros span = kWindow + jitter(random);
  if (credentials.expires_us && now_us + span >= *credentials.expires_us)
    credentials.expires_us = now_us + span;
}

}  // namespace

InstanceMetadata instance_metadata(const std::string& profile, const ProfileFiles& files,
                                   const Environment& environment) {
  const auto setting = [&](const char* variable, const char* name) {
    std::string found = environment(variable);
    return found.empty() ? files.either(profile, name) : found;
  };
  InstanceMetadata metadata;
  metadata.disabled = lower_case(environment("AWS_EC2_METADATA_DISABLED")) == "true";
  metadata.endpoint = setting("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint");
  if (metadata.endpoint.empty()) {
    const bool version_6 = lower_case(setting("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
                                              "ec2_metadata_service_endpoint_mode")) == "ipv6";
    metadata.endpoint = version_6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254";
  }
  while (metadata.endpoint.ends_with('/')) metadata.endpoint.pop_back();
  metadata.timeout_seconds =
      number_or(setting("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout"), 1);
  metadata.attempts =
      number_or(setting("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts"), 1);
  metadata.needs_token =
      lower_case(setting("AWS_EC2_METADATA_V1_DISABLED", "ec2_metadata_v1_disabled")) == "true";
  return metadata;
}

Outcome<std::optional<Credentials>> fetch_instance_credentials(const InstanceMetadata& metadata,
                                                               const Clock& clock) {
  constexpr char kRoles[] = "/latest/meta-data/iam/security-credentials/";
  if (metadata.disabled) return std::nullopt;
  const Token token = fetch_token(metadata);
  if (token.refused) return std::nullopt;
  if (token.text.empty() && metadata.needs_token) return std::nullopt;
  const std::string role(trimmed(fetch_text(metadata, kRoles, token.text)));
  if (role.empty()) return std::nullopt;
  const std::string answer = fetch_text(metadata, kRoles + role, token.text);
  if (answer.empty()) return std::nullopt;
  QUONDAM_ASSIGN(Credentials credentials,
                 credentials_from_json(answer, "Token", metadata.endpoint + kRoles + role));
  extend(credentials, clock.wall_us());
  return credentials;
}

}  // namespace quondam::ops
