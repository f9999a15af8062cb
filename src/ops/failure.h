// Why a command ends without having done what was asked: for a person, with what to do next, and
// for a script, as an exit code.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/result.h"
#include "ops/exit_codes.h"

namespace quondam::ops {

struct [[nodiscard]] Failure {
  Failure() = default;
  // An error of base or item: they read what was typed, so a validation error is a matter of usage.
  // Implicit, so that QUONDAM_TRY and QUONDAM_ASSIGN carry it out of a command.
  Failure(Error error)
      : exit_code(error.code == ErrorCode::validation || error.code == ErrorCode::serialization
                      ? kUsage
                      : kFailed),
        message(std::move(error.message)) {}
  Failure(int code, std::string text, std::string next = {})
      : exit_code(code), message(std::move(text)), what_next(std::move(next)) {}

  int exit_code = kFailed;
  // A clause without a full stop.
  std::string message;
  // A sentence; empty when the message says it already.
  std::string what_next;
  // The server's error, without its prefix ("ResourceNotFoundException"); empty for all others.
  std::string type;
};

template <typename T>
using Outcome = tl::expected<T, Failure>;

inline tl::unexpected<Failure> failed(std::string message, std::string what_next = {}) {
  return tl::unexpected<Failure>(Failure(kFailed, std::move(message), std::move(what_next)));
}

inline tl::unexpected<Failure> wrong_usage(std::string message, std::string what_next = {}) {
  return tl::unexpected<Failure>(Failure(kUsage, std::move(message), std::move(what_next)));
}

// The server said no: `type` is its error as it came, with its prefix.
Failure refusal(std::string_view type, std::string_view message);

}  // namespace quondam::ops
