#include "ops/child_process.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <system_error>

namespace quondam::ops {
namespace {

constexpr std::array kForwarded{SIGINT, SIGTERM, SIGHUP, SIGQUIT};

// From its construction on these signals wait for sigwaitinfo().
class HeldSignals {
 public:
  HeldSignals() {
    sigemptyset(&held_);
    for (const int signal : kForwarded) sigaddset(&held_, signal);
    sigaddset(&held_, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, &held_, &before_);
    // Where it is ignored, the system throws away how children ended.
    before_child_ = std::signal(SIGCHLD, SIG_DFL);
  }
  ~HeldSignals() {
    // What came for the command together with its end must not end the report of it.
    const timespec at_once{};
    while (::sigtimedwait(&held_, nullptr, &at_once) > 0) continue;
    std::signal(SIGCHLD, before_child_);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

  [[nodiscard]] const sigset_t& held() const { return held_; }
  [[nodiscard]] const sigset_t& before() const { return before_; }

 private:
  sigset_t held_{};
  sigset_t before_{};
  void (*before_child_)(int) = SIG_DFL;
};

// 0, or why it could not be run.
int spawn(const std::vector<std::string>& command, const sigset_t& mask, pid_t& child) {
  std::vector<std::string> words = command;
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawnattr_t attributes;
  if (const int error = posix_spawnattr_init(&attributes); error != 0) return error;
  posix_spawnattr_setsigmask(&attributes, &mask);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  const int error =
      posix_spawnp(&child, arguments[0], nullptr, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  return error;
}

bool has_ended(pid_t child, ChildEnd& end) {
  int status = 0;
  if (::waitpid(child, &status, WNOHANG) != child) return false;
  constexpr int kSignalBase = 128;
  if (WIFSIGNALED(status)) {
    end.signal = WTERMSIG(status);
    end.exit_code = kSignalBase + end.signal;
  } else {
    end.exit_code = WEXITSTATUS(status);
  }
  return true;
}

}  // namespace

Outcome<ChildEnd> run_child(const std::vector<std::string>& command) {
  std::fflush(nullptr);
  const HeldSignals signals;
  pid_t child = 0;
  if (const int error = spawn(command, signals.before(), child); error != 0) {
    constexpr int kNotFound = 127;
    constexpr int kNotRun = 126;
    return tl::unexpected<Failure>(Failure(error == ENOENT ? kNotFound : kNotRun,
                                           fmt::format("{} cannot be run: {}", command.front(),
                                                       std::generic_category().message(error)),
                                           "It was not begun; nothing was changed."));
  }
  ChildEnd end;
  while (!has_ended(child, end)) {
    siginfo_t info{};
    const int signal = ::sigwaitinfo(&signals.held(), &info);
    if (signal < 0 || signal == SIGCHLD) continue;
    // Ctrl-C and a terminal's end reach every process that is in front of it, this child too.
    if (info.si_code != SI_KERNEL) ::kill(child, signal);
  }
  return end;
}

}  // namespace quondam::ops
