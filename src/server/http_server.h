// The server: listens, deals connections out to the I/O threads, stops in order.
#pragma once

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <vector>

#include "server/access_keys.h"
#include "server/io_thread.h"
#include "server/request_path.h"
#include "server/stream.h"
#include "server/work_pool.h"

namespace quondam::server {

struct HttpServerOptions {
  std::string host = "127.0.0.1";  // an address or a name
  std::uint16_t port = 8000;       // 0 picks one
  // Whose requests are served; null: anybody's.
  std::shared_ptr<const AccessKeys> keys;
  // Lets a server without keys listen elsewhere than on loopback, and be called by any name.
  bool allow_anonymous = false;
  // Null: plain HTTP (server/tls.h).
  std::shared_ptr<Stream::Context> tls;
  // Whose pages may read the answers ("*": everybody's); server/access_policy.h.
  std::vector<std::string> cors_origins;
  // Who is told of every answer, and outlives the server; null: nobody.
  Metrics* metrics = nullptr;
  std::size_t io_threads = 0;  // 0: one a processor, within reason
  std::size_t pool_threads = 96;
};

class HttpServer {
 public:
  // Listens when it returns. `database` outlives the server.
  static Result<std::unique_ptr<HttpServer>> start(operations::Database& database,
                                                   const HttpServerOptions& options);
  // Answers the requests under way (for a few seconds at most), then ends.
  ~HttpServer();

  // "127.0.0.1:8000".
  [[nodiscard]] const std::string& address() const { return address_; }

  // For requests that come from now on; a server that began without keys takes none. Any thread.
  void replace_keys(std::shared_ptr<const AccessKeys> keys) { path_.replace_keys(std::move(keys)); }
  // For connections that come from now on; a server that began without TLS takes none. Any thread.
  void replace_tls(std::shared_ptr<Stream::Context> tls) { tls_.store(std::move(tls)); }

 private:
  HttpServer(operations::Database& database, const HttpServerOptions& options);
  Result<void> listen(const HttpServerOptions& options);
  void accept();

  RequestPath path_;
  std::atomic<std::shared_ptr<Stream::Context>> tls_;
  std::vector<std::unique_ptr<IoThread>> threads_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer retry_;
  std::size_t next_thread_ = 0;
  std::string address_;
  std::unique_ptr<WorkPool> pool_;  // ends first: its work comes back to the threads
};

}  // namespace quondam::server
