#include "expressions/projection.h"

#include <optional>
#include <utility>
#include <vector>

#include "expressions/resolve.h"
#include "expressions/syntax.h"

namespace quondam::expressions {
namespace {

using item::AttributeValue;

constexpr std::string_view kParameter = "ProjectionExpression";

std::optional<AttributeValue> copy_branches(const PathTree& tree, const AttributeValue& value);

std::optional<AttributeValue> copy(const PathTree& tree, const AttributeValue& value) {
  if (tree.branches.empty()) return value;
  return copy_branches(tree, value);
}

item::Map copy_entries(const PathTree& tree, const item::Map& map) {
  item::Map out;
  for (const auto& [element, branch] : tree.branches) {
    const auto* name = std::get_if<std::string>(&element);
    if (name == nullptr) continue;
    const auto entry = map.find(*name);
    if (entry == map.end()) continue;
    if (auto part = copy(branch, entry->second)) out.emplace(*name, *std::move(part));
  }
  return out;
}

// Positions come in order, since the tree keeps them so.
item::List copy_elements(const PathTree& tree, const item::List& list) {
  item::List out;
  for (const auto& [element, branch] : tree.branches) {
    const auto* position = std::get_if<std::uint64_t>(&element);
    if (position == nullptr || *position >= list.size()) continue;
    if (auto part = copy(branch, list[*position])) out.push_back(*std::move(part));
  }
  return out;
}

// Nothing when no path leads anywhere in this value: the parts above it are left out too.
std::optional<AttributeValue> copy_branches(const PathTree& tree, const AttributeValue& value) {
  if (const auto* map = value.get_if<item::Map>()) {
    item::Map out = copy_entries(tree, *map);
    if (!out.empty()) return AttributeValue(std::move(out));
  } else if (const auto* list = value.get_if<item::List>()) {
    item::List out = copy_elements(tree, *list);
    if (!out.empty()) return AttributeValue(std::move(out));
  }
  return std::nullopt;
}

item::Item copy_columns(const Projection& projection, const item::Item& item) {
  item::Item out;
  for (std::size_t i = 0; i < projection.paths.size(); ++i) {
    if (const AttributeValue* found = find(projection.paths[i], item))
      out.emplace(projection.columns[i], *found);
  }
  return out;
}

}  // namespace

Projection make_projection(std::vector<Path> paths) {
  PathTree tree = path_tree(paths);
  return {std::move(paths), std::move(tree), {}};
}

Projection make_columns(std::vector<Path> paths, std::vector<std::string> names) {
  return {std::move(paths), {}, std::move(names)};
}

Result<Projection> parse_projection(std::string_view text, Placeholders& placeholders) {
  QUONDAM_ASSIGN(SyntaxParser parser, SyntaxParser::create(kParameter, text));
  std::vector<SyntaxPath> syntax;
  do {
    QUONDAM_ASSIGN(SyntaxPath path, parser.parse_path());
    syntax.push_back(std::move(path));
  } while (parser.take(TokenKind::comma));
  QUONDAM_TRY(parser.expect(TokenKind::end));
  for (const SyntaxPath& path : syntax) QUONDAM_TRY(check_words(kParameter, path));

  Resolver resolver(kParameter, placeholders);
  std::vector<Path> paths;
  for (const SyntaxPath& path : syntax) {
    QUONDAM_ASSIGN(Path resolved, resolver.resolve(path));
    paths.push_back(std::move(resolved));
  }
  QUONDAM_TRY(check_disjoint(kParameter, paths));
  return make_projection(std::move(paths));
}

item::Item project(const Projection& projection, const item::Item& item) {
  if (!projection.columns.empty()) return copy_columns(projection, item);
  return copy_entries(projection.tree, item);
}

}  // namespace quondam::expressions
