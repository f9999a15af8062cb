// A thread that reads and writes the sockets of its connections. Each has an event loop of its own,
// so connections need no locks; the server deals new connections out in turn.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <future>
#include <thread>
#include <unordered_set>

namespace quondam::server {

class Connection;

class IoThread {
 public:
  IoThread();
  ~IoThread();

  [[nodiscard]] boost::asio::io_context& context() { return context_; }

  // By connections, on this thread.
  void add(Connection& connection) { connections_.insert(&connection); }
  void remove(Connection& connection);

  // Begins to run; connections may be added from now on.
  void start();
  // Ends idle connections at once and busy ones after their answer. The future is ready when none
  // is left.
  [[nodiscard]] std::future<void> stop_connections();
  // Ends the thread, whatever its connections do.
  void stop();

 private:
  void tell_when_empty();
  void look_at_deadlines();

  // Before the context: it takes the last connections with it, which remove themselves here.
  std::unordered_set<Connection*> connections_;
  bool stopping_ = false;
  bool told_ = false;
  std::promise<void> all_gone_;
  boost::asio::io_context context_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> keep_running_;
  boost::asio::steady_timer timer_;
  std::thread thread_;
};

}  // namespace quondam::server
