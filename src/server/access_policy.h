// Who may speak to a server that has no credentials configured.
//
// It listens on loopback and believes every signature, so what must be kept out is a web page in a
// browser on the same machine: a page of another origin carries an Origin header, and a page that
// had its own name resolve to 127.0.0.1 carries that name as Host.
#pragma once

#include <string_view>

#include "server/http_message.h"

namespace quondam::server {

// Whether `host` (with or without a port) is a name or address of this machine's loopback:
// localhost, *.localhost, 127.0.0.0/8,
// [::1].
bool is_loopback_host(std::string_view host);

class AccessPolicy {
 public:
  // `any_host`: clients may call the server by any name; for --allow-anonymous.
  explicit AccessPolicy(bool any_host) : any_host_(any_host) {}

  [[nodiscard]] bool admits(const HttpRequest& request) const;

 private:
  bool any_host_;
};

}  // namespace quondam::server
