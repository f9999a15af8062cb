// The order of the checks and their texts are those that dynalite's index.js noted down from AWS;
// the exceptions stand in docs/compatibility.md.
#include "server/authenticator.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace quondam::server {
namespace {

constexpr std::string_view kTimestamp = "20261122T190000Z";
constexpr std::string_view kBody = "{}";
constexpr Micros kMinute = 60 * kMicrosPerSecond;

std::shared_ptr<const AccessKeys> keys() {
  return std::make_shared<const AccessKeys>(std::vector<AccessKey>{
      {"default", "AKID", "secret", ""}, {"temporary", "ASIA", "other", "token/=+"}});
}

// A request that is signed right, and then changed.
class AuthenticatorTest : public testing::Test {
 protected:
  void sign(std::string_view id, std::string_view secret, std::string_view timestamp = kTimestamp,
            std::string_view service = "dynamodb") {
    headers_.erase(headers_.begin() + 3, headers_.end());
    headers_[1].value = timestamp;
    if (!token_.empty()) headers_.push_back({"X-Amz-Security-Token", token_});
    const std::string payload = sigv4::hex(sigv4::sha256(kBody));
    authorization_ = sigv4::authorization(id, secret, timestamp, "eu-central-1", service,
                                          {"POST", "/", "", headers_, payload});
    headers_.push_back({"Authorization", authorization_});
  }

  void replace(std::string_view what, std::string_view with) {
    const std::size_t at = authorization_.find(what);
    ASSERT_NE(at, std::string::npos) << what;
    authorization_.replace(at, what.size(), with);
    headers_.back().value = authorization_;
  }

  [[nodiscard]] HttpRequest request() const {
    HttpRequest request;
    request.method = HttpRequest::Method::post;
    request.method_name = "POST";
    request.target = "/";
    request.body = kBody;
    request.set_headers(headers_);
    return request;
  }

  [[nodiscard]] auto verify() const { return authenticator_.verify(request(), now_); }

  void expect_refused(std::string_view type, std::string_view message) const {
    const auto caller = verify();
    ASSERT_FALSE(caller) << *caller;
    EXPECT_EQ(caller.error().type, fmt::format("com.amazon.coral.service#{}", type));
    EXPECT_EQ(caller.error().message, message);
  }

  Micros now_ = *sigv4::parse_timestamp(kTimestamp);
  std::string token_;
  std::string authorization_;
  std::vector<sigv4::Header> headers_{
      {"Host", "localhost:8000"}, {"X-Amz-Date", kTimestamp}, {"X-Amz-Target", "A.B"}};
  Authenticator authenticator_{keys()};
};

TEST_F(AuthenticatorTest, AGoodSignatureNamesItsCaller) {
  sign("AKID", "secret");
  // The second time with the signing key that the first one left behind.
  EXPECT_EQ(verify().value(), "AKID");
  EXPECT_EQ(verify().value(), "AKID");
  EXPECT_TRUE(authenticator_.check_head(request(), now_));
}

TEST_F(AuthenticatorTest, WhateverIsSignedCannotBeChanged) {
  sign("AKID", "secret");
  HttpRequest changed = request();
  changed.body = "{ }";
  EXPECT_FALSE(authenticator_.verify(changed, now_));
  changed = request();
  changed.target = "/?a";
  EXPECT_FALSE(authenticator_.verify(changed, now_));
  changed = request();
  changed.method_name = "PUT";
  EXPECT_FALSE(authenticator_.verify(changed, now_));
  for (const std::size_t header : {0U, 1U, 2U}) {
    auto headers = headers_;
    headers[header].value = header == 1 ? "20261122T190001Z" : "x";
    changed.set_headers(headers);
    EXPECT_FALSE(authenticator_.verify(changed, now_)) << header;
    headers = headers_;
    headers.push_back(headers[header]);
    changed = request();
    changed.set_headers(headers);
    EXPECT_FALSE(authenticator_.verify(changed, now_)) << "twice: " << header;
  }
}

TEST_F(AuthenticatorTest, AWrongSecretIsNotTheSignatureThatWasCalculated) {
  sign("AKID", "wrong");
  expect_refused("InvalidSignatureException",
                 "The request signature we calculated does not match the signature you provided. "
                 "Check your AWS Secret Access Key and signing method. Consult the service "
                 "documentation for details.");
  // Without the body nothing is wrong yet.
  EXPECT_TRUE(authenticator_.check_head(request(), now_));
}

TEST_F(AuthenticatorTest, AnUnknownKeyIsAnInvalidToken) {
  sign("NOBODY", "secret");
  expect_refused("UnrecognizedClientException",
                 "The security token included in the request is invalid.");
  EXPECT_FALSE(authenticator_.check_head(request(), now_));
}

TEST_F(AuthenticatorTest, TheClocksMayDifferByFifteenMinutes) {
  sign("AKID", "secret");
  const Micros signed_at = now_;
  for (const Micros now : {signed_at - 15 * kMinute, signed_at + 15 * kMinute + 999'999}) {
    now_ = now;
    EXPECT_TRUE(verify());
  }
  now_ = signed_at + 15 * kMinute + kMicrosPerSecond;
  expect_refused("InvalidSignatureException",
                 "Signature expired: 20261122T190000Z is now earlier than 20261122T190001Z "
                 "(20261122T191501Z - 15 min.)");
  now_ = signed_at - 15 * kMinute - 1;
  expect_refused("InvalidSignatureException",
                 "Signature not yet current: 20261122T190000Z is still later than 20261122T185959Z "
                 "(20261122T184459Z + 15 min.)");
}

TEST_F(AuthenticatorTest, TheDateHasOneForm) {
  sign("AKID", "secret", "20261122T190000");
  expect_refused("IncompleteSignatureException",
                 "Date must be in ISO-8601 'basic format'. Got '20261122T190000'. See "
                 "http://en.wikipedia.org/wiki/ISO_8601");
}

TEST_F(AuthenticatorTest, HostMustBeSigned) {
  sign("AKID", "secret");
  replace("SignedHeaders=host;", "SignedHeaders=");
  expect_refused("InvalidSignatureException",
                 "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
}

TEST_F(AuthenticatorTest, AmazonsHeadersMustBeSignedButForTheBodysHash) {
  sign("AKID", "secret");
  headers_.push_back({"x-amz-content-sha256", "whatever"});
  EXPECT_TRUE(verify());
  headers_.back() = {"x-amzn-trace-id", "added by a proxy"};
  EXPECT_TRUE(verify());
  headers_.back() = {"X-Amz-Whatever", "1"};
  expect_refused("InvalidSignatureException",
                 "'X-Amz-Whatever' must be a 'SignedHeader' in the AWS Authorization.");
  headers_.pop_back();
  replace(";x-amz-target", "");
  expect_refused("InvalidSignatureException",
                 "'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization.");
}

TEST_F(AuthenticatorTest, OtherAlgorithmsAreNotSupported) {
  sign("AKID", "secret");
  replace("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA25");
  expect_refused(
      "IncompleteSignatureException",
      "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA25' (only AWS4-HMAC-SHA256 for now). ");
}

TEST_F(AuthenticatorTest, ACredentialHasFiveElements) {
  sign("AKID", "secret");
  replace("/aws4_request,", "/aws4_request//,");
  EXPECT_TRUE(verify());  // slashes at its end are ignored
  replace("/dynamodb/aws4_request//", "");
  expect_refused("IncompleteSignatureException",
                 "Credential must have exactly 5 slash-delimited elements, e.g. "
                 "keyid/date/region/service/term, got 'AKID/20261122/eu-central-1'");
}

TEST_F(AuthenticatorTest, TheScopeIsOneDayOfDynamoDb) {
  sign("AKID", "secret", kTimestamp, "s3");
  expect_refused("InvalidSignatureException",
                 "Credential should be scoped to correct service: 'dynamodb'. ");
  replace("/20261122/eu-central-1/s3/aws4_request", "/b//d/e");
  expect_refused(
      "InvalidSignatureException",
      "Credential should be scoped to a valid region. Credential should be scoped to "
      "correct service: 'dynamodb'. Credential should be scoped with a valid terminator: "
      "'aws4_request', not 'e'. Date in Credential scope does not match YYYYMMDD from "
      "ISO-8601 version of date from HTTP: 'b' != '20261122', from '20261122T190000Z'.");
}

TEST_F(AuthenticatorTest, ATemporaryKeyNeedsItsToken) {
  constexpr std::string_view kInvalid = "The security token included in the request is invalid";
  sign("ASIA", "other");
  expect_refused("UnrecognizedClientException", kInvalid);
  token_ = "another";
  sign("ASIA", "other");
  expect_refused("UnrecognizedClientException", kInvalid);
  token_ = "token/=+";
  sign("ASIA", "other");
  EXPECT_EQ(verify().value(), "ASIA");
  sign("AKID", "secret");
  expect_refused("UnrecognizedClientException", kInvalid);
}

TEST_F(AuthenticatorTest, ReplacedKeysAreGoneWithWhatWasRemembered) {
  sign("AKID", "secret");
  EXPECT_TRUE(verify());
  authenticator_.replace(std::make_shared<const AccessKeys>(
      std::vector<AccessKey>{{"default", "AKID", "changed", ""}}));
  EXPECT_FALSE(verify());
  sign("AKID", "changed");
  EXPECT_TRUE(verify());
}

// ---- presigned ----

class PresignedTest : public AuthenticatorTest {
 protected:
  void presign(std::string_view more) {
    const std::string query = fmt::format(
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F20261122%2Feu-central-1%2F"
        "dynamodb%2Faws4_request&X-Amz-Date=20261122T190000Z&X-Amz-SignedHeaders=host%3Bx-amz-"
        "target{}",
        more);
    headers_.erase(headers_.begin() + 1);
    const std::string payload = sigv4::hex(sigv4::sha256(kBody));
    const sigv4::Scope scope{"20261122", "eu-central-1", "dynamodb"};
    const std::string names[] = {"host", "x-amz-target"};
    const std::string canonical =
        sigv4::canonical_request({"POST", "/", query, headers_, payload}, names);
    target_ = fmt::format("/?{}&X-Amz-Signature={}", query,
                          sigv4::signature(sigv4::derive_signing_key("secret", scope),
                                           sigv4::string_to_sign(kTimestamp, scope, canonical)));
  }

  [[nodiscard]] std::string verify_at(Micros now) const {
    HttpRequest presigned = request();
    presigned.target = target_;
    const auto caller = authenticator_.verify(presigned, now);
    return caller ? std::string(*caller) : caller.error().message;
  }

  std::string target_;
};

TEST_F(PresignedTest, IsGoodForFifteenMinutesUnlessItSaysSo) {
  presign("");
  EXPECT_EQ(verify_at(now_ + 15 * kMinute), "AKID");
  EXPECT_EQ(verify_at(now_ + 16 * kMinute),
            "Signature expired: 20261122T190000Z is now earlier than 20261122T190100Z "
            "(20261122T191600Z - 15 min.)");
}

TEST_F(PresignedTest, IsGoodForAsLongAsItSays) {
  presign("&X-Amz-Expires=3600");
  EXPECT_EQ(verify_at(now_ + 60 * kMinute), "AKID");
  EXPECT_EQ(verify_at(now_ + 61 * kMinute),
            "Signature expired: 20261122T190000Z is now earlier than 20261122T190100Z "
            "(20261122T200100Z - 3600 sec.)");
  EXPECT_EQ(verify_at(now_ - 15 * kMinute), "AKID");
  EXPECT_TRUE(verify_at(now_ - 16 * kMinute).starts_with("Signature not yet current: "));
}

TEST_F(PresignedTest, SaysSoInSecondsOfAWeekAtMost) {
  presign("&X-Amz-Expires=x");
  EXPECT_EQ(verify_at(now_), "X-Amz-Expires should be a number");
}

TEST_F(PresignedTest, SaysNoMoreThanAWeek) {
  presign("&X-Amz-Expires=604801");
  EXPECT_TRUE(verify_at(now_).starts_with("X-Amz-Expires must be less than a week"));
}

TEST_F(PresignedTest, CannotBeChanged) {
  presign("&X-Amz-Expires=60");
  target_.replace(target_.find("=60"), 3, "=61");
  EXPECT_TRUE(verify_at(now_).starts_with("The request signature we calculated"));
}

}  // namespace
}  // namespace quondam::server
