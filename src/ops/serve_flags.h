// What `quondam serve` can be told: on the command line, by variables of the environment, by a
// file. The first that says something counts, in this order. docs/configuration.md lists all of it.
#pragma once

#include <string>
#include <vector>

#include "operations/database.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace quondam::ops {

struct ServeFlags {
  std::string config;
  std::string data;
  bool ephemeral = false;
  std::string listen = "127.0.0.1:8000";
  std::string durability = "synced";
  operations::DatabaseOptions database;
  bool allow_anonymous = false;
  std::string credentials;
  std::string tls_certificate;
  std::string tls_key;
  std::vector<std::string> cors_origins;
  std::string s3_endpoint;
  std::string s3_region;
  std::string s3_credentials;
  std::string metrics_listen;
  std::string log_format = "text";
  std::string log_level = "info";
};

// Every option gets the variable QUONDAM_<its name>: --tls-cert is QUONDAM_TLS_CERT too.
void add_serve_flags(CLI::App& command, ServeFlags& flags);

// Gives the options that nothing has been said of yet what the file says: lines of TOML, named as
// the options are, without the dashes. Throws CLI::ParseError, as a command line that cannot be
// understood does. An empty path is no file.
void read_config_file(CLI::App& command, const std::string& path);

}  // namespace quondam::ops
