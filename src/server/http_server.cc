#include "server/http_server.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/post.hpp>

#include "server/connection.h"

namespace quondam::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kMinIoThreads = 2;
constexpr std::size_t kMaxIoThreads = 16;
constexpr std::chrono::seconds kStopTimeout(10);

std::size_t io_threads(std::size_t wanted) {
  if (wanted > 0) return wanted;
  return std::clamp<std::size_t>(std::thread::hardware_concurrency(), kMinIoThreads, kMaxIoThreads);
}

std::vector<std::unique_ptr<IoThread>> make_threads(std::size_t count) {
  std::vector<std::unique_ptr<IoThread>> threads;
  for (std::size_t i = 0; i < count; ++i) threads.push_back(std::make_unique<IoThread>());
  return threads;
}

Result<tcp::endpoint> resolve(asio::io_context& context, const HttpServerOptions& options) {
  error_code error;
  tcp::resolver resolver(context);
  const auto found = resolver.resolve(options.host, std::to_string(options.port), error);
  if (error || found.empty()) {
    return fail(ErrorCode::validation,
                fmt::format("{} is not an address of this machine: {}. Try --listen "
                            "127.0.0.1:{}",
                            options.host, error.message(), options.port));
  }
  return found.begin()->endpoint();
}

std::string text_of(const tcp::endpoint& endpoint) {
  const std::string address = endpoint.address().to_string();
  return endpoint.address().is_v6() ? fmt::format("[{}]:{}", address, endpoint.port())
                                    : fmt::format("{}:{}", address, endpoint.port());
}

}  // namespace

HttpServer::HttpServer(operations::Database& database, const HttpServerOptions& options)
    : path_(database,
            AccessPolicy({.any_host = options.keys != nullptr || options.allow_anonymous,
                          .tls = options.tls != nullptr,
                          .cors_origins = options.cors_origins}),
            options.keys, options.metrics),
      tls_(options.tls),
      threads_(make_threads(io_threads(options.io_threads))),
      acceptor_(threads_.front()->context()),
      retry_(threads_.front()->context()),
      pool_(std::make_unique<WorkPool>(options.pool_threads)) {}

Result<std::unique_ptr<HttpServer>> HttpServer::start(operations::Database& database,
                                                      const HttpServerOptions& options) {
  std::unique_ptr<HttpServer> server(new HttpServer(database, options));
  QUONDAM_TRY(server->listen(options));
  server->accept();
  for (const auto& thread : server->threads_) thread->start();
  return server;
}

Result<void> HttpServer::listen(const HttpServerOptions& options) {
  QUONDAM_ASSIGN(const tcp::endpoint endpoint, resolve(threads_.front()->context(), options));
  if (!endpoint.address().is_loopback() && options.keys == nullptr && !options.allow_anonymous) {
    return fail(
        ErrorCode::validation,
        fmt::format(
            "{} can be reached from other machines, and no credentials are configured: whoever "
            "reaches it could read and write everything. Name access keys with --credentials FILE, "
            "listen on 127.0.0.1, or say --allow-anonymous",
            text_of(endpoint)));
  }
  error_code error;
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return fail(ErrorCode::io_error,
                fmt::format("cannot listen on {}: {}. Try another port, or 0 to have one picked",
                            text_of(endpoint), error.message()));
  }
  address_ = text_of(acceptor_.local_endpoint());
  return {};
}

void HttpServer::accept() {
  IoThread& thread = *threads_[next_thread_];
  next_thread_ = (next_thread_ + 1) % threads_.size();
  acceptor_.async_accept(thread.context(), [this, &thread](error_code error, tcp::socket socket) {
    if (error == asio::error::operation_aborted) return;
    if (error) {
      // Out of file descriptors, most likely: some will come back.
      spdlog::warn("cannot accept a connection: {}", error.message());
      retry_.expires_after(std::chrono::milliseconds(100));
      retry_.async_wait([this](error_code stopped) {
        if (!stopped) accept();
      });
      return;
    }
    asio::post(thread.context(), [this, &thread, socket = std::move(socket)]() mutable {
      const std::shared_ptr<Stream::Context> tls = tls_.load();
      std::make_shared<Connection>(std::move(socket), tls.get(), thread, path_, *pool_)->start();
    });
    accept();
  });
}

HttpServer::~HttpServer() {
  if (address_.empty()) return;  // it never listened, and no thread runs
  asio::post(threads_.front()->context(), [this] {
    error_code ignored;
    acceptor_.close(ignored);
    retry_.cancel();
  });
  std::vector<std::future<void>> gone;
  for (const auto& thread : threads_) gone.push_back(thread->stop_connections());
  const auto until = std::chrono::steady_clock::now() + kStopTimeout;
  for (std::future<void>& each : gone) each.wait_until(until);
  pool_.reset();
  for (const auto& thread : threads_) thread->stop();
}

}  // namespace quondam::server
