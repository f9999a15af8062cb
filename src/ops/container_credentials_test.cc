#include "ops/container_credentials.h"

#include <gtest/gtest.h>

#include <map>

namespace quondam::ops {
namespace {

Outcome<std::string> url_of(std::map<std::string, std::string> variables) {
  return container_credentials_url([&](const std::string& name) { return variables[name]; });
}

TEST(ContainerCredentials, ARelativeAddressIsThatOfEcs) {
  EXPECT_EQ(*url_of({{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/x?id=1"},
                     {"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/other"}}),
            "http://169.254.170.2/v2/credentials/x?id=1");
}

// botocore's rule, ContainerMetadataFetcher: https, or an address that cannot be somebody else's.
TEST(ContainerCredentials, SecretsGoOverHttpOnlyWhereNobodyListens) {
  for (const char* url : {"http://localhost/x", "http://127.0.0.1:8080/x?y=1", "http://[::1]/x",
                          "http://169.254.170.2/x", "http://169.254.170.23/v1/credentials",
                          "http://[fd00:ec2::23]/v1/credentials", "https://anywhere.example/x"})
    EXPECT_EQ(*url_of({{"AWS_CONTAINER_CREDENTIALS_FULL_URI", url}}), url);
  for (const char* url : {"http://anywhere.example/x", "http://169.254.170.3/x",
                          "http://169.254.169.254/x", "http://127.0.0.1.example/x",
                          "http://127.0.0.1@anywhere.example/x", "ftp://localhost/x", "nonsense:"})
    EXPECT_FALSE(url_of({{"AWS_CONTAINER_CREDENTIALS_FULL_URI", url}})) << url;
}

}  // namespace
}  // namespace quondam::ops
