#include "operations/resource_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json_writer.h"
#include "operations/arn.h"
#include "operations/stream_lookup.h"

namespace quondam::operations {
namespace dom = simdjson::dom;
namespace {

constexpr std::size_t kMostBytes = 20'480;
constexpr std::string_view kNoPolicy = "NO_POLICY";
constexpr std::string_view kMembers[] = {"Sid",          "Effect",      "Principal",
                                         "NotPrincipal", "Action",      "NotAction",
                                         "Resource",     "NotResource", "Condition"};

ApiError invalid_document(std::string_view why) {
  return invalid_parameter(fmt::format("Invalid policy document: {}", why));
}

ApiError missing_field(std::string_view field) {
  return invalid_document(fmt::format("Missing required field {}", field));
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

bool is_account_id(std::string_view text) {
  constexpr std::size_t kDigits = 12;
  return text.size() == kDigits &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// A string, or a list of them; of other JSON none.
std::vector<std::string> strings_of(dom::element value) {
  std::vector<std::string> all;
  if (value.is_string()) all.emplace_back(value.get_string().value_unsafe());
  if (!value.is_array()) return all;
  const dom::array elements = value.get_array().value_unsafe();
  for (const dom::element element : elements) {
    if (element.is_string()) all.emplace_back(element.get_string().value_unsafe());
  }
  return all;
}

// A list of one is the string.
void append_strings(JsonWriter& json, const std::vector<std::string>& all) {
  if (all.size() == 1) {
    json.string(all.front());
    return;
  }
  json.begin_array();
  for (const std::string& one : all) json.string(one);
  json.end_array();
}

// Accounts become the ARN of their root; one that is named twice stands once.
std::vector<std::string> principals_of(dom::element value) {
  std::vector<std::string> all;
  for (const std::string& one : strings_of(value)) {
    std::string named = is_account_id(one) ? fmt::format("arn:aws:iam::{}:root", one) : one;
    if (std::ranges::find(all, named) == all.end()) all.push_back(std::move(named));
  }
  return all;
}

void append_principal(JsonWriter& json, dom::element value) {
  if (!value.is_object()) {
    append_strings(json, principals_of(value));
    return;
  }
  json.begin_object();
  const dom::object kinds = value.get_object().value_unsafe();
  for (const auto [kind, names] : kinds) append_strings(json.key(kind), principals_of(names));
  json.end_object();
}

void append_member(JsonWriter& json, std::string_view member, dom::element value) {
  json.key(member);
  if (member == "Effect") {
    json.string(lower(value.get_string().value_unsafe()) == "allow" ? "Allow" : "Deny");
  } else if (member.ends_with("Principal")) {
    append_principal(json, value);
  } else if (member.ends_with("Action") || member.ends_with("Resource")) {
    append_strings(json, strings_of(value));
  } else {
    json.raw(simdjson::minify(value));
  }
}

// Whether the statement forbids the account itself to put another policy.
bool denies_own_account(const Context& context, dom::object statement) {
  dom::element value;
  if (statement["Effect"].get(value) != simdjson::SUCCESS ||
      lower(value.get_string().value_unsafe()) != "deny" ||
      statement["Condition"].get(value) == simdjson::SUCCESS ||
      statement["Action"].get(value) != simdjson::SUCCESS) {
    return false;
  }
  const auto actions = strings_of(value);
  const bool of_policies = std::ranges::any_of(actions, [](const std::string& action) {
    const std::string name = lower(action);
    return name == "*" || name == "dynamodb:*" || name == "dynamodb:putresourcepolicy" ||
           name == "dynamodb:put*";
  });
  if (!of_policies || statement["Principal"].get(value) != simdjson::SUCCESS) return false;
  dom::element named = value;
  if (value.is_object() && value["AWS"].get(named) != simdjson::SUCCESS) return false;
  const auto principals = principals_of(named);
  const std::string own =
      fmt::format("arn:aws:iam::{}:root", context.database.options().account_id);
  return std::ranges::any_of(principals,
                             [&](const std::string& one) { return one == "*" || one == own; });
}

ApiExpected<void> check_statement(dom::element value) {
  if (!value.is_object()) return refuse(invalid_document("Could not parse the policy"));
  dom::element found;
  if (value["Effect"].get(found) != simdjson::SUCCESS) return refuse(missing_field("Effect"));
  const std::string effect =
      found.is_string() ? lower(found.get_string().value_unsafe()) : std::string();
  if (effect != "allow" && effect != "deny")
    return refuse(invalid_document("Effect must be Allow or Deny"));
  for (const std::string_view member : {"Principal", "Action", "Resource"}) {
    const std::string opposite = fmt::format("Not{}", member);
    if (value[member].get(found) != simdjson::SUCCESS &&
        value[opposite].get(found) != simdjson::SUCCESS) {
      return refuse(missing_field(member));
    }
  }
  const dom::object members = value.get_object().value_unsafe();
  for (const auto [name, ignored] : members) {
    if (std::ranges::find(kMembers, name) == std::end(kMembers))
      return refuse(invalid_document(fmt::format("Unknown field {}", name)));
  }
  return {};
}

constexpr std::string_view kStreamActions[] = {"dynamodb:describestream", "dynamodb:getrecords",
                                               "dynamodb:getsharditerator", "dynamodb:liststreams"};

// Actions on streams belong into the policies of streams.
ApiExpected<void> check_actions(dom::element statement) {
  dom::element value;
  if (statement["Action"].get(value) != simdjson::SUCCESS) return {};
  std::vector<std::string> wrong;
  for (const std::string& action : strings_of(value)) {
    if (std::ranges::find(kStreamActions, lower(action)) != std::end(kStreamActions))
      wrong.push_back(fmt::format("\"{}\"", action));
  }
  if (wrong.empty()) return {};
  return refuse(invalid_document(
      fmt::format("The following action names are invalid: {}", fmt::join(wrong, ", "))));
}

void append_statement(JsonWriter& json, dom::element statement) {
  json.begin_object();
  for (const std::string_view member : kMembers) {
    dom::element value;
    if (statement[member].get(value) == simdjson::SUCCESS) append_member(json, member, value);
  }
  json.end_object();
}

std::vector<dom::element> statements_of(dom::element document) {
  dom::element found;
  if (document["Statement"].get(found) != simdjson::SUCCESS) return {};
  if (!found.is_array()) return {found};
  std::vector<dom::element> all;
  const dom::array elements = found.get_array().value_unsafe();
  for (const dom::element element : elements) all.push_back(element);
  return all;
}

}  // namespace

ApiExpected<PolicyDocument> read_policy(const Context& context, std::string_view given,
                                        PolicyOf of) {
  if (given.size() > kMostBytes) {
    return refuse(
        invalid_parameter(fmt::format("Maximum policy size of {} bytes exceeded", kMostBytes)));
  }
  dom::parser parser;
  dom::element document;
  if (parser.parse(given.data(), given.size()).get(document) != simdjson::SUCCESS ||
      !document.is_object()) {
    return refuse(invalid_document("This policy contains invalid Json"));
  }
  const std::vector<dom::element> statements = statements_of(document);
  if (statements.empty())
    return refuse(invalid_document("Could not parse the policy: Statement is empty!"));
  dom::element found;
  PolicyDocument policy;
  JsonWriter json(policy.text);
  json.begin_object();
  const bool has_version = document["Version"].get(found) == simdjson::SUCCESS && found.is_string();
  json.key("Version").string(has_version ? found.get_string().value_unsafe() : "2008-10-17");
  if (document["Id"].get(found) == simdjson::SUCCESS && found.is_string())
    json.key("Id").string(found.get_string().value_unsafe());
  json.key("Statement").begin_array();
  for (const dom::element statement : statements) {
    QUONDAM_TRY(check_statement(statement));
    if (of == PolicyOf::table) QUONDAM_TRY(check_actions(statement));
    append_statement(json, statement);
    policy.removes_own_access = policy.removes_own_access ||
                                denies_own_account(context, statement.get_object().value_unsafe());
  }
  json.end_array();
  json.end_object();
  return policy;
}

std::string next_revision(const std::optional<catalog::ResourcePolicy>& before, Micros now_us) {
  constexpr Micros kMicrosPerMilli = 1000;
  std::uint64_t revision = now_us / kMicrosPerMilli;
  if (before) revision = std::max<std::uint64_t>(revision, std::stoull(before->revision_id) + 1);
  return fmt::format("{}", revision);
}

std::optional<catalog::ResourcePolicy>* PolicyHolder::policy_in(catalog::Table& record) const {
  if (!label) return &record.policy;
  const auto stream = std::ranges::find(
      record.streams, *label, [](const catalog::Stream& one) { return stream_label(one); });
  return stream == record.streams.end() ? nullptr : &stream->policy;
}

ApiExpected<PolicyHolder> find_policy_holder(const Context& context, const Request& request) {
  const std::string_view given = *request.string("ResourceArn");
  if (!given.starts_with("arn:"))
    return refuse(invalid_parameter(fmt::format("ARNs must start with 'arn:': {}", given)));
  const auto stream = parse_stream_arn(given);
  const auto table = stream ? stream->table : parse_table_arn(given);
  if (!table && given.find("/index/") != std::string_view::npos) {
    return refuse(invalid_parameter(fmt::format(
        "Invalid resource arn provided, only table or stream is accepted. Provided resource arn: "
        "{}",
        given)));
  }
  if (!table) {
    return refuse(
        invalid_parameter(fmt::format("Provided Arn is not a DynamoDB resource arn: {}", given)));
  }
  const DatabaseOptions& options = context.database.options();
  if (table->region != options.region)
    return refuse(invalid_parameter(fmt::format("Invalid resource Arn: {}", given)));
  if (table->account_id != options.account_id) {
    return refuse(validation(
        "This action is only supported by accounts that match the resource owner\u2019s account."));
  }
  PolicyHolder holder{.table = context.database.catalog().find(table->table),
                      .label = std::nullopt};
  if (holder.table == nullptr) return refuse(resource_not_found(table->table));
  if (!stream) return holder;
  holder.label = stream->label;
  catalog::Table record = *holder.table;
  if (holder.policy_in(record) == nullptr) {
    return refuse(
        not_found(fmt::format("Requested resource not found: Stream: {} not found for Table: {}",
                              stream->label, table->table)));
  }
  return holder;
}

ApiExpected<void> check_revision(const Request& request, std::string_view table,
                                 const std::optional<catalog::ResourcePolicy>& policy) {
  const auto expected = request.string("ExpectedRevisionId");
  if (!expected || (!policy && *expected == kNoPolicy)) return {};
  if (!policy) return refuse(policy_not_found(*request.string("ResourceArn")));
  if (*expected == kNoPolicy) {
    return refuse(policy_not_found(
        fmt::format("Requested policy update expecting none to be present for table {}, but a "
                    "policy exists with revision id {}.",
                    table, policy->revision_id)));
  }
  if (*expected == policy->revision_id) return {};
  return refuse(policy_not_found(
      fmt::format("Requested update for policy with revision id {}, but the policy associated to "
                  "target table {} has revision id {}.",
                  *expected, table, policy->revision_id)));
}

ApiExpected<void> change_policy(const Context& context, const Request& request,
                                const PolicyHolder& holder, const PolicyChange& change) {
  std::optional<ApiError> refused;
  const auto updated = context.database.catalog().update(
      holder.table->name, holder.table->id, context.who(),
      [&](catalog::Table& table, catalog::CommitTime now) -> Result<void> {
        refused.reset();
        auto* policy = holder.policy_in(table);
        if (policy == nullptr) return fail(ErrorCode::not_found, "");
        auto made = check_revision(request, table.name, *policy);
        if (made) made = change(*policy, now);
        if (made) return {};
        refused = std::move(made).error();
        return fail(ErrorCode::validation, refused->message);
      });
  if (updated) return {};
  if (refused) return refuse(*std::move(refused));
  if (updated.error().code == ErrorCode::not_found)
    return refuse(resource_not_found(holder.table->name));
  return refuse(updated.error());
}

}  // namespace quondam::operations
