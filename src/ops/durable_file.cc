#include "ops/durable_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "base/private_file.h"

namespace quondam::ops {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int opened) : number_(opened) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

tl::unexpected<Failure> cannot_write(const std::string& path) {
  return failed(fmt::format("cannot write {}: {}", path, std::generic_category().message(errno)));
}

bool write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Outcome<void> write_durably(const std::string& path, std::string_view content) {
  const std::string unfinished = fmt::format("{}.new", path);
  {
    constexpr mode_t kMode = 0666;  // what the umask leaves of it
    const Descriptor file(
        ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kMode));
    if (file.number() < 0 || !write_all(file.number(), content) || ::fsync(file.number()) != 0)
      return cannot_write(unfinished);
  }
  if (::rename(unfinished.c_str(), path.c_str()) != 0) return cannot_write(path);
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  const std::string directory = fmt::format("{}", parent.empty() ? "." : parent.c_str());
  const Descriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.number() < 0 || ::fsync(opened.number()) != 0) return cannot_write(directory);
  return {};
}

Outcome<std::optional<std::string>> read_if_there(const std::string& path) {
  if (!is_there(path)) return std::nullopt;
  QUONDAM_ASSIGN(std::string content, read_small_file(path));
  return content;
}

bool is_there(const std::string& path) {
  std::error_code unknown;
  return std::filesystem::exists(path, unknown);
}

}  // namespace quondam::ops
