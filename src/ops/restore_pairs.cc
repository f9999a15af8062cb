#include "ops/restore_pairs.h"

#include <fmt/format.h>

namespace quondam::ops {

Outcome<std::vector<RestorePair>> read_restore_pairs(const std::vector<std::string>& arguments,
                                                     const std::string& suffix) {
  std::vector<RestorePair> pairs;
  for (const std::string& argument : arguments) {
    const std::size_t equals = argument.find('=');
    RestorePair pair{argument.substr(0, equals),
                     equals == std::string::npos ? argument + suffix : argument.substr(equals + 1)};
    if (pair.source.empty() || pair.target.empty())
      return wrong_usage(fmt::format("'{}' is no table", argument),
                         "Write SOURCE, or SOURCE=TARGET.");
    if (pair.source == pair.target)
      return wrong_usage(fmt::format("{} cannot be restored onto itself", pair.source),
                         "A restore makes a new table; `quondam rewind` changes one in place.");
    for (const RestorePair& other : pairs) {
      if (other.target == pair.target)
        return wrong_usage(fmt::format("{} and {} would both be restored as {}", other.source,
                                       pair.source, pair.target),
                           "Name the targets: SOURCE=TARGET.");
    }
    pairs.push_back(std::move(pair));
  }
  return pairs;
}

}  // namespace quondam::ops
