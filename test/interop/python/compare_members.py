#!/usr/bin/python3
"""Answers questions about membership again, and compares.

    compare_members.py FILE

FILE has a question and the answer of another program a line: {"log", "accord", "size", "on",
"members"}; `members` is null where the accord is not published among the first `size` entries. Of a
member the fields that docs/spec/ledger.md §7 speaks of are compared.

Prints the first disagreements, then `python checker: N questions about membership, N agree`. Exit
status 1 where any disagrees.
"""

import json
import sys
from pathlib import Path

import check_log
import membership

SHOWN = 10


def main():
    logs, count, agree = {}, 0, 0
    with open(sys.argv[1], encoding="utf-8") as questions:
        for line in questions:
            asked = json.loads(line)
            name = asked["log"]
            if name not in logs:
                logs[name] = check_log.check(Path(name), backend="openssl")[0]
            found = membership.members(logs[name].entries[: asked["size"]], asked["accord"], asked["on"])
            count += 1
            if _same(found, asked["members"]):
                agree += 1
            elif count - agree <= SHOWN:
                print(f"{name}: {asked['accord']} at {asked['size']} on {asked['on']}")
                print(f"  expected {asked['members']}\n  found    {found}")
    print(f"python checker: {count} questions about membership, {agree} agree")
    return 0 if agree == count > 0 else 1


def _same(found, expected):
    if found is None or expected is None:
        return found is expected
    return len(found) == len(expected) and all(f.items() <= e.items() for f, e in zip(found, expected))


if __name__ == "__main__":
    sys.exit(main())
