#include "ops/credential_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <simdjson.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "base/text.h"
#include "ops/json_fields.h"

namespace quondam::ops {
namespace {

constexpr char kWhatNext[] =
    "It is the profile's credential_process: run it by hand to see what it does.";

// What a child writes into, in memory only: it may be a secret.
class Sheet {
 public:
  explicit Sheet(const char* name) : descriptor_(::memfd_create(name, MFD_CLOEXEC)) {}
  ~Sheet() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Sheet(const Sheet&) = delete;
  Sheet& operator=(const Sheet&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] std::string text() const {
    constexpr std::size_t kMostBytes = 1024 * 1024;
    std::array<char, 4096> piece{};
    std::string out;
    while (out.size() < kMostBytes) {
      const ssize_t got =
          ::pread(descriptor_, piece.data(), piece.size(), static_cast<off_t>(out.size()));
      if (got <= 0) break;
      out.append(piece.data(), static_cast<std::size_t>(got));
    }
    return out;
  }

 private:
  int descriptor_;
};

// 0, or why it could not be run. Its standard input is ours: it may ask for something.
int spawn(std::vector<std::string> words, const Sheet& out, const Sheet& err, pid_t& child) {
  if (out.descriptor() < 0 || err.descriptor() < 0) return EMFILE;
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  if (const int error = posix_spawn_file_actions_init(&actions); error != 0) return error;
  posix_spawn_file_actions_adddup2(&actions, out.descriptor(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err.descriptor(), STDERR_FILENO);
  // Long commands block the signals that end them, and look for them now and then: the program must
  // not.
  posix_spawnattr_t attributes;
  sigset_t none;
  sigemptyset(&none);
  int error = posix_spawnattr_init(&attributes);
  if (error == 0) {
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attributes, &none);
    error = posix_spawnp(&child, arguments[0], &actions, &attributes, arguments.data(), environ);
    posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

}  // namespace

Outcome<std::vector<std::string>> split_command(std::string_view text) {
  std::vector<std::string> words;
  bool in_word = false;
  char quote = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool escapes = c == '\\' && quote != '\'' && i + 1 < text.size() &&
                         (quote == '\0' || text[i + 1] == '"' || text[i + 1] == '\\');
    if (quote == '\0' && (c == ' ' || c == '\t' || c == '\r' || c == '\n')) {
      in_word = false;
      continue;
    }
    if (!in_word) words.emplace_back();
    in_word = true;
    if (escapes) {
      words.back().push_back(text[++i]);
    } else if (c == quote) {
      quote = '\0';
    } else if (quote == '\0' && (c == '"' || c == '\'')) {
      quote = c;
    } else {
      words.back().push_back(c);
    }
  }
  if (quote != '\0' || words.empty()) {
    // It may hold a secret: it is not shown.
    return failed(fmt::format("credential_process is no command: {}",
                              words.empty() ? "it is empty" : "a quotation is not closed"),
                  "See the profile's credential_process.");
  }
  return words;
}

Outcome<Credentials> fetch_process_credentials(const std::string& command) {
  QUONDAM_ASSIGN(const std::vector<std::string> words, split_command(command));
  const Sheet out("credentials");
  const Sheet err("messages");
  pid_t child = 0;
  if (const int error = spawn(words, out, err, child); error != 0) {
    return failed(
        fmt::format("{} cannot be run: {}", words.front(), std::generic_category().message(error)),
        kWhatNext);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return failed(fmt::format("{} was lost", words.front()), kWhatNext);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    const std::string said(trimmed(err.text()));
    return failed(fmt::format("{} failed{}{}", words.front(), said.empty() ? "" : ": ", said),
                  kWhatNext);
  }
  const std::string printed = out.text();
  auto credentials = credentials_from_json(printed, "SessionToken", words.front());
  if (!credentials) {
    credentials.error().what_next = kWhatNext;
    return credentials;
  }
  simdjson::dom::parser parser;
  const simdjson::padded_string padded(printed);
  simdjson::dom::element json;
  if (parser.parse(padded).get(json) != simdjson::SUCCESS || count_of(json, "Version") != 1)
    return failed(fmt::format("{} printed something else than Version 1", words.front()),
                  kWhatNext);
  return credentials;
}

}  // namespace quondam::ops
