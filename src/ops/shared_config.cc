#include "ops/shared_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/private_file.h"
#include "base/text.h"

namespace quondam::ops {
namespace {

// `profile   "shop"` is "profile shop".
std::string section_name(std::string_view inside) {
  inside = trimmed(inside);
  const std::size_t blank = inside.find_first_of(" \t");
  if (blank == std::string_view::npos) return std::string(inside);
  std::string_view name = trimmed(inside.substr(blank));
  if (name.size() >= 2 && (name.front() == '"' || name.front() == '\'') &&
      name.back() == name.front())
    name = name.substr(1, name.size() - 2);
  return std::string(inside.substr(0, blank)) + " " + std::string(name);
}

}  // namespace

SharedConfig SharedConfig::parse(std::string_view text) {
  SharedConfig config;
  Settings* section = nullptr;
  // The setting without a value that the lines below it belong to, if they are indented further.
  std::string parent;
  std::size_t parents_indent = 0;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const std::string_view content = trimmed(line);
    if (content.empty() || content.front() == '#' || content.front() == ';') continue;
    if (content.front() == '[') {
      const std::size_t end = content.find(']');
      parent.clear();
      section = end == std::string_view::npos
                    ? nullptr
                    : &config.sections_[section_name(content.substr(1, end - 1))];
      continue;
    }
    const std::size_t equals = content.find('=');
    if (section == nullptr || equals == std::string_view::npos) continue;
    const std::string name = lower_case(trimmed(content.substr(0, equals)));
    const std::string_view value = trimmed(content.substr(equals + 1));
    const std::size_t indent = line.find_first_not_of(" \t");
    const bool nested = !parent.empty() && indent > parents_indent;
    if (!nested) {
      parent = value.empty() ? name : std::string();
      parents_indent = indent;
    }
    (*section)[nested ? fmt::format("{}.{}", parent, name) : name] = value;
  }
  return config;
}

Outcome<SharedConfig> SharedConfig::read(const std::string& path) {
  std::error_code ignored;
  // "/dev/null" is how people say that there is none.
  if (path.empty() || !std::filesystem::is_regular_file(path, ignored)) return SharedConfig();
  QUONDAM_ASSIGN(const std::string text, read_small_file(path));
  return parse(text);
}

std::string SharedConfig::value(std::string_view section, std::string_view name) const {
  const auto found = sections_.find(section);
  if (found == sections_.end()) return {};
  const auto setting = found->second.find(name);
  return setting == found->second.end() ? std::string() : setting->second;
}

bool SharedConfig::has(std::string_view section) const {
  return sections_.contains(section);
}

}  // namespace quondam::ops
