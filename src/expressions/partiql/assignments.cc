#include "expressions/partiql/assignments.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "expressions/messages.h"
#include "expressions/resolve.h"
#include "expressions/resolved_trees.h"

namespace quondam::expressions::partiql {
namespace {

using item::AttributeValue;
using item::Type;
using Kind = Node::Kind;

tl::unexpected<Error> refuse(std::string text) {
  return fail(ErrorCode::validation, std::move(text));
}

bool is_set(const AttributeValue& value) {
  return value.type() == Type::SS || value.type() == Type::NS || value.type() == Type::BS;
}

bool is_set_function(const Node& node) {
  return node.kind == Kind::call && (node.text == "set_add" || node.text == "set_delete");
}

class Translator {
 public:
  explicit Translator(Parameters parameters) : parameters_(parameters) {}

  Result<Update> translate(const std::vector<AssignmentSyntax>& assignments) {
    std::vector<Path> paths;
    for (const AssignmentSyntax& assignment : assignments) {
      QUONDAM_ASSIGN(Path path, partiql::path_of(assignment.target));
      paths.push_back(path);
      QUONDAM_TRY(add(assignment, std::move(path)));
    }
    QUONDAM_TRY(check_disjoint({}, paths));
    return std::move(update_);
  }

 private:
  Result<void> add(const AssignmentSyntax& assignment, Path path) {
    if (!assignment.value) {
      update_.remove.push_back({std::move(path)});
      return {};
    }
    if (is_set_function(*assignment.value))
      return add_set_function(*assignment.value, std::move(path));
    QUONDAM_ASSIGN(Resolved value, resolve(*assignment.value));
    QUONDAM_TRY(check_operands({}, value));
    update_.set.push_back({std::move(path), update_value_of(std::move(value))});
    return {};
  }

  // SET a = set_add(a, <<...>>) is ADD, set_delete is DELETE.
  Result<void> add_set_function(const Node& call, Path path) {
    std::string name = call.text;
    std::ranges::transform(name, name.begin(), [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    if (call.children.size() != 2)
      return refuse_at(name + " must have exactly two arguments", call.position);
    const Node& first = call.children[0];
    const bool of_target =
        first.kind == Kind::path && partiql::path_of(first).value_or(Path{}) == path;
    if (!of_target) {
      return refuse_at(
          fmt::format("The first argument to {} must equal the assignment value", name),
          call.position);
    }
    const auto not_a_set = [&] {
      return refuse_at(fmt::format("The second argument to {} must be a value with type SET", name),
                       first.position);
    };
    if (!is_value(call.children[1])) return not_a_set();
    QUONDAM_ASSIGN(AttributeValue elements, value_of(call.children[1], parameters_));
    if (!is_set(elements)) return not_a_set();
    if (call.text == "set_add") {
      update_.add.push_back({std::move(path), std::move(elements)});
    } else {
      update_.erase.push_back({std::move(path), std::move(elements)});
    }
    return {};
  }

  Result<Resolved> resolve(const Node& node) {
    Resolved resolved{.kind = SyntaxNode::Kind::value,
                      .text = node.text,
                      .path = {},
                      .value = {},
                      .children = {}};
    switch (node.kind) {
      case Kind::path: {
        resolved.kind = SyntaxNode::Kind::path;
        QUONDAM_ASSIGN(resolved.path, partiql::path_of(node));
        return resolved;
      }
      case Kind::call:
        if (node.text != "list_append")
          return refuse_at("Unrecognized function: " + node.text, node.position);
        resolved.kind = SyntaxNode::Kind::function;
        break;
      case Kind::infix:
        if (node.text != "+" && node.text != "-") {
          return refuse(
              fmt::format("Unsupported operator in Update Expression. Operator: {}", node.text));
        }
        resolved.kind = SyntaxNode::Kind::arithmetic;
        break;
      case Kind::sign:
        return refuse(message::operand_count(node.text, 1));
      default: {
        QUONDAM_ASSIGN(resolved.value, value_of(node, parameters_));
        return resolved;
      }
    }
    for (const Node& child : node.children) {
      QUONDAM_ASSIGN(Resolved operand, resolve(child));
      resolved.children.push_back(std::move(operand));
    }
    return resolved;
  }

  Parameters parameters_;
  Update update_;
};

}  // namespace

Result<Update> update_of(const std::vector<AssignmentSyntax>& assignments, Parameters parameters) {
  return Translator(parameters).translate(assignments);
}

}  // namespace quondam::expressions::partiql
