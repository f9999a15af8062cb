#include "expressions/partiql/where.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "expressions/messages.h"
#include "expressions/resolve.h"
#include "expressions/resolved_trees.h"

namespace quondam::expressions::partiql {
namespace {

using item::AttributeValue;
using Kind = Node::Kind;

// A condition that is compared with another one is written out twice, so the nesting is bounded.
constexpr int kMaxComparedConditions = 4;

constexpr auto kConditionFunctions = std::to_array<std::string_view>(
    {"attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains"});

struct TypeName {
  std::string_view name;
  item::Type type;
};
constexpr auto kTypes = std::to_array<TypeName>({
    {"null", item::Type::NUL},
    {"boolean", item::Type::BOOL},
    {"bool", item::Type::BOOL},
    {"blob", item::Type::B},
    {"string", item::Type::S},
    {"numeric", item::Type::N},
    {"struct", item::Type::M},
    {"tuple", item::Type::M},
    {"list", item::Type::L},
});

tl::unexpected<Error> refuse(std::string text) {
  return fail(ErrorCode::validation, std::move(text));
}

Condition negated(Condition condition) {
  Not negation;
  negation.condition.push_back(std::move(condition));
  return {std::move(negation)};
}
Condition both(Condition left, Condition right) {
  And made;
  made.conditions.push_back(std::move(left));
  made.conditions.push_back(std::move(right));
  return {std::move(made)};
}
Condition either(Condition left, Condition right) {
  Or made;
  made.conditions.push_back(std::move(left));
  made.conditions.push_back(std::move(right));
  return {std::move(made)};
}
Condition never() {
  return {Or{}};
}

bool is_condition(const Node& node) {
  switch (node.kind) {
    case Kind::call:
      return std::ranges::find(kConditionFunctions, node.text) != kConditionFunctions.end();
    case Kind::between:
    case Kind::in:
    case Kind::is:
    case Kind::negation:
    case Kind::conjunction:
    case Kind::disjunction:
      return true;
    case Kind::infix:
      return node.text == "=" || node.text == "<>" || node.text == "<" || node.text == "<=" ||
             node.text == ">" || node.text == ">=";
    default:
      return false;
  }
}

Resolved resolved(SyntaxNode::Kind kind, std::string_view text, std::vector<Resolved> children) {
  return {.kind = kind, .text = text, .path = {}, .value = {}, .children = std::move(children)};
}

class Translator {
 public:
  explicit Translator(Parameters parameters) : parameters_(parameters) {}

  Result<Condition> translate(const Node& node) {
    switch (node.kind) {
      case Kind::conjunction:
      case Kind::disjunction:
      case Kind::negation:
        return translate_logical(node);
      case Kind::infix:
        return translate_infix(node);
      case Kind::between:
        return translate_between(node);
      case Kind::in:
        return translate_in(node);
      case Kind::is:
        return translate_is(node);
      case Kind::call:
        return translate_call(node);
      default:
        return refuse_at("Unsupported expression in where clause", node.position);
    }
  }

 private:
  Result<Condition> translate_logical(const Node& node) {
    std::vector<Condition> children;
    for (const Node& child : node.children) {
      QUONDAM_ASSIGN(Condition condition, translate(child));
      children.push_back(std::move(condition));
    }
    if (node.kind == Kind::negation) return Condition{Not{std::move(children)}};
    if (node.kind == Kind::conjunction) return Condition{And{std::move(children)}};
    return Condition{Or{std::move(children)}};
  }

  Result<Condition> translate_infix(const Node& node) {
    if (!is_condition(node)) return unsupported_operator(node);
    const Node& left = node.children[0];
    const Node& right = node.children[1];
    if (!is_condition(left) && !is_condition(right)) {
      return leaf(SyntaxNode::Kind::compare, node.text, node.children);
    }
    if (node.text != "=" && node.text != "<>") return refuse_boolean(node.text);
    QUONDAM_ASSIGN(Condition equal,
                   is_condition(left) ? equality(left, right) : equality(right, left));
    return node.text == "=" ? std::move(equal) : negated(std::move(equal));
  }

  static tl::unexpected<Error> unsupported_operator(const Node& node) {
    return refuse(
        fmt::format("Unsupported operator in Condition Expression. Operator: {}", node.text));
  }
  static tl::unexpected<Error> refuse_boolean(std::string_view op) {
    return refuse(message::operand_type(op, "BOOL"));
  }

  // Whether what `condition` comes to, true or false, is what `other` is.
  Result<Condition> equality(const Node& condition, const Node& other) {
    if (++compared_conditions_ > kMaxComparedConditions)
      return refuse("Comparisons of conditions are nested too deeply");
    QUONDAM_ASSIGN(Condition left, translate(condition));
    Result<Condition> made = equality(std::move(left), other);
    --compared_conditions_;
    return made;
  }

  Result<Condition> equality(Condition left, const Node& other) {
    if (is_condition(other)) {
      QUONDAM_ASSIGN(Condition right, translate(other));
      return either(both(left, right), both(negated(left), negated(right)));
    }
    QUONDAM_ASSIGN(Resolved operand, to_operand(other));
    if (operand.value) {
      const bool* truth = operand.value->get_if<bool>();
      if (truth == nullptr) return never();
      return *truth ? std::move(left) : negated(std::move(left));
    }
    if (operand.kind != SyntaxNode::Kind::path) return never();
    const auto is = [&](bool truth) {
      return Condition{Compare{Comparator::equal, operand.path, AttributeValue(truth)}};
    };
    return either(both(left, is(true)), both(negated(left), is(false)));
  }

  Result<Condition> translate_between(const Node& node) {
    if (std::ranges::any_of(node.children, is_condition)) return refuse_boolean("BETWEEN");
    QUONDAM_ASSIGN(Condition between, leaf(SyntaxNode::Kind::between, {}, node.children));
    return node.negated ? negated(std::move(between)) : std::move(between);
  }

  Result<Condition> translate_in(const Node& node) {
    const Node& value = node.children[0];
    const Node& set = node.children[1];
    const bool many = set.kind == Kind::list || set.kind == Kind::bag;
    if (!many && !set.in_parentheses)
      return refuse_at("The IN operator needs a list of values", set.position);
    std::vector<Node> candidates = many ? set.children : std::vector<Node>{set};
    QUONDAM_ASSIGN(Condition in, is_condition(value) ? one_of(value, candidates)
                                                     : in_list(value, std::move(candidates)));
    return node.negated ? negated(std::move(in)) : std::move(in);
  }

  Result<Condition> in_list(const Node& value, std::vector<Node> candidates) {
    if (candidates.empty()) return refuse(message::operand_count("IN", 1));
    candidates.insert(candidates.begin(), value);
    return leaf(SyntaxNode::Kind::in, {}, candidates);
  }

  // A condition is one of at most two values.
  Result<Condition> one_of(const Node& condition, const std::vector<Node>& candidates) {
    bool holds[2] = {false, false};
    for (const Node& candidate : candidates) {
      QUONDAM_ASSIGN(const AttributeValue value, value_of(candidate, parameters_));
      if (const bool* truth = value.get_if<bool>()) holds[*truth ? 1 : 0] = true;
    }
    QUONDAM_ASSIGN(Condition made, translate(condition));
    if (holds[0] && holds[1]) return Condition{And{}};
    if (holds[1]) return made;
    return holds[0] ? negated(std::move(made)) : never();
  }

  Result<Condition> translate_is(const Node& node) {
    QUONDAM_ASSIGN(Resolved operand, to_operand(node.children[0]));
    if (operand.kind != SyntaxNode::Kind::path) return refuse(message::path_required("IS"));
    if (node.text == "missing") {
      if (node.negated) return Condition{AttributeExists{std::move(operand.path)}};
      return Condition{AttributeNotExists{std::move(operand.path)}};
    }
    const auto* type = std::ranges::find(kTypes, node.text, &TypeName::name);
    if (type == kTypes.end()) {
      std::string name = node.text;
      std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      });
      return refuse(fmt::format(
          "Unsupported data type for IS operator: {}. Supported data types are [MISSING, NULL, "
          "BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST]",
          name));
    }
    Condition is{AttributeTypeIs{std::move(operand.path), type->type}};
    return node.negated ? negated(std::move(is)) : std::move(is);
  }

  Result<Condition> translate_call(const Node& node) {
    if (node.text == "size") {
      return refuse(fmt::format(
          "The function is not allowed to be used this way in an expression; function: {}",
          node.text));
    }
    if (!is_condition(node)) return refuse_at("Unrecognized function: " + node.text, node.position);
    return leaf(SyntaxNode::Kind::function, node.text, node.children);
  }

  // One comparison or function, with the checks of the expressions.
  Result<Condition> leaf(SyntaxNode::Kind kind, std::string_view text,
                         const std::vector<Node>& children) {
    std::vector<Resolved> operands;
    for (const Node& child : children) {
      QUONDAM_ASSIGN(Resolved operand, to_operand(child));
      operands.push_back(std::move(operand));
    }
    Resolved made = resolved(kind, text, std::move(operands));
    QUONDAM_TRY(check_operands({}, made));
    return expressions::condition_of(std::move(made));
  }

  Result<Resolved> to_operand(const Node& node) {
    if (node.kind == Kind::path) {
      Resolved made = resolved(SyntaxNode::Kind::path, {}, {});
      QUONDAM_ASSIGN(made.path, partiql::path_of(node));
      return made;
    }
    if (node.kind == Kind::call && node.text == "size") {
      std::vector<Resolved> arguments;
      for (const Node& child : node.children) {
        QUONDAM_ASSIGN(Resolved argument, to_operand(child));
        arguments.push_back(std::move(argument));
      }
      return resolved(SyntaxNode::Kind::function, node.text, std::move(arguments));
    }
    if (node.kind == Kind::call)
      return refuse_at("Unrecognized function: " + node.text, node.position);
    if (node.kind == Kind::sign) return refuse(message::operand_count(node.text, 1));
    if (node.kind == Kind::infix) return unsupported_operator(node);
    Resolved made = resolved(SyntaxNode::Kind::value, {}, {});
    QUONDAM_ASSIGN(made.value, value_of(node, parameters_));
    return made;
  }

  Parameters parameters_;
  int compared_conditions_ = 0;  // one in the other
};

}  // namespace

Result<Condition> condition_of(const Node& node, Parameters parameters) {
  return Translator(parameters).translate(node);
}

}  // namespace quondam::expressions::partiql
