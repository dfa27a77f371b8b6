"""A process that uses session files as praisonaiagents 1.7.0 does, until its standard input ends.

usage: writer.py DIRECTORY NAME PROFILE SEED SESSION...

PROFILE is "default" (messages, titles; the compact retention of 100 messages) or "hierarchical" (also forks, snapshots
and reverts). Follows the product's protocol: flock(LOCK_EX | LOCK_NB) on <file>.json.lock, opened anew and tried again
every 50 ms for 5 s; under it the file is read, changed, written to a temporary file and renamed, without fsync. A read
takes the lock too. What cannot be parsed is renamed to <file>.json.corrupt-<ms>.

Prints "started", then one line for each event:
  ack SESSION MESSAGE      the message is saved
  cut SESSION MESSAGE      a revert of this process removed it
  snapshot SESSION ID INDEX
  timeout SESSION          the lock was not obtained in time: the message is lost
  corrupt SESSION          the file could not be read
and at the end "longest SECONDS" (the longest wait for a lock) and "operations COUNT".
"""

import fcntl
import json
import os
import random
import sys
import tempfile
import threading
import time
import uuid
from datetime import datetime, timezone

TIMEOUT = 5.0
WINDOW = 100
longest = 0.0


class FileLock:
    def __init__(self, path):
        self.path = path + ".lock"
        self.handle = None

    def __enter__(self):
        global longest
        began = time.monotonic()
        while True:
            try:
                self.handle = open(self.path, "w")
                fcntl.flock(self.handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
                longest = max(longest, time.monotonic() - began)
                return self
            except OSError:
                if self.handle:
                    self.handle.close()
                    self.handle = None
                if time.monotonic() - began > TIMEOUT:
                    longest = max(longest, time.monotonic() - began)
                    raise OSError("Failed to acquire file lock for " + self.path)
                time.sleep(0.05)

    def __exit__(self, *failure):
        fcntl.flock(self.handle.fileno(), fcntl.LOCK_UN)
        self.handle.close()
        return False


def say(*words):
    print(*words, flush=True)


def now():
    return datetime.now(timezone.utc).isoformat()


def path_of(directory, session):
    return os.path.join(directory, "".join(c if c.isalnum() or c in "-_" else "_" for c in session) + ".json")


def empty(session, profile):
    data = {"session_id": session, "messages": [], "created_at": now(), "updated_at": now(), "agent_name": None,
            "user_id": None, "metadata": {}, "gateway_session_id": None, "agent_id": None, "runtime_state": {},
            "archived_messages": []}
    if profile == "hierarchical":
        data.update({"parent_id": None, "forked_from_message_id": None, "children_ids": [], "snapshots": [],
                     "is_shared": False, "title": None})
    return data


def load(path, session, profile):
    if not os.path.exists(path):
        return empty(session, profile)
    try:
        with open(path, "r", encoding="utf-8") as file:
            data = json.load(file)
    except (json.JSONDecodeError, UnicodeDecodeError):
        say("corrupt", session)
        os.replace(path, path + ".corrupt-%d" % int(time.time() * 1000))
        return empty(session, profile)
    # As from_dict and to_dict do: only the keys it knows survive.
    kept = empty(session, profile)
    for key in list(kept) + ["last_compaction"]:
        if key in data:
            kept[key] = data[key]
    return kept


def save(path, data):
    data["updated_at"] = now()
    handle, temporary = tempfile.mkstemp(suffix=".tmp", dir=os.path.dirname(path))
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(data, file, indent=2, ensure_ascii=False)
    os.replace(temporary, path)


def retain(data):
    """The compact retention: what falls out of the window goes to the archive, and the summary grows."""
    messages = data["messages"]
    summary = messages[0] if messages and messages[0].get("metadata", {}).get("compaction") else None
    window = messages[1:] if summary else messages
    if len(window) <= WINDOW:
        return
    overflow = window[:len(window) - WINDOW]
    window = window[len(overflow):]
    data["archived_messages"].extend(overflow)
    counts = {role: sum(1 for m in overflow if m["role"] == role) for role in ("user", "assistant", "tool", "system")}
    block = "Previous conversation: %d messages\nMessage breakdown: %s" % (len(overflow), counts)
    if summary:
        summary["content"] += "\n---\n" + block
        summary["metadata"]["compacted_count"] += len(overflow)
    else:
        summary = {"role": "system", "content": "[Session Summary]\n" + block, "timestamp": time.time(),
                   "metadata": {"compaction": True, "compacted_count": len(overflow)}}
    data["messages"] = [summary] + window


class Writer:
    def __init__(self, directory, name, profile, seed, sessions):
        self.directory = directory
        self.name = name
        self.profile = profile
        self.random = random.Random(seed)
        self.sessions = sessions
        self.count = 0

    def add(self, session):
        self.count += 1
        message = "%s-%d" % (self.name, self.count)
        path = path_of(self.directory, session)
        with FileLock(path):
            data = load(path, session, self.profile)
            data["messages"].append({"role": self.random.choice(["user", "assistant"]), "content": message,
                                     "timestamp": time.time(), "metadata": {}})
            if self.profile == "default":
                retain(data)
            save(path, data)
        say("ack", session, message)

    def title(self, session):
        path = path_of(self.directory, session)
        with FileLock(path):
            data = load(path, session, self.profile)
            key = "title" if self.profile == "hierarchical" else None
            if key:
                data[key] = "Title of " + self.name
            else:
                data["metadata"]["title"] = "Title of " + self.name
            save(path, data)

    def read(self, session):
        path = path_of(self.directory, session)
        with FileLock(path):
            load(path, session, self.profile)

    def snapshot(self, session):
        path = path_of(self.directory, session)
        with FileLock(path):
            data = load(path, session, self.profile)
            taken = {"id": str(uuid.uuid4()), "session_id": session, "message_index": len(data["messages"]) - 1,
                     "created_at": time.time(), "label": self.name, "metadata": {}}
            data["snapshots"].append(taken)
            save(path, data)
        say("snapshot", session, taken["id"], taken["message_index"])

    def revert(self, session):
        path = path_of(self.directory, session)
        with FileLock(path):
            data = load(path, session, self.profile)
            if not data["snapshots"]:
                return
            index = data["snapshots"][-1]["message_index"]
            cut = data["messages"][index + 1:]
            data["messages"] = data["messages"][:index + 1]
            save(path, data)
        for message in cut:
            say("cut", session, message["content"])

    def fork(self, session):
        child = str(uuid.uuid4())
        path = path_of(self.directory, session)
        with FileLock(path):
            parent = load(path, session, self.profile)
        data = empty(child, self.profile)
        data["messages"] = list(parent["messages"][-3:])
        data["parent_id"] = session
        with FileLock(path_of(self.directory, child)):
            save(path_of(self.directory, child), data)
        with FileLock(path):
            parent = load(path, session, self.profile)
            parent["children_ids"].append(child)
            save(path, parent)

    def step(self):
        session = self.random.choice(self.sessions)
        chance = self.random.random()
        try:
            if chance < 0.75:
                self.add(session)
            elif chance < 0.85:
                self.title(session)
            elif self.profile == "default" or chance < 0.90:
                self.read(session)
            elif chance < 0.94:
                self.snapshot(session)
            elif chance < 0.97:
                self.revert(session)
            else:
                self.fork(session)
        except OSError as failure:
            say("timeout" if "acquire" in str(failure) else "error", session, failure)


def main():
    directory, name, profile, seed = sys.argv[1:5]
    writer = Writer(directory, name, profile, int(seed), sys.argv[5:])
    stop = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
    say("started")
    operations = 0
    while not stop.is_set():
        writer.step()
        operations += 1
    say("longest", "%.3f" % longest)
    say("operations", operations)


main()
