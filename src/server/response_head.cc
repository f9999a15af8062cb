#include "server/response_head.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <zlib.h>

#include <ctime>
#include <iterator>
#include <random>

namespace quondam::server {
namespace {

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 408:
      return "Request Timeout";
    case 413:
      return "Request Entity Too Large";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
  }
  return "Unknown";
}

// Rendered once a second and thread.
std::string_view http_date() {
  thread_local std::time_t rendered_for = 0;
  thread_local std::string rendered;
  const std::time_t now = std::time(nullptr);
  if (now != rendered_for) {
    rendered = fmt::format("{:%a, %d %b %Y %H:%M:%S GMT}", fmt::gmtime(now));
    rendered_for = now;
  }
  return rendered;
}

std::uint32_t checksum(std::string_view body) {
  return static_cast<std::uint32_t>(
      crc32_z(0, reinterpret_cast<const unsigned char*>(body.data()), body.size()));
}

}  // namespace

void append_request_id(std::string& out) {
  constexpr std::string_view kDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
  constexpr int kLength = 52;
  constexpr int kDigitsOfOneDraw = 12;
  constexpr int kBitsOfDigit = 5;
  thread_local std::mt19937_64 random{std::random_device{}()};
  std::uint64_t bits = 0;
  for (int i = 0; i < kLength; ++i) {
    if (i % kDigitsOfOneDraw == 0) bits = random();
    out.push_back(kDigits[bits & 31U]);
    bits >>= kBitsOfDigit;
  }
}

void write_response_head(std::string& out, const HttpAnswer& answer, bool keep_alive,
                         std::string_view more_headers) {
  out.clear();
  auto to = std::back_inserter(out);
  fmt::format_to(to, "HTTP/1.1 {} {}\r\nServer: Server\r\nDate: {}\r\n", answer.status,
                 reason(answer.status), http_date());
  if (!answer.content_type.empty()) fmt::format_to(to, "Content-Type: {}\r\n", answer.content_type);
  if (!answer.content_encoding.empty())
    fmt::format_to(to, "Content-Encoding: {}\r\n", answer.content_encoding);
  out.append(more_headers);
  fmt::format_to(to,
                 "Content-Length: {}\r\nConnection: {}\r\nx-amzn-RequestId: ", answer.body.size(),
                 keep_alive ? "keep-alive" : "close");
  append_request_id(out);
  fmt::format_to(std::back_inserter(out), "\r\nx-amz-crc32: {}\r\n\r\n", checksum(answer.body));
}

}  // namespace quondam::server
