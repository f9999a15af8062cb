// check_disjoint of resolve.h.
#include <algorithm>
#include <optional>

#include "expressions/messages.h"
#include "expressions/resolve.h"

namespace quondam::expressions {
namespace {

enum class Clash { overlap, conflict };

// Two paths overlap when one leads through the other, and conflict when they go on from one place
// by a name and by an index.
std::optional<Clash> clash_of(const Path& a, const Path& b) {
  const auto [left, right] =
      std::mismatch(a.elements.begin(), a.elements.end(), b.elements.begin(), b.elements.end());
  if (left == a.elements.end() || right == b.elements.end()) return Clash::overlap;
  if (left->index() != right->index()) return Clash::conflict;
  return std::nullopt;
}

// In path order, a path stands directly before some path that it clashes with, if there is one.
bool any_clash(std::vector<Path> paths) {
  std::sort(paths.begin(), paths.end());
  return std::adjacent_find(paths.begin(), paths.end(), [](const Path& a, const Path& b) {
           return clash_of(a, b).has_value();
         }) != paths.end();
}

}  // namespace

Result<void> check_disjoint(std::string_view parameter, const std::vector<Path>& paths) {
  if (!any_clash(paths)) return {};
  // DynamoDB names a clash of the last path that has one.
  for (auto two = paths.rbegin(); two != paths.rend(); ++two) {
    for (auto one = two + 1; one != paths.rend(); ++one) {
      const std::optional<Clash> clash = clash_of(*one, *two);
      if (!clash) continue;
      return invalid(parameter, *clash == Clash::overlap ? message::paths_overlap(*one, *two)
                                                         : message::paths_conflict(*one, *two));
    }
  }
  return {};
}

}  // namespace quondam::expressions
