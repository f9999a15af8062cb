// Which requests are looked at, before anybody asks who signed them.
//
// A server without credentials listens on loopback and believes every signature, so what must be
// kept out is a web page in a browser on the same machine: a page of another origin carries an
// Origin header, and a page that had its own name resolve to 127.0.0.1 carries that name as Host.
// Origins that the operator names (--cors-origin) come in and get the headers that let a page read
// the answer; without them no such header is ever sent.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/http_message.h"

namespace quondam::server {

// Whether `host` (with or without a port) is a name or address of this machine's loopback:
// localhost, *.localhost, 127.0.0.0/8,
// [::1].
bool is_loopback_host(std::string_view host);

class AccessPolicy {
 public:
  struct Options {
    // Clients may call the server by any name: with credentials, or for --allow-anonymous.
    bool any_host = false;
    // Its own pages have the scheme https.
    bool tls = false;
    // "https://console.example", or "*" for every origin.
    std::vector<std::string> cors_origins = {};
  };

  explicit AccessPolicy(Options options);

  [[nodiscard]] bool admits(const HttpRequest& request) const;

  // A browser that asks what a page may send.
  [[nodiscard]] bool is_preflight(const HttpRequest& request) const;

  // The Access-Control headers of the answer, as lines; none unless the request is admitted and its
  // origin is one of cors_origins.
  [[nodiscard]] std::string cors_headers(const HttpRequest& request) const;

 private:
  [[nodiscard]] bool shares_with(std::string_view origin) const;

  Options options_;
  bool any_origin_ = false;
};

}  // namespace quondam::server
