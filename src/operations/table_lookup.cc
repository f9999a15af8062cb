#include "operations/table_lookup.h"

#include <fmt/format.h>

#include "operations/arn.h"
#include "operations/constraints.h"

namespace quondam::operations {

namespace {

bool is_there(const catalog::Table& table) {
  return table.status == catalog::TableStatus::active ||
         table.status == catalog::TableStatus::updating;
}

ApiExpected<std::string_view> name_in(const Context& context, std::string_view given) {
  if (split_moment(given).moment) {
    if (context.database.options().as_aws) return refuse(not_a_table_name(given));
    return refuse(validation(
        fmt::format("{} is a moment of the past, which can be read but not changed", given)));
  }
  const auto arn = parse_table_arn(given);
  if (!arn) return given;
  if (arn->region != context.database.options().region) {
    return refuse(
        validation(fmt::format("1 validation error detected: Invalid AWS region in '{}'", given)));
  }
  if (arn->account_id != context.database.options().account_id) return refuse(resource_not_found());
  return arn->table;
}

}  // namespace

ApiExpected<std::string_view> table_name(const Context& context, const Request& request,
                                         std::string_view parameter) {
  return name_in(context, request.string(parameter).value_or(""));
}

ApiExpected<catalog::TablePtr> table_of_items(const Context& context, const Request& request) {
  return table_of_items(context, request.string("TableName").value_or(""));
}

ApiExpected<catalog::TablePtr> table_of_items(const Context& context, std::string_view given) {
  QUONDAM_ASSIGN(const std::string_view name, name_in(context, given));
  catalog::TablePtr table = context.database.catalog().find(name);
  if (table == nullptr || !is_there(*table)) return refuse(resource_not_found());
  return table;
}

ApiExpected<catalog::TablePtr> table_of_settings(const Context& context, const Request& request) {
  QUONDAM_ASSIGN(const std::string_view name, table_name(context, request));
  catalog::TablePtr table = context.database.catalog().find(name);
  if (table == nullptr) return refuse(resource_not_found(name));
  return table;
}

ApiExpected<catalog::TablePtr> table_of_backups(const Context& context, const Request& request,
                                                std::string_view parameter) {
  QUONDAM_ASSIGN(const std::string_view name, table_name(context, request, parameter));
  catalog::TablePtr table = context.database.catalog().find(name);
  if (table == nullptr || !is_there(*table)) return refuse(table_not_found(name));
  return table;
}

ApiExpected<void> require_table_name(const Request& request) {
  if (request.has("TableName")) return {};
  return refuse(
      validation("The parameter 'TableName' is required but was not present in the request"));
}

ApiExpected<void> refuse_unimplemented(const Request& request,
                                       std::initializer_list<std::string_view> parameters) {
  for (const std::string_view parameter : parameters) {
    if (request.has(parameter)) return refuse(not_implemented(parameter));
  }
  return {};
}

}  // namespace quondam::operations
