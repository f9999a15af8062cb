#include "server/request_path.h"

#include <fmt/format.h>
#include <simdjson.h>
#include <spdlog/spdlog.h>

#include "operations/operation_table.h"
#include "server/signature.h"

namespace quondam::server {
namespace {

constexpr std::string_view kAmzJson = "application/x-amz-json-1.0";
constexpr std::string_view kJson = "application/json";

HttpAnswer error_answer(const operations::ApiError& error, std::string_view content_type) {
  return {error.http_status, content_type, operations::to_json(error)};
}

// The two content types that AWS takes, without their parameters; empty for any other.
std::string_view known_content_type(std::string_view header) {
  std::string_view type = header.substr(0, header.find(';'));
  while (type.starts_with(' ')) type.remove_prefix(1);
  while (type.ends_with(' ')) type.remove_suffix(1);
  if (type == kAmzJson) return kAmzJson;
  return type == kJson ? kJson : std::string_view();
}

// One parser a thread: its buffers grow to what the thread has seen and are used again.
simdjson::simdjson_result<simdjson::dom::element> parse(std::string_view padded_body) {
  thread_local simdjson::dom::parser parser;
  constexpr bool kCopyFirst = false;  // HttpRequest::body has the padding
  return parser.parse(padded_body.data(), padded_body.size(), kCopyFirst);
}

}  // namespace

std::variant<HttpAnswer, RequestPath::Admitted> RequestPath::admit(
    const HttpRequest& request) const {
  // Browsers of other origins get nothing that a script could read.
  if (!policy_.admits(request)) return HttpAnswer{403, {}, {}};
  if (request.method == HttpRequest::Method::get) {
    return HttpAnswer{
        200, "text/plain",
        fmt::format("healthy: dynamodb.{}.amazonaws.com ", database_.options().region)};
  }
  const std::string_view content_type = known_content_type(request.content_type);
  if (request.method != HttpRequest::Method::post ||
      (content_type.empty() && !request.body.empty())) {
    return HttpAnswer{404, {}, "<UnknownOperationException/>\n"};
  }
  const std::string_view answer_type = content_type.empty() ? kJson : content_type;
  const auto operation = operations::find_operation(request.amz_target);
  const auto caller = read_caller(request);
  if (operation && caller) return Admitted{*operation, *caller, answer_type, request.body};
  // AWS looks at the body's JSON before the operation's name, and at that before the signature.
  if (!request.body.empty() && parse(request.body).error() != simdjson::SUCCESS) {
    return error_answer(operations::serialization(), answer_type);
  }
  return error_answer(operation ? caller.error() : operation.error(), answer_type);
}

HttpAnswer RequestPath::answer(const Admitted& admitted, operations::CommitGate& gate) const {
  try {
    static const simdjson::padded_string empty_object =
        simdjson::padded_string(std::string_view("{}"));
    simdjson::dom::element json;
    if (parse(admitted.body.empty() ? std::string_view(empty_object) : admitted.body).get(json) !=
        simdjson::SUCCESS) {
      return error_answer(operations::serialization(), admitted.content_type);
    }
    const operations::Operation& operation = *admitted.operation;
    const auto request = operations::Request::parse(*operation.request, json);
    if (!request) return error_answer(request.error(), admitted.content_type);
    auto body = operation.handle({database_, admitted.caller, operation.name, gate}, *request);
    if (body) return {200, admitted.content_type, *std::move(body)};
    if (body.error().http_status >= 500)
      spdlog::error("{} failed: {}", operation.name, body.error().message);
    return error_answer(body.error(), admitted.content_type);
  } catch (const std::exception& exception) {
    // Out of memory, or a bug: this request fails, the server goes on.
    spdlog::error("{} threw: {}", admitted.operation->name, exception.what());
    return error_answer(operations::internal_server_error("The request could not be completed"),
                        admitted.content_type);
  }
}

void RequestPath::run(const Admitted& admitted, Send send) const {
  const auto ready = std::make_shared<HttpAnswer>();
  const auto gate = std::make_shared<operations::CommitGate>(
      [ready, send = std::move(send), operation = admitted.operation->name,
       content_type = admitted.content_type](const Result<void>& durable) {
        if (durable) return send(std::move(*ready));
        spdlog::error("{} failed: {}", operation, durable.error().message);
        send(error_answer(operations::ApiError(durable.error()), content_type));
      });
  *ready = answer(admitted, *gate);
  gate->ready();
}

}  // namespace quondam::server
