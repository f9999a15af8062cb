// How often some settings of a table can be changed (developer guide, "Service, account, and table
// quotas"). The texts: docs/compatibility.md, "Settings of tables".
#pragma once

#include "catalog/table.h"
#include "operations/operation.h"

namespace quondam::operations {

// LimitExceededException when the class was changed twice in the last 30 days, also for the class
// that the table has already.
ApiExpected<void> check_class_change(const catalog::Table& table, Micros now_us);
void note_class_change(catalog::Table& table, Micros now_us);

// LimitExceededException after four changes of the encryption in the 24 hours that the first of
// them began, when the last one is less than six hours old.
ApiExpected<void> check_encryption_change(const catalog::Table& table, Micros now_us);
void note_encryption_change(catalog::Table& table, Micros now_us);

}  // namespace quondam::operations
