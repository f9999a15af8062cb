// Requests to an S3 endpoint: signed, sent by libcurl, and sent again when that can help. Knows
// HTTP, and nothing of objects.
//
// Specification: Amazon S3 API reference; "Signature Calculations for the Authorization Header".
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "export/s3_store.h"

namespace quondam::exporting {

struct S3Request {
  std::string_view method;  // "GET", "HEAD", "PUT", "DELETE"
  std::string_view bucket;
  std::string_view key;  // empty: the bucket itself
  // Names in the order of bytes, not yet encoded.
  std::vector<std::pair<std::string, std::string>> query = {};
  // Beside those that every request has; names in lower case.
  std::vector<std::pair<std::string, std::string>> headers = {};
  // Of PUT: how many bytes follow, their SHA-256 in hexadecimal, and where an attempt gets them:
  // called with the offset of the next byte, answers how many bytes it has put into the buffer.
  std::uint64_t body_bytes = 0;
  std::string body_sha256 = {};
  std::function<std::size_t(std::uint64_t offset, char* buffer, std::size_t size)> body = {};
};

struct S3Answer {
  long status = 0;
  std::string body;
  std::string etag;
};

// Errors of an answer: not_found for status 404, io_error for the rest, with S3's code and message.
tl::unexpected<Error> s3_error(std::string_view doing, const S3Answer& answer);

// Keeps its connection from request to request; one thread at a time.
class S3Connection {
 public:
  explicit S3Connection(const S3Settings& settings);
  ~S3Connection();
  S3Connection(const S3Connection&) = delete;
  S3Connection& operator=(const S3Connection&) = delete;

  // An answer of any status below 500, or io_error when there is none. What failed on the way, or
  // was answered with 429 or 5xx, is tried again, kAttempts times in all: every request here may be
  // repeated.
  Result<S3Answer> send(const S3Request& request);

  static constexpr int kAttempts = 4;

 private:
  struct Transfer;
  Result<S3Answer> send_once(const S3Request& request, const std::string& path,
                             const std::string& query);

  const S3Settings& settings_;
  std::unique_ptr<Transfer> transfer_;
};

}  // namespace quondam::exporting
