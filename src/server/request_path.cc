#include "server/request_path.h"

#include <fmt/format.h>
#include <simdjson.h>
#include <spdlog/spdlog.h>

#include <chrono>

#include "operations/constraints.h"
#include "operations/operation_table.h"
#include "server/header_text.h"
#include "server/metrics.h"
#include "server/request_log.h"
#include "server/signature.h"

namespace quondam::server {
namespace {

constexpr std::string_view kAmzJson = "application/x-amz-json-1.0";
constexpr std::string_view kJson = "application/json";
constexpr std::string_view kPlainText = "text/plain";
// Of a body before it was compressed, as of one that was not.
constexpr std::size_t kMostBodyBytes = 16ULL * 1024 * 1024;
// As recorded on DynamoDB (docs/compatibility.md).
constexpr std::size_t kLeastCompressedBytes = 4096;

HttpAnswer error_answer(const operations::ApiError& error, std::string_view content_type) {
  return {error.http_status, content_type, operations::to_json(error)};
}

// The two content types that AWS takes, without their parameters; empty for any other.
std::string_view known_content_type(std::string_view header) {
  const std::string_view type = trimmed(header.substr(0, header.find(';')));
  if (type == kAmzJson) return kAmzJson;
  return type == kJson ? kJson : std::string_view();
}

// One parser a thread: its buffers grow to what the thread has seen and are used again.
simdjson::simdjson_result<simdjson::dom::element> parse(std::string_view padded_body) {
  thread_local simdjson::dom::parser parser;
  constexpr bool kCopyFirst = false;  // HttpRequest::body has the padding
  return parser.parse(padded_body.data(), padded_body.size(), kCopyFirst);
}

// As it is when memory is short.
void compress(ContentCoding coding, HttpAnswer& answer) {
  if (answer.body.size() < kLeastCompressedBytes) return;
  try {
    answer.body = encode(coding, answer.body);
    answer.content_encoding = name_of(coding);
  } catch (const std::bad_alloc&) {
    spdlog::warn("no memory to compress an answer");
  }
}

}  // namespace

RequestPath::RequestPath(operations::Database& database, AccessPolicy policy,
                         std::shared_ptr<const AccessKeys> keys, Metrics* metrics)
    : database_(database),
      policy_(std::move(policy)),
      authenticator_(keys ? std::make_unique<Authenticator>(std::move(keys)) : nullptr),
      metrics_(metrics) {}

operations::ApiExpected<std::string_view> RequestPath::caller_of(const HttpRequest& request) const {
  return authenticator_ ? authenticator_->verify(request, database_.clock().wall_us())
                        : read_caller(request);
}

operations::ApiExpected<const operations::Operation*> RequestPath::find_operation(
    std::string_view target) const {
  auto operation = operations::find_operation(target);
  const operations::DatabaseOptions& options = database_.options();
  if (!options.as_aws || !operation || (*operation)->service != operations::kQuondam)
    return operation;
  // The test clock is asked for by a flag of its own, which would do nothing without this.
  if (options.test_clock && *operation == &operations::kAdvanceClock) return operation;
  return operations::refuse(operations::unknown_operation());
}

operations::ApiExpected<operations::Request> RequestPath::read(const operations::Shape& shape,
                                                               simdjson::dom::element json) const {
  auto request = operations::Request::parse(shape, json);
  if (!database_.options().as_aws) return request;
  // Moments in tables' names are against the rules there. JSON of a wrong type comes first.
  if (!request && request.error().type != operations::serialization().type) {
    const operations::Fields fields(shape, json.get_object().value_unsafe());
    QUONDAM_TRY(operations::check_constraints(fields, operations::Moments::refused));
  } else if (request) {
    QUONDAM_TRY(operations::check_constraints(*request, operations::Moments::refused));
  }
  return request;
}

std::optional<HttpAnswer> RequestPath::refuse_early(const HttpRequest& request) const {
  if (!policy_.admits(request)) return HttpAnswer{403, {}, {}};
  if (!authenticator_ || request.method != HttpRequest::Method::post) return std::nullopt;
  const auto known = authenticator_->check_head(request, database_.clock().wall_us());
  if (known) return std::nullopt;
  const std::string_view content_type = known_content_type(request.content_type);
  return error_answer(known.error(), content_type.empty() ? kJson : content_type);
}

// "Are you there?" needs no credentials, as on AWS. "/ready" asks more: whether writes are taken.
HttpAnswer RequestPath::answer_probe(const HttpRequest& request) const {
  constexpr int kUnavailable = 503;
  if (request.target == "/ready") {
    const auto accepts = database_.engine().accepts_commits();
    if (accepts) return {200, kPlainText, "ready\n"};
    return {kUnavailable, kPlainText, accepts.error().message + "\n"};
  }
  return {200, kPlainText,
          fmt::format("healthy: dynamodb.{}.amazonaws.com ", database_.options().region)};
}

std::variant<HttpAnswer, RequestPath::Admitted> RequestPath::admit(
    const HttpRequest& request) const {
  // Browsers of other origins get nothing that a script could read.
  if (!policy_.admits(request)) return HttpAnswer{403, {}, {}};
  if (policy_.is_preflight(request)) return HttpAnswer{200, {}, {}};
  if (request.method == HttpRequest::Method::get) return answer_probe(request);
  const std::string_view content_type = known_content_type(request.content_type);
  if (request.method != HttpRequest::Method::post ||
      (content_type.empty() && !request.body.empty())) {
    return HttpAnswer{404, {}, "<UnknownOperationException/>\n"};
  }
  const std::string_view answer_type = content_type.empty() ? kJson : content_type;
  const ContentCoding body_coding = read_content_encoding(request.content_encoding);
  const auto operation = find_operation(request.amz_target);
  const auto caller = caller_of(request);
  if (operation && caller) {
    return Admitted{*operation,
                    *caller,
                    request.host,
                    answer_type,
                    request.body,
                    body_coding,
                    choose_coding(request.accept_encoding)};
  }
  // AWS looks at the body's JSON before the operation's name, and at that before the signature.
  // What is compressed is not unpacked for a stranger.
  if (body_coding == ContentCoding::identity && !request.body.empty() &&
      parse(request.body).error() != simdjson::SUCCESS) {
    return error_answer(operations::serialization(), answer_type);
  }
  return error_answer(operation ? caller.error() : operation.error(), answer_type);
}

HttpAnswer RequestPath::answer(const Admitted& admitted, bool may_wait,
                               operations::CommitGate& gate) const {
  try {
    if (admitted.body_coding == ContentCoding::identity)
      return handle(admitted, admitted.body, may_wait, gate);
    const auto malformed = [&] {
      return error_answer(
          operations::internal_server_error("The body is not what its Content-Encoding says"),
          admitted.content_type);
    };
    if (admitted.body_coding == ContentCoding::unknown) return malformed();
    const auto body =
        decode(admitted.body_coding, admitted.body, kMostBodyBytes, simdjson::SIMDJSON_PADDING);
    if (body) return handle(admitted, *body, may_wait, gate);
    if (body.error().code == ErrorCode::validation) return {413, {}, {}};
    return malformed();
  } catch (const std::exception& exception) {
    // Out of memory, or a bug: this request fails, the server goes on.
    spdlog::error("{} threw: {}", admitted.operation->name, exception.what());
    return error_answer(operations::internal_server_error("The request could not be completed"),
                        admitted.content_type);
  }
}

HttpAnswer RequestPath::handle(const Admitted& admitted, std::string_view body, bool may_wait,
                               operations::CommitGate& gate) const {
  static const simdjson::padded_string empty_object =
      simdjson::padded_string(std::string_view("{}"));
  simdjson::dom::element json;
  if (parse(body.empty() ? std::string_view(empty_object) : body).get(json) != simdjson::SUCCESS)
    return error_answer(operations::serialization(), admitted.content_type);
  const operations::Operation& operation = *admitted.operation;
  const auto request = read(*operation.request, json);
  if (!request) return error_answer(request.error(), admitted.content_type);
  auto made = operation.handle(
      {database_, admitted.caller, operation.name, gate, may_wait, admitted.host}, *request);
  if (made) return {200, admitted.content_type, *std::move(made)};
  if (made.error().http_status == operations::kMustWait) return {operations::kMustWait, {}, {}};
  if (made.error().http_status >= 500)
    spdlog::error("{} failed: {}", operation.name, made.error().message);
  return error_answer(made.error(), admitted.content_type);
}

bool RequestPath::run(const Admitted& admitted, bool may_wait, Send send) const {
  const auto ready = std::make_shared<HttpAnswer>();
  const auto gate = std::make_shared<operations::CommitGate>(
      [ready, send = std::move(send), operation = admitted.operation, metrics = metrics_,
       began = std::chrono::steady_clock::now(), content_type = admitted.content_type,
       caller = logs_requests() ? std::string(admitted.caller)
                                : std::string()](const Result<void>& durable) {
        if (!durable) {
          spdlog::error("{} failed: {}", operation->name, durable.error().message);
          *ready = error_answer(operations::ApiError(durable.error()), content_type);
        }
        const auto took = std::chrono::steady_clock::now() - began;
        if (metrics != nullptr) metrics->answered(*operation, ready->status, took);
        if (logs_requests()) log_request(operation->name, ready->status, took, caller);
        send(std::move(*ready));
      });
  *ready = answer(admitted, may_wait, *gate);
  if (ready->status == operations::kMustWait) return false;
  // Here, while the disk syncs, and not by the thread that says that it has.
  if (admitted.answer_coding != ContentCoding::identity) compress(admitted.answer_coding, *ready);
  gate->ready();
  return true;
}

}  // namespace quondam::server
