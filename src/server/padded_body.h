// A Beast body that keeps the request's body in one string with room behind it for simdjson to read
// into, so that it is parsed where it arrived.
#pragma once

#include <simdjson.h>

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/optional/optional.hpp>
#include <string>

namespace quondam::server {

struct PaddedBody {
  using value_type = std::string;

  static std::uint64_t size(const value_type& body) { return body.size(); }

  class reader {
   public:
    template <bool is_request, class Fields>
    reader(boost::beast::http::header<is_request, Fields>&, value_type& body) : body_(body) {}

    void init(const boost::optional<std::uint64_t>& length, boost::beast::error_code& error) {
      body_.clear();
      // Not more than what a peer must at least send before it gets more: a length alone costs
      // nothing.
      constexpr std::uint64_t kMostAtOnce = 1024 * 1024;
      if (length) body_.reserve(std::min(*length, kMostAtOnce) + simdjson::SIMDJSON_PADDING);
      error = {};
    }

    template <class ConstBufferSequence>
    std::size_t put(const ConstBufferSequence& buffers, boost::beast::error_code& error) {
      std::size_t taken = 0;
      for (auto it = boost::asio::buffer_sequence_begin(buffers);
           it != boost::asio::buffer_sequence_end(buffers); ++it) {
        const boost::asio::const_buffer part = *it;
        body_.append(static_cast<const char*>(part.data()), part.size());
        taken += part.size();
      }
      error = {};
      return taken;
    }

    void finish(boost::beast::error_code& error) {
      body_.reserve(body_.size() + simdjson::SIMDJSON_PADDING);
      error = {};
    }

   private:
    value_type& body_;
  };
};

}  // namespace quondam::server
