// The texts are AWS's, as dynalite's tests recorded them.
#include "server/signature.h"

#include <gtest/gtest.h>

namespace quondam::server {
namespace {

HttpRequest signed_with(std::string_view authorization, bool has_date = true) {
  HttpRequest request;
  request.target = "/";
  request.authorization = authorization;
  if (has_date) request.amz_date = "20261122T000000Z";
  return request;
}

TEST(Signature, TheCallerIsTheAccessKeyId) {
  EXPECT_EQ(read_caller(signed_with(
                "AWS4-HMAC-SHA256 Credential=AKID/20261122/us-east-1/dynamodb/aws4_request, "
                "SignedHeaders=host;x-amz-date, Signature=abc")),
            "AKID");
}

TEST(Signature, APresignedRequestNamesItsCallerInTheQuery) {
  HttpRequest request;
  request.target =
      "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F20261122%2Fus-east-1&X-Amz-"
      "Signature=a&"
      "X-Amz-SignedHeaders=host&X-Amz-Date=20261122T000000Z";
  EXPECT_EQ(read_caller(request), "AKID");
}

TEST(Signature, ARequestWithoutOneIsToldSo) {
  for (const std::string_view authorization : {"", "AWS4", "Bearer x"}) {
    const auto caller = read_caller(signed_with(authorization));
    ASSERT_FALSE(caller);
    EXPECT_EQ(caller.error().type, "com.amazon.coral.service#MissingAuthenticationTokenException");
    EXPECT_EQ(caller.error().message, "Request is missing Authentication Token");
  }
}

TEST(Signature, WhatIsMissingIsListed) {
  EXPECT_EQ(read_caller(signed_with("AWS4-", false)).error().message,
            "Authorization header requires 'Credential' parameter. Authorization header requires "
            "'Signature' "
            "parameter. Authorization header requires 'SignedHeaders' parameter. Authorization "
            "header requires "
            "existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-");
  EXPECT_EQ(read_caller(signed_with("AWS4- Signature=b, Credential=a")).error().message,
            "Authorization header requires 'SignedHeaders' parameter. Authorization=AWS4- "
            "Signature=b, Credential=a");
}

TEST(Signature, HeaderAndQueryTogetherAreRefused) {
  HttpRequest request = signed_with("X");
  request.target = "/?X-Amz-Algorithm";
  EXPECT_EQ(read_caller(request).error().type,
            "com.amazon.coral.service#InvalidSignatureException");
  request.authorization = "";
  EXPECT_EQ(read_caller(request).error().message,
            "AWS query-string parameters must include 'X-Amz-Algorithm'. AWS query-string "
            "parameters must include "
            "'X-Amz-Credential'. AWS query-string parameters must include 'X-Amz-Signature'. AWS "
            "query-string "
            "parameters must include 'X-Amz-SignedHeaders'. AWS query-string parameters must "
            "include 'X-Amz-Date'. "
            "Re-examine the query-string parameters.");
}

}  // namespace
}  // namespace quondam::server
