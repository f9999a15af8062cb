// The bytes of one connection become requests, one after another, however they are cut into pieces:
// what a connection does between a read and an answer, and nothing that needs a socket. Buffers are
// kept from request to request.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "server/http_message.h"
#include "server/padded_body.h"

namespace quondam::server {

class RequestReader {
 public:
  RequestReader() { begin(); }

  // The next request; bytes that came behind the last one belong to it.
  void begin();

  // Room for bytes from the peer, and how many have come into it.
  boost::asio::mutable_buffer prepare();
  void commit(std::size_t bytes) { buffer_.commit(bytes); }
  [[nodiscard]] bool has_bytes() const { return buffer_.size() > 0; }

  enum class Step {
    read_more,  // what there is has been read
    head,       // the head is there, its body is not; told once a request
    request,    // all of it is there
    malformed,  // refused_status() says how; nothing behind it can be understood
  };
  Step advance();

  // Once the head is there. The views live until begin().
  [[nodiscard]] HttpRequest view();
  [[nodiscard]] bool keep_alive() const { return parser_->get().keep_alive(); }
  // Whether the peer waits for a "100 Continue".
  [[nodiscard]] bool wants_continue() const;
  // Whether the body is more than what anybody may send.
  [[nodiscard]] bool is_large() const;
  [[nodiscard]] int refused_status() const { return refused_status_; }

 private:
  using Parser = boost::beast::http::request_parser<PaddedBody>;

  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::vector<sigv4::Header> headers_;
  bool head_told_ = false;
  int refused_status_ = 0;
};

}  // namespace quondam::server
