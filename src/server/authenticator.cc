#include "server/authenticator.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "server/header_text.h"
#include "server/signature.h"

namespace quondam::server {
namespace {

using operations::ApiExpected;
using operations::refuse;

constexpr std::string_view kService = "dynamodb";
constexpr Micros kSkew = 15 * 60 * kMicrosPerSecond;
constexpr std::string_view kHost = "host";
constexpr std::string_view kAmz = "x-amz-";
// Some clients send it unsigned, and nothing is believed of it: the body's hash is computed.
constexpr std::string_view kContentHash = "x-amz-content-sha256";

// A request's signature, decoded and checked but for what needs the body.
struct Claim {
  std::string timestamp;
  std::vector<std::string> signed_headers;
  std::string credential;  // without slashes at its end
  sigv4::Scope scope;      // views `credential`
  std::string signature;
  std::string session_token;
  std::string_view key_id;  // views the request
  const AccessKey* key = nullptr;
};

std::string decoded(const SignatureParts& parts, std::string_view part) {
  return parts.in_query ? sigv4::percent_decode(part) : std::string(part);
}

ApiExpected<Micros> read_date(const SignatureParts& parts, std::string_view date) {
  if (const auto moment = sigv4::parse_timestamp(date)) return *moment;
  if (!parts.in_query)
    if (const auto moment = sigv4::parse_http_date(date)) return *moment;
  return refuse(operations::incomplete_signature(
      fmt::format("Date must be in ISO-8601 'basic format'. Got '{}'. See "
                  "http://en.wikipedia.org/wiki/ISO_8601",
                  date)));
}

// How long a presigned request is good for. The texts are S3's.
ApiExpected<Micros> read_lifetime(std::string_view expires) {
  constexpr std::int64_t kWeekSeconds = 7 * 24 * 60 * 60;
  std::int64_t seconds = 0;
  const auto read = std::from_chars(expires.data(), expires.data() + expires.size(), seconds);
  if (read.ec != std::errc() || read.ptr != expires.data() + expires.size())
    return refuse(operations::incomplete_signature("X-Amz-Expires should be a number"));
  if (seconds < 0)
    return refuse(operations::incomplete_signature("X-Amz-Expires must be non-negative"));
  if (seconds > kWeekSeconds) {
    return refuse(operations::incomplete_signature(
        "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires "
        "must be less than 604800 seconds"));
  }
  return static_cast<Micros>(seconds) * kMicrosPerSecond;
}

ApiExpected<void> check_time(const SignatureParts& parts, Micros signed_at, Micros now) {
  now -= now % kMicrosPerSecond;
  Micros lifetime = kSkew;
  std::string shown = "15 min.";
  if (parts.in_query && !parts.expires.empty()) {
    QUONDAM_ASSIGN(lifetime, read_lifetime(parts.expires));
    shown = fmt::format("{} sec.", lifetime / kMicrosPerSecond);
  }
  const auto text = [](Micros moment) { return sigv4::format_timestamp(moment); };
  if (signed_at + lifetime < now) {
    return refuse(operations::invalid_signature(
        fmt::format("Signature expired: {} is now earlier than {} ({} - {})", text(signed_at),
                    text(now - lifetime), text(now), shown)));
  }
  if (signed_at > now + kSkew) {
    return refuse(operations::invalid_signature(
        fmt::format("Signature not yet current: {} is still later than {} ({} + 15 min.)",
                    text(signed_at), text(now + kSkew), text(now))));
  }
  return {};
}

bool is_signed(const std::vector<std::string>& signed_headers, std::string_view name) {
  return std::ranges::any_of(
      signed_headers, [&](const std::string& each) { return equal_ignoring_case(each, name); });
}

// Host, so that a signature is good for one server; and all that AWS gives a meaning to, so that
// nobody on the way makes another request out of a signed one.
ApiExpected<void> check_signed_headers(const HttpRequest& request,
                                       const std::vector<std::string>& signed_headers) {
  if (!is_signed(signed_headers, kHost)) {
    return refuse(operations::invalid_signature(
        "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."));
  }
  for (const sigv4::Header& header : request.headers) {
    if (header.name.size() < kAmz.size() ||
        !equal_ignoring_case(header.name.substr(0, kAmz.size()), kAmz) ||
        equal_ignoring_case(header.name, kContentHash))
      continue;
    if (!is_signed(signed_headers, header.name)) {
      return refuse(operations::invalid_signature(
          fmt::format("'{}' must be a 'SignedHeader' in the AWS Authorization.", header.name)));
    }
  }
  return {};
}

ApiExpected<sigv4::Scope> read_scope(std::string_view credential, std::string_view date,
                                     std::string_view timestamp) {
  constexpr std::size_t kElements = 5;
  constexpr std::size_t kDateLength = 8;
  std::array<std::string_view, kElements> elements;
  std::size_t count = 0;
  for (std::string_view rest = credential;; ++count) {
    const std::size_t slash = rest.find('/');
    if (count < kElements) elements[count] = rest.substr(0, slash);
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
  }
  if (count + 1 != kElements) {
    return refuse(operations::incomplete_signature(
        fmt::format("Credential must have exactly 5 slash-delimited elements, e.g. "
                    "keyid/date/region/service/term, got '{}'",
                    credential)));
  }
  const auto& [id, scope_date, region, service, terminator] = elements;
  std::string wrong;
  if (region.empty()) wrong += "Credential should be scoped to a valid region. ";
  if (service != kService)
    wrong += fmt::format("Credential should be scoped to correct service: '{}'. ", kService);
  if (terminator != sigv4::kTerminator) {
    wrong += fmt::format(
        "Credential should be scoped with a valid terminator: 'aws4_request', not '{}'. ",
        terminator);
  }
  if (scope_date != timestamp.substr(0, kDateLength)) {
    wrong += fmt::format(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
        "'{}' != '{}', from '{}'.",
        scope_date, timestamp.substr(0, kDateLength), date);
  }
  if (!wrong.empty()) return refuse(operations::invalid_signature(std::move(wrong)));
  return sigv4::Scope{scope_date, region, service};
}

// Everything but the signature and the session token, in AWS's order.
ApiExpected<void> read_claim(const HttpRequest& request, const AccessKeys& keys, Micros now,
                             Claim& claim) {
  QUONDAM_ASSIGN(const SignatureParts parts, read_signature(request));
  const std::string date = decoded(parts, parts.date);
  QUONDAM_ASSIGN(const Micros signed_at, read_date(parts, date));
  QUONDAM_TRY(check_time(parts, signed_at, now));
  claim.timestamp = sigv4::format_timestamp(signed_at);
  claim.signed_headers = sigv4::signed_header_names(decoded(parts, parts.signed_headers));
  QUONDAM_TRY(check_signed_headers(request, claim.signed_headers));
  if (parts.algorithm != sigv4::kAlgorithm) {
    return refuse(operations::incomplete_signature(fmt::format(
        "Unsupported AWS 'algorithm': '{}' (only AWS4-HMAC-SHA256 for now). ", parts.algorithm)));
  }
  claim.credential = decoded(parts, parts.credential);
  while (claim.credential.ends_with('/')) claim.credential.pop_back();
  QUONDAM_ASSIGN(claim.scope, read_scope(claim.credential, date, claim.timestamp));
  claim.key_id = parts.key_id();
  claim.key = keys.find(claim.key_id);
  if (claim.key == nullptr) {
    return refuse(
        operations::unrecognized_client("The security token included in the request is invalid."));
  }
  claim.signature = decoded(parts, parts.signature);
  claim.session_token = decoded(parts, parts.session_token);
  return {};
}

}  // namespace

ApiExpected<void> Authenticator::check_head(const HttpRequest& request, Micros now) const {
  const std::shared_ptr<const AccessKeys> keys = keys_.load();
  Claim claim;
  return read_claim(request, *keys, now, claim);
}

ApiExpected<std::string_view> Authenticator::verify(const HttpRequest& request, Micros now) const {
  const std::shared_ptr<const AccessKeys> keys = keys_.load();
  Claim claim;
  QUONDAM_TRY(read_claim(request, *keys, now, claim));
  const std::size_t question = std::min(request.target.find('?'), request.target.size());
  const std::string payload = sigv4::hex(sigv4::sha256(request.body));
  const std::string canonical = sigv4::canonical_request(
      {request.method_name, request.target.substr(0, question),
       request.target.substr(std::min(question + 1, request.target.size())), request.headers,
       payload},
      claim.signed_headers);
  const sigv4::Digest key = keys->signing_key(*claim.key, claim.scope, claim.credential);
  const std::string expected =
      sigv4::signature(key, sigv4::string_to_sign(claim.timestamp, claim.scope, canonical));
  if (!sigv4::equal_in_constant_time(expected, claim.signature)) {
    return refuse(operations::invalid_signature(
        "The request signature we calculated does not match the signature you provided. Check your "
        "AWS Secret Access Key and signing method. Consult the service documentation for "
        "details."));
  }
  keys->remember(claim.credential, key);
  if (!sigv4::equal_in_constant_time(claim.key->session_token, claim.session_token)) {
    return refuse(
        operations::unrecognized_client("The security token included in the request is invalid"));
  }
  return claim.key_id;
}

}  // namespace quondam::server
