// Documents as one HTML page that needs nothing but itself: no scripts, no fonts, no pictures;
// light or dark as the reader's system is, and fit for paper.
#pragma once

#include <string>
#include <string_view>

#include "ops/document.h"

namespace quondam::ops {

// Text that is shown as it is, in an element or in a quoted attribute.
std::string html_text(std::string_view text);

std::string to_html(const Document& document);

}  // namespace quondam::ops
