#include "base/credentials_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/private_file.h"
#include "base/text.h"

namespace quondam {
namespace {

tl::unexpected<Error> wrong(std::size_t line, std::string_view what) {
  return fail(ErrorCode::validation, fmt::format("line {}: {}", line, what));
}

// What may stand in a signature's credential, where slashes and commas separate.
bool is_key_id(std::string_view id) {
  return std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  });
}

Result<void> check(const std::vector<AccessKey>& keys, const AccessKey& key, std::size_t line) {
  if (key.id.empty() && key.secret.empty() && key.session_token.empty()) return {};
  if (key.id.empty() || key.secret.empty()) {
    return wrong(line, fmt::format("profile [{}] has no {}", key.profile,
                                   key.id.empty() ? "aws_access_key_id" : "aws_secret_access_key"));
  }
  if (!is_key_id(key.id)) {
    return wrong(line, fmt::format("profile [{}]: an access key id is made of letters, digits, "
                                   "'_', '-' and '.'",
                                   key.profile));
  }
  for (const AccessKey& other : keys) {
    if (other.id == key.id) {
      return wrong(line, fmt::format("profiles [{}] and [{}] have the same access key id",
                                     other.profile, key.profile));
    }
  }
  return {};
}

Result<void> read_setting(std::string_view text, std::size_t line, AccessKey& key) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos)
    return wrong(line, "expected [profile], NAME = VALUE, or a comment");
  const std::string name = lower_case(trimmed(text.substr(0, equals)));
  const std::string_view value = trimmed(text.substr(equals + 1));
  std::string* into = nullptr;
  if (name == "aws_access_key_id") into = &key.id;
  if (name == "aws_secret_access_key") into = &key.secret;
  if (name == "aws_session_token") into = &key.session_token;
  if (into == nullptr) return {};
  if (key.profile.empty())
    return wrong(line, fmt::format("{} stands before the first [profile]", name));
  if (value.empty()) return wrong(line, fmt::format("{} is empty", name));
  if (!into->empty())
    return wrong(line, fmt::format("profile [{}] has {} twice", key.profile, name));
  *into = value;
  return {};
}

}  // namespace

Result<std::vector<AccessKey>> parse_credentials(std::string_view text) {
  std::vector<AccessKey> keys;
  AccessKey key;
  std::size_t line = 0;
  const auto end_profile = [&]() -> Result<void> {
    QUONDAM_TRY(check(keys, key, line));
    if (!key.id.empty()) keys.push_back(std::move(key));
    key = {};
    return {};
  };
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view whole = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(whole.size() + 1, rest.size()));
    ++line;
    const std::string_view content = trimmed(whole);
    if (content.empty() || content.front() == '#' || content.front() == ';') continue;
    if (content.front() != '[') {
      QUONDAM_TRY(read_setting(content, line, key));
      continue;
    }
    QUONDAM_TRY(end_profile());
    if (content.back() != ']' || trimmed(content.substr(1, content.size() - 2)).empty())
      return wrong(line, "expected [profile]");
    key.profile = trimmed(content.substr(1, content.size() - 2));
  }
  QUONDAM_TRY(end_profile());
  if (keys.empty()) {
    return fail(ErrorCode::validation,
                "there is no access key in it. Write a profile: [default], aws_access_key_id = "
                "..., aws_secret_access_key = ..., each on a line");
  }
  return keys;
}

Result<std::vector<AccessKey>> read_credentials_file(const std::string& path) {
  QUONDAM_ASSIGN(const std::string text, read_private_file(path));
  auto keys = parse_credentials(text);
  if (!keys) return fail(keys.error().code, fmt::format("{}: {}", path, keys.error().message));
  return keys;
}

}  // namespace quondam
