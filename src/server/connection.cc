#include "server/connection.h"

#include <array>
#include <boost/asio/post.hpp>
#include <boost/beast/core/string.hpp>

#include "server/io_thread.h"
#include "server/work_pool.h"

namespace quondam::server {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::beast::error_code;

// DynamoDB's limit on a request's body.
constexpr std::uint64_t kMaxBodyBytes = 16ULL * 1024 * 1024;
constexpr std::uint32_t kMaxHeaderBytes = 32 * 1024;
constexpr std::size_t kReadBytes = 16 * 1024;
constexpr std::size_t kLargeReadBytes = 256 * 1024;
constexpr std::size_t kKeptBufferBytes = 64 * 1024;
constexpr std::size_t kKeptBodyBytes = 512 * 1024;
constexpr std::size_t kMostDrainedBytes = 64 * 1024 * 1024;
// Whoever sends a body of more has to have shown a known key first.
constexpr std::size_t kUncheckedBodyBytes = 64 * 1024;

constexpr std::chrono::seconds kHandshakeTimeout(10);
constexpr std::chrono::seconds kIdleTimeout(120);
constexpr std::chrono::seconds kRequestTimeout(60);  // from its first byte to its last
constexpr std::chrono::seconds kWriteTimeout(60);
constexpr std::chrono::seconds kDrainTimeout(5);

}  // namespace

Connection::Connection(Stream::Socket socket, Stream::Context* tls, IoThread& thread,
                       const RequestPath& path, WorkPool& pool)
    : stream_(std::move(socket), tls), thread_(thread), path_(path), pool_(pool) {
  thread_.add(*this);
}

Connection::~Connection() {
  thread_.remove(*this);
}

void Connection::start() {
  error_code ignored;
  stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
  set_deadline(kHandshakeTimeout);
  stream_.hand_shake([self = shared_from_this()](error_code error) {
    if (error) return self->close();
    self->begin_request();
    self->read_more();
  });
}

void Connection::begin_request() {
  if (body_.capacity() > kKeptBodyBytes) body_ = std::string();
  if (buffer_.size() == 0 && buffer_.capacity() > kKeptBufferBytes) buffer_.shrink_to_fit();
  parser_.emplace();
  parser_->get().body() = std::move(body_);
  parser_->eager(true);
  parser_->header_limit(kMaxHeaderBytes);
  parser_->body_limit(kMaxBodyBytes);
  head_seen_ = false;
  cors_headers_.clear();
  waiting_for_request_ = true;
  set_deadline(kIdleTimeout);
}

void Connection::read_more() {
  const bool large =
      parser_->is_header_done() && parser_->content_length_remaining().value_or(0) > kReadBytes;
  stream_.read_some(buffer_.prepare(large ? kLargeReadBytes : kReadBytes),
                    [self = shared_from_this()](error_code error, std::size_t bytes) {
                      if (error) return self->close();
                      self->buffer_.commit(bytes);
                      self->parse();
                    });
}

void Connection::parse() {
  if (waiting_for_request_) {
    waiting_for_request_ = false;
    set_deadline(kRequestTimeout);
  }
  while (buffer_.size() > 0 && !parser_->is_done()) {
    error_code error;
    const std::size_t used = parser_->put(buffer_.data(), error);
    buffer_.consume(used);
    if (error == http::error::need_more) break;
    if (error) return refuse_malformed(error);
  }
  if (parser_->is_done()) return handle();
  if (parser_->is_header_done() && !head_seen_) {
    head_seen_ = true;
    const bool waits = boost::beast::iequals(parser_->get()[http::field::expect], "100-continue");
    // A length that is not announced may be any.
    const bool large = parser_->content_length().value_or(kMaxBodyBytes) > kUncheckedBodyBytes;
    if ((waits || large) && refuse_early()) return;
    if (waits) return promise_to_continue();
  }
  read_more();
}

bool Connection::refuse_early() {
  const HttpRequest request = view_request();
  auto refusal = path_.refuse_early(request);
  if (!refusal) return false;
  cors_headers_ = path_.policy().cors_headers(request);
  answer(*std::move(refusal), false);
  return true;
}

void Connection::promise_to_continue() {
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  stream_.write(asio::buffer(kContinue),
                [self = shared_from_this()](error_code error, std::size_t) {
                  if (error) return self->close();
                  self->read_more();
                });
}

void Connection::refuse_malformed(error_code error) {
  int status = 400;
  if (error == http::error::body_limit) status = 413;
  if (error == http::error::header_limit) status = 431;
  answer({status, {}, {}}, false);
}

HttpRequest Connection::view_request() {
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

void Connection::handle() {
  deadline_ = Clock::time_point::max();  // the work takes as long as it takes
  keep_alive_ = parser_->get().keep_alive();
  const HttpRequest request = view_request();
  cors_headers_ = path_.policy().cors_headers(request);
  auto admitted = path_.admit(request);
  if (auto* ready = std::get_if<HttpAnswer>(&admitted))
    return answer(std::move(*ready), keep_alive_);
  const auto& work = std::get<RequestPath::Admitted>(admitted);
  if (work.operation->runs == operations::Operation::Runs::on_pool) return run_on_pool(work);
  const bool ran =
      path_.run(work, /*may_wait=*/false, [self = shared_from_this()](HttpAnswer made) {
        self->answer(std::move(made), self->keep_alive_);
      });
  if (!ran) run_on_pool(work);
}

void Connection::run_on_pool(RequestPath::Admitted admitted) {
  pool_.submit([self = shared_from_this(), admitted]() mutable {
    const RequestPath& path = self->path_;
    // Back to the connection's own thread, which also is the one to let go of it.
    path.run(admitted, /*may_wait=*/true, [self = std::move(self)](HttpAnswer made) mutable {
      self->answer_ = std::move(made);
      asio::io_context& context = self->thread_.context();
      asio::post(context, [self = std::move(self)] {
        self->answer(std::move(self->answer_), self->keep_alive_);
      });
    });
  });
}

void Connection::answer(HttpAnswer answer, bool keep_alive) {
  keep_alive_ = keep_alive && !stopping_;
  answer_ = std::move(answer);
  write_response_head(head_, answer_, keep_alive_, cors_headers_);
  set_deadline(kWriteTimeout);
  const std::array<asio::const_buffer, 2> message{asio::buffer(head_), asio::buffer(answer_.body)};
  stream_.write(message, [self = shared_from_this()](error_code error, std::size_t) {
    if (error) return self->close();
    self->finish_answer();
  });
}

void Connection::finish_answer() {
  if (!keep_alive_) {
    // A socket that is closed with unread bytes takes the answer back from the peer: say goodbye,
    // then read on for a while.
    set_deadline(kDrainTimeout);
    return stream_.say_goodbye([self = shared_from_this()](error_code) { self->drain(); });
  }
  body_ = std::move(parser_->get().body());
  begin_request();
  if (stopping_) return close();
  if (buffer_.size() > 0) return parse();
  read_more();
}

void Connection::drain() {
  buffer_.clear();
  stream_.read_leftovers(buffer_.prepare(kReadBytes),
                         [self = shared_from_this()](error_code error, std::size_t bytes) {
                           self->drained_bytes_ += bytes;
                           if (error || self->drained_bytes_ > kMostDrainedBytes)
                             return self->close();
                           self->drain();
                         });
}

void Connection::look_at_deadline(Clock::time_point now) {
  if (now >= deadline_) close();
}

void Connection::stop() {
  stopping_ = true;
  if (waiting_for_request_) close();
}

void Connection::close() {
  stream_.close();
}

}  // namespace quondam::server
