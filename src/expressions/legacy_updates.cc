#include "expressions/legacy_updates.h"

#include <fmt/format.h>

namespace quondam::expressions {
namespace {

using item::AttributeValue;
using item::Type;

tl::unexpected<Error> invalid_parameter(std::string_view detail) {
  return fail(ErrorCode::validation,
              fmt::format("One or more parameter values were invalid: {}", detail));
}

bool is_set(Type type) {
  return type == Type::SS || type == Type::NS || type == Type::BS;
}

// list_append(if_not_exists(path, an empty list), value)
UpdateValue appended(const Path& path, AttributeValue list) {
  IfNotExists present{path, {}};
  present.otherwise.push_back({AttributeValue(item::List{})});
  ListAppend append;
  append.lists.push_back({std::move(present)});
  append.lists.push_back({std::move(list)});
  return {std::move(append)};
}

Result<void> add_value(Update& update, Path path, AttributeValue value) {
  const Type type = value.type();
  if (type == Type::L) {
    UpdateValue list = appended(path, std::move(value));
    update.set.push_back({std::move(path), std::move(list)});
    return {};
  }
  if (type != Type::N && !is_set(type)) {
    return invalid_parameter(
        fmt::format("ADD action is not supported for the type {}", item::type_name(type)));
  }
  update.add.push_back({std::move(path), std::move(value)});
  return {};
}

Result<void> erase_value(Update& update, Path path, AttributeValue value) {
  if (!is_set(value.type())) {
    return invalid_parameter(
        fmt::format("DELETE action with value is not supported for the type {}",
                    item::type_name(value.type())));
  }
  update.erase.push_back({std::move(path), std::move(value)});
  return {};
}

Result<void> add_action(Update& update, const LegacyUpdate& entry) {
  Path path{{entry.attribute}};
  if (!entry.value) {
    if (entry.action != LegacyUpdate::Action::erase) {
      return invalid_parameter(
          "Only DELETE action is allowed when no attribute value is specified");
    }
    update.remove.push_back({std::move(path)});
    return {};
  }
  QUONDAM_ASSIGN(AttributeValue value, *entry.value);
  switch (entry.action) {
    case LegacyUpdate::Action::put:
      update.set.push_back({std::move(path), {std::move(value)}});
      return {};
    case LegacyUpdate::Action::add:
      return add_value(update, std::move(path), std::move(value));
    case LegacyUpdate::Action::erase:
      return erase_value(update, std::move(path), std::move(value));
  }
  return {};
}

}  // namespace

Result<Update> translate_updates(std::span<const LegacyUpdate> updates) {
  Update update;
  update.legacy = true;
  for (const LegacyUpdate& entry : updates) QUONDAM_TRY(add_action(update, entry));
  return update;
}

}  // namespace quondam::expressions
