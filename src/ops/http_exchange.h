// One small HTTP request and its answer: for the services that hand out credentials, and webhooks.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "ops/failure.h"

namespace quondam::ops {

struct HttpRequest {
  std::string method = "GET";
  std::string url = {};
  std::string name = {};                  // for messages, where the URL is a secret; empty: the URL
  std::vector<std::string> headers = {};  // "Name: value"
  std::optional<std::string> body = {};
  std::chrono::milliseconds timeout{};  // for the connection, and for all of it once more
  bool may_use_proxy = false;
  std::string ca_bundle = {};  // empty: the system's
};

struct HttpAnswer {
  long status = 0;
  std::string body;
};

// An answer of any status; redirections are answers too. A failure when there is none: its message
// is a clause about the URL, or the name.
Outcome<HttpAnswer> exchange(const HttpRequest& request);

}  // namespace quondam::ops
