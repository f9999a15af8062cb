"""A server whose wall clock is ahead or behind: a library that is loaded before the others, and adds to CLOCK_REALTIME."""

import contextlib
import os
import pathlib
import subprocess
from unittest import mock

SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *now) {
  static int (*real)(clockid_t, struct timespec *);
  static long shift;
  if (!real) {
    const char *seconds = getenv("SHIFTED_CLOCK_SECONDS");
    shift = seconds ? atol(seconds) : 0;
    real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  }
  int result = real(clock, now);
  if (result == 0 && clock == CLOCK_REALTIME) now->tv_sec += shift;
  return result;
}
"""


def build(folder: pathlib.Path) -> pathlib.Path:
    library = folder / "shifted_clock.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-x", "c", "-", "-o", str(library), "-ldl"], input=SOURCE, text=True, check=True, timeout=60)
    return library


@contextlib.contextmanager
def shifted(library: pathlib.Path, seconds: int):
    """Servers that are started inside have a clock that is so many seconds ahead."""
    with mock.patch.dict(os.environ, {"LD_PRELOAD": str(library), "SHIFTED_CLOCK_SECONDS": str(seconds)}):
        yield
