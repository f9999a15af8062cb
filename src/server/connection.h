// One client's connection: reads requests, has them answered, writes the answers, one after
// another; a client that sends the next request before it has the answer to the last one waits its
// turn in the buffer.
//
// Lives on one I/O thread; only the work of an operation that blocks is done elsewhere. Buffers are
// kept from request to request. There is no timer of its own: the I/O thread looks at all deadlines
// once a second.
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "server/request_path.h"
#include "server/request_reader.h"
#include "server/response_head.h"
#include "server/stream.h"

namespace quondam::server {

class IoThread;
class WorkPool;

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Clock = std::chrono::steady_clock;

  // `tls`: null for a plain connection; needed until the constructor returns.
  Connection(Stream::Socket socket, Stream::Context* tls, IoThread& thread, const RequestPath& path,
             WorkPool& pool);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start();
  // Ends the connection when its deadline is over.
  void look_at_deadline(Clock::time_point now);
  // The server stops: an idle connection ends at once, a busy one after the answer under way.
  void stop();

 private:
  void begin_request();
  void parse();
  void read_more();
  // Whether the request is refused before its body has come.
  bool refuse_early();
  void promise_to_continue();
  void handle();
  void run_on_pool(RequestPath::Admitted admitted);
  void answer(HttpAnswer answer, bool keep_alive);
  void finish_answer();
  void drain();
  void close();
  void set_deadline(std::chrono::seconds from_now) { deadline_ = Clock::now() + from_now; }

  Stream stream_;
  IoThread& thread_;
  const RequestPath& path_;
  WorkPool& pool_;
  RequestReader reader_;
  boost::beast::flat_buffer leftovers_;
  std::string cors_headers_;
  std::string head_;
  HttpAnswer answer_;
  Clock::time_point deadline_ = Clock::time_point::max();
  std::size_t drained_bytes_ = 0;
  bool waiting_for_request_ = true;
  bool keep_alive_ = true;
  bool stopping_ = false;
};

}  // namespace quondam::server
