// DynamoDB's protocol, and Quondam's admin API beside it, as calls: POST, JSON 1.0, signed. All
// that the commands know of a server comes through here.
#pragma once

#include <simdjson.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "ops/connection_settings.h"
#include "ops/failure.h"
#include "ops/retry_policy.h"

namespace quondam::ops {

inline constexpr std::string_view kDynamoDb = "DynamoDB_20120810";
inline constexpr std::string_view kQuondam = "Quondam_20261101";

// An answer of 200, kept together with what its values point into.
class Answer {
 public:
  Answer(std::unique_ptr<simdjson::dom::parser> parser, simdjson::dom::element json)
      : parser_(std::move(parser)), json_(json) {}
  [[nodiscard]] simdjson::dom::element json() const { return json_; }

 private:
  std::unique_ptr<simdjson::dom::parser> parser_;
  simdjson::dom::element json_;
};

class Client {
 public:
  explicit Client(ConnectionSettings settings);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // For operations that may be done twice without harm: a connection that cannot be made, or breaks
  // off, throttling and faults of the service are tried again (retry_policy.h), max_attempts times.
  Outcome<Answer> read(std::string_view service, std::string_view operation, std::string_view body);
  // The same, but throttling and faults are answered: for who has a patience of his own
  // (patient_calls.h).
  Outcome<Answer> read_unless_refused(std::string_view service, std::string_view operation,
                                      std::string_view body);
  // For all others: again only when the service says that it did nothing (throttling), because
  // nobody knows what became of a request that broke off or failed.
  Outcome<Answer> write(std::string_view service, std::string_view operation,
                        std::string_view body);

  [[nodiscard]] const ConnectionSettings& settings() const { return settings_; }

 private:
  struct Transfer;

  struct Request {
    std::string_view service;
    std::string_view operation;
    std::string_view body;
    // The library sends a request again by itself when a connection that it had kept turns out to
    // be closed.
    bool fresh_connection = false;
  };
  struct Attempt;

  Outcome<Answer> call(const Request& request, std::initializer_list<Trouble> repeated);
  // A failure when it could not even be signed.
  Outcome<Attempt> send(const Request& request);

  ConnectionSettings settings_;
  std::unique_ptr<Transfer> transfer_;
  RetryQuota quota_;
};

}  // namespace quondam::ops
