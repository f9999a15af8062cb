// What the commands' exit codes say to scripts. The only place that declares them; docs/cli.md
// promises them.
#pragma once

namespace quondam::ops {

inline constexpr int kOk = 0;
// It was not done, and the message says why; or `diff --exit-code` found differences.
inline constexpr int kFailed = 1;
// The command line cannot be understood, or asks for a "yes" that nobody is there to give. Nothing
// was done.
inline constexpr int kUsage = 2;
// It was done in part: conflicts were left as they are, or some of several tables failed.
inline constexpr int kPartial = 3;

}  // namespace quondam::ops
