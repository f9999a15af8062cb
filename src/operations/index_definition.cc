#include "operations/index_definition.h"

#include <fmt/format.h>

#include <algorithm>

#include "operations/table_settings.h"
#include "operations/throughput.h"

namespace quondam::operations {
namespace {

constexpr std::size_t kMostProjectedAttributes = 100;  // in all indexes of a table together

using catalog::Index;
using catalog::Projection;

ApiExpected<Projection> read_projection(const Fields& fields) {
  const Fields given = *fields.structure("Projection");
  const auto type = given.string("ProjectionType");
  if (!type) return refuse(invalid_parameter("Unknown ProjectionType: null"));
  const bool lists = given.has("NonKeyAttributes");
  if (lists && *type != "INCLUDE") {
    return refuse(invalid_parameter(
        fmt::format("ProjectionType is {}, but NonKeyAttributes is specified", *type)));
  }
  if (!lists && *type == "INCLUDE") {
    return refuse(
        invalid_parameter("ProjectionType is INCLUDE, but NonKeyAttributes is not specified"));
  }
  Projection projection;
  projection.type = *type == "ALL"         ? Projection::Type::all
                    : *type == "KEYS_ONLY" ? Projection::Type::keys_only
                                           : Projection::Type::include;
  for (const std::string_view name : given.strings("NonKeyAttributes"))
    projection.non_key_attributes.emplace_back(name);
  return projection;
}

ApiExpected<void> add(catalog::Table& table, Index index) {
  if (table.find_index(index.name) != nullptr) {
    return refuse(duplicate_index(index.name));
  }
  index.number = table.next_index_number++;
  table.indexes.push_back(std::move(index));
  return {};
}

ApiExpected<void> read_local_index(const Fields& fields, const Definitions& definitions,
                                   catalog::Table& table) {
  Index index;
  index.kind = Index::Kind::local;
  index.name = *fields.string("IndexName");
  QUONDAM_ASSIGN(index.keys, read_key_schema(fields, definitions, kMostInTableKey));
  if (index.keys.sort.empty()) {
    return refuse(invalid_parameter(
        fmt::format("Index KeySchema does not have a range key for index: {}", index.name)));
  }
  const std::string& hash = index.keys.partition.front().name;
  const std::string& table_hash = table.keys.partition.front().name;
  if (hash != table_hash) {
    return refuse(invalid_parameter(fmt::format(
        "Index KeySchema does not have the same leading hash key as table KeySchema for index: "
        "{}. index hash key: {}, table hash key: {}",
        index.name, hash, table_hash)));
  }
  QUONDAM_ASSIGN(index.projection, read_projection(fields));
  return add(table, std::move(index));
}

ApiExpected<void> check_projected(const catalog::Table& table) {
  std::size_t projected = 0;
  for (const Index& index : table.indexes) projected += index.projection.non_key_attributes.size();
  if (projected <= kMostProjectedAttributes) return {};
  return refuse(invalid_parameter(
      fmt::format("Number of projected attributes in all indexes of the table exceeds the limit "
                  "of {}",
                  kMostProjectedAttributes)));
}

}  // namespace

ApiError duplicate_index(std::string_view index) {
  return invalid_parameter(fmt::format("Duplicate index name: {}", index));
}

ApiExpected<void> read_global_index(const Context& context, const Fields& fields,
                                    const Definitions& definitions, catalog::Table& table) {
  Index index;
  index.kind = Index::Kind::global;
  index.name = *fields.string("IndexName");
  QUONDAM_ASSIGN(index.keys, read_key_schema(fields, definitions, kMostInGlobalIndexKey));
  QUONDAM_ASSIGN(index.projection, read_projection(fields));
  QUONDAM_ASSIGN(const auto throughput, read_throughput(fields, "ProvisionedThroughput"));
  if (table.billing == catalog::BillingMode::pay_per_request) {
    if (throughput) {
      return refuse(invalid_parameter(
          fmt::format("ProvisionedThroughput should not be specified for index: {} when "
                      "BillingMode is PAY_PER_REQUEST",
                      index.name)));
    }
  } else if (!throughput) {
    return refuse(throughput_of_index_missing(index.name));
  } else {
    index.throughput.read_units = throughput->read;
    index.throughput.write_units = throughput->write;
  }
  const SettingOf of{.index = index.name, .creates = true};
  QUONDAM_TRY(
      read_on_demand(context, fields, "OnDemandThroughput", of, table.billing, index.on_demand));
  QUONDAM_TRY(read_warm(context, fields, of, table.billing, index.throughput, index.warm));
  QUONDAM_TRY(add(table, std::move(index)));
  const auto globals = std::ranges::count(table.indexes, Index::Kind::global, &Index::kind);
  if (static_cast<std::size_t>(globals) > kMostGlobalIndexes) {
    return refuse(invalid_parameter(fmt::format(
        "GlobalSecondaryIndex count exceeds the per-table limit of {}", kMostGlobalIndexes)));
  }
  return check_projected(table);
}

ApiExpected<void> read_indexes(const Context& context, const Request& request,
                               const Definitions& definitions, catalog::Table& table) {
  for (const std::string_view kind : {"LocalSecondaryIndexes", "GlobalSecondaryIndexes"}) {
    if (!request.has(kind)) continue;
    if (request.structures(kind).empty())
      return refuse(invalid_parameter(fmt::format("List of {} is empty", kind)));
    if (kind == "LocalSecondaryIndexes" && table.keys.sort.empty()) {
      return refuse(
          invalid_parameter("Table KeySchema does not have a range key, which is required when "
                            "specifying a LocalSecondaryIndex"));
    }
    for (const Fields& fields : request.structures(kind)) {
      QUONDAM_TRY(kind == "LocalSecondaryIndexes"
                      ? read_local_index(fields, definitions, table)
                      : read_global_index(context, fields, definitions, table));
    }
    if (kind == "LocalSecondaryIndexes" && table.indexes.size() > kMostLocalIndexes) {
      return refuse(invalid_parameter(fmt::format(
          "Number of LocalSecondaryIndexes exceeds per-table limit of {}", kMostLocalIndexes)));
    }
  }
  return check_projected(table);
}

Definitions definitions_of(const catalog::Table& table) {
  Definitions all = key_attributes(table.keys);
  for (const Index& index : table.indexes) {
    for (const item::KeyAttribute& attribute : key_attributes(index.keys)) {
      if (!contains(all, attribute.name)) all.push_back(attribute);
    }
  }
  return all;
}

ApiExpected<void> check_all_defined_are_used(const Definitions& definitions,
                                             const catalog::Table& table) {
  const Definitions used = definitions_of(table);
  if (used.size() == definitions.size()) return {};
  if (table.indexes.empty()) {
    return refuse(invalid_parameter(
        "Number of attributes in KeySchema does not exactly match number of attributes defined in "
        "AttributeDefinitions"));
  }
  return refuse(invalid_parameter(
      fmt::format("Some AttributeDefinitions are not used. AttributeDefinitions: {}, keys used: {}",
                  names_of(definitions), names_of(used))));
}

}  // namespace quondam::operations
