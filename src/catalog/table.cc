#include "catalog/table.h"

#include <simdjson.h>

#include <algorithm>
#include <array>

#include "base/json_writer.h"

namespace quondam::catalog {

namespace {

constexpr std::int64_t kFormat = 1;

constexpr std::array<std::pair<Index::Status, std::string_view>, 3> kIndexStatusNames{{
    {Index::Status::creating, "CREATING"},
    {Index::Status::active, "ACTIVE"},
    {Index::Status::deleting, "DELETING"},
}};

constexpr std::array<std::pair<Projection::Type, std::string_view>, 3> kProjectionNames{{
    {Projection::Type::all, "ALL"},
    {Projection::Type::keys_only, "KEYS_ONLY"},
    {Projection::Type::include, "INCLUDE"},
}};

constexpr std::array<std::pair<Stream::View, std::string_view>, 4> kStreamViewNames{{
    {Stream::View::keys_only, "KEYS_ONLY"},
    {Stream::View::new_image, "NEW_IMAGE"},
    {Stream::View::old_image, "OLD_IMAGE"},
    {Stream::View::new_and_old_images, "NEW_AND_OLD_IMAGES"},
}};

template <typename Value, std::size_t N>
std::string_view name_of(const std::array<std::pair<Value, std::string_view>, N>& names,
                         Value value) {
  for (const auto& [candidate, name] : names) {
    if (candidate == value) return name;
  }
  return "";
}

// An unknown name is damage, as everything else that does not fit.
template <typename Value, std::size_t N>
Value value_of(const std::array<std::pair<Value, std::string_view>, N>& names,
               std::string_view name) {
  for (const auto& [value, candidate] : names) {
    if (candidate == name) return value;
  }
  throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
}

constexpr std::array<std::pair<TableStatus, std::string_view>, 4> kStatusNames{{
    {TableStatus::creating, "CREATING"},
    {TableStatus::active, "ACTIVE"},
    {TableStatus::updating, "UPDATING"},
    {TableStatus::deleting, "DELETING"},
}};

void write_key_attributes(JsonWriter& json, std::string_view name,
                          const std::vector<item::KeyAttribute>& attributes) {
  json.key(name).begin_array();
  for (const item::KeyAttribute& attribute : attributes) {
    json.begin_object();
    json.key("name").string(attribute.name);
    json.key("type").string(item::type_name(attribute.type));
    json.end_object();
  }
  json.end_array();
}

// Reads members that encode_table wrote. A missing member or one of another type is damage;
// simdjson throws, decode_table catches: exceptions end here.
class Reader {
 public:
  explicit Reader(simdjson::dom::element element) : element_(element) {}

  [[nodiscard]] Reader in(std::string_view name) const { return Reader(element_[name].value()); }
  [[nodiscard]] std::optional<Reader> maybe(std::string_view name) const {
    simdjson::dom::element found;
    if (element_[name].get(found) != simdjson::SUCCESS) return std::nullopt;
    return Reader(found);
  }
  [[nodiscard]] std::string string(std::string_view name) const {
    return std::string(element_[name].get_string().value());
  }
  [[nodiscard]] std::uint64_t number(std::string_view name) const {
    return element_[name].get_uint64().value();
  }
  [[nodiscard]] bool boolean(std::string_view name) const {
    return element_[name].get_bool().value();
  }
  [[nodiscard]] std::vector<Reader> list(std::string_view name) const {
    std::vector<Reader> elements;
    const simdjson::dom::array array = element_[name].get_array().value();
    for (const simdjson::dom::element element : array) elements.emplace_back(element);
    return elements;
  }
  [[nodiscard]] std::vector<std::string> strings(std::string_view name) const {
    std::vector<std::string> all;
    const simdjson::dom::array array = element_[name].get_array().value();
    for (const simdjson::dom::element element : array)
      all.emplace_back(element.get_string().value());
    return all;
  }
  [[nodiscard]] std::vector<item::KeyAttribute> key_attributes(std::string_view name) const {
    std::vector<item::KeyAttribute> attributes;
    const simdjson::dom::array array = element_[name].get_array().value();
    for (const simdjson::dom::element attribute : array) {
      const Reader reader(attribute);
      const std::string type = reader.string("type");
      attributes.push_back({reader.string("name"), type == "S"   ? item::Type::S
                                                   : type == "N" ? item::Type::N
                                                                 : item::Type::B});
    }
    return attributes;
  }

 private:
  simdjson::dom::element element_;
};

void write_throughput(JsonWriter& json, const Throughput& throughput) {
  json.key("throughput").begin_object();
  json.key("read_units").number(throughput.read_units);
  json.key("write_units").number(throughput.write_units);
  json.key("last_increase_us").number(throughput.last_increase_us);
  json.key("last_decrease_us").number(throughput.last_decrease_us);
  json.key("decreases_today").number(throughput.decreases_today);
  json.end_object();
}

void write_on_demand(JsonWriter& json, const OnDemandLimits& limits) {
  if (limits.read_units) json.key("on_demand_read_units").number(*limits.read_units);
  if (limits.write_units) json.key("on_demand_write_units").number(*limits.write_units);
}

void write_warm(JsonWriter& json, const WarmThroughput& warm) {
  if (warm.read_units != 0) json.key("warm_read_units").number(warm.read_units);
  if (warm.write_units != 0) json.key("warm_write_units").number(warm.write_units);
}

void write_policy(JsonWriter& json, const std::optional<ResourcePolicy>& policy) {
  if (!policy) return;
  json.key("policy").begin_object();
  json.key("document").string(policy->document);
  json.key("revision_id").string(policy->revision_id);
  json.end_object();
}

void write_pitr(JsonWriter& json, const PointInTimeRecovery& pitr) {
  json.key("pitr").begin_object();
  json.key("enabled").boolean(pitr.enabled);
  json.key("period_days").number(pitr.period_days);
  json.key("window_start").number(pitr.window_start);
  json.key("recording").boolean(pitr.recording);
  json.key("recording_since").number(pitr.recording_since);
  if (pitr.recording_until) json.key("recording_until").number(*pitr.recording_until);
  if (pitr.reopens_until != 0) {
    json.key("reopens_until").number(pitr.reopens_until);
    json.key("reopens_from").number(pitr.reopens_from);
  }
  json.end_object();
}

PointInTimeRecovery read_pitr(const Reader& reader) {
  PointInTimeRecovery pitr{.enabled = reader.boolean("enabled"),
                           .period_days = static_cast<int>(reader.number("period_days")),
                           .window_start = reader.number("window_start"),
                           .recording = reader.boolean("recording"),
                           .recording_since = reader.number("recording_since"),
                           .recording_until = std::nullopt};
  if (reader.maybe("recording_until")) pitr.recording_until = reader.number("recording_until");
  if (reader.maybe("reopens_until")) {
    pitr.reopens_until = reader.number("reopens_until");
    pitr.reopens_from = reader.number("reopens_from");
  } else if (!pitr.enabled && pitr.recording_until) {
    // Records from before there were streams have one end for both.
    pitr.reopens_until = *pitr.recording_until;
    pitr.reopens_from = pitr.window_start;
  }
  return pitr;
}

std::optional<std::int64_t> read_units(const Reader& reader, std::string_view name) {
  if (!reader.maybe(name)) return std::nullopt;
  return static_cast<std::int64_t>(reader.number(name));
}

OnDemandLimits read_on_demand(const Reader& reader) {
  return {read_units(reader, "on_demand_read_units"), read_units(reader, "on_demand_write_units")};
}

WarmThroughput read_warm(const Reader& reader) {
  return {read_units(reader, "warm_read_units").value_or(0),
          read_units(reader, "warm_write_units").value_or(0)};
}

std::optional<ResourcePolicy> read_policy(const Reader& reader) {
  const auto policy = reader.maybe("policy");
  if (!policy) return std::nullopt;
  return ResourcePolicy{policy->string("document"), policy->string("revision_id")};
}

Throughput read_throughput(const Reader& reader) {
  return {.read_units = static_cast<std::int64_t>(reader.number("read_units")),
          .write_units = static_cast<std::int64_t>(reader.number("write_units")),
          .last_increase_us = reader.number("last_increase_us"),
          .last_decrease_us = reader.number("last_decrease_us"),
          .decreases_today = static_cast<std::int64_t>(reader.number("decreases_today"))};
}

void write_index(JsonWriter& json, const Index& index) {
  json.begin_object();
  json.key("name").string(index.name);
  json.key("number").number(index.number);
  json.key("local").boolean(index.kind == Index::Kind::local);
  json.key("status").string(name_of(kIndexStatusNames, index.status));
  if (index.updating) json.key("updating").boolean(true);
  write_key_attributes(json, "partition_key", index.keys.partition);
  write_key_attributes(json, "sort_key", index.keys.sort);
  json.key("projection").string(name_of(kProjectionNames, index.projection.type));
  json.key("non_key_attributes").begin_array();
  for (const std::string& name : index.projection.non_key_attributes) json.string(name);
  json.end_array();
  write_throughput(json, index.throughput);
  write_on_demand(json, index.on_demand);
  write_warm(json, index.warm);
  json.key("created").number(index.created);
  if (index.complete_since) json.key("complete_since").number(*index.complete_since);
  json.end_object();
}

Index read_index(const Reader& reader) {
  Index index;
  index.name = reader.string("name");
  index.number = static_cast<item::IndexNumber>(reader.number("number"));
  index.kind = reader.boolean("local") ? Index::Kind::local : Index::Kind::global;
  index.status = value_of(kIndexStatusNames, reader.string("status"));
  index.updating = reader.maybe("updating").has_value();
  index.keys = {reader.key_attributes("partition_key"), reader.key_attributes("sort_key")};
  index.projection = {value_of(kProjectionNames, reader.string("projection")),
                      reader.strings("non_key_attributes")};
  index.throughput = read_throughput(reader.in("throughput"));
  index.on_demand = read_on_demand(reader);
  index.warm = read_warm(reader);
  index.created = reader.number("created");
  if (reader.maybe("complete_since")) index.complete_since = reader.number("complete_since");
  return index;
}

void write_indexes(JsonWriter& json, const Table& table) {
  json.key("indexes").begin_array();
  for (const Index& index : table.indexes) write_index(json, index);
  json.end_array();
  json.key("next_index_number").number(table.next_index_number);
  json.key("retired_indexes").begin_array();
  for (const RetiredIndex& retired : table.retired_indexes) {
    json.begin_object();
    json.key("number").number(retired.number);
    json.key("since").number(retired.since);
    json.end_object();
  }
  json.end_array();
}

// Records from before there were indexes have none of the members.
void read_indexes(const Reader& reader, Table& table) {
  if (!reader.maybe("indexes")) return;
  for (const Reader& index : reader.list("indexes")) table.indexes.push_back(read_index(index));
  table.next_index_number = static_cast<item::IndexNumber>(reader.number("next_index_number"));
  for (const Reader& retired : reader.list("retired_indexes")) {
    table.retired_indexes.push_back(
        {static_cast<item::IndexNumber>(retired.number("number")), retired.number("since")});
  }
}

void write_streams(JsonWriter& json, const std::vector<Stream>& streams) {
  json.key("streams").begin_array();
  for (const Stream& stream : streams) {
    json.begin_object();
    json.key("view").string(view_name(stream.view));
    json.key("label_us").number(stream.label_us);
    json.key("enabled_at").number(stream.enabled_at);
    if (stream.disabled_at) json.key("disabled_at").number(*stream.disabled_at);
    write_policy(json, stream.policy);
    json.end_object();
  }
  json.end_array();
}

// Records from before there were streams do not have the member.
std::vector<Stream> read_streams(const Reader& reader) {
  std::vector<Stream> streams;
  if (!reader.maybe("streams")) return streams;
  for (const Reader& found : reader.list("streams")) {
    Stream stream{.view = value_of(kStreamViewNames, found.string("view")),
                  .label_us = found.number("label_us"),
                  .enabled_at = found.number("enabled_at"),
                  .disabled_at = std::nullopt,
                  .policy = read_policy(found)};
    if (found.maybe("disabled_at")) stream.disabled_at = found.number("disabled_at");
    streams.push_back(stream);
  }
  return streams;
}

// Records from before there were tags do not have the member.
Tags read_tags(const Reader& reader) {
  Tags tags;
  if (!reader.maybe("tags")) return tags;
  for (const Reader& tag : reader.list("tags"))
    tags.emplace(tag.string("key"), tag.string("value"));
  return tags;
}

void write_tags(JsonWriter& json, const Tags& tags) {
  json.key("tags").begin_array();
  for (const auto& [key, value] : tags) {
    json.begin_object();
    json.key("key").string(key);
    json.key("value").string(value);
    json.end_object();
  }
  json.end_array();
}

// Records from before there were these settings have none of the members.
void read_settings(const Reader& reader, Table& table) {
  table.on_demand = read_on_demand(reader);
  table.warm = read_warm(reader);
  if (reader.maybe("infrequent_access") && reader.boolean("infrequent_access"))
    table.table_class = TableClass::infrequent_access;
  if (reader.maybe("class_changed_us")) table.class_changed_us = reader.number("class_changed_us");
  if (reader.maybe("class_changed_before_us"))
    table.class_changed_before_us = reader.number("class_changed_before_us");
  if (reader.maybe("kms_key_arn"))
    table.encryption = {.enabled = true, .kms_key_arn = reader.string("kms_key_arn")};
  if (const auto changes = reader.maybe("encryption_changes")) {
    table.encryption_changes = {.since_us = changes->number("since_us"),
                                .last_us = changes->number("last_us"),
                                .count = static_cast<std::int64_t>(changes->number("count"))};
  }
  table.policy = read_policy(reader);
}

void write_settings(JsonWriter& json, const Table& table) {
  write_on_demand(json, table.on_demand);
  write_warm(json, table.warm);
  if (table.table_class == TableClass::infrequent_access)
    json.key("infrequent_access").boolean(true);
  if (table.class_changed_us != 0) json.key("class_changed_us").number(table.class_changed_us);
  if (table.class_changed_before_us != 0)
    json.key("class_changed_before_us").number(table.class_changed_before_us);
  if (table.encryption.enabled) json.key("kms_key_arn").string(table.encryption.kms_key_arn);
  if (const CountedChanges& changes = table.encryption_changes; changes.count != 0) {
    json.key("encryption_changes").begin_object();
    json.key("since_us").number(changes.since_us);
    json.key("last_us").number(changes.last_us);
    json.key("count").number(changes.count);
    json.end_object();
  }
  write_policy(json, table.policy);
}

Table read_table(const Reader& reader) {
  if (reader.number("format") != kFormat) throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
  Table table;
  table.name = reader.string("name");
  table.id = static_cast<TableId>(reader.number("id"));
  table.uuid = reader.string("uuid");
  table.created_us = reader.number("created_us");
  table.status = value_of(kStatusNames, reader.string("status"));
  if (reader.maybe("settles_us")) table.settles_us = reader.number("settles_us");
  table.keys = {reader.key_attributes("partition_key"), reader.key_attributes("sort_key")};
  read_indexes(reader, table);
  table.billing =
      reader.boolean("on_demand") ? BillingMode::pay_per_request : BillingMode::provisioned;
  table.billing_changed_us = reader.number("billing_changed_us");
  table.throughput = read_throughput(reader.in("throughput"));
  read_settings(reader, table);
  table.deletion_protection = reader.boolean("deletion_protection");
  const Reader ttl = reader.in("ttl");
  table.ttl = {.enabled = ttl.boolean("enabled"),
               .attribute = ttl.string("attribute"),
               .changed_us = ttl.number("changed_us")};
  table.pitr = read_pitr(reader.in("pitr"));
  table.streams = read_streams(reader);
  table.tags = read_tags(reader);
  if (const auto origin = reader.maybe("restored_from")) {
    table.restored_from = RestoreOrigin{.source_table_name = origin->string("table"),
                                        .source_id = static_cast<TableId>(origin->number("id")),
                                        .backup_id = {},
                                        .at = origin->number("at"),
                                        .in_progress = origin->boolean("in_progress")};
    if (origin->maybe("backup")) table.restored_from->backup_id = origin->string("backup");
  }
  return table;
}

}  // namespace

std::string_view view_name(Stream::View view) {
  return name_of(kStreamViewNames, view);
}

std::optional<Stream::View> view_named(std::string_view name) {
  for (const auto& [view, candidate] : kStreamViewNames) {
    if (candidate == name) return view;
  }
  return std::nullopt;
}

bool Table::index_is_changing() const {
  return std::ranges::any_of(
      indexes, [](const Index& index) { return index.status != Index::Status::active; });
}

void Table::settle() {
  settles_us = 0;
  for (Index& index : indexes) index.updating = false;
}

bool Table::stream_is_enabled() const {
  return !streams.empty() && !streams.back().disabled_at;
}

const Index* Table::find_index(std::string_view index_name) const {
  const auto found = std::ranges::find(indexes, index_name, &Index::name);
  return found == indexes.end() ? nullptr : &*found;
}

Index* Table::find_index(std::string_view index_name) {
  const auto found = std::ranges::find(indexes, index_name, &Index::name);
  return found == indexes.end() ? nullptr : &*found;
}

std::string encode_table(const Table& table) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.key("format").number(kFormat);
  json.key("name").string(table.name);
  json.key("id").number(table.id);
  json.key("uuid").string(table.uuid);
  json.key("created_us").number(table.created_us);
  json.key("status").string(name_of(kStatusNames, table.status));
  if (table.settles_us != 0) json.key("settles_us").number(table.settles_us);
  write_key_attributes(json, "partition_key", table.keys.partition);
  write_key_attributes(json, "sort_key", table.keys.sort);
  write_indexes(json, table);
  json.key("on_demand").boolean(table.billing == BillingMode::pay_per_request);
  json.key("billing_changed_us").number(table.billing_changed_us);
  write_throughput(json, table.throughput);
  write_settings(json, table);
  json.key("deletion_protection").boolean(table.deletion_protection);
  json.key("ttl").begin_object();
  json.key("enabled").boolean(table.ttl.enabled);
  json.key("attribute").string(table.ttl.attribute);
  json.key("changed_us").number(table.ttl.changed_us);
  json.end_object();
  write_pitr(json, table.pitr);
  write_streams(json, table.streams);
  write_tags(json, table.tags);
  if (table.restored_from) {
    json.key("restored_from").begin_object();
    json.key("table").string(table.restored_from->source_table_name);
    json.key("id").number(table.restored_from->source_id);
    if (!table.restored_from->backup_id.empty())
      json.key("backup").string(table.restored_from->backup_id);
    json.key("at").number(table.restored_from->at);
    json.key("in_progress").boolean(table.restored_from->in_progress);
    json.end_object();
  }
  json.end_object();
  return out;
}

Result<Table> decode_table(std::string_view document) {
  try {
    simdjson::dom::parser parser;
    return read_table(Reader(parser.parse(document.data(), document.size()).value()));
  } catch (const simdjson::simdjson_error& error) {
    return fail(ErrorCode::corruption,
                std::string("a table's catalog record is damaged: ") + error.what());
  }
}

}  // namespace quondam::catalog
