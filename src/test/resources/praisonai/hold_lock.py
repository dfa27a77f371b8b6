"""Holds a lock file the way praisonaiagents 1.7.0 does, until its standard input ends.

usage: hold_lock.py LOCKFILE [flock|lockf]
Prints "held" or "busy".
"""

import fcntl
import sys

handle = open(sys.argv[1], "w")
take = fcntl.lockf if len(sys.argv) > 2 and sys.argv[2] == "lockf" else fcntl.flock
try:
    take(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
except OSError:
    print("busy", flush=True)
    sys.exit(1)
print("held", flush=True)
sys.stdin.read()
take(handle.fileno(), fcntl.LOCK_UN)
handle.close()
