// A connection's bytes, plain or through TLS. What is read and written is the same for both; the
// branch costs a plain connection nothing that could be measured.
//
// A handler is called with an error_code and, but for hand_shake and say_goodbye, a number of
// bytes.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <optional>
#include <utility>

namespace quondam::server {

class Stream {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using Context = boost::asio::ssl::context;
  using ErrorCode = boost::system::error_code;

  // `tls`: null for a plain connection; needed until the constructor returns.
  Stream(Socket socket, Context* tls) : socket_(std::move(socket)) {
    if (tls != nullptr) tls_.emplace(socket_, *tls);
  }

  [[nodiscard]] Socket& socket() { return socket_; }

  // The server's part of TLS's; nothing on a plain connection.
  template <typename Handler>
  void hand_shake(Handler handler) {
    if (!tls_) return handler(ErrorCode());
    tls_->async_handshake(boost::asio::ssl::stream_base::server, std::move(handler));
  }

  template <typename Buffers, typename Handler>
  void read_some(const Buffers& buffers, Handler handler) {
    if (tls_) {
      tls_->async_read_some(buffers, std::move(handler));
    } else {
      socket_.async_read_some(buffers, std::move(handler));
    }
  }

  template <typename Buffers, typename Handler>
  void write(const Buffers& buffers, Handler handler) {
    if (tls_) {
      boost::asio::async_write(*tls_, buffers, std::move(handler));
    } else {
      boost::asio::async_write(socket_, buffers, std::move(handler));
    }
  }

  // Tells the peer that nothing more comes. The peer may still send.
  template <typename Handler>
  void say_goodbye(Handler handler) {
    auto end_sending = [this, handler = std::move(handler)](ErrorCode) mutable {
      ErrorCode ignored;
      socket_.shutdown(Socket::shutdown_send, ignored);
      handler(ErrorCode());
    };
    if (tls_) {
      tls_->async_shutdown(std::move(end_sending));
    } else {
      end_sending(ErrorCode());
    }
  }

  // Reads what the peer sends after that and throws it away, decrypted or not.
  template <typename Buffers, typename Handler>
  void read_leftovers(const Buffers& buffers, Handler handler) {
    socket_.async_read_some(buffers, std::move(handler));
  }

  void close() {
    ErrorCode ignored;
    socket_.close(ignored);
  }

 private:
  Socket socket_;
  std::optional<boost::asio::ssl::stream<Socket&>> tls_;
};

}  // namespace quondam::server
