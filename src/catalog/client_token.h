// Client tokens: a transaction that is sent again with its token, within ten minutes, is answered
// again but not done again (API reference: TransactWriteItems, ClientRequestToken). A token is
// written in the transaction's own commit, so it survives whatever the transaction survives.
#pragma once

#include "timeline/writer.h"

namespace quondam::catalog {

inline constexpr Micros kTokenLives_us = 600 * kMicrosPerSecond;

// The catalog row of a token; for TransactionTerms.
timeline::RowKey token_row(std::string_view token);

// In the transaction that declared the token's row: what is known of the token.
enum class TokenUse { fresh, same_request, other_request };
// `request` stands for all parameters of the request. A fresh token is taken.
Result<TokenUse> use_token(timeline::Writer& writer, std::string_view token,
                           std::string_view request);

// Erases the tokens that have run out at `now`.
Result<void> erase_old_tokens(engine::Engine& engine, timeline::CommitTime now);

}  // namespace quondam::catalog
