// What only a person in front of a terminal gets: colours, questions, signs of progress. A file or
// a pipe gets none of them.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace quondam::ops {

bool is_terminal(std::FILE* file);

// Text that came from outside, so that no terminal takes a part of it for a command: control
// characters become \u001b and the like.
std::string printable(std::string_view text);

// How wide a terminal shows the text, in columns: one for each code point.
std::size_t width_of(std::string_view text);

enum class Colour { red, green, yellow, dim, bold };

// Colours for standard output, if it is a terminal that wants some (https://no-color.org).
class Paint {
 public:
  Paint();
  explicit Paint(bool coloured) : coloured_(coloured) {}
  [[nodiscard]] std::string operator()(Colour colour, std::string_view text) const;

 private:
  bool coloured_;
};

// Whether there is somebody to answer a question.
bool can_ask();
// Asks on the terminal; only "y" and "yes" are a yes.
bool confirm(std::string_view question);
// What somebody types on the terminal without its being shown.
std::string ask_unseen(std::string_view question);

// One line on standard error that says what is going on, once it takes more than a second. Gone at
// the end.
class Progress {
 public:
  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::string_view text);
  // With a bar, when it is known how much there is.
  void show(std::string_view text, std::uint64_t done, std::uint64_t total);
  // Takes the line away, before something else is printed.
  void clear();
  [[nodiscard]] double seconds() const;

 private:
  bool on_terminal_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point began_;
};

}  // namespace quondam::ops
