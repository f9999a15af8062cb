#include "server/request_reader.h"

#include <boost/beast/core/string.hpp>
#include <utility>

namespace quondam::server {
namespace {

namespace http = boost::beast::http;

// DynamoDB's limit on a request's body.
constexpr std::uint64_t kMaxBodyBytes = 16ULL * 1024 * 1024;
constexpr std::uint32_t kMaxHeaderBytes = 32 * 1024;
constexpr std::size_t kReadBytes = 16 * 1024;
constexpr std::size_t kLargeReadBytes = 256 * 1024;
constexpr std::size_t kKeptBufferBytes = 64 * 1024;
constexpr std::size_t kKeptBodyBytes = 512 * 1024;
// Whoever sends a body of more has to have shown a known key first.
constexpr std::size_t kUncheckedBodyBytes = 64 * 1024;
// Beast (1.81) keeps a last chunk until it has all of it, and ends the process by an assertion when
// it is offered again with less than these five bytes, "0\r\n\r\n". Nothing that is chunked ends in
// fewer, so waiting for them holds nobody up.
constexpr std::size_t kLeastChunkBytes = 5;

int status_of(boost::beast::error_code error) {
  constexpr int kBadRequest = 400;
  constexpr int kTooLarge = 413;
  constexpr int kHeadTooLarge = 431;
  if (error == http::error::body_limit) return kTooLarge;
  return error == http::error::header_limit ? kHeadTooLarge : kBadRequest;
}

}  // namespace

void RequestReader::begin() {
  // The body's memory is lent to each parser in turn.
  std::string body;
  if (parser_) body = std::move(parser_->get().body());
  if (body.capacity() > kKeptBodyBytes) body = std::string();
  if (buffer_.size() == 0 && buffer_.capacity() > kKeptBufferBytes) buffer_.shrink_to_fit();
  parser_.emplace();
  parser_->get().body() = std::move(body);
  parser_->eager(true);
  parser_->header_limit(kMaxHeaderBytes);
  parser_->body_limit(kMaxBodyBytes);
  head_told_ = false;
  refused_status_ = 0;
}

boost::asio::mutable_buffer RequestReader::prepare() {
  const bool large =
      parser_->is_header_done() && parser_->content_length_remaining().value_or(0) > kReadBytes;
  return buffer_.prepare(large ? kLargeReadBytes : kReadBytes);
}

RequestReader::Step RequestReader::advance() {
  while (buffer_.size() > 0 && !parser_->is_done()) {
    const bool in_chunks = parser_->is_header_done() && parser_->chunked();
    if (in_chunks && buffer_.size() < kLeastChunkBytes) break;
    boost::beast::error_code error;
    const std::size_t used = parser_->put(buffer_.data(), error);
    buffer_.consume(used);
    if (error == http::error::need_more) break;
    if (error) {
      refused_status_ = status_of(error);
      return Step::malformed;
    }
  }
  if (parser_->is_done()) return Step::request;
  if (!parser_->is_header_done() || head_told_) return Step::read_more;
  head_told_ = true;
  return Step::head;
}

HttpRequest RequestReader::view() {
  const auto& message = parser_->get();
  const auto view = [](auto text) { return std::string_view(text.data(), text.size()); };
  HttpRequest request;
  switch (message.method()) {
    case http::verb::get:
      request.method = HttpRequest::Method::get;
      break;
    case http::verb::post:
      request.method = HttpRequest::Method::post;
      break;
    case http::verb::options:
      request.method = HttpRequest::Method::options;
      break;
    default:
      break;
  }
  request.method_name = view(message.method_string());
  request.target = view(message.target());
  headers_.clear();
  for (const auto& field : message)
    headers_.push_back({view(field.name_string()), view(field.value())});
  request.set_headers(headers_);
  request.body = message.body();
  return request;
}

bool RequestReader::wants_continue() const {
  return boost::beast::iequals(parser_->get()[http::field::expect], "100-continue");
}

bool RequestReader::is_large() const {
  // A length that is not announced may be any.
  return parser_->content_length().value_or(kMaxBodyBytes) > kUncheckedBodyBytes;
}

}  // namespace quondam::server
