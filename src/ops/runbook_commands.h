// The lines of a runbook's commands: each block names its server itself, and asks for what only its
// reader knows by variables of the shell, which are set before it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ops/runbook_model.h"

namespace quondam::ops {

// A line that ends the block when the variable is not set, and says what it is. `example` and
// `what` are words of ours, never data.
std::string needs(std::string_view variable, std::string_view example, std::string_view what);
// The usual ones.
std::string needs_moment();
std::string needs_caller();
std::string needs_repair(const Runbook& runbook);
std::string needs_other_server();

// "quondam restore orders ...", each word fit for a shell. `rest` is put behind as it is:
// variables.
std::string quondam_line(const std::vector<std::string>& words, std::string_view rest = {});
std::string aws_line(std::string_view operation, const std::vector<std::string>& words,
                     std::string_view rest = {});
// The command line of a request: `aws dynamodb tag-resource --cli-input-json '{...}'`.
std::string aws_request(std::string_view operation, std::string_view json);

// Waits until a table is ACTIVE, as long as it is there.
std::string until_active(const std::string& table);

// A block of its own shell: what is missing, or fails, ends it, also where it is pasted into an
// interactive one, and nothing of it (the server that it names) stays there.
CommandBlock enclosed(std::string says, std::vector<std::string> lines);

// The line that names the server of the runbook for `lines`.
std::string connection_line(const Runbook& runbook, const std::vector<std::string>& lines);

// A block for the server of the runbook.
CommandBlock block(const Runbook& runbook, std::string says, std::vector<std::string> lines);
// One for a server that the reader names by the variable `other`, a URL.
CommandBlock block_elsewhere(const Runbook& runbook, std::string says,
                             std::vector<std::string> lines);

// The variables that make up an item's key, each with what it needs, and `key` of them; and --key.
std::vector<std::string> key_lines(const TableFacts& table);
inline constexpr std::string_view kKeyOption = R"(--key "$key")";

// The calls that give a table that was made anew under the same name the settings that it has now.
std::vector<std::string> setting_lines(const TableFacts& table);

// Takes deletion protection away if there is or may be any, and deletes the table.
std::vector<std::string> deletion_lines(const std::string& table, bool is_protected);

}  // namespace quondam::ops
