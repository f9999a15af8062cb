// AWS Signature Version 4: the computation alone, for who signs and for who verifies. Knows nothing
// of HTTP beyond names and values.
//
// Specification: IAM user guide, "Create a signed AWS API request". All services but S3 have the
// path normalised, and encoded once more than it came.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace quondam::sigv4 {

inline constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
inline constexpr std::string_view kTerminator = "aws4_request";

struct Header {
  std::string_view name;
  std::string_view value;
};

// What a signing key is good for.
struct Scope {
  std::string_view date;  // "20261122"
  std::string_view region;
  std::string_view service;
};

struct Request {
  std::string_view method;
  std::string_view path;            // as it stands in the request line, before the question mark
  std::string_view query;           // as it stands there, after it
  std::span<const Header> headers;  // all of them, in their order
  std::string_view payload_sha256;  // 64 hexadecimal digits, or what AWS names instead
  bool path_as_it_stands = false;   // S3: neither normalised nor encoded again
};

using Digest = std::array<std::uint8_t, 32>;

[[nodiscard]] Digest sha256(std::string_view data);
[[nodiscard]] std::string hex(const Digest& digest);

// "host;x-amz-date" as names: in lower case, sorted, each once.
[[nodiscard]] std::vector<std::string> signed_header_names(std::string_view list);

// `signed_headers` as above. A header that is named and absent has no line, so that taking one away
// from a signed request never goes unseen. X-Amz-Signature is left out of the query.
[[nodiscard]] std::string canonical_request(const Request& request,
                                            std::span<const std::string> signed_headers);

// `timestamp`: "20261122T190000Z".
[[nodiscard]] std::string string_to_sign(std::string_view timestamp, const Scope& scope,
                                         std::string_view canonical_request);

// Four HMACs; worth keeping for a scope's day.
[[nodiscard]] Digest derive_signing_key(std::string_view secret, const Scope& scope);

// 64 hexadecimal digits.
[[nodiscard]] std::string signature(const Digest& signing_key, std::string_view string_to_sign);

// What a client puts into its Authorization header. Every header of `request` is signed: give it
// Host, X-Amz-Date with `timestamp`, X-Amz-Security-Token if there is one, and the others that
// matter.
[[nodiscard]] std::string authorization(std::string_view key_id, std::string_view secret,
                                        std::string_view timestamp, std::string_view region,
                                        std::string_view service, const Request& request);

// Takes the same time wherever the first difference is.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

// What signatures are made of: all but letters, digits and "-._~" as %41 and so on.
[[nodiscard]] std::string percent_encode(std::string_view text, bool keep_slash = false);

// %41 and so on; what is no escape stays as it is.
[[nodiscard]] std::string percent_decode(std::string_view text);

// ---- moments, as signed requests name them ----

// "20261122T190000Z".
[[nodiscard]] std::string format_timestamp(Micros moment);
[[nodiscard]] std::optional<Micros> parse_timestamp(std::string_view text);
// A Date header of RFC 9110: "Sun, 22 Nov 2026 19:00:00 GMT" (botocore writes -0000 for GMT).
[[nodiscard]] std::optional<Micros> parse_http_date(std::string_view text);

}  // namespace quondam::sigv4
