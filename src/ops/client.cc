#include "ops/client.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/sigv4.h"
#include "ops/curl_parts.h"
#include "ops/foreign_endpoint.h"
#include "ops/version.h"

namespace quondam::ops {
namespace {

constexpr long kConnectSeconds = 5;
// A page of a diff or a plan of a restore looks at what may be millions of changes.
constexpr long kCallSeconds = 300;
// DynamoDB's answers end at 16 MB.
constexpr std::size_t kMostAnswerBytes = 64 * 1024 * 1024;
constexpr long kOkStatus = 200;

// What another attempt can mend.
bool is_connection_error(CURLcode code) {
  return code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST ||
         code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_GOT_NOTHING;
}

std::string what_to_try(const ConnectionSettings& settings, CURLcode code) {
  if (code == CURLE_OPERATION_TIMEDOUT)
    return "It may still be at work: look before you try again.";
  if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
    return "AWS_CA_BUNDLE names a file of certificates to trust.";
  if (settings.endpoint.loopback)
    return "Is it running? `quondam serve --data DIR` starts one; --endpoint-url or "
           "AWS_ENDPOINT_URL names another.";
  return "See that it is running and can be reached from here; --endpoint-url or AWS_ENDPOINT_URL "
         "names another.";
}

tl::unexpected<Failure> unexpected_answer(const Url& endpoint, long status,
                                          std::string_view answer) {
  constexpr std::size_t kShownBytes = 200;
  return failed(fmt::format("{} answered with status {}, which is not what a DynamoDB says: {}",
                            endpoint.text, status, answer.substr(0, kShownBytes)),
                "See that --endpoint-url or AWS_ENDPOINT_URL names a Quondam server.");
}

Outcome<Answer> read_answer(const Url& endpoint, long status, std::string_view text) {
  auto parser = std::make_unique<simdjson::dom::parser>();
  simdjson::dom::element json;
  // TagResource and its like have nothing to answer; some emulators write that as an empty string.
  if (status == kOkStatus && (text.empty() || text == R"("")")) text = "{}";
  if (parser->parse(text.data(), text.size()).get(json) != simdjson::SUCCESS || !json.is_object())
    return unexpected_answer(endpoint, status, text);
  if (status == kOkStatus) return Answer(std::move(parser), json);
  std::string_view type;
  std::string_view message;
  if (json["__type"].get(type) != simdjson::SUCCESS)
    return unexpected_answer(endpoint, status, text);
  if (json["message"].get(message) != simdjson::SUCCESS &&
      json["Message"].get(message) != simdjson::SUCCESS)
    message = {};
  return tl::unexpected<Failure>(refusal(type, message));
}

// AWS calls an operation that it does not know UnknownOperationException; emulators do, or answer a
// page of their own.
Failure named(Failure failure, const Url& endpoint, std::string_view service,
              std::string_view operation, long status) {
  const bool admin = service == kQuondam;
  if (!(admin ? has_no_admin_api(failure) : is_unknown_operation(failure))) return failure;
  Failure lacks(
      kFailed,
      fmt::format("{} has no {} ({})", endpoint.text, operation,
                  failure.type.empty() ? fmt::format("status {}", status) : failure.type),
      admin
          ? "It is for a Quondam server: see that --endpoint-url (or AWS_ENDPOINT_URL) names one, "
            "and that it is not older than this program."
          : "An emulator may lack it: see that --endpoint-url (or AWS_ENDPOINT_URL) names the "
            "endpoint that you mean.");
  lacks.type = failure.type.empty() ? "UnknownOperationException" : failure.type;
  return lacks;
}

}  // namespace

// The library's handle; it keeps the connection from call to call.
struct Client::Transfer {
  Transfer() : curl(curl_easy_init()) {}
  ~Transfer() { curl_easy_cleanup(curl); }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  void begin(const ConnectionSettings& settings, std::string_view body, curl_slist* headers,
             bool fresh_connection);
  // The status, or what went wrong on the way.
  CURLcode run(long& status) {
    answer.clear();
    const CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return code;
  }

  // What the service asks to wait before the next attempt.
  [[nodiscard]] std::optional<std::chrono::milliseconds> retry_after() const {
    curl_header* found = nullptr;
    if (curl_easy_header(curl, "x-amz-retry-after", 0, CURLH_HEADER, -1, &found) != CURLHE_OK)
      return std::nullopt;
    const std::string_view text(found->value);
    std::uint32_t milliseconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), milliseconds);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return std::chrono::milliseconds(milliseconds);
  }

  CURL* curl;
  std::string answer;
};

// What came of sending a request once.
struct Client::Attempt {
  Outcome<Answer> answer;
  Trouble trouble = Trouble::final;
};

void Client::Transfer::begin(const ConnectionSettings& settings, std::string_view body,
                             curl_slist* headers, bool fresh_connection) {
  const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(curl, option, value); };
  curl_easy_reset(curl);
  set(CURLOPT_URL, settings.endpoint.text.c_str());
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_HTTPHEADER, headers);
  set(CURLOPT_POST, 1L);
  set(CURLOPT_POSTFIELDS, body.data());
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  set(CURLOPT_WRITEFUNCTION, keep_body<kMostAnswerBytes>);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&answer));
  set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  set(CURLOPT_TIMEOUT, kCallSeconds);
  set(CURLOPT_NOSIGNAL, 1L);
  if (fresh_connection) set(CURLOPT_FRESH_CONNECT, 1L);
  // A proxy is no way to this machine.
  if (settings.endpoint.loopback) set(CURLOPT_NOPROXY, "*");
  if (!settings.ca_bundle.empty()) set(CURLOPT_CAINFO, settings.ca_bundle.c_str());
}

Client::Client(ConnectionSettings settings)
    : settings_(std::move(settings)), transfer_(std::make_unique<Transfer>()) {}

Client::~Client() = default;

Outcome<Answer> Client::read(std::string_view service, std::string_view operation,
                             std::string_view body) {
  return call({service, operation, body},
              {Trouble::throttled, Trouble::faulty, Trouble::unanswered});
}

Outcome<Answer> Client::read_unless_refused(std::string_view service, std::string_view operation,
                                            std::string_view body) {
  return call({service, operation, body}, {Trouble::unanswered});
}

Outcome<Answer> Client::write(std::string_view service, std::string_view operation,
                              std::string_view body) {
  return call({service, operation, body, /*fresh_connection=*/true}, {Trouble::throttled});
}

Outcome<Answer> Client::call(const Request& request, std::initializer_list<Trouble> repeated) {
  for (int attempt = 1;; ++attempt) {
    QUONDAM_ASSIGN(Attempt sent, send(request));
    if (sent.answer) quota_.succeeded();
    const bool again = !sent.answer && attempt < settings_.max_attempts &&
                       std::ranges::find(repeated, sent.trouble) != repeated.end() &&
                       quota_.take(sent.trouble);
    if (!again) return std::move(sent.answer);
    std::this_thread::sleep_for(pause_after(sent.trouble, attempt, transfer_->retry_after()));
  }
}

Outcome<Client::Attempt> Client::send(const Request& request) {
  QUONDAM_ASSIGN(const Credentials credentials, settings_.credentials->current());
  const std::string timestamp = sigv4::format_timestamp(SystemClock().wall_us());
  const std::string target = fmt::format("{}.{}", request.service, request.operation);
  std::vector<sigv4::Header> headers{{"Content-Type", "application/x-amz-json-1.0"},
                                     {"Host", settings_.endpoint.authority},
                                     {"X-Amz-Date", timestamp},
                                     {"X-Amz-Target", target}};
  if (!credentials.session_token.empty())
    headers.push_back({"X-Amz-Security-Token", credentials.session_token});
  const std::string payload = sigv4::hex(sigv4::sha256(request.body));
  const std::string authorization =
      sigv4::authorization(credentials.key_id, credentials.secret, timestamp, settings_.region,
                           "dynamodb", {"POST", settings_.endpoint.path, "", headers, payload});
  const std::string agent = fmt::format("quondam/{}", kVersion);
  headers.push_back({"Authorization", authorization});
  headers.push_back({"User-Agent", agent});
  // Nothing: the library would wait for a "100 Continue" before a large body.
  headers.push_back({"Expect", ""});

  CurlList list;
  for (const auto& [name, value] : headers)
    append(list, fmt::format("{}:{}{}", name, value.empty() ? "" : " ", value).c_str());
  transfer_->begin(settings_, request.body, list.get(), request.fresh_connection);

  long status = 0;
  const CURLcode code = transfer_->run(status);
  if (code != CURLE_OK) {
    return Attempt{
        failed(fmt::format("{} ({}) cannot be reached for {}: {}", settings_.endpoint.text,
                           settings_.endpoint_source, request.operation, curl_easy_strerror(code)),
               what_to_try(settings_, code)),
        is_connection_error(code) ? Trouble::unanswered : Trouble::final};
  }
  Attempt attempt{read_answer(settings_.endpoint, status, transfer_->answer)};
  if (attempt.answer) return attempt;
  attempt.trouble = trouble_of(attempt.answer.error(), status);
  attempt.answer = tl::unexpected(named(std::move(attempt.answer).error(), settings_.endpoint,
                                        request.service, request.operation, status));
  return attempt;
}

}  // namespace quondam::ops
