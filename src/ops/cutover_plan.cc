#include "ops/cutover_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json_writer.h"

namespace quondam::ops {
namespace {

// Fit for a shell.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out.push_back(c);
    }
  }
  return out + "'";
}

class Planner {
 public:
  Planner(const TableSettings& source, const TableSettings& restored)
      : source_(source), restored_(restored) {}

  void tags();
  void recovery();
  void stream();
  void time_to_live();
  void deletion_protection();
  void what_was_left_out();
  void around_the_table(bool on_aws);
  CutoverPlan take() { return std::move(plan_); }

 private:
  void step(std::string setting, std::string says, std::string operation, std::string body) {
    plan_.steps.push_back(
        {std::move(setting), std::move(says), std::move(operation), std::move(body)});
  }
  void leave(std::string says, std::vector<std::string> commands = {}) {
    plan_.left.push_back({std::move(says), std::move(commands)});
  }
  void stream_step(const std::string& view);

  const TableSettings& source_;
  const TableSettings& restored_;
  CutoverPlan plan_;
};

bool is_of_aws(const std::string& tag) {
  return tag.starts_with("aws:");
}

void Planner::tags() {
  if (!source_.tags || !restored_.tags) return;
  std::vector<std::pair<std::string, std::string>> added;
  std::vector<std::string> of_aws;
  for (const auto& [key, value] : *source_.tags) {
    const auto found = restored_.tags->find(key);
    if (found != restored_.tags->end() && found->second == value) continue;
    if (is_of_aws(key)) {
      of_aws.push_back(key);
    } else {
      added.emplace_back(key, value);
    }
  }
  std::vector<std::string> removed;
  for (const auto& [key, value] : *restored_.tags)
    if (!source_.tags->contains(key) && !is_of_aws(key)) removed.push_back(key);
  if (!added.empty()) {
    std::string body;
    JsonWriter json(body);
    json.begin_object().key("ResourceArn").string(restored_.arn).key("Tags").begin_array();
    std::vector<std::string> shown;
    for (const auto& [key, value] : added) {
      json.begin_object().key("Key").string(key).key("Value").string(value).end_object();
      shown.push_back(fmt::format("{}={}", key, value));
    }
    json.end_array().end_object();
    step("Tags", fmt::format("set {}", fmt::join(shown, ", ")), "TagResource", body);
  }
  if (!removed.empty()) {
    std::string body;
    JsonWriter json(body);
    json.begin_object().key("ResourceArn").string(restored_.arn).key("TagKeys").begin_array();
    for (const std::string& key : removed) json.string(key);
    json.end_array().end_object();
    step("Tags", fmt::format("remove {}", fmt::join(removed, ", ")), "UntagResource", body);
  }
  if (!of_aws.empty()) {
    leave(
        fmt::format("AWS's own tags are not for setting: {}. What set them (a CloudFormation "
                    "stack, say) must be told of {}",
                    fmt::join(of_aws, ", "), restored_.name));
  }
}

void Planner::recovery() {
  if (!source_.recovery || !restored_.recovery) return;
  if (!source_.recovery->enabled) {
    if (restored_.recovery->enabled)
      leave(fmt::format("point-in-time recovery is on for {}, off for {}: left on", restored_.name,
                        source_.name));
    return;
  }
  const bool same_days =
      source_.recovery->days == 0 || source_.recovery->days == restored_.recovery->days;
  if (restored_.recovery->enabled && same_days) return;
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TableName").string(restored_.name);
  json.key("PointInTimeRecoverySpecification").begin_object();
  json.key("PointInTimeRecoveryEnabled").boolean(true);
  if (source_.recovery->days > 0) json.key("RecoveryPeriodInDays").number(source_.recovery->days);
  json.end_object().end_object();
  step("PointInTimeRecovery",
       source_.recovery->days > 0 ? fmt::format("turn on, for {} days", source_.recovery->days)
                                  : "turn on",
       "UpdateContinuousBackups", body);
}

void Planner::stream_step(const std::string& view) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TableName").string(restored_.name);
  json.key("StreamSpecification").begin_object().key("StreamEnabled").boolean(!view.empty());
  if (!view.empty()) json.key("StreamViewType").string(view);
  json.end_object().end_object();
  step("Stream", view.empty() ? "turn off" : fmt::format("turn on, {}", view), "UpdateTable", body);
}

void Planner::stream() {
  if (source_.stream_view == restored_.stream_view) return;
  // A stream's view cannot be changed while it is on.
  if (!restored_.stream_view.empty()) stream_step("");
  if (!source_.stream_view.empty()) stream_step(source_.stream_view);
}

void Planner::time_to_live() {
  if (!source_.ttl_attribute || !restored_.ttl_attribute) return;
  const std::string& wanted = *source_.ttl_attribute;
  const std::string& has = *restored_.ttl_attribute;
  if (wanted == has) return;
  const auto set = [&](const std::string& attribute, bool enabled) {
    std::string body;
    JsonWriter json(body);
    json.begin_object().key("TableName").string(restored_.name);
    json.key("TimeToLiveSpecification").begin_object().key("Enabled").boolean(enabled);
    json.key("AttributeName").string(attribute).end_object().end_object();
    step("TimeToLive",
         enabled ? fmt::format("turn on, by {}: what has expired is deleted soon after", attribute)
                 : fmt::format("turn off, by {}", attribute),
         "UpdateTimeToLive", body);
  };
  if (!has.empty()) set(has, false);
  if (!wanted.empty()) set(wanted, true);
}

void Planner::deletion_protection() {
  if (source_.deletion_protection == restored_.deletion_protection) return;
  if (!source_.deletion_protection) {
    leave(fmt::format("{} is protected from deletion, {} is not: left on", restored_.name,
                      source_.name));
    return;
  }
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("TableName").string(restored_.name);
  json.key("DeletionProtectionEnabled").boolean(true).end_object();
  step("DeletionProtection", "turn on", "UpdateTable", body);
}

// Settings that a restore takes over, unless somebody overrode or changed them.
void Planner::what_was_left_out() {
  std::vector<std::string> missing;
  std::ranges::set_difference(source_.indexes, restored_.indexes, std::back_inserter(missing));
  if (!missing.empty()) {
    leave(fmt::format("{} lacks the indexes {}", restored_.name, fmt::join(missing, ", ")),
          {fmt::format("aws dynamodb describe-table --table-name {} --query "
                       "'Table.[GlobalSecondaryIndexes,LocalSecondaryIndexes]'",
                       quoted(source_.name))});
  }
  const bool provisioned = source_.billing_mode == "PROVISIONED";
  const bool units_differ = provisioned && (source_.read_units != restored_.read_units ||
                                            source_.write_units != restored_.write_units);
  if (source_.billing_mode != restored_.billing_mode || units_differ) {
    leave("the capacity is another one",
          {provisioned
               ? fmt::format("aws dynamodb update-table --table-name {} --billing-mode PROVISIONED "
                             "--provisioned-throughput ReadCapacityUnits={},WriteCapacityUnits={}",
                             quoted(restored_.name), source_.read_units, source_.write_units)
               : fmt::format(
                     "aws dynamodb update-table --table-name {} --billing-mode PAY_PER_REQUEST",
                     quoted(restored_.name))});
  }
  if (source_.table_class != restored_.table_class) {
    leave("the table class is another one",
          {fmt::format("aws dynamodb update-table --table-name {} --table-class {}",
                       quoted(restored_.name), source_.table_class)});
  }
  if (!source_.replicas.empty()) {
    std::vector<std::string> commands;
    for (const std::string& region : source_.replicas) {
      commands.push_back(
          fmt::format("aws dynamodb update-table --table-name {} --replica-updates "
                      "'[{{\"Create\": {{\"RegionName\": \"{}\"}}}}]'",
                      quoted(restored_.name), region));
    }
    leave(fmt::format("{} is a global table", source_.name), std::move(commands));
  }
}

void Planner::around_the_table(bool on_aws) {
  for (const TableSettings* table : {&source_, &restored_}) {
    for (const TableSettings::Unknown& unknown : table->unknown)
      leave(fmt::format("{} of {} cannot be read here: {}", unknown.setting, table->name,
                        unknown.why));
  }
  if (on_aws) {
    leave("alarms name their table: those of the source, then each anew for the restored one",
          {fmt::format("aws cloudwatch describe-alarms --query "
                       "\"MetricAlarms[?Dimensions[?Name=='TableName' && Value=='{}']]\"",
                       source_.name),
           fmt::format("aws cloudwatch put-metric-alarm --cli-input-json FILE   # the alarm, with "
                       "TableName {} in its Dimensions",
                       restored_.name)});
    std::vector<std::string> scaling{
        fmt::format("aws application-autoscaling describe-scalable-targets --service-namespace "
                    "dynamodb --resource-ids table/{}",
                    source_.name),
        fmt::format("aws application-autoscaling describe-scaling-policies --service-namespace "
                    "dynamodb --resource-id table/{}",
                    source_.name)};
    for (const auto* dimension : {"Read", "Write"}) {
      scaling.push_back(
          fmt::format("aws application-autoscaling register-scalable-target --service-namespace "
                      "dynamodb --resource-id table/{} --scalable-dimension "
                      "dynamodb:table:{}CapacityUnits --min-capacity MIN --max-capacity MAX",
                      restored_.name, dimension));
      scaling.push_back(
          fmt::format("aws application-autoscaling put-scaling-policy --service-namespace dynamodb "
                      "--resource-id table/{} --scalable-dimension dynamodb:table:{}CapacityUnits "
                      "--policy-name "
                      "{}-{} --policy-type TargetTrackingScaling "
                      "--target-tracking-scaling-policy-configuration FILE",
                      restored_.name, dimension, restored_.name, dimension));
    }
    if (source_.billing_mode == "PROVISIONED")
      leave("auto scaling is registered by the table's name", std::move(scaling));
    leave("a resource policy is not restored",
          {fmt::format("aws dynamodb get-resource-policy --resource-arn {}", source_.arn),
           fmt::format("aws dynamodb put-resource-policy --resource-arn {} --policy POLICY",
                       restored_.arn)});
  }
  if (!source_.stream_view.empty() && on_aws) {
    leave("who reads the stream must read the new one: its ARN is another",
          {fmt::format("aws lambda list-event-source-mappings --event-source-arn {}",
                       source_.stream_arn),
           fmt::format("aws dynamodb describe-table --table-name {} --query Table.LatestStreamArn",
                       quoted(restored_.name))});
  } else if (!source_.stream_view.empty()) {
    leave("who reads the stream must read the new one: its ARN is another",
          {fmt::format("aws dynamodb describe-table --table-name {} --query Table.LatestStreamArn",
                       quoted(restored_.name))});
  }
  leave(fmt::format("applications, and permissions that name {}, must name {}", source_.name,
                    restored_.name));
}

}  // namespace

CutoverPlan plan_cutover(const TableSettings& source, const TableSettings& restored, bool on_aws) {
  Planner planner(source, restored);
  planner.tags();
  planner.recovery();
  planner.stream();
  planner.time_to_live();
  planner.deletion_protection();
  planner.what_was_left_out();
  planner.around_the_table(on_aws);
  return planner.take();
}

}  // namespace quondam::ops
