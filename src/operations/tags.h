// Tags of tables: what TagResource, UntagResource, ListTagsOfResource and CreateTable share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "operations/common_shapes.h"
#include "operations/operation.h"

namespace quondam::operations {

namespace shapes {

// The service has words of its own for what is wrong with a tag (operations/tags.cc).
inline constexpr Shape kTagKey{
    .kind = string, .name = "TagKeyString", .min = 1, .max = 128, .limits_elsewhere = true};
inline constexpr Shape kTagValue{
    .kind = string, .name = "TagValueString", .min = 0, .max = 256, .limits_elsewhere = true};
inline constexpr Member kTagMembers[] = {{"Key", &kTagKey, required_elsewhere},
                                         {"Value", &kTagValue, required_elsewhere}};
inline constexpr Shape kTag{.kind = structure, .name = "Tag", .members = kTagMembers};
inline constexpr Shape kTags{.kind = list, .name = "TagList", .element = &kTag};
inline constexpr Shape kTagKeys{.kind = list, .name = "TagKeyList", .element = &kTagKey};
inline constexpr Shape kResourceArn{
    .kind = string, .name = "ResourceArnString", .min = 1, .max = 1283, .limits_elsewhere = true};

}  // namespace shapes

// The parameter Tags as a table can have them: every key and value checked, no key twice, not too
// many. Empty when absent.
ApiExpected<catalog::Tags> read_tags(const Request& request);

// The parameter TagKeys, checked in the same way.
ApiExpected<std::vector<std::string_view>> read_tag_keys(const Request& request);

// "Number of Tags exceed the current limit ...", of the tags that a table would have.
Result<void> check_tag_count(std::size_t count);

// The parameter ResourceArn, in two steps because AWS looks at the tags between them: whether it is
// there at all; then the name of the table that it names. The resource of another account is
// AccessDeniedException. `operation` as AWS names it.
ApiExpected<void> require_resource_arn(const Request& request);
ApiExpected<std::string_view> tagged_table_name(const Context& context, const Request& request,
                                                std::string_view operation);

// The list or the refusal that it is missing.
ApiExpected<void> require_list(const Request& request, std::string_view parameter);

// The table, once nothing else is wrong.
ApiExpected<catalog::TablePtr> tagged_table(const Context& context, const Request& request,
                                            std::string_view name);
// "Requested resource not found: ResourceArn: ... not found"
ApiError resource_arn_not_found(const Request& request);

}  // namespace quondam::operations
