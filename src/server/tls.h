// The server's certificate and key.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "base/result.h"

namespace quondam::server {

// A context for TLS 1.2 and later, from PEM files: the certificate with those that lead to its root
// behind it, and its key, without a passphrase, which nobody else may read (base/private_file.h).
// Errors are fit for the operator. A context that connections use never changes: a reload makes a
// new one.
Result<std::shared_ptr<boost::asio::ssl::context>> load_tls(const std::string& certificate_file,
                                                            const std::string& key_file);

}  // namespace quondam::server
