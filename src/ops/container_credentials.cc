#include "ops/container_credentials.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

#include "base/private_file.h"
#include "ops/http_exchange.h"
#include "ops/url.h"

namespace quondam::ops {
namespace {

constexpr char kRelative[] = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
constexpr char kFull[] = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
constexpr std::chrono::seconds kTimeout{2};
constexpr std::chrono::seconds kPause{1};
constexpr int kAttempts = 3;
constexpr long kOkStatus = 200;

Outcome<std::string> authorization_token(const Environment& environment) {
  std::string token = environment("AWS_CONTAINER_AUTHORIZATION_TOKEN");
  const std::string path = environment("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
  if (!path.empty()) {
    QUONDAM_ASSIGN(token, read_small_file(path));
  }
  if (token.find_first_of("\r\n") != std::string::npos) {
    return failed(fmt::format("the token of {} goes over more than one line",
                              path.empty() ? "AWS_CONTAINER_AUTHORIZATION_TOKEN" : path),
                  "It must be one line, without its end.");
  }
  return token;
}

}  // namespace

bool has_container_credentials(const Environment& environment) {
  return !environment(kRelative).empty() || !environment(kFull).empty();
}

Outcome<std::string> container_credentials_url(const Environment& environment) {
  constexpr std::string_view kEcsAddress = "169.254.170.2";
  constexpr std::array kAllowed{kEcsAddress, std::string_view("169.254.170.23"),
                                std::string_view("fd00:ec2::23")};
  const std::string relative = environment(kRelative);
  if (!relative.empty()) return fmt::format("http://{}{}", kEcsAddress, relative);
  std::string full = environment(kFull);
  QUONDAM_ASSIGN(const UrlParts parts, split_url(full));
  if (parts.scheme == "https" || parts.loopback ||
      std::ranges::find(kAllowed, parts.host) != kAllowed.end())
    return full;
  return failed(
      fmt::format("{} names {}, and credentials are not fetched from there over http", kFull,
                  parts.host),
      "Name an https address, this machine, 169.254.170.2, 169.254.170.23 or [fd00:ec2::23].");
}

Outcome<Credentials> fetch_container_credentials(const Environment& environment) {
  QUONDAM_ASSIGN(const std::string url, container_credentials_url(environment));
  QUONDAM_ASSIGN(const std::string token, authorization_token(environment));
  HttpRequest request{.url = url, .headers = {"Accept: application/json"}, .timeout = kTimeout};
  if (!token.empty()) request.headers.push_back("Authorization: " + token);
  const std::string what_next =
      fmt::format("{} names it; unset it where this is not a container that has a role.",
                  environment(kRelative).empty() ? kFull : kRelative);
  for (int attempt = 1;; ++attempt) {
    auto answer = exchange(request);
    if (answer && answer->status == kOkStatus) {
      auto credentials = credentials_from_json(answer->body, "Token", url);
      if (!credentials) credentials.error().what_next = what_next;
      return credentials;
    }
    if (attempt == kAttempts) {
      constexpr std::size_t kShownBytes = 200;
      return failed(answer ? fmt::format("{} answered with status {}: {}", url, answer->status,
                                         answer->body.substr(0, kShownBytes))
                           : answer.error().message,
                    what_next);
    }
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace quondam::ops
