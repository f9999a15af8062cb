// How large a space is.
#pragma once

#include "engine/engine.h"
#include "engine/rocksdb/family.h"

namespace quondam::engine::rocks {

// Reads the properties of files that have not been opened since the start.
SpaceSize size_of(const Family& family);

}  // namespace quondam::engine::rocks
