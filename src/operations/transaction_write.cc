#include "operations/transaction_write.h"

#include "catalog/client_token.h"
#include "item/size.h"

namespace quondam::operations {
namespace {

CancellationReason reason_of(const PlannedWrite& action, const Written& written) {
  if (action.inserts) {
    const ApiError error = duplicate_item();
    return {.code = "DuplicateItem", .message = error.message, .members = {}};
  }
  return {.code = "ConditionalCheckFailed",
          .message = conditional_check_failed().message,
          .members = item_on_failure(action.write, written)};
}

// Every action sees the items as they were before the transaction; all reasons are gathered before
// it is given up.
Result<void> apply_all(const std::vector<PlannedWrite>& actions, timeline::Writer& writer,
                       std::span<const catalog::TablePtr> tables, const Wanted& wanted,
                       WriteOutcome& outcome) {
  for (std::size_t i = 0; i < actions.size(); ++i) {
    const auto applied = apply(actions[i].write, writer, *tables[i], wanted, outcome.written[i]);
    if (applied) continue;
    if (applied.error().code == ErrorCode::condition_failed) {
      outcome.reasons[i] = reason_of(actions[i], outcome.written[i]);
    } else if (applied.error().code == ErrorCode::validation) {
      outcome.reasons[i] = validation_reason(applied.error().message);
    } else {
      return applied;
    }
  }
  if (any_reason(outcome.reasons)) return fail(ErrorCode::condition_failed, "");
  return {};
}

ApiError refusal(const Error& error, const WriteOutcome& outcome,
                 const std::vector<std::size_t>& contended, std::size_t actions) {
  if (outcome.other_request) return idempotent_parameter_mismatch();
  if (error.code == ErrorCode::condition_failed) return transaction_canceled(outcome.reasons);
  if (error.code != ErrorCode::conflict) return error;
  std::vector<CancellationReason> reasons(actions);
  for (const std::size_t position : contended) {
    if (position >= actions) return transaction_in_progress();
    reasons[position] = {.code = "TransactionConflict",
                         .message = "Transaction is ongoing for the item",
                         .members = {}};
  }
  return transaction_canceled(reasons);
}

}  // namespace

ApiExpected<void> check_transaction_size(const std::vector<PlannedWrite>& actions) {
  std::size_t bytes = 0;
  for (const PlannedWrite& planned : actions) bytes += item::size_bytes(planned.write.item);
  if (bytes > kMostTransactionBytes) return refuse(transaction_too_large());
  return {};
}

ApiExpected<WriteOutcome> write_together(const Context& context, const Request& request,
                                         std::string_view parameters,
                                         const std::vector<PlannedWrite>& actions,
                                         const std::vector<catalog::RowOf>& rows) {
  const auto token = request.string("ClientRequestToken");
  const std::string same = simdjson::minify(*request.find(parameters));
  const Wanted wanted{.before = false, .units = wants_consumed_capacity(request)};
  std::vector<std::size_t> contended;
  catalog::TransactionTerms terms{.own_row = std::nullopt, .contended = &contended};
  if (token) terms.own_row = catalog::token_row(*token);

  WriteOutcome outcome;
  const engine::Engine::Done durable = context.gate.hold();
  const auto submitted = context.database.catalog().submit(
      rows, context.who(),
      [&](timeline::Writer& writer, std::span<const catalog::TablePtr> tables) -> Result<void> {
        outcome = {.written = std::vector<Written>(actions.size()),
                   .reasons = std::vector<CancellationReason>(actions.size())};
        if (token) {
          QUONDAM_ASSIGN(const catalog::TokenUse use, catalog::use_token(writer, *token, same));
          outcome.repeated = use == catalog::TokenUse::same_request;
          outcome.other_request = use == catalog::TokenUse::other_request;
          if (outcome.repeated) return {};
          if (outcome.other_request) return fail(ErrorCode::validation, "");
        }
        return apply_all(actions, writer, tables, wanted, outcome);
      },
      durable, terms);
  if (submitted) return outcome;
  durable(engine::CommitTime{0});  // nothing was submitted: nothing to wait for
  return refuse(refusal(submitted.error(), outcome, contended, actions.size()));
}

// One that was done before is answered in the units of reading its items.
void append_write_units(JsonWriter& json, const Request& request,
                        const std::vector<PlannedWrite>& actions, const WriteOutcome& outcome) {
  std::map<std::string, ConsumedUnits> units;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    ConsumedUnits of_action = outcome.written[i].units;
    if (outcome.repeated)
      of_action.table = read_units(item::size_bytes(actions[i].write.item), true);
    of_action.multiply(2);
    units[actions[i].given_table].add(of_action);
  }
  append_consumed_capacities(
      json, request, units,
      outcome.repeated ? UnitsOf::reading_transaction : UnitsOf::writing_transaction);
}

}  // namespace quondam::operations
