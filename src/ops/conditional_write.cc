#include "ops/conditional_write.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/json_writer.h"
#include "item/json.h"
#include "ops/item_reads.h"
#include "ops/json_fields.h"
#include "ops/patient_calls.h"

namespace quondam::ops {
namespace {

constexpr std::size_t kMostExpressionBytes = 4096;
constexpr std::size_t kMostOperators = 300;

// The expressions of one write, and what their placeholders stand for.
class Expressions {
 public:
  Expressions() {
    names_json_.begin_object();
    values_json_.begin_object();
  }

  void require_equal(const std::string& name, const item::AttributeValue& value) {
    const std::string placeholder = name_of(name);
    require(fmt::format("{} = {}", placeholder, value_of(value)));
  }
  void require_absent(const std::string& name) {
    require(fmt::format("attribute_not_exists({})", name_of(name)));
  }
  void require_present(const std::string& name) {
    require(fmt::format("attribute_exists({})", name_of(name)));
  }
  void set(const std::string& name, const item::AttributeValue& value) {
    const std::string placeholder = name_of(name);
    sets_.push_back(fmt::format("{} = {}", placeholder, value_of(value)));
  }
  void remove(const std::string& name) { removes_.push_back(name_of(name)); }

  [[nodiscard]] std::string condition() const {
    return fmt::format("{}", fmt::join(conditions_, " AND "));
  }
  [[nodiscard]] std::string update() const {
    std::string text;
    if (!sets_.empty()) text += fmt::format("SET {}", fmt::join(sets_, ", "));
    if (!removes_.empty())
      text += fmt::format("{}REMOVE {}", text.empty() ? "" : " ", fmt::join(removes_, ", "));
    return text;
  }
  [[nodiscard]] bool fit() const {
    // Each condition has its own operator or function, and an AND before it.
    return condition().size() <= kMostExpressionBytes && update().size() <= kMostExpressionBytes &&
           2 * conditions_.size() <= kMostOperators &&
           sets_.size() + removes_.size() <= kMostOperators;
  }

  void write(JsonWriter& json) {
    json.key("ConditionExpression").string(condition());
    if (!update().empty()) json.key("UpdateExpression").string(update());
    json.key("ExpressionAttributeNames").raw(names_ + "}");
    if (values_count_ > 0) json.key("ExpressionAttributeValues").raw(values_ + "}");
  }

 private:
  void require(std::string condition) { conditions_.push_back(std::move(condition)); }

  std::string name_of(const std::string& name) {
    const auto found = std::ranges::find(known_, name);
    const auto number = static_cast<std::size_t>(found - known_.begin());
    std::string placeholder = fmt::format("#{:x}", number);
    if (found == known_.end()) {
      known_.push_back(name);
      names_json_.key(placeholder).string(name);
    }
    return placeholder;
  }
  std::string value_of(const item::AttributeValue& value) {
    std::string placeholder = fmt::format(":{:x}", values_count_++);
    item::append_json(values_json_.key(placeholder).value(), value);
    return placeholder;
  }

  std::vector<std::string> conditions_;
  std::vector<std::string> sets_;
  std::vector<std::string> removes_;
  std::vector<std::string> known_;
  std::string names_;
  std::string values_;
  std::size_t values_count_ = 0;
  JsonWriter names_json_{names_};
  JsonWriter values_json_{values_};
};

bool is_key(const item::Item& key, const std::string& name) {
  return key.contains(name);
}

void require_image(Expressions& expressions, const item::Item& key, const item::Item& image) {
  expressions.require_present(key.begin()->first);
  for (const auto& [name, value] : image)
    if (!is_key(key, name)) expressions.require_equal(name, value);
}

// From `after` to `before`.
void update_image(Expressions& expressions, const item::Item& before, const item::Item& after) {
  for (const auto& [name, value] : before) {
    const auto found = after.find(name);
    if (found == after.end()) expressions.require_absent(name);
    if (found == after.end() || found->second != value) expressions.set(name, value);
  }
  for (const auto& [name, value] : after)
    if (!before.contains(name)) expressions.remove(name);
}

// The request, and the operation that it is of.
struct Write {
  std::string operation;
  Expressions expressions;
};

void plan(const Difference& difference, Write& write) {
  if (!difference.after) {
    write.operation = "PutItem";
    write.expressions.require_absent(difference.key.begin()->first);
    return;
  }
  require_image(write.expressions, difference.key, *difference.after);
  write.operation = difference.before ? "UpdateItem" : "DeleteItem";
  if (difference.before) update_image(write.expressions, *difference.before, *difference.after);
}

std::string request_of(const std::string& table, const Difference& difference, Write& write) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TableName").string(table);
  item::append_json(json.key(difference.after ? "Key" : "Item").value(),
                    difference.after ? difference.key : *difference.before);
  write.expressions.write(json);
  if (write.operation == "DeleteItem") json.key("ReturnValues").string("ALL_OLD");
  json.end_object();
  return body;
}

Outcome<std::optional<item::Item>> read_present(Client& client, const std::string& table,
                                                const item::Item& key,
                                                const std::atomic<bool>& ending) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TableName").string(table);
  item::append_json(json.key("Key").value(), key);
  json.key("ConsistentRead").boolean(true).end_object();
  QUONDAM_ASSIGN(const Answer answer, call_patiently(client, "GetItem", body, ending));
  const auto found = member_of(answer.json(), "Item");
  if (!found) return std::nullopt;
  QUONDAM_ASSIGN(item::Item item, item::item_from_json(*found));
  return item;
}

// An attribute came between the read and the deletion: the item comes back with it.
Outcome<void> put_again(Client& client, const std::string& table, const item::Item& key,
                        const item::Item& image, const std::atomic<bool>& ending) {
  Difference back{key, image, std::nullopt};
  Write write;
  plan(back, write);
  const auto done = call_patiently(client, write.operation, request_of(table, back, write), ending);
  if (done || done.error().type == "ConditionalCheckFailedException") return {};
  return tl::unexpected(done.error());
}

}  // namespace

bool fits_a_condition(const Difference& difference) {
  Write write;
  plan(difference, write);
  return write.expressions.fit();
}

Outcome<WriteBack> write_back(Client& client, const std::string& table, const TableKeys& keys,
                              const Difference& difference, const std::atomic<bool>& ending) {
  QUONDAM_ASSIGN(const auto present, read_present(client, table, difference.key, ending));
  if (present == difference.before) return WriteBack::unchanged;
  if (present != difference.after) return WriteBack::conflict;
  Write write;
  plan(difference, write);
  if (!write.expressions.fit()) return WriteBack::conflict;
  const WriteBack done = difference.before ? WriteBack::put : WriteBack::deleted;
  const auto answer =
      call_patiently(client, write.operation, request_of(table, difference, write), ending);
  if (!answer && answer.error().type != "ConditionalCheckFailedException")
    return tl::unexpected(answer.error());
  if (!answer) {
    // Somebody else's write came first; or this one did, and its answer was lost.
    QUONDAM_ASSIGN(const auto now, read_present(client, table, difference.key, ending));
    return now == difference.before ? done : WriteBack::conflict;
  }
  if (done == WriteBack::put) return done;
  const auto old = member_of(answer->json(), "Attributes");
  if (!old) return done;
  QUONDAM_ASSIGN(const item::Item image, item::item_from_json(*old));
  if (image == *difference.after) return done;
  QUONDAM_TRY(put_again(client, table, key_of(image, keys), image, ending));
  return WriteBack::conflict;
}

}  // namespace quondam::ops
