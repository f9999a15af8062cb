// The floor that quondam's throughput is measured against: what a machine's loopback and
// Boost.Beast cost when a server does nothing. It reads each request whole, as Beast parses it, and
// answers the bytes it was given at its start: those of a quondam's answers to a GetItem and to a
// PutItem, recorded by the bench.
//
//   bare_server GETITEM_ANSWER PUTITEM_ANSWER     two files, each an HTTP response
//
// Listens on a free port of 127.0.0.1, which it prints. Two I/O threads with an event loop each,
// connections dealt out in turn: the shape of quondam's own server.
#include <array>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::beast::error_code;

using Answer = http::response<http::string_body>;

struct Answers {
  Answer get;
  Answer put;
};

Answer read_answer(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  http::response_parser<http::string_body> parser;
  parser.eager(true);
  error_code error;
  parser.put(asio::buffer(bytes), error);
  if (error || !parser.is_done()) throw std::runtime_error(path + " holds no HTTP response");
  return parser.release();
}

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, const Answers& answers)
      : socket_(std::move(socket)), answers_(answers) {}

  void start() {
    error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    read();
  }

 private:
  void read() {
    parser_.emplace();
    http::async_read(socket_, buffer_, *parser_,
                     [self = shared_from_this()](error_code error, std::size_t) {
                       if (!error) self->answer();
                     });
  }

  void answer() {
    const bool put = parser_->get()["X-Amz-Target"].ends_with(".PutItem");
    http::async_write(socket_, put ? answers_.put : answers_.get,
                      [self = shared_from_this()](error_code error, std::size_t) {
                        if (!error) self->read();
                      });
  }

  tcp::socket socket_;
  const Answers& answers_;
  boost::beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
};

class Server {
 public:
  explicit Server(Answers answers)
      : answers_(std::move(answers)),
        acceptor_(contexts_[0], tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
        signals_(contexts_[0], SIGINT, SIGTERM) {}

  void run() {
    accept();
    signals_.async_wait([this](error_code, int) {
      for (asio::io_context& context : contexts_) context.stop();
    });
    std::printf("listening on http://127.0.0.1:%u\n", acceptor_.local_endpoint().port());
    std::fflush(stdout);
    const auto keep_running = asio::make_work_guard(contexts_[1]);
    std::thread second([this] { contexts_[1].run(); });
    contexts_[0].run();
    second.join();
  }

 private:
  void accept() {
    asio::io_context& context = contexts_[next_++ % contexts_.size()];
    acceptor_.async_accept(context, [this, &context](error_code error, tcp::socket socket) {
      if (error) return;
      asio::post(context, [this, socket = std::move(socket)]() mutable {
        std::make_shared<Session>(std::move(socket), answers_)->start();
      });
      accept();
    });
  }

  // One thread runs each.
  std::array<asio::io_context, 2> contexts_{asio::io_context(1), asio::io_context(1)};
  const Answers answers_;
  tcp::acceptor acceptor_;
  asio::signal_set signals_;
  std::size_t next_ = 0;
};

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3) {
    std::fputs("usage: bare_server GETITEM_ANSWER PUTITEM_ANSWER\n", stderr);
    return EXIT_FAILURE;
  }
  Server({read_answer(argv[1]), read_answer(argv[2])}).run();
  return EXIT_SUCCESS;
} catch (const std::exception& exception) {
  std::fprintf(stderr, "bare_server: %s\n", exception.what());
  return EXIT_FAILURE;
}
