#include "server/tls.h"

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <string_view>

#include "base/private_file.h"

namespace quondam::server {
namespace {

using boost::asio::ssl::context;
using boost::system::error_code;

// The one protocol that is spoken here; a client that offers others only is served without a word.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_length,
                    const unsigned char* offered, unsigned offered_length, void*) {
  static constexpr std::array<unsigned char, 9> kHttp11 = {8,   'h', 't', 't', 'p',
                                                           '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_length, kHttp11.data(), kHttp11.size(), offered,
                            offered_length) != OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_NOACK;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

tl::unexpected<Error> unusable(std::string_view file, std::string_view wanted,
                               const error_code& error) {
  return fail(ErrorCode::validation,
              fmt::format("{} is not {}: {}", file, wanted, error.message()));
}

}  // namespace

Result<std::shared_ptr<context>> load_tls(const std::string& certificate_file,
                                          const std::string& key_file) {
  QUONDAM_ASSIGN(const std::string certificate, read_small_file(certificate_file));
  QUONDAM_ASSIGN(const std::string key, read_private_file(key_file));
  const auto tls = std::make_shared<context>(context::tls_server);
  SSL_CTX* const native = tls->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(
      native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
  error_code error;
  // Otherwise the library would ask for a passphrase on the terminal.
  tls->set_password_callback([](std::size_t, context::password_purpose) { return std::string(); },
                             error);
  if (!error) tls->use_certificate_chain(boost::asio::buffer(certificate), error);
  if (error) return unusable(certificate_file, "a certificate in PEM format", error);
  tls->use_private_key(boost::asio::buffer(key), context::pem, error);
  if (error) {
    return unusable(
        key_file,
        fmt::format("the key of {} in PEM format, without a passphrase", certificate_file), error);
  }
  if (SSL_CTX_check_private_key(native) != 1) {
    return fail(ErrorCode::validation,
                fmt::format("{} is not the key of {}", key_file, certificate_file));
  }
  return tls;
}

}  // namespace quondam::server
