#include "expressions/ast.h"

namespace quondam::expressions {

std::string Path::to_string() const {
  std::string out = "[";
  for (const PathElement& element : elements) {
    if (out.size() > 1) out += ", ";
    if (const auto* name = std::get_if<std::string>(&element)) {
      out += *name;
    } else {
      out += "[" + std::to_string(std::get<std::uint64_t>(element)) + "]";
    }
  }
  return out + "]";
}

const item::AttributeValue* find(const Path& path, const item::Item& item) {
  const auto attribute = item.find(path.attribute());
  if (attribute == item.end()) return nullptr;
  const item::AttributeValue* value = &attribute->second;
  for (auto element = path.elements.begin() + 1; element != path.elements.end(); ++element) {
    if (const auto* name = std::get_if<std::string>(&*element)) {
      const auto* map = value->get_if<item::Map>();
      if (map == nullptr) return nullptr;
      const auto entry = map->find(*name);
      if (entry == map->end()) return nullptr;
      value = &entry->second;
    } else {
      const std::uint64_t position = std::get<std::uint64_t>(*element);
      const auto* list = value->get_if<item::List>();
      if (list == nullptr || position >= list->size()) return nullptr;
      value = &(*list)[position];
    }
  }
  return value;
}

std::vector<Path> target_paths(const Update& update) {
  std::vector<Path> paths;
  for (const SetAction& action : update.set) paths.push_back(action.path);
  for (const RemoveAction& action : update.remove) paths.push_back(action.path);
  for (const AddAction& action : update.add) paths.push_back(action.path);
  for (const DeleteAction& action : update.erase) paths.push_back(action.path);
  return paths;
}

PathTree path_tree(const std::vector<Path>& paths) {
  PathTree root;
  for (const Path& path : paths) {
    PathTree* node = &root;
    for (const PathElement& element : path.elements) node = &node->branches[element];
  }
  return root;
}

std::string_view comparator_symbol(Comparator comparator) {
  switch (comparator) {
    case Comparator::equal:
      return "=";
    case Comparator::not_equal:
      return "<>";
    case Comparator::less:
      return "<";
    case Comparator::less_or_equal:
      return "<=";
    case Comparator::greater:
      return ">";
    case Comparator::greater_or_equal:
      return ">=";
  }
  return "";
}

}  // namespace quondam::expressions
