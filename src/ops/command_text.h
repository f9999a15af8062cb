// Commands as they are shown to be typed: quoted for a shell, with the options that name the same
// server.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ops/connection_settings.h"

namespace quondam::ops {

// A word as a POSIX shell reads it back; as it is when it needs no quotes.
std::string shell_word(std::string_view text);
std::string shell_words(const std::vector<std::string>& words);

// "quondam revert orders --from T --profile shop": `words`, and what stood on this command line.
std::string quondam_command(const std::vector<std::string>& words,
                            const ConnectionFlags& connection);

}  // namespace quondam::ops
