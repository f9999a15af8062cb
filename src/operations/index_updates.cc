#include "operations/index_updates.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "operations/index_definition.h"
#include "operations/table_settings.h"
#include "operations/throughput.h"

namespace quondam::operations {
namespace {

using catalog::Index;

constexpr std::string_view kActions[] = {"Update", "Create", "Delete"};

// The action of one update that has been checked.
std::pair<std::string_view, Fields> action_of(const Fields& update) {
  const auto* action = std::ranges::find_if(kActions, [&](auto name) { return update.has(name); });
  return {*action, *update.structure(*action)};
}

// The request defines every key attribute of the new index, as the table does where it knows it.
ApiExpected<Definitions> definitions_for(const Request& request, const catalog::Table& table) {
  QUONDAM_ASSIGN(Definitions given, read_definitions(request));
  const Definitions known = definitions_of(table);
  for (const item::KeyAttribute& attribute : given) {
    const auto same = std::ranges::find(known, attribute.name, &item::KeyAttribute::name);
    if (same != known.end() && same->type != attribute.type) {
      return refuse(invalid_parameter(fmt::format(
          "Attribute {} is redefined: its type is {} already and cannot become {}", attribute.name,
          item::type_name(same->type), item::type_name(attribute.type))));
    }
  }
  return given;
}

ApiExpected<void> create(const Context& context, const Request& request, const Fields& fields,
                         catalog::Table& table, catalog::CommitTime now) {
  if (table.find_index(*fields.string("IndexName")) != nullptr)
    return refuse(validation("Attempting to create an index which already exists"));
  QUONDAM_ASSIGN(const Definitions definitions, definitions_for(request, table));
  QUONDAM_TRY(read_global_index(context, fields, definitions, table));
  Index& index = table.indexes.back();
  index.status = Index::Status::creating;
  index.created = now;
  table.status = catalog::TableStatus::updating;
  return {};
}

ApiExpected<Index*> global_index(catalog::Table& table, const Fields& fields) {
  Index* index = table.find_index(*fields.string("IndexName"));
  if (index == nullptr) return refuse(resource_not_found());
  if (index->kind != Index::Kind::global) {
    return refuse(invalid_parameter(
        fmt::format("Index {} is a local secondary index, which stays as it is", index->name)));
  }
  return index;
}

ApiExpected<void> remove(const Fields& fields, catalog::Table& table) {
  QUONDAM_ASSIGN(Index* const index, global_index(table, fields));
  index->status = Index::Status::deleting;
  table.status = catalog::TableStatus::updating;
  return {};
}

ApiExpected<void> update(const Context& context, const Fields& fields, catalog::Table& table,
                         catalog::CommitTime now) {
  QUONDAM_ASSIGN(Index* const index, global_index(table, fields));
  const SettingOf of{.index = index->name};
  QUONDAM_TRY(
      read_on_demand(context, fields, "OnDemandThroughput", of, table.billing, index->on_demand));
  QUONDAM_TRY(read_warm(context, fields, of, table.billing, index->throughput, index->warm));
  QUONDAM_ASSIGN(const auto units, read_throughput(fields, "ProvisionedThroughput"));
  if (!units) return {};
  if (table.billing == catalog::BillingMode::pay_per_request)
    return refuse(throughput_of_on_demand_table());
  if (units->read == index->throughput.read_units &&
      units->write == index->throughput.write_units) {
    return refuse(throughput_unchanged(fmt::format("index {}", index->name), *units));
  }
  return set_throughput(index->throughput, *units, now);
}

}  // namespace

ApiExpected<IndexUpdates> IndexUpdates::read(const Request& request) {
  IndexUpdates updates;
  updates.updates_ = request.structures("GlobalSecondaryIndexUpdates");
  std::set<std::string_view> names;
  for (const Fields& one : updates.updates_) {
    const auto actions = std::ranges::count_if(kActions, [&](auto name) { return one.has(name); });
    if (actions != 1) {
      return refuse(invalid_parameter(
          fmt::format("{} of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
                      "GlobalSecondaryIndexUpdate.Delete must not be null",
                      actions == 0 ? "One" : "Only one")));
    }
    const auto [action, fields] = action_of(one);
    const std::string_view name = *fields.string("IndexName");
    if (!names.insert(name).second) {
      return refuse(invalid_parameter(
          fmt::format("Only one global secondary index update per index is allowed "
                      "simultaneously. Index: {}",
                      name)));
    }
  }
  return updates;
}

bool IndexUpdates::needs_building() const {
  return std::ranges::any_of(updates_, [](const Fields& one) { return !one.has("Update"); });
}

bool IndexUpdates::only_warm() const {
  return std::ranges::all_of(updates_, [](const Fields& one) {
    const auto update = one.structure("Update");
    return update && update->has("WarmThroughput") && !update->has("ProvisionedThroughput") &&
           !update->has("OnDemandThroughput");
  });
}

bool IndexUpdates::sets_throughput(std::string_view index) const {
  return std::ranges::any_of(updates_, [&](const Fields& one) {
    const auto update = one.structure("Update");
    return update && update->string("IndexName") == index && update->has("ProvisionedThroughput");
  });
}

ApiExpected<void> IndexUpdates::apply(const Context& context, const Request& request,
                                      catalog::Table& table, catalog::CommitTime now) const {
  const auto builds = std::ranges::count_if(
      updates_, [](const Fields& one) { return one.has("Create") || one.has("Delete"); });
  // An index that is being filled can be given up; nothing else happens beside it.
  const auto gives_up = [&](const Fields& one) {
    const auto removed = one.structure("Delete");
    const Index* index = removed ? table.find_index(*removed->string("IndexName")) : nullptr;
    return index != nullptr && index->status == Index::Status::creating;
  };
  if (builds > 1 ||
      (builds == 1 && table.index_is_changing() && !std::ranges::any_of(updates_, gives_up))) {
    return refuse(
        limit_exceeded("Subscriber limit exceeded: Only 1 online index can be created or deleted "
                       "simultaneously per table"));
  }
  for (const Fields& one : updates_) {
    const auto [action, fields] = action_of(one);
    if (action == "Create") {
      QUONDAM_TRY(create(context, request, fields, table, now));
    } else if (action == "Delete") {
      QUONDAM_TRY(remove(fields, table));
    } else {
      QUONDAM_TRY(update(context, fields, table, now));
    }
  }
  return {};
}

void IndexUpdates::show_in(catalog::Table& table) const {
  for (const Fields& one : updates_) {
    const auto update = one.structure("Update");
    Index* index = update ? table.find_index(*update->string("IndexName")) : nullptr;
    if (index != nullptr) index->updating = true;
  }
}

}  // namespace quondam::operations
