#include "ops/drill_marks.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace quondam::ops {
namespace {

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

// When the process began, in the kernel's ticks since the machine did (proc_pid_stat(5), field 22);
// empty when there is no such process.
std::string start_of(std::string_view pid) {
  const std::string line = first_line(fmt::format("/proc/{}/stat", pid));
  // The name before it may have blanks and brackets of its own.
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) return {};
  std::istringstream fields(line.substr(name_end + 1));
  constexpr std::ptrdiff_t kFieldsBetween = 19;
  std::string field;
  for (std::ptrdiff_t n = 0; n <= kFieldsBetween && fields >> field; ++n) continue;
  return field;
}

// This machine since its start, and the space in which process ids mean something.
std::string this_place() {
  constexpr std::size_t kMostLetters = 64;
  std::array<char, kMostLetters + 1> host{};
  if (::gethostname(host.data(), kMostLetters) != 0) host[0] = '\0';
  std::string name = host.data();
  // What a tag's value may not have.
  std::ranges::replace_if(
      name, [](char c) { return c == '/' || static_cast<unsigned char>(c) > '~' || c <= ' '; },
      '-');
  constexpr std::size_t kBootLetters = 13;
  const std::string boot = first_line("/proc/sys/kernel/random/boot_id").substr(0, kBootLetters);
  std::error_code unknown;
  std::string space;
  for (const char c : std::filesystem::read_symlink("/proc/self/ns/pid", unknown).string())
    if (c >= '0' && c <= '9') space += c;
  return fmt::format("{}/{}/{}", name, boot, space);
}

}  // namespace

ScratchPurpose drill_purpose() {
  return {kDrillPrefix, kDrillTag, {{std::string(kDrillRunTag), this_run()}}};
}

bool is_drill_name(std::string_view name, std::string_view source) {
  constexpr std::size_t kMostOfSource = 200;
  const std::string begin = fmt::format("{}{}-", kDrillPrefix, source.substr(0, kMostOfSource));
  constexpr std::size_t kRandomDigits = 8;
  return name.size() == begin.size() + kRandomDigits && name.starts_with(begin) &&
         std::ranges::all_of(name.substr(begin.size()), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

std::string this_run() {
  const std::string pid = fmt::format("{}", ::getpid());
  return fmt::format("{}/{}/{}", this_place(), pid, start_of(pid));
}

RunState state_of_run(std::string_view run) {
  const std::string place = this_place() + "/";
  if (!run.starts_with(place)) return RunState::elsewhere;
  run.remove_prefix(place.size());
  const std::size_t slash = run.find('/');
  if (slash == std::string_view::npos || slash == 0) return RunState::elsewhere;
  const std::string_view pid = run.substr(0, slash);
  if (!std::ranges::all_of(pid, [](char c) { return c >= '0' && c <= '9'; }))
    return RunState::elsewhere;
  return start_of(pid) == run.substr(slash + 1) ? RunState::running : RunState::ended;
}

}  // namespace quondam::ops
