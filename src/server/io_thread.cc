#include "server/io_thread.h"

#include <boost/asio/post.hpp>
#include <vector>

#include "server/connection.h"

namespace quondam::server {

IoThread::IoThread() : context_(1), keep_running_(context_.get_executor()), timer_(context_) {}

IoThread::~IoThread() {
  stop();
}

void IoThread::stop() {
  context_.stop();
  if (thread_.joinable()) thread_.join();
}

void IoThread::start() {
  look_at_deadlines();
  thread_ = std::thread([this] { context_.run(); });
}

void IoThread::remove(Connection& connection) {
  connections_.erase(&connection);
  tell_when_empty();
}

void IoThread::tell_when_empty() {
  if (!stopping_ || told_ || !connections_.empty()) return;
  told_ = true;
  all_gone_.set_value();
}

void IoThread::look_at_deadlines() {
  const auto now = Connection::Clock::now();
  for (Connection* connection : connections_) connection->look_at_deadline(now);
  timer_.expires_after(std::chrono::seconds(1));
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) look_at_deadlines();
  });
}

std::future<void> IoThread::stop_connections() {
  std::future<void> gone = all_gone_.get_future();
  boost::asio::post(context_, [this] {
    stopping_ = true;
    for (Connection* connection : connections_) connection->stop();
    tell_when_empty();
  });
  return gone;
}

}  // namespace quondam::server
