// Result<T>: a value, or one Error of a closed vocabulary. Exceptions do not cross a layer.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace quondam {

// What went wrong, as far as a caller can act on it. The server maps each code to one AWS error
// type.
enum class ErrorCode {
  validation,     // the caller's input is wrong; the message is fit for the client
  serialization,  // the caller's input has the wrong JSON type; the message is fit for the client
  condition_failed,  // a ConditionExpression was false
  not_found,         // the named thing does not exist
  already_exists,    // the name is taken
  in_use,            // the thing exists but its status forbids the operation
  outside_window,    // the moment asked for is not in the restorable window
  conflict,          // a concurrent change won; trying again can succeed
  corruption,        // stored data does not match its checksum or format; the message names it
  no_space,          // the disk is full: nothing was written, reads go on
  io_error,          // the disk or file system failed
  limit_exceeded,    // as much as is allowed at once is under way; the message says what
  clock_untrusted,   // the wall clock disagrees with CLOCK_BOOTTIME; destroying stops
  shutting_down,     // the process is ending
  internal,          // a bug; the message says where
};

struct [[nodiscard]] Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;
};

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message)});
}

}  // namespace quondam

// Returns the error of `expression` from the enclosing function, if it has one.
#define QUONDAM_TRY(expression)                                \
  do {                                                         \
    if (auto quondam_try = (expression); !quondam_try) {       \
      return ::tl::unexpected(std::move(quondam_try).error()); \
    }                                                          \
  } while (false)

#define QUONDAM_CONCAT_INNER(a, b) a##b
#define QUONDAM_CONCAT(a, b) QUONDAM_CONCAT_INNER(a, b)

// Declares `declaration` from the value of `expression`, or returns its error.
#define QUONDAM_ASSIGN(declaration, expression)                                            \
  auto QUONDAM_CONCAT(quondam_result_, __LINE__) = (expression);                           \
  if (!QUONDAM_CONCAT(quondam_result_, __LINE__)) {                                        \
    return ::tl::unexpected(std::move(QUONDAM_CONCAT(quondam_result_, __LINE__)).error()); \
  }                                                                                        \
  declaration = *std::move(QUONDAM_CONCAT(quondam_result_, __LINE__))
