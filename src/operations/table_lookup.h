// From a request's TableName to the table. AWS answers for a missing table in three ways, by what
// the operation is about.
#pragma once

#include "operations/operation.h"

namespace quondam::operations {

// The table's name, taken out of an ARN where one was given. `parameter` is present. An ARN of
// another region is refused.
ApiExpected<std::string_view> table_name(const Context& context, const Request& request,
                                         std::string_view parameter = "TableName");

// For operations on items: "Requested resource not found"; also while the table is being created or
// deleted. `given` is a name or an ARN.
ApiExpected<catalog::TablePtr> table_of_items(const Context& context, std::string_view given);
ApiExpected<catalog::TablePtr> table_of_items(const Context& context, const Request& request);

// For operations on a table: "Requested resource not found: Table: x not found".
ApiExpected<catalog::TablePtr> table_of_settings(const Context& context, const Request& request);

// For operations on continuous backups: "Table not found: x"; also while the table is being
// created.
ApiExpected<catalog::TablePtr> table_of_backups(const Context& context, const Request& request,
                                                std::string_view parameter = "TableName");

// "The parameter 'TableName' is required but was not present in the request".
ApiExpected<void> require_table_name(const Request& request);

// Refuses the first of the named parameters that the request has, because they are not implemented
// yet.
ApiExpected<void> refuse_unimplemented(const Request& request,
                                       std::initializer_list<std::string_view> parameters);

}  // namespace quondam::operations
