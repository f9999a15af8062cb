#include "ops/command_text.h"

#include <algorithm>

namespace quondam::ops {
namespace {

bool is_plain(char c) {
  constexpr std::string_view kPlain = "_-./:=@%+,";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kPlain.find(c) != std::string_view::npos;
}

}  // namespace

std::string shell_word(std::string_view text) {
  if (!text.empty() && std::ranges::all_of(text, is_plain)) return std::string(text);
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += R"('\'')";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

std::string shell_words(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += ' ';
    text += shell_word(word);
  }
  return text;
}

std::string quondam_command(const std::vector<std::string>& words,
                            const ConnectionFlags& connection) {
  std::vector<std::string> all{"quondam"};
  all.insert(all.end(), words.begin(), words.end());
  const auto add = [&](std::string_view option, const std::string& value) {
    if (value.empty()) return;
    all.emplace_back(option);
    all.push_back(value);
  };
  add("--endpoint-url", connection.endpoint_url);
  if (connection.aws) all.emplace_back("--aws");
  add("--profile", connection.profile);
  add("--region", connection.region);
  return shell_words(all);
}

}  // namespace quondam::ops
