#include "ops/terminal.h"

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace quondam::ops {
namespace {

bool is_dumb() {
  const char* kind = std::getenv("TERM");
  return kind == nullptr || std::string_view(kind) == "dumb";
}

// A line that is typed.
std::string ask(std::string_view question) {
  std::fflush(stdout);
  fmt::print(stderr, "{}", question);
  std::fflush(stderr);
  std::string answer;
  for (int c = std::getchar(); c != EOF && c != '\n'; c = std::getchar())
    answer.push_back(static_cast<char>(c));
  return answer;
}

}  // namespace

bool is_terminal(std::FILE* file) {
  return ::isatty(::fileno(file)) == 1;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    constexpr unsigned char kBlank = 0x20;
    constexpr unsigned char kDelete = 0x7f;
    // U+0080 to U+009F, which terminals obey too, are C2 80 to C2 9F in UTF-8.
    constexpr unsigned char kLead = 0xc2;
    constexpr unsigned char kLastControl = 0x9f;
    const auto next = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : kBlank;
    if (byte == kLead && next >= 0x80 && next <= kLastControl) {
      out += fmt::format("\\u{:04x}", next);
      ++at;
    } else if (byte < kBlank || byte == kDelete) {
      out += byte == '\n' ? "\\n" : byte == '\t' ? "\\t" : fmt::format("\\u{:04x}", byte);
    } else {
      out.push_back(text[at]);
    }
  }
  return out;
}

std::size_t width_of(std::string_view text) {
  // Bytes 10xxxxxx continue a code point.
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

Paint::Paint()
    : coloured_(is_terminal(stdout) && !is_dumb() && std::getenv("NO_COLOR") == nullptr) {}

std::string Paint::operator()(Colour colour, std::string_view text) const {
  if (!coloured_) return std::string(text);
  constexpr std::array kCodes{31, 32, 33, 2, 1};
  return fmt::format("\x1b[{}m{}\x1b[0m", kCodes.at(static_cast<std::size_t>(colour)), text);
}

bool can_ask() {
  return is_terminal(stdin) && is_terminal(stderr);
}

bool confirm(std::string_view question) {
  const std::string answer = ask(fmt::format("{} [y/N] ", question));
  return answer == "y" || answer == "Y" || answer == "yes";
}

std::string ask_unseen(std::string_view question) {
  termios before{};
  const bool shown = ::tcgetattr(STDIN_FILENO, &before) == 0;
  if (shown) {
    termios hidden = before;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSANOW, &hidden);
  }
  std::string answer = ask(question);
  if (shown) {
    ::tcsetattr(STDIN_FILENO, TCSANOW, &before);
    fmt::print(stderr, "\n");
  }
  return answer;
}

Progress::Progress()
    : on_terminal_(is_terminal(stderr) && !is_dumb()), began_(std::chrono::steady_clock::now()) {}

Progress::~Progress() {
  clear();
}

void Progress::clear() {
  if (shown_) fmt::print(stderr, "\r\x1b[K");
  shown_ = false;
}

double Progress::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
}

void Progress::show(std::string_view text) {
  if (!on_terminal_ || seconds() < 1) return;
  fmt::print(stderr, "\r\x1b[K{} ({:.0f} s)", text, seconds());
  std::fflush(stderr);
  shown_ = true;
}

void Progress::show(std::string_view text, std::uint64_t done, std::uint64_t total) {
  constexpr std::uint64_t kBarWidth = 24;
  if (total == 0) return show(text);
  const auto filled = static_cast<std::size_t>(std::min(done, total) * kBarWidth / total);
  show(fmt::format("[{}{}] {}", std::string(filled, '#'), std::string(kBarWidth - filled, '.'),
                   text));
}

}  // namespace quondam::ops
