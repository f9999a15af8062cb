#include "server/connection.h"

#include <array>
#include <boost/asio/post.hpp>

#include "server/io_thread.h"
#include "server/work_pool.h"

namespace quondam::server {
namespace {

namespace asio = boost::asio;
using boost::beast::error_code;

constexpr std::size_t kDrainBytes = 16 * 1024;
constexpr std::size_t kMostDrainedBytes = 64 * 1024 * 1024;

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
  reader_.begin();
  cors_headers_.clear();
  waiting_for_request_ = true;
  set_deadline(kIdleTimeout);
}

void Connection::read_more() {
  stream_.read_some(reader_.prepare(),
                    [self = shared_from_this()](error_code error, std::size_t bytes) {
                      if (error) return self->close();
                      self->reader_.commit(bytes);
                      self->parse();
                    });
}

void Connection::parse() {
  if (waiting_for_request_) {
    waiting_for_request_ = false;
    set_deadline(kRequestTimeout);
  }
  switch (reader_.advance()) {
    case RequestReader::Step::request:
      return handle();
    case RequestReader::Step::malformed:
      return answer({reader_.refused_status(), {}, {}}, false);
    case RequestReader::Step::head: {
      const bool waits = reader_.wants_continue();
      if ((waits || reader_.is_large()) && refuse_early()) return;
      if (waits) return promise_to_continue();
      return read_more();
    }
    case RequestReader::Step::read_more:
      return read_more();
  }
}

bool Connection::refuse_early() {
  const HttpRequest request = reader_.view();
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

void Connection::handle() {
  deadline_ = Clock::time_point::max();  // the work takes as long as it takes
  keep_alive_ = reader_.keep_alive();
  const HttpRequest request = reader_.view();
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
  begin_request();
  if (stopping_) return close();
  if (reader_.has_bytes()) return parse();
  read_more();
}

void Connection::drain() {
  leftovers_.clear();
  stream_.read_leftovers(leftovers_.prepare(kDrainBytes),
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
