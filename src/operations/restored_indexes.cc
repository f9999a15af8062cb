#include "operations/restored_indexes.h"

#include <fmt/format.h>

#include <algorithm>

#include "operations/index_definition.h"
#include "operations/key_definition.h"
#include "operations/table_settings.h"
#include "operations/throughput.h"

namespace quondam::operations {
namespace {

using catalog::Index;

bool same_key(const Fields& override, const item::KeySchema& keys) {
  const auto elements = override.structures("KeySchema");
  const auto attributes = key_attributes(keys);
  return std::ranges::equal(elements, attributes,
                            [&](const Fields& element, const auto& attribute) {
                              const bool partition = contains(keys.partition, attribute.name);
                              return element.string("AttributeName") == attribute.name &&
                                     element.string("KeyType") == (partition ? "HASH" : "RANGE");
                            });
}

// The override of an index of the source; nullptr when its request has none that matches.
const Index* match(const Fields& override, const catalog::Table& source, Index::Kind kind) {
  const Index* index = source.find_index(*override.string("IndexName"));
  const bool matches = index != nullptr && index->kind == kind &&
                       index->status == Index::Status::active && same_key(override, index->keys);
  return matches ? index : nullptr;
}

ApiExpected<void> take_over(Index index, const catalog::Table& source,
                            const std::optional<ThroughputUnits>& units, catalog::Table& target) {
  if (target.find_index(index.name) != nullptr) return refuse(duplicate_index(index.name));
  index.updating = false;
  index.complete_since.reset();
  index.warm = {};
  index.created = 0;
  if (target.billing == catalog::BillingMode::pay_per_request) {
    index.throughput = {};
  } else if (index.kind == Index::Kind::global) {
    index.on_demand = {};
    const bool provisioned = source.billing == catalog::BillingMode::provisioned;
    if (!units && !provisioned) return refuse(throughput_of_index_missing(index.name));
    index.throughput = {.read_units = units ? units->read : index.throughput.read_units,
                        .write_units = units ? units->write : index.throughput.write_units};
  }
  target.indexes.push_back(std::move(index));
  return {};
}

}  // namespace

ApiExpected<void> take_over_indexes(const Context& context, const Request& request,
                                    const catalog::Table& source, catalog::Table& target) {
  target.next_index_number = source.next_index_number;
  for (const auto kind : {Index::Kind::local, Index::Kind::global}) {
    const std::string_view parameter =
        kind == Index::Kind::local ? "LocalSecondaryIndexOverride" : "GlobalSecondaryIndexOverride";
    if (!request.has(parameter)) {
      for (const Index& index : source.indexes) {
        if (index.kind == kind && index.status == Index::Status::active)
          QUONDAM_TRY(take_over(index, source, std::nullopt, target));
      }
      continue;
    }
    for (const Fields& override : request.structures(parameter)) {
      const Index* index = match(override, source, kind);
      if (index == nullptr) {
        return refuse(validation(
            fmt::format("Invalid Request: Index {} does not match a secondary index that existed "
                        "in the source table and cannot be created during the restore operation",
                        *override.string("IndexName"))));
      }
      std::optional<ThroughputUnits> units;
      if (kind == Index::Kind::global) {
        QUONDAM_ASSIGN(units, read_throughput(override, "ProvisionedThroughput"));
      }
      QUONDAM_TRY(take_over(*index, source, units, target));
      if (kind != Index::Kind::global) continue;
      Index& taken = target.indexes.back();
      const SettingOf of{.index = taken.name, .creates = true};
      QUONDAM_TRY(read_on_demand(context, override, "OnDemandThroughput", of, target.billing,
                                 taken.on_demand));
      QUONDAM_TRY(read_warm(context, override, of, target.billing, taken.throughput, taken.warm));
    }
  }
  return {};
}

}  // namespace quondam::operations
