#include "ops/connection_settings.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "base/temporary_directory.h"

namespace quondam::ops {
namespace {

class ConnectionSettingsTest : public testing::Test {
 protected:
  ConnectionSettingsTest() {
    variables_["AWS_CONFIG_FILE"] = write("config", "");
    variables_["AWS_SHARED_CREDENTIALS_FILE"] = write("credentials", "");
    variables_["AWS_EC2_METADATA_DISABLED"] = "true";
  }

  std::string write(const std::string& name, const std::string& text) {
    const std::string path = (directory_->path() / name).string();
    std::ofstream(path) << text;
    return path;
  }

  Outcome<ConnectionSettings> resolve(const ConnectionFlags& flags = {}) {
    return resolve_connection(flags, [this](const std::string& name) {
      const auto found = variables_.find(name);
      return found == variables_.end() ? std::string() : found->second;
    });
  }

  Credentials credentials(const ConnectionFlags& flags = {}) {
    const auto settings = resolve(flags);
    return settings ? *settings->credentials->current() : Credentials();
  }

  Result<TemporaryDirectory> directory_ = TemporaryDirectory::create("quondam-settings");
  std::map<std::string, std::string> variables_;
};

TEST_F(ConnectionSettingsTest, WithNothingItIsAServerOfThisMachine) {
  const auto settings = resolve();
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->endpoint.text, "http://127.0.0.1:8000");
  EXPECT_EQ(settings->region, "us-east-1");
  const auto credentials = settings->credentials->current();
  ASSERT_TRUE(credentials);
  EXPECT_FALSE(credentials->key_id.empty());
  EXPECT_FALSE(credentials->secret.empty());
}

TEST_F(ConnectionSettingsTest, TheNearestEndpointWins) {
  write("config",
        "[default]\n"
        "endpoint_url = http://localhost:1\n"
        "[profile served]\n"
        "services = local\n"
        "endpoint_url = http://localhost:2\n"
        "[services local]\n"
        "dynamodb =\n"
        "  endpoint_url = http://localhost:3\n");
  EXPECT_EQ(resolve()->endpoint.authority, "localhost:1");
  variables_["AWS_PROFILE"] = "served";
  EXPECT_EQ(resolve()->endpoint.authority, "localhost:3");
  variables_["AWS_ENDPOINT_URL"] = "http://localhost:4";
  EXPECT_EQ(resolve()->endpoint.authority, "localhost:4");
  variables_["AWS_ENDPOINT_URL_DYNAMODB"] = "http://localhost:5";
  EXPECT_EQ(resolve()->endpoint.authority, "localhost:5");
  EXPECT_EQ(resolve()->endpoint_source, "AWS_ENDPOINT_URL_DYNAMODB");
  EXPECT_EQ(resolve({.endpoint_url = "http://localhost:6"})->endpoint.authority, "localhost:6");
  variables_["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true";
  EXPECT_EQ(resolve()->endpoint.authority, "127.0.0.1:8000");
}

TEST_F(ConnectionSettingsTest, TheNearestRegionWins) {
  write("config", "[default]\nregion = a\n");
  EXPECT_EQ(resolve()->region, "a");
  variables_["AWS_DEFAULT_REGION"] = "b";
  EXPECT_EQ(resolve()->region, "b");
  variables_["AWS_REGION"] = "c";
  EXPECT_EQ(resolve()->region, "c");
  EXPECT_EQ(resolve({.region = "d"})->region, "d");
}

TEST_F(ConnectionSettingsTest, CredentialsComeFromTheEnvironmentThenFromTheFiles) {
  write("config",
        "[profile elsewhere]\naws_access_key_id = OF-CONFIG\naws_secret_access_key = s\n");
  write("credentials",
        "[default]\naws_access_key_id = OF-FILE\naws_secret_access_key = s\n"
        "[shop]\naws_access_key_id = SHOP\naws_secret_access_key = t\naws_session_token = u\n");
  EXPECT_EQ(credentials().key_id, "OF-FILE");
  EXPECT_EQ(credentials({.profile = "shop"}).key_id, "SHOP");
  EXPECT_EQ(credentials({.profile = "shop"}).session_token, "u");
  EXPECT_EQ(credentials({.profile = "elsewhere"}).key_id, "OF-CONFIG");
  variables_["AWS_ACCESS_KEY_ID"] = "OF-ENVIRONMENT";
  variables_["AWS_SECRET_ACCESS_KEY"] = "v";
  EXPECT_EQ(credentials().key_id, "OF-ENVIRONMENT");
  EXPECT_EQ(credentials().session_token, "");
  variables_["AWS_PROFILE"] = "shop";
  EXPECT_EQ(credentials().key_id, "OF-ENVIRONMENT");
  EXPECT_EQ(credentials({.profile = "shop"}).key_id, "SHOP") << "what was typed wins";
  variables_.erase("AWS_SECRET_ACCESS_KEY");
  EXPECT_FALSE(resolve());
}

TEST_F(ConnectionSettingsTest, SaysWhatIsMissing) {
  EXPECT_FALSE(resolve({.profile = "nobody"})) << "a profile that is not there";
  EXPECT_FALSE(resolve({.endpoint_url = "https://dynamodb.eu-central-1.amazonaws.com"}))
      << "a foreign server is not spoken to as anybody";
  write("config",
        "[profile empty]\nregion = a\n[profile sso]\nsso_session = x\nsso_account_id = 1\n"
        "[profile half]\naws_access_key_id = A\n");
  const auto sso = resolve({.profile = "sso"});
  ASSERT_FALSE(sso);
  EXPECT_NE(sso.error().what_next.find("export-credentials"), std::string::npos);
  const auto empty = resolve({.profile = "empty"});
  ASSERT_FALSE(empty);
  EXPECT_NE(empty.error().what_next.find("credential_process"), std::string::npos);
  const auto half = resolve({.profile = "half"});
  ASSERT_FALSE(half);
  EXPECT_NE(half.error().message.find("aws_secret_access_key"), std::string::npos);
}

TEST_F(ConnectionSettingsTest, AProfileThatSignsInByABrowserIsNobodyElse) {
  write("config",
        "[profile sso]\nsso_account_id = 1\nsso_role_name = r\n"
        "[profile login]\nlogin_session = x\n[default]\nsso_session = x\n");
  variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://127.0.0.1:1/role";
  for (const char* profile : {"sso", "login"}) {
    const auto refused = resolve({.profile = profile});
    ASSERT_FALSE(refused) << profile;
    EXPECT_NE(refused.error().what_next.find("export-credentials"), std::string::npos);
  }
  variables_.clear();
  EXPECT_TRUE(resolve()) << "a server of this machine needs none";
}

TEST_F(ConnectionSettingsTest, SettingsStandInEitherFile) {
  write("credentials",
        "[other]\nregion = of-credentials\naws_access_key_id = K\naws_secret_access_key = s\n");
  variables_["AWS_DEFAULT_PROFILE"] = "other";
  EXPECT_EQ(resolve()->region, "of-credentials");
}

TEST_F(ConnectionSettingsTest, IgnoringConfiguredEndpointsIsABoolean) {
  variables_["AWS_ENDPOINT_URL"] = "http://localhost:4";
  variables_["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "TRUE";
  EXPECT_EQ(resolve()->endpoint.authority, "127.0.0.1:8000");
  write("config", "[default]\nignore_configured_endpoint_urls = true\n");
  variables_["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "false";
  EXPECT_EQ(resolve()->endpoint.authority, "localhost:4") << "the variable decides over the file";
}

TEST_F(ConnectionSettingsTest, AnEndpointsPasswordIsNotShown) {
  const auto refused = resolve({.endpoint_url = "http://:secret@localhost:1"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message.find("secret@"), std::string::npos);
}

TEST_F(ConnectionSettingsTest, TheNearestNumberOfAttemptsWins) {
  EXPECT_EQ(resolve()->max_attempts, 4) << "DynamoDB's in standard mode";
  write("config", "[default]\nmax_attempts = 7\n");
  EXPECT_EQ(resolve()->max_attempts, 7);
  variables_["AWS_MAX_ATTEMPTS"] = "1";
  EXPECT_EQ(resolve()->max_attempts, 1);
  for (const char* text : {"0", "-1", "many", "3x"}) {
    variables_["AWS_MAX_ATTEMPTS"] = text;
    EXPECT_FALSE(resolve()) << text;
  }
}

TEST_F(ConnectionSettingsTest, AwsIsSaidInOneWord) {
  variables_["AWS_ENDPOINT_URL"] = "http://localhost:4";
  variables_["AWS_ACCESS_KEY_ID"] = "A";
  variables_["AWS_SECRET_ACCESS_KEY"] = "s";
  EXPECT_EQ(resolve({.aws = true, .region = "eu-central-1"})->endpoint.text,
            "https://dynamodb.eu-central-1.amazonaws.com");
  EXPECT_EQ(resolve({.aws = true, .region = "cn-north-1"})->endpoint.host,
            "dynamodb.cn-north-1.amazonaws.com.cn");
  EXPECT_EQ(resolve({.aws = true, .region = "us-gov-west-1"})->endpoint.host,
            "dynamodb.us-gov-west-1.amazonaws.com");
  const auto nowhere = resolve({.aws = true});
  ASSERT_FALSE(nowhere) << "AWS has no default region";
  EXPECT_NE(nowhere.error().what_next.find("--region"), std::string::npos);
  for (const char* region : {"evil.example/", "-a", "a-", "123", "a b"})
    EXPECT_FALSE(resolve({.aws = true, .region = region})) << region;
}

// What a profile says of roles is refused before anybody is asked when it leads nowhere.
TEST_F(ConnectionSettingsTest, RolesThatLeadNowhere) {
  write("config",
        "[profile alone]\nrole_arn = r\n"
        "[profile both]\nrole_arn = r\nsource_profile = keys\ncredential_source = Environment\n"
        "[profile lost]\nrole_arn = r\nsource_profile = nobody\n"
        "[profile one]\nrole_arn = r\nsource_profile = two\n"
        "[profile two]\nrole_arn = r\nsource_profile = one\n"
        "[profile self]\nrole_arn = r\nsource_profile = self\n"
        "[profile odd]\nrole_arn = r\ncredential_source = Elsewhere\n"
        "[profile bare]\nrole_arn = r\ncredential_source = Environment\n"
        "[profile web]\nweb_identity_token_file = f\n"
        "[profile dry]\nrole_arn = r\nsource_profile = empty\n[profile empty]\nregion = a\n");
  const std::pair<const char*, const char*> cases[] = {
      {"alone", "neither source_profile nor credential_source"},
      {"both", "both source_profile and credential_source"},
      {"lost", "no profile 'nobody'"},
      {"one", "circle: one, two"},
      {"self", "circle"},
      {"odd", "Elsewhere"},
      {"bare", "Environment"},
      {"web", "no role"},
      {"dry", "has no credentials"},
  };
  for (const auto& [profile, says] : cases) {
    const auto settings = resolve({.profile = profile});
    ASSERT_FALSE(settings) << profile;
    EXPECT_NE(settings.error().message.find(says), std::string::npos) << settings.error().message;
  }
}

TEST_F(ConnectionSettingsTest, RefusesWhatIsNoEndpoint) {
  for (const char* url : {"127.0.0.1:8000:1", "ftp://localhost", "http://",
                          "http://me:pw@localhost", "http://localhost/?x=1"}) {
    const auto settings = resolve({.endpoint_url = url});
    ASSERT_FALSE(settings) << url;
    EXPECT_EQ(settings.error().exit_code, kUsage);
    EXPECT_NE(settings.error().message.find("--endpoint-url"), std::string::npos);
  }
}

TEST(Url, HasThePartsThatARequestNeeds) {
  EXPECT_EQ(parse_url("http://127.0.0.1:8000")->path, "/");
  EXPECT_EQ(parse_url("https://db.example:443/x")->authority, "db.example");
  EXPECT_EQ(parse_url("https://db.example:8443/x")->authority, "db.example:8443");
  EXPECT_EQ(parse_url("https://db.example/x")->path, "/x");
  EXPECT_EQ(parse_url("http://[::1]:8000")->authority, "[::1]:8000");
}

TEST(Url, KnowsThisMachine) {
  for (const char* url : {"http://127.0.0.1", "http://127.8.9.1:80", "http://localhost:1",
                          "https://db.localhost", "http://[::1]:8000"})
    EXPECT_TRUE(parse_url(url)->loopback) << url;
  for (const char* url : {"http://127.example.com", "http://10.0.0.1", "http://localhost.example"})
    EXPECT_FALSE(parse_url(url)->loopback) << url;
}

}  // namespace
}  // namespace quondam::ops
