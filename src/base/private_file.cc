#include "base/private_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace quondam {
namespace {

constexpr std::size_t kMostBytes = 1024 * 1024;

struct Descriptor {
  explicit Descriptor(int opened) : fd(opened) {}
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int fd;
};

tl::unexpected<Error> cannot_read(const std::string& path) {
  return fail(ErrorCode::io_error,
              fmt::format("cannot read {}: {}", path, std::generic_category().message(errno)));
}

Result<std::string> read_file(const std::string& path, bool is_private) {
  // Not blocking, so that a pipe by this name holds nothing up.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.fd < 0) return cannot_read(path);
  // Of what was opened, not of the name: it cannot be exchanged in between.
  struct stat status {};
  if (::fstat(file.fd, &status) != 0) return cannot_read(path);
  if (!S_ISREG(status.st_mode))
    return fail(ErrorCode::validation, fmt::format("{} is not a file", path));
  constexpr mode_t kOfOthers = S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH;
  constexpr mode_t kPermissions = 07777;
  if (is_private && (status.st_mode & kOfOthers) != 0) {
    return fail(ErrorCode::validation,
                fmt::format("{} holds secrets, and others than its owner may read or write it "
                            "(mode {:04o}). Say: chmod 600 {}",
                            path, status.st_mode & kPermissions, path));
  }
  std::string content;
  constexpr std::size_t kReadBytes = 16 * 1024;
  std::array<char, kReadBytes> buffer;
  while (true) {
    const ssize_t got = ::read(file.fd, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot_read(path);
    if (got == 0) return content;
    content.append(buffer.data(), static_cast<std::size_t>(got));
    if (content.size() > kMostBytes)
      return fail(ErrorCode::validation, fmt::format("{} is larger than a megabyte", path));
  }
}

}  // namespace

Result<std::string> read_private_file(const std::string& path) {
  return read_file(path, true);
}

Result<std::string> read_small_file(const std::string& path) {
  return read_file(path, false);
}

}  // namespace quondam
