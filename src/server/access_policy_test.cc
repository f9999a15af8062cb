// Design, section 5: without credentials the Host header must be a loopback name, and browsers from
// other origins get nothing.
#include "server/access_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quondam::server {
namespace {

HttpRequest with(std::string_view host, std::string_view origin = {}) {
  HttpRequest request;
  request.host = host;
  request.origin = origin;
  return request;
}

TEST(AccessPolicy, LoopbackNamesAreAdmitted) {
  const AccessPolicy policy({});
  for (const std::string_view host : {"localhost", "LocalHost:8000", "127.0.0.1", "127.8.9.1:8000",
                                      "[::1]", "[::1]:8000", "dynamodb.localhost:8000"}) {
    EXPECT_TRUE(policy.admits(with(host))) << host;
  }
}

TEST(AccessPolicy, NamesThatCanBeReboundAreNot) {
  const AccessPolicy policy({});
  for (const std::string_view host :
       {"", "example.com", "127.0.0.1.example.com", "localhost.example.com", "127.1",
        "notlocalhost", "10.0.0.1", "[::2]", "[::1", "1127.0.0.1"}) {
    EXPECT_FALSE(policy.admits(with(host))) << host;
  }
}

TEST(AccessPolicy, ForeignOriginsAreRefusedByWhateverName) {
  for (const bool any_host : {false, true}) {
    const AccessPolicy policy({.any_host = any_host});
    EXPECT_FALSE(policy.admits(with("localhost:8000", "https://evil.example")));
    EXPECT_FALSE(policy.admits(with("localhost:8000", "null")));
    EXPECT_FALSE(policy.admits(with("localhost:8000", "http://localhost:9000")));
    EXPECT_TRUE(policy.admits(with("localhost:8000", "http://localhost:8000")));
  }
}

TEST(AccessPolicy, AnonymousServersAnswerToAnyName) {
  EXPECT_TRUE(AccessPolicy({.any_host = true}).admits(with("quondam:8000")));
}

TEST(AccessPolicy, TheOwnPagesOfATlsServerHaveItsScheme) {
  const AccessPolicy policy({.any_host = true, .tls = true});
  EXPECT_TRUE(policy.admits(with("db.example:8000", "https://db.example:8000")));
  EXPECT_FALSE(policy.admits(with("db.example:8000", "http://db.example:8000")));
}

TEST(AccessPolicy, OnlyOriginsThatWereNamedComeIn) {
  const AccessPolicy policy({.cors_origins = {"https://a.example", "http://localhost:3000"}});
  EXPECT_TRUE(policy.admits(with("localhost", "https://a.example")));
  EXPECT_TRUE(policy.admits(with("localhost", "http://localhost:3000")));
  for (const std::string_view origin :
       {"http://a.example", "https://a.example.evil", "https://a.example:444", "null", "*"})
    EXPECT_FALSE(policy.admits(with("localhost", origin))) << origin;
  // An origin that is let in does not make a rebound name a good one.
  EXPECT_FALSE(policy.admits(with("evil.example", "https://a.example")));
}

TEST(AccessPolicy, OriginsThatWereNamedAreToldSo) {
  const AccessPolicy named({.cors_origins = {"https://a.example"}});
  const AccessPolicy all({.cors_origins = {"*"}});
  const HttpRequest request = with("localhost", "https://a.example");
  EXPECT_THAT(named.cors_headers(request),
              testing::StartsWith("Access-Control-Allow-Origin: https://a.example\r\nVary: "
                                  "Origin\r\nAccess-Control-Expose-Headers: x-amzn-RequestId,"));
  EXPECT_THAT(all.cors_headers(request),
              testing::StartsWith("Access-Control-Allow-Origin: *\r\nAccess-Control-Expose-"));
  EXPECT_EQ(AccessPolicy({}).cors_headers(request), "");
  EXPECT_EQ(named.cors_headers(with("localhost", "https://b.example")), "");
  EXPECT_EQ(all.cors_headers(with("localhost")), "");
}

TEST(AccessPolicy, APreflightIsTheOptionsOfAnOriginThatWasNamed) {
  const AccessPolicy policy({.cors_origins = {"https://a.example"}});
  HttpRequest request = with("localhost", "https://a.example");
  request.method = HttpRequest::Method::options;
  EXPECT_FALSE(policy.is_preflight(request));
  request.cors_method = "POST";
  request.cors_headers = "x-amz-target";
  EXPECT_TRUE(policy.is_preflight(request));
  EXPECT_EQ(policy.cors_headers(request),
            "Access-Control-Allow-Origin: https://a.example\r\nVary: Origin\r\n"
            "Access-Control-Allow-Methods: POST\r\nAccess-Control-Allow-Headers: x-amz-target\r\n"
            "Access-Control-Max-Age: 172800\r\n");
  request.origin = "https://b.example";
  EXPECT_FALSE(policy.is_preflight(request));
}

}  // namespace
}  // namespace quondam::server
