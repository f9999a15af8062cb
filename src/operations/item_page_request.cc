// The parameters of Query and Scan that shape a page, checked (operations/item_page.h).
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/moment_text.h"
#include "catalog/index_entries.h"
#include "expressions/key_attributes.h"
#include "operations/item_page.h"

namespace quondam::operations {
namespace {

using catalog::Index;

// The top-level attributes among `paths` that the index lacks, in the order in which they are
// named.
std::vector<std::string> not_projected(const PageOf& page,
                                       const std::vector<expressions::Path>& paths) {
  std::vector<std::string> missing;
  for (const expressions::Path& path : paths) {
    if (catalog::projects(page.table(), *page.index, path.attribute())) continue;
    if (std::ranges::find(missing, path.attribute()) == missing.end())
      missing.push_back(path.attribute());
  }
  return missing;
}

}  // namespace

ApiExpected<const Index*> index_to_read(const Request& request, const Reading& reading) {
  const auto name = request.string("IndexName");
  if (!name) return nullptr;
  const Index* index = reading.table->find_index(*name);
  if (index == nullptr || index->status == Index::Status::deleting) {
    return refuse(
        validation(reading.of_the_past()
                       ? fmt::format("The table did not have the specified index at {}: {}",
                                     moment_text(*reading.moment.at), *name)
                       : fmt::format("The table does not have the specified index: {}", *name)));
  }
  if (index->kind == Index::Kind::global && request.boolean("ConsistentRead").value_or(false)) {
    return refuse(validation("Consistent reads are not supported on global secondary indexes"));
  }
  if (index->status == Index::Status::creating) {
    return refuse(
        validation(fmt::format("Cannot read from backfilling global secondary index: {}", *name)));
  }
  return index;
}

ApiExpected<void> check_projects_filter(const PageOf& page, const expressions::Condition& filter) {
  if (page.index == nullptr) return {};
  const auto missing = not_projected(page, expressions::paths_of(filter));
  if (missing.empty()) return {};
  return refuse(invalid_parameter(
      fmt::format("Secondary index {} does not project one or more filter attributes: [{}]",
                  page.index->name, fmt::join(missing, ", "))));
}

ApiExpected<void> check_projects_columns(const PageOf& page) {
  if (page.index == nullptr || page.index->kind != Index::Kind::global || !page.projection)
    return {};
  const auto missing = not_projected(page, page.projection->paths);
  if (missing.empty()) return {};
  return refuse(invalid_parameter(fmt::format("Global secondary index {} does not project [{}]",
                                              page.index->name, fmt::join(missing, ", "))));
}

ApiExpected<void> check_projects(const PageOf& page) {
  if (page.index == nullptr) return {};
  const Index& index = *page.index;
  // A local index gets from the table what it lacks; but nothing is fetched for a filter.
  if (index.kind == Index::Kind::global &&
      index.projection.type != catalog::Projection::Type::all && page.all_attributes) {
    return refuse(invalid_parameter(
        fmt::format("Select type ALL_ATTRIBUTES is not supported for global secondary index {} "
                    "because its projection type is not ALL",
                    index.name)));
  }
  if (page.filter) QUONDAM_TRY(check_projects_filter(page, *page.filter));
  return check_projects_columns(page);
}

timeline::RowRange rows_of(item::IndexNumber number, const expressions::KeyCondition& keys) {
  const item::StateKey partition = item::encode_partition(number, keys.partition);
  item::KeyRange range = item::query_range(partition, keys.sort_equal, keys.sort_range);
  return {std::move(range.begin), std::move(range.end), partition.partition};
}

void read_page_options(const Request& request, PageOf& page) {
  page.limit = request.integer("Limit");
  page.consistent = request.boolean("ConsistentRead").value_or(false);
  page.counts_only = request.string("Select") == "COUNT";
  page.all_attributes = request.string("Select") == "ALL_ATTRIBUTES";
}

ApiExpected<void> check_page_paths(const PageOf& page) {
  std::vector<expressions::Path> paths;
  if (page.projection) paths = page.projection->paths;
  if (page.filter)
    std::ranges::move(expressions::paths_of(*page.filter), std::back_inserter(paths));
  QUONDAM_TRY(expressions::check_key_paths_are_scalar(paths, page.table().keys, "Key"));
  for (const Index& index : page.table().indexes)
    QUONDAM_TRY(expressions::check_key_paths_are_scalar(paths, index.keys, "IndexKey"));
  return {};
}

ApiExpected<void> check_select(const Request& request) {
  const auto select = request.string("Select");
  if (!select) return {};
  const bool projects = request.has("ProjectionExpression") || request.has("AttributesToGet");
  if (*select == "SPECIFIC_ATTRIBUTES") {
    if (projects) return {};
    return refuse(
        validation("Must specify the AttributesToGet or ProjectionExpression when choosing to get "
                   "SPECIFIC_ATTRIBUTES"));
  }
  if (projects) {
    return refuse(validation(fmt::format(
        "Cannot specify the {} when choosing to get {}",
        request.has("ProjectionExpression") ? "ProjectionExpression" : "AttributesToGet",
        *select == "COUNT" ? "only the Count" : *select)));
  }
  if (*select == "ALL_PROJECTED_ATTRIBUTES" && !request.has("IndexName")) {
    return refuse(
        validation("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"));
  }
  return {};
}

ApiExpected<item::Item> read_start_key(const Request& request) {
  auto key = request.item("ExclusiveStartKey");
  if (key) return *std::move(key);
  // AWS was recorded to put the prefix before some messages only.
  static constexpr std::array<std::string_view, 5> kWithoutPrefix = {
      "contains duplicates", "number set", "numeric value", "significant digits",
      "number with magnitude"};
  const std::string& message = key.error().message;
  const bool plain = std::ranges::any_of(kWithoutPrefix, [&](std::string_view part) {
    return message.find(part) != std::string::npos;
  });
  if (plain) return refuse(key.error());
  return refuse(validation(fmt::format("The provided starting key is invalid: {}", message)));
}

}  // namespace quondam::operations
