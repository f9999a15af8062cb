// Documents as Markdown, in the dialect with tables and fenced blocks.
#pragma once

#include <string>
#include <string_view>

#include "ops/document.h"

namespace quondam::ops {

// Text that is shown as it is: nothing in it is markup, and it stays in its cell of a table.
std::string markdown_text(std::string_view text);

std::string to_markdown(const Document& document);

}  // namespace quondam::ops
