// The server: listens, deals connections out to the I/O threads, stops in order.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <vector>

#include "server/io_thread.h"
#include "server/request_path.h"
#include "server/work_pool.h"

namespace quondam::server {

struct HttpServerOptions {
  std::string host = "127.0.0.1";  // an address or a name
  std::uint16_t port = 8000;       // 0 picks one
  // Lets a server without credentials listen elsewhere than on loopback, and be called by any name.
  bool allow_anonymous = false;
  std::size_t io_threads = 0;  // 0: one a processor, within reason
  std::size_t pool_threads = 96;
};

class HttpServer {
 public:
  // Listens when it returns. `database` outlives the server.
  static Result<std::unique_ptr<HttpServer>> start(operations::Database& database,
                                                   HttpServerOptions options);
  // Answers the requests under way (for a few seconds at most), then ends.
  ~HttpServer();

  // "127.0.0.1:8000".
  [[nodiscard]] const std::string& address() const { return address_; }

 private:
  HttpServer(operations::Database& database, const HttpServerOptions& options);
  Result<void> listen(const HttpServerOptions& options);
  void accept();

  RequestPath path_;
  std::vector<std::unique_ptr<IoThread>> threads_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer retry_;
  std::size_t next_thread_ = 0;
  std::string address_;
  std::unique_ptr<WorkPool> pool_;  // ends first: its work comes back to the threads
};

}  // namespace quondam::server
