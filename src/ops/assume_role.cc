#include "ops/assume_role.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <pugixml.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "base/private_file.h"
#include "base/sigv4.h"
#include "ops/http_exchange.h"
#include "ops/terminal.h"
#include "ops/version.h"

namespace quondam::ops {
namespace {

constexpr int kAttempts = 3;
constexpr std::chrono::seconds kTimeout{30};
constexpr std::chrono::milliseconds kFirstPause{100};
constexpr long kOkStatus = 200;
constexpr long kFirstServerError = 500;

using Parameters = std::vector<std::pair<std::string_view, std::string>>;

std::string form_of(const Parameters& parameters) {
  std::string out = "Version=2011-06-15";
  for (const auto& [name, value] : parameters) {
    if (value.empty()) continue;
    out.append("&").append(name).append("=").append(sigv4::percent_encode(value));
  }
  return out;
}

Parameters parameters_of(const char* action, const Role& role) {
  const std::string session =
      role.session_name.empty()
          ? fmt::format("quondam-{}", SystemClock().wall_us() / kMicrosPerSecond)
          : role.session_name;
  return {{"Action", action},
          {"RoleArn", role.arn},
          {"RoleSessionName", session},
          {"DurationSeconds", role.duration_seconds}};
}

HttpRequest request_of(const TokenService& service, std::string form, const Credentials* signer) {
  constexpr char kContentType[] = "application/x-www-form-urlencoded; charset=utf-8";
  HttpRequest request{.method = "POST",
                      .url = service.endpoint.text,
                      .body = std::move(form),
                      .timeout = kTimeout,
                      .may_use_proxy = !service.endpoint.loopback,
                      .ca_bundle = service.ca_bundle};
  const std::string timestamp = sigv4::format_timestamp(SystemClock().wall_us());
  std::vector<sigv4::Header> headers{{"Content-Type", kContentType},
                                     {"Host", service.endpoint.authority}};
  const std::string payload = sigv4::hex(sigv4::sha256(*request.body));
  std::string authorization;
  if (signer != nullptr) {
    headers.push_back({"X-Amz-Date", timestamp});
    if (!signer->session_token.empty())
      headers.push_back({"X-Amz-Security-Token", signer->session_token});
    authorization =
        sigv4::authorization(signer->key_id, signer->secret, timestamp, service.region, "sts",
                             {"POST", service.endpoint.path, "", headers, payload});
    headers.push_back({"Authorization", authorization});
  }
  const std::string agent = fmt::format("quondam/{}", kVersion);
  headers.push_back({"User-Agent", agent});
  for (const auto& [name, value] : headers)
    request.headers.push_back(fmt::format("{}: {}", name, value));
  return request;
}

bool can_help_to_repeat(const Outcome<HttpAnswer>& answer, std::string_view code) {
  constexpr std::array<std::string_view, 4> kCodes{"Throttling", "ThrottlingException",
                                                   "RequestLimitExceeded", "IDPCommunicationError"};
  return !answer || answer->status >= kFirstServerError ||
         std::ranges::find(kCodes, code) != kCodes.end();
}

Outcome<Credentials> credentials_of(const pugi::xml_node& found) {
  Credentials credentials{found.child_value("AccessKeyId"), found.child_value("SecretAccessKey"),
                          found.child_value("SessionToken")};
  QUONDAM_ASSIGN(credentials.expires_us, parse_expiration(found.child_value("Expiration"), "STS"));
  return credentials;
}

// `request` makes each attempt anew: a signature is good for some minutes.
Outcome<Credentials> ask(const TokenService& service, const Role& role, const char* action,
                         const std::function<HttpRequest()>& request) {
  auto pause = kFirstPause;
  for (int attempt = 1;; ++attempt, pause *= 2) {
    const auto answer = exchange(request());
    pugi::xml_document document;
    if (answer) document.load_buffer(answer->body.data(), answer->body.size());
    const pugi::xml_node top = document.document_element();
    const pugi::xml_node credentials =
        top.child(fmt::format("{}Result", action).c_str()).child("Credentials");
    if (answer && answer->status == kOkStatus && credentials) return credentials_of(credentials);
    const pugi::xml_node error = top.child("Error");
    if (attempt < kAttempts && can_help_to_repeat(answer, error.child_value("Code"))) {
      std::this_thread::sleep_for(pause);
      continue;
    }
    if (!answer) {
      return failed(fmt::format("{} is not to be had: {}", role.arn, answer.error().message),
                    "See that AWS's STS can be reached from here; AWS_ENDPOINT_URL_STS names "
                    "another address.");
    }
    return failed(
        fmt::format(
            "{} is not to be had: {} answered {}", role.arn, service.endpoint.text,
            error ? fmt::format("{}: {}", error.child_value("Code"), error.child_value("Message"))
                  : fmt::format("with status {} and no credentials", answer->status)),
        "See that whoever asks for the role may have it, and that AWS_ENDPOINT_URL_STS (or "
        "AWS_ENDPOINT_URL), if set, names an STS.");
  }
}

}  // namespace

Outcome<Credentials> assume_role(const TokenService& service, const Role& role,
                                 const Credentials& source) {
  Parameters parameters = parameters_of("AssumeRole", role);
  parameters.emplace_back("ExternalId", role.external_id);
  if (!role.mfa_serial.empty()) {
    if (!can_ask()) {
      return failed(fmt::format("{} wants a code of {}, and there is no terminal to ask for it",
                                role.arn, role.mfa_serial),
                    "`aws configure export-credentials --format env` asks once; these commands "
                    "understand what it prints.");
    }
    parameters.emplace_back("SerialNumber", role.mfa_serial);
    parameters.emplace_back("TokenCode",
                            ask_unseen(fmt::format("Enter MFA code for {}: ", role.mfa_serial)));
  }
  const std::string form = form_of(parameters);
  return ask(service, role, "AssumeRole", [&] { return request_of(service, form, &source); });
}

Outcome<Credentials> assume_role_with_web_identity(const TokenService& service, const Role& role,
                                                   const std::string& token_file) {
  QUONDAM_ASSIGN(std::string token, read_small_file(token_file));
  Parameters parameters = parameters_of("AssumeRoleWithWebIdentity", role);
  parameters.emplace_back("WebIdentityToken", std::move(token));
  const std::string form = form_of(parameters);
  return ask(service, role, "AssumeRoleWithWebIdentity",
             [&] { return request_of(service, form, nullptr); });
}

}  // namespace quondam::ops
