#include "catalog/table.h"

#include <openssl/rand.h>
#include <simdjson.h>

#include <array>

#include "base/json_writer.h"

namespace quondam::catalog {

namespace {

constexpr std::int64_t kFormat = 1;

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

void write_pitr(JsonWriter& json, const PointInTimeRecovery& pitr) {
  json.key("pitr").begin_object();
  json.key("enabled").boolean(pitr.enabled);
  json.key("period_days").number(pitr.period_days);
  json.key("window_start").number(pitr.window_start);
  json.key("recording").boolean(pitr.recording);
  json.key("recording_since").number(pitr.recording_since);
  if (pitr.recording_until) json.key("recording_until").number(*pitr.recording_until);
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
  return pitr;
}

Table read_table(const Reader& reader) {
  if (reader.number("format") != kFormat) throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
  Table table;
  table.name = reader.string("name");
  table.id = static_cast<TableId>(reader.number("id"));
  table.uuid = reader.string("uuid");
  table.created_us = reader.number("created_us");
  const std::string status = reader.string("status");
  for (const auto& [value, name] : kStatusNames) {
    if (name == status) table.status = value;
  }
  table.keys = {reader.key_attributes("partition_key"), reader.key_attributes("sort_key")};
  table.billing =
      reader.boolean("on_demand") ? BillingMode::pay_per_request : BillingMode::provisioned;
  table.billing_changed_us = reader.number("billing_changed_us");
  const Reader throughput = reader.in("throughput");
  table.throughput = {
      .read_units = static_cast<std::int64_t>(throughput.number("read_units")),
      .write_units = static_cast<std::int64_t>(throughput.number("write_units")),
      .last_increase_us = throughput.number("last_increase_us"),
      .last_decrease_us = throughput.number("last_decrease_us"),
      .decreases_today = static_cast<std::int64_t>(throughput.number("decreases_today"))};
  table.deletion_protection = reader.boolean("deletion_protection");
  const Reader ttl = reader.in("ttl");
  table.ttl = {.enabled = ttl.boolean("enabled"),
               .attribute = ttl.string("attribute"),
               .changed_us = ttl.number("changed_us")};
  table.pitr = read_pitr(reader.in("pitr"));
  if (const auto origin = reader.maybe("restored_from")) {
    table.restored_from = RestoreOrigin{.source_table_name = origin->string("table"),
                                        .source_id = static_cast<TableId>(origin->number("id")),
                                        .at = origin->number("at"),
                                        .in_progress = origin->boolean("in_progress")};
  }
  return table;
}

}  // namespace

std::string encode_table(const Table& table) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.key("format").number(kFormat);
  json.key("name").string(table.name);
  json.key("id").number(table.id);
  json.key("uuid").string(table.uuid);
  json.key("created_us").number(table.created_us);
  for (const auto& [value, name] : kStatusNames) {
    if (value == table.status) json.key("status").string(name);
  }
  write_key_attributes(json, "partition_key", table.keys.partition);
  write_key_attributes(json, "sort_key", table.keys.sort);
  json.key("on_demand").boolean(table.billing == BillingMode::pay_per_request);
  json.key("billing_changed_us").number(table.billing_changed_us);
  write_throughput(json, table.throughput);
  json.key("deletion_protection").boolean(table.deletion_protection);
  json.key("ttl").begin_object();
  json.key("enabled").boolean(table.ttl.enabled);
  json.key("attribute").string(table.ttl.attribute);
  json.key("changed_us").number(table.ttl.changed_us);
  json.end_object();
  write_pitr(json, table.pitr);
  if (table.restored_from) {
    json.key("restored_from").begin_object();
    json.key("table").string(table.restored_from->source_table_name);
    json.key("id").number(table.restored_from->source_id);
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

std::string new_uuid() {
  std::array<unsigned char, 16> bytes{};
  RAND_bytes(bytes.data(), bytes.size());
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out.push_back('-');
    out.push_back(kHex[bytes[i] >> 4]);
    out.push_back(kHex[bytes[i] & 0x0F]);
  }
  return out;
}

}  // namespace quondam::catalog
