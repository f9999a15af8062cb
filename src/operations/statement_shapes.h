// Shapes of PartiQL's operations.
#pragma once

#include "operations/common_shapes.h"

namespace quondam::operations::shapes {

inline constexpr Shape kStatement{
    .kind = string, .name = "PartiQLStatement", .min = 1, .max = 8192};
inline constexpr Shape kParameters{
    .kind = list, .name = "PreparedStatementParameters", .min = 1, .element = &kAttributeValue};

}  // namespace quondam::operations::shapes
