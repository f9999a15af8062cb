// check_operands of resolve.h: three passes over one comparison or function, since DynamoDB reports
// a wrong number of operands anywhere in it before operands that must differ, and those before
// wrong types.
#include <compare>
#include <optional>

#include "expressions/messages.h"
#include "expressions/resolve.h"
#include "expressions/value_order.h"

namespace quondam::expressions {
namespace {

using item::Type;
using Kind = SyntaxNode::Kind;

constexpr std::size_t kMaxInOperands = 100;

std::size_t operand_count(std::string_view function) {
  return function == "attribute_exists" || function == "attribute_not_exists" || function == "size"
             ? 1
             : 2;
}

// An operator's or a function's name in messages.
std::string_view name_of(const Resolved& node) {
  if (node.kind == Kind::between) return "BETWEEN";
  if (node.kind == Kind::in) return "IN";
  return node.text;
}

Result<void> check_counts(std::string_view parameter, const Resolved& node) {
  for (const Resolved& child : node.children) QUONDAM_TRY(check_counts(parameter, child));
  if (node.kind == Kind::function && node.children.size() != operand_count(node.text)) {
    return invalid(parameter, message::operand_count(node.text, node.children.size()));
  }
  if (node.kind == Kind::in && node.children.size() - 1 > kMaxInOperands) {
    return invalid(parameter, message::too_many_in_operands(node.children.size() - 1));
  }
  return {};
}

bool needs_distinct_operands(const Resolved& node) {
  switch (node.kind) {
    case Kind::compare:
    case Kind::between:
    case Kind::in:
      return true;
    case Kind::function:
      return node.text != "if_not_exists" && node.text != "list_append";
    default:
      return false;
  }
}

Result<void> check_distinct(std::string_view parameter, const Resolved& node) {
  for (const Resolved& child : node.children) QUONDAM_TRY(check_distinct(parameter, child));
  if (!needs_distinct_operands(node) || node.children[0].kind != Kind::path) return {};
  const Path& first = node.children[0].path;
  for (auto other = node.children.begin() + 1; other != node.children.end(); ++other) {
    if (other->kind == Kind::path && other->path == first) {
      return invalid(parameter, message::operands_not_distinct(name_of(node), first));
    }
  }
  return {};
}

// The type that an operand has whatever the item; none for a path.
std::optional<Type> static_type(const Resolved& operand) {
  if (operand.kind == Kind::value) return operand.value->type();
  if (operand.kind == Kind::function && operand.text == "size") return Type::N;
  if (operand.kind == Kind::function && operand.text == "list_append") return Type::L;
  if (operand.kind == Kind::arithmetic) return Type::N;
  return std::nullopt;
}

template <typename Predicate>
Result<void> require_types(std::string_view parameter, const Resolved& node, Predicate allowed) {
  for (const Resolved& operand : node.children) {
    const std::optional<Type> type = static_type(operand);
    if (type && !allowed(*type)) {
      return invalid(parameter, message::operand_type(name_of(node), item::type_name(*type)));
    }
  }
  return {};
}

bool is_ordered(Type type) {
  return type == Type::S || type == Type::N || type == Type::B;
}
bool has_prefixes(Type type) {
  return type == Type::S || type == Type::B;
}
bool has_size(Type type) {
  return type != Type::N && type != Type::BOOL && type != Type::NUL;
}

Result<void> require_path(std::string_view parameter, const Resolved& node) {
  if (node.children[0].kind == Kind::path) return {};
  return invalid(parameter, message::path_required(node.text));
}

Result<void> check_attribute_type(std::string_view parameter, const Resolved& node) {
  const Resolved& type = node.children[1];
  const std::optional<Type> operand_type = static_type(type);
  if (!operand_type || *operand_type != Type::S) {
    return invalid(parameter, message::operand_type(
                                  node.text, operand_type ? item::type_name(*operand_type)
                                                          : "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}"));
  }
  const auto& name = *type.value->get_if<std::string>();
  if (!type_of_name(name)) return invalid(parameter, message::unknown_type_name(name));
  return {};
}

Result<void> check_between(std::string_view parameter, const Resolved& node) {
  QUONDAM_TRY(require_types(parameter, node, is_ordered));
  const auto& lower = node.children[1].value;
  const auto& upper = node.children[2].value;
  if (!lower || !upper) return {};
  if (lower->type() != upper->type()) {
    return invalid(parameter, message::between_types(*lower, *upper));
  }
  if (order(*lower, *upper) == std::strong_ordering::greater) {
    return invalid(parameter, message::between_order(*lower, *upper));
  }
  return {};
}

Result<void> check_function_types(std::string_view parameter, const Resolved& node) {
  if (node.text == "attribute_exists" || node.text == "attribute_not_exists" ||
      node.text == "if_not_exists") {
    return require_path(parameter, node);
  }
  if (node.text == "attribute_type") return check_attribute_type(parameter, node);
  if (node.text == "begins_with") return require_types(parameter, node, has_prefixes);
  if (node.text == "size") return require_types(parameter, node, has_size);
  if (node.text == "list_append") {
    return require_types(parameter, node, [](Type type) { return type == Type::L; });
  }
  return {};
}

Result<void> check_types(std::string_view parameter, const Resolved& node) {
  for (const Resolved& child : node.children) QUONDAM_TRY(check_types(parameter, child));
  switch (node.kind) {
    case Kind::compare:
      if (node.text == "=" || node.text == "<>") return {};
      return require_types(parameter, node, is_ordered);
    case Kind::between:
      return check_between(parameter, node);
    case Kind::arithmetic:
      return require_types(parameter, node, [](Type type) { return type == Type::N; });
    case Kind::function:
      return check_function_types(parameter, node);
    default:
      return {};
  }
}

}  // namespace

std::optional<Type> type_of_name(std::string_view name) {
  for (const Type type : {Type::S, Type::N, Type::B, Type::BOOL, Type::NUL, Type::SS, Type::NS,
                          Type::BS, Type::L, Type::M}) {
    if (item::type_name(type) == name) return type;
  }
  return std::nullopt;
}

Result<void> check_operands(std::string_view parameter, const Resolved& node) {
  QUONDAM_TRY(check_counts(parameter, node));
  QUONDAM_TRY(check_distinct(parameter, node));
  return check_types(parameter, node);
}

}  // namespace quondam::expressions
