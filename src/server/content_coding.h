// Compressed bodies. DynamoDB takes gzip and deflate, answers in them when it is asked to, and its
// checksums and signatures are over what is sent.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace quondam::server {

enum class ContentCoding { identity, gzip, deflate, unknown };

// As Content-Encoding and Accept-Encoding call it.
[[nodiscard]] std::string_view name_of(ContentCoding coding);

// What Content-Encoding says of a request's body.
[[nodiscard]] ContentCoding read_content_encoding(std::string_view header);

// What Accept-Encoding asks for, as recorded on DynamoDB: of gzip and deflate the one with the
// higher weight, or that is named first; identity counts for nothing.
[[nodiscard]] ContentCoding choose_coding(std::string_view accept_encoding);

// The body before it was encoded, with room for `padding` bytes behind it. Errors: validation when
// it would be larger than `most_bytes` (no more than that is ever unpacked), corruption when it is
// malformed, cut off or followed by something else.
Result<std::string> decode(ContentCoding coding, std::string_view body, std::size_t most_bytes,
                           std::size_t padding);

// `coding` is gzip or deflate.
[[nodiscard]] std::string encode(ContentCoding coding, std::string_view body);

}  // namespace quondam::server
