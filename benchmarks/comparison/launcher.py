# SPDX-License-Identifier: Apache-2.0
"""Runs one command and prints its measurements as JSON: python -I -S launcher.py OUTPUT COMMAND...

A process of its own because the kernel counts what the parent of a new process holds towards the
child's peak memory: started by a harness full of arrays, every program would seem to need them.
Nothing is imported here but what the interpreter has loaded anyway.
"""

import os
import sys
import time


def main() -> None:
    output, command = sys.argv[1], sys.argv[2:]
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 1)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.execvp(command[0], command)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    print(f'{{"seconds": {seconds!r}, "exit_code": {os.waitstatus_to_exitcode(status)}, '
          f'"peak_rss_bytes": {usage.ru_maxrss * 1024}, '
          f'"cpu_seconds": {usage.ru_utime + usage.ru_stime!r}}}')


main()
