// An endpoint's URL, in the parts that a signed request needs.
#pragma once

#include <string>

#include "ops/failure.h"

namespace quondam::ops {

struct Url {
  std::string text;  // as libcurl is given it
  std::string host;  // without port and brackets
  std::string
      authority;  // what the Host header says: the port only where the scheme does not imply it
  std::string path;
  bool loopback = false;  // an address of this machine, or a name that stands for one
};

// http and https only; no query, and nobody's password.
Outcome<Url> parse_url(const std::string& text);

// Of any URL of http or https.
struct UrlParts {
  std::string scheme;
  std::string host;  // without port and brackets
  bool loopback = false;
};

Outcome<UrlParts> split_url(const std::string& text);

}  // namespace quondam::ops
