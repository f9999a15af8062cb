// Restore points: names for moments ("before-migration-42"), of all tables.
#pragma once

#include "catalog/catalog.h"

namespace quondam::catalog {

struct RestorePoint {
  std::string name;
  CommitTime at = 0;
  Micros created_us = 0;
  std::string caller;  // who named it
};

// Whether `name` can be a restore point's: no number, and nothing that reads as a moment.
[[nodiscard]] bool is_restore_point_name(std::string_view name);

// already_exists when the name is taken.
Result<void> add_restore_point(engine::Engine& engine, const RestorePoint& point,
                               const timeline::Who& who);
// nullopt when there is none.
Result<std::optional<RestorePoint>> find_restore_point(engine::Engine& engine,
                                                       std::string_view name);
// In order of their moments.
Result<std::vector<RestorePoint>> list_restore_points(engine::Engine& engine);
// not_found.
Result<void> remove_restore_point(engine::Engine& engine, std::string_view name,
                                  const timeline::Who& who);

}  // namespace quondam::catalog
