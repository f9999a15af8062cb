// Design, section 5: without credentials the Host header must be a loopback name, and browsers from
// other origins get nothing.
#include "server/access_policy.h"

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
  const AccessPolicy policy(false);
  for (const std::string_view host : {"localhost", "LocalHost:8000", "127.0.0.1", "127.8.9.1:8000",
                                      "[::1]", "[::1]:8000", "dynamodb.localhost:8000"}) {
    EXPECT_TRUE(policy.admits(with(host))) << host;
  }
}

TEST(AccessPolicy, NamesThatCanBeReboundAreNot) {
  const AccessPolicy policy(false);
  for (const std::string_view host :
       {"", "example.com", "127.0.0.1.example.com", "localhost.example.com", "127.1",
        "notlocalhost", "10.0.0.1", "[::2]", "[::1", "1127.0.0.1"}) {
    EXPECT_FALSE(policy.admits(with(host))) << host;
  }
}

TEST(AccessPolicy, ForeignOriginsAreRefusedByWhateverName) {
  for (const bool any_host : {false, true}) {
    const AccessPolicy policy(any_host);
    EXPECT_FALSE(policy.admits(with("localhost:8000", "https://evil.example")));
    EXPECT_FALSE(policy.admits(with("localhost:8000", "null")));
    EXPECT_FALSE(policy.admits(with("localhost:8000", "http://localhost:9000")));
    EXPECT_TRUE(policy.admits(with("localhost:8000", "http://localhost:8000")));
  }
}

TEST(AccessPolicy, AnonymousServersAnswerToAnyName) {
  EXPECT_TRUE(AccessPolicy(true).admits(with("quondam:8000")));
}

}  // namespace
}  // namespace quondam::server
