#include "expressions/key_attributes.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

namespace quondam::expressions {
namespace {

bool is_key_attribute(const std::string& name, const item::KeySchema& key) {
  const auto has_name = [&](const item::KeyAttribute& attribute) { return attribute.name == name; };
  return std::any_of(key.partition.begin(), key.partition.end(), has_name) ||
         std::any_of(key.sort.begin(), key.sort.end(), has_name);
}

void add_path(const Operand& operand, std::vector<Path>& paths) {
  if (const auto* path = std::get_if<Path>(&operand)) {
    paths.push_back(*path);
  } else if (const auto* size = std::get_if<SizeOf>(&operand)) {
    if (const auto* argument = std::get_if<Path>(&size->operand)) paths.push_back(*argument);
  }
}

void add_paths(const Condition& condition, std::vector<Path>& paths);

struct ConditionPaths {
  std::vector<Path>& paths;

  void operator()(const Compare& c) const {
    add_path(c.left, paths);
    add_path(c.right, paths);
  }
  void operator()(const Between& c) const {
    add_path(c.value, paths);
    add_path(c.lower, paths);
    add_path(c.upper, paths);
  }
  void operator()(const In& c) const {
    add_path(c.value, paths);
    for (const Operand& candidate : c.candidates) add_path(candidate, paths);
  }
  void operator()(const AttributeExists& c) const { paths.push_back(c.path); }
  void operator()(const AttributeNotExists& c) const { paths.push_back(c.path); }
  void operator()(const AttributeTypeIs& c) const { add_path(c.operand, paths); }
  void operator()(const BeginsWith& c) const {
    add_path(c.value, paths);
    add_path(c.prefix, paths);
  }
  void operator()(const Contains& c) const {
    add_path(c.container, paths);
    add_path(c.element, paths);
  }
  void operator()(const And& c) const {
    for (const Condition& part : c.conditions) add_paths(part, paths);
  }
  void operator()(const Or& c) const {
    for (const Condition& part : c.conditions) add_paths(part, paths);
  }
  void operator()(const Not& c) const { add_paths(c.condition.front(), paths); }
};

void add_paths(const Condition& condition, std::vector<Path>& paths) {
  std::visit(ConditionPaths{paths}, condition.node);
}

void add_paths(const UpdateValue& value, std::vector<Path>& paths);

struct ValuePaths {
  std::vector<Path>& paths;

  void operator()(const Path& path) const { paths.push_back(path); }
  void operator()(const item::AttributeValue&) const {}
  void operator()(const IfNotExists& function) const {
    paths.push_back(function.path);
    for (const UpdateValue& value : function.otherwise) add_paths(value, paths);
  }
  void operator()(const ListAppend& function) const {
    for (const UpdateValue& value : function.lists) add_paths(value, paths);
  }
  void operator()(const Arithmetic& arithmetic) const {
    for (const UpdateValue& value : arithmetic.operands) add_paths(value, paths);
  }
};

void add_paths(const UpdateValue& value, std::vector<Path>& paths) {
  std::visit(ValuePaths{paths}, value.node);
}

}  // namespace

std::vector<Path> paths_of(const Condition& condition) {
  std::vector<Path> paths;
  add_paths(condition, paths);
  return paths;
}

std::vector<Path> paths_of(const Update& update) {
  std::vector<Path> paths = target_paths(update);
  for (const SetAction& action : update.set) add_paths(action.value, paths);
  return paths;
}

Result<void> check_filter_excludes_key(const Condition& filter, const item::KeySchema& key,
                                       std::string_view label) {
  for (const Path& path : paths_of(filter)) {
    if (is_key_attribute(path.attribute(), key)) {
      return fail(ErrorCode::validation,
                  fmt::format("{} can only contain non-primary key attributes: Primary key "
                              "attribute: {}",
                              label, path.attribute()));
    }
  }
  return {};
}

Result<void> check_update_excludes_key(const Update& update, const item::KeySchema& key) {
  for (const Path& path : target_paths(update)) {
    if (is_key_attribute(path.attribute(), key)) {
      return fail(ErrorCode::validation,
                  fmt::format("One or more parameter values were invalid: Cannot update attribute "
                              "{}. This attribute is part of the key",
                              path.attribute()));
    }
  }
  return {};
}

Result<void> check_key_paths_are_scalar(const std::vector<Path>& paths, const item::KeySchema& key,
                                        std::string_view label) {
  for (const Path& path : paths) {
    if (path.is_nested() && is_key_attribute(path.attribute(), key)) {
      return fail(ErrorCode::validation,
                  fmt::format("Key attributes must be scalars; list random access '[]' and map "
                              "lookup '.' are not allowed: {}: {}",
                              label, path.attribute()));
    }
  }
  return {};
}

}  // namespace quondam::expressions
