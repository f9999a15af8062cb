#include "expressions/update_parser.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "expressions/messages.h"
#include "expressions/resolve.h"
#include "expressions/resolved_trees.h"
#include "expressions/syntax.h"

namespace quondam::expressions {
namespace {

using Kind = SyntaxNode::Kind;

constexpr std::string_view kParameter = "UpdateExpression";

enum class Section { set, remove, add, erase };
constexpr std::array<std::string_view, 4> kSectionNames = {"SET", "REMOVE", "ADD", "DELETE"};

std::string_view name_of(Section section) {
  return kSectionNames[static_cast<std::size_t>(section)];
}

struct SyntaxAction {
  Section section;
  std::size_t clause;  // counts the keywords of the expression, from 1
  SyntaxPath path;
  std::optional<SyntaxNode> value;  // none for REMOVE
};

// ---- syntax ----

std::optional<Section> take_section(SyntaxParser& parser) {
  if (parser.take(TokenKind::kw_set)) return Section::set;
  if (parser.take(TokenKind::kw_remove)) return Section::remove;
  if (parser.take(TokenKind::kw_add)) return Section::add;
  if (parser.take(TokenKind::kw_delete)) return Section::erase;
  return std::nullopt;
}

Result<SyntaxAction> parse_action(SyntaxParser& parser, Section section, std::size_t clause) {
  SyntaxAction action{.section = section, .clause = clause, .path = {}, .value = {}};
  QUONDAM_ASSIGN(action.path, parser.parse_path());
  if (section == Section::set) {
    QUONDAM_TRY(parser.expect_assignment());
    QUONDAM_ASSIGN(action.value, parser.parse_set_value());
  } else if (section != Section::remove) {
    QUONDAM_ASSIGN(action.value, parser.parse_value_placeholder());
  }
  return action;
}

Result<std::vector<SyntaxAction>> parse_actions(std::string_view text) {
  QUONDAM_ASSIGN(SyntaxParser parser, SyntaxParser::create(kParameter, text));
  std::vector<SyntaxAction> actions;
  std::size_t clause = 0;
  do {
    const std::optional<Section> section = take_section(parser);
    if (!section) return parser.syntax_error_here();
    ++clause;
    do {
      QUONDAM_ASSIGN(SyntaxAction action, parse_action(parser, *section, clause));
      actions.push_back(std::move(action));
    } while (parser.take(TokenKind::comma));
  } while (parser.next() != TokenKind::end);
  return actions;
}

// ---- checks ----

Result<void> check_all_words(const std::vector<SyntaxAction>& actions) {
  for (const SyntaxAction& action : actions) {
    QUONDAM_TRY(check_words(kParameter, action.path));
    if (action.value) QUONDAM_TRY(check_words(kParameter, *action.value, Place::update));
  }
  return {};
}

// Each of SET, REMOVE, ADD and DELETE may begin one clause.
Result<void> check_sections(const std::vector<SyntaxAction>& actions) {
  std::array<std::size_t, kSectionNames.size()> clause_of{};
  for (const SyntaxAction& action : actions) {
    std::size_t& clause = clause_of[static_cast<std::size_t>(action.section)];
    if (clause != 0 && clause != action.clause) {
      return invalid(kParameter, message::repeated_section(name_of(action.section)));
    }
    clause = action.clause;
  }
  return {};
}

Result<void> check_action_operand(const SyntaxAction& action, const Resolved& operand) {
  if (action.section != Section::add && action.section != Section::erase) return {};
  const item::Type type = operand.value->type();
  const bool is_set = type == item::Type::SS || type == item::Type::NS || type == item::Type::BS;
  if (is_set || (action.section == Section::add && type == item::Type::N)) return {};
  return invalid(kParameter, message::action_operand_type(name_of(action.section), type));
}

// ---- the tree ----

void append(Update& update, Section section, Path path, std::optional<Resolved> value) {
  switch (section) {
    case Section::set:
      update.set.push_back({std::move(path), update_value_of(*std::move(value))});
      break;
    case Section::remove:
      update.remove.push_back({std::move(path)});
      break;
    case Section::add:
      update.add.push_back({std::move(path), *std::move(value->value)});
      break;
    case Section::erase:
      update.erase.push_back({std::move(path), *std::move(value->value)});
      break;
  }
}

}  // namespace

Result<Update> parse_update(std::string_view text, Placeholders& placeholders) {
  QUONDAM_ASSIGN(const std::vector<SyntaxAction> actions, parse_actions(text));
  QUONDAM_TRY(check_all_words(actions));
  QUONDAM_TRY(check_sections(actions));

  Resolver resolver(kParameter, placeholders);
  std::vector<Path> paths;
  for (const SyntaxAction& action : actions) {
    QUONDAM_ASSIGN(Path path, resolver.resolve(action.path));
    paths.push_back(std::move(path));
    if (action.value) QUONDAM_TRY(resolver.check_names(*action.value));
  }
  std::vector<std::optional<Resolved>> values(actions.size());
  for (std::size_t i = 0; i < actions.size(); ++i) {
    if (!actions[i].value) continue;
    QUONDAM_ASSIGN(values[i], resolver.resolve(*actions[i].value));
  }

  QUONDAM_TRY(check_disjoint(kParameter, paths));
  for (std::size_t i = 0; i < actions.size(); ++i) {
    if (values[i]) QUONDAM_TRY(check_action_operand(actions[i], *values[i]));
  }
  for (const std::optional<Resolved>& value : values) {
    if (value) QUONDAM_TRY(check_operands(kParameter, *value));
  }

  Update update;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    append(update, actions[i].section, std::move(paths[i]), std::move(values[i]));
  }
  return update;
}

}  // namespace quondam::expressions
