// How the API names the jobs of exports and imports: by ARNs, and in the tokens of lists.
#pragma once

#include "operations/operation.h"

namespace quondam::operations {

enum class JobKind { exporting, importing };

// "arn:aws:dynamodb:us-east-1:000000000000:table/orders/export/01693685827463-2d8752fd"
std::string job_arn(const Context& context, JobKind kind, std::string_view table,
                    std::string_view id);

struct JobReference {
  std::string_view table;
  std::string_view id;
};

// What the ARN names. ValidationException for what is no ARN of the kind, AccessDeniedException for
// another account's; nullopt for another region's, where it cannot be found.
ApiExpected<std::optional<JobReference>> job_of_arn(const Context& context, JobKind kind,
                                                    std::string_view arn);

// The table of TableArn, in the words of exports and imports. nullopt: of another region, so not to
// be found here.
ApiExpected<std::optional<std::string_view>> table_of_arn(const Context& context,
                                                          std::string_view arn);

// NextToken: the page begins behind the job of this id. A token is hexadecimal, as AWS's are.
std::string next_token(JobKind kind, std::string_view id);
// Empty when the request has no token; refuses one of the other kind's lists.
ApiExpected<std::string> job_before_page(JobKind kind, const Request& request);

// What stands for the parameters of the request but the client's token.
std::string parameters_digest(const Request& request);

// "--s3-root is missing", for a server without buckets.
ApiError no_buckets();

// Refuses keys that a folder cannot hold.
ApiExpected<void> check_key_prefix(std::string_view prefix);

// What a Timestamp of a request means: that microsecond.
catalog::CommitTime commit_time_of(double seconds);

}  // namespace quondam::operations
