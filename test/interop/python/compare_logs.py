#!/usr/bin/python3
"""Runs the checker over logs whose verdict is known, and compares.

    compare_logs.py LOGS VECTORS EXAMPLE [FOREIGN...]

LOGS holds {valid,invalid,unknown}/NAME.jsonl, each with NAME.expected.json beside it: the verdict,
and what belongs to it (rule, number, index, size, root, head, the whole end state). VECTORS is
ed25519.json, EXAMPLE the log of docs/spec/ledger.md §10, whose table is read from ledger.md beside it.
FOREIGN are further logs that must be sound.

Prints each disagreement, then `python checker: N logs, N agree`. Exit status 1 where any disagrees.
"""

import json
import re
import sys
from pathlib import Path

import check_log
import rules
import strict_ed25519


def main():
    logs, vectors, example, *foreign = map(Path, sys.argv[1:])
    agree = count = 0
    for path in sorted(logs.glob("*/*.jsonl")):
        differences = _compare(path, json.loads(path.with_suffix(".expected.json").read_text("utf-8")))
        count += 1
        agree += not differences
        for difference in differences:
            print(f"{path.parent.name}/{path.name}: {difference}")
    missing = [n for n in ("valid", "invalid", "unknown") if not any(logs.glob(f"{n}/*.jsonl"))]
    signatures = _compare_signatures(json.loads(vectors.read_text("utf-8")))
    rows = _compare_example(example)
    bad = [*signatures, *rows, *(f"no log in {logs}/{name}" for name in missing)]
    for path in foreign:
        result = check_log.check(path)[1]
        count += 1
        agree += result["verdict"] == "sound"
        if result["verdict"] != "sound":
            bad.append(f"{path}: {result}")
    for line in bad:
        print(line)
    print(f"python checker: {count} logs, {agree} agree")
    return 0 if agree == count and not bad else 1


def _compare(path, expected):
    log, result = check_log.check(path)
    found = {"verdict": result["verdict"], "size": result["size"], "root": result["root"], "head": result["head"]}
    expected = {**expected, **expected.get("sound", {})}
    for name in ("sound", "path", "what", "found"):  # said in the words of another program
        expected.pop(name, None)
    if result["verdict"] == "sound":
        found.update(_end_state(log))
    elif result["index"] is not None:
        found["index"] = result["index"]
    if result["rule"] is not None:
        found.update(rule=result["name"], number=result["rule"])
    names = sorted(expected.keys() | found.keys())
    return [
        f"{name}: expected {expected.get(name)!r}, found {found.get(name)!r}"
        for name in names
        if expected.get(name) != found.get(name)
    ]


def _end_state(log):
    """All that §5.6 says a verifier keeps, and who is in."""
    founding = log.entries[0].value["event"]
    authorities = [e for e in _events(log) if e["type"] == "authority"]
    return {
        "origin": founding["log"],
        "time": log.entries[-1].value["time"],
        "rolesSeparated": not ({a["operator"] for a in authorities} & {r for a in authorities for r in a["registrars"]}),
        "authority": {
            "operator": log.operator,
            "registrars": list(log.registrars),
            "last": log.authority_last,
        },
        "keys": log.used,
        "accords": {
            name: {"title": a.title, "text": a.text, "open": a.open, "last": a.last}
            for name, a in log.accords.items()
        },
        "signatories": {
            name: {
                "key": p.key,
                "keyOrigin": p.how if p.key else None,
                "firstKeyDay": p.first_key_date,
                "last": p.last,
            }
            for name, p in log.parties.items()
        },
        "acts": {
            f"{accord}/{party}": {
                "standing": p.standing,
                "text": p.last_text,
                "everSigned": p.signed_once,
                "last": p.last,
            }
            for (accord, party), p in log.pairs.items()
        },
        "members": {
            name: sorted(party for (accord, party), p in log.pairs.items() if accord == name and p.is_in)
            for name in log.accords
        },
    }


def _events(log):
    return [taken.value["event"] for taken in log.entries]


def _compare_signatures(vectors):
    """§4 on every vector, by our own integers alone and with OpenSSL beside them."""
    if not vectors["signatures"] or not vectors["keys"]:
        yield "no Ed25519 vectors"
    for case in vectors["signatures"]:
        parts = (
            bytes.fromhex(case["key"]),
            bytes.fromhex(case["message"]) * case.get("repeat", 1),
            bytes.fromhex(case["signature"]),
        )
        for backend, stands in check_log.BACKENDS.items():
            if stands(*parts) != case["stands"]:
                yield f"ed25519 ({backend}): {case['name']}: expected {case['stands']}"
    for case in vectors["keys"]:
        # Rule 18 asks the bytes of a key; whether it lies on the curve is asked with its signature.
        expected = not set(case["breaks"]) - {"key-off-curve"}
        if strict_ed25519.key_is_encoded_well(bytes.fromhex(case["key"])) != expected:
            yield f"rule 18: {case['key']}: expected {expected}"


def _compare_example(example):
    """The table of §10: index, bytes, entry hash and root."""
    table = re.findall(
        r"^\| (\d+) \| [^|]+ \| (\d+) \| `([0-9a-f]{64})` \| (?:`([0-9a-f]{64})`|the same) \|$",
        (example.parent / "ledger.md").read_text("utf-8"),
        re.MULTILINE,
    )
    lines = example.read_bytes().splitlines()
    if len(table) != len(lines) or not table:
        yield f"example: {len(table)} rows, {len(lines)} entries"
    log = rules.Log(strict_ed25519.stands)
    for (index, length, leaf, root), line in zip(table, lines):
        found = (log.take(line), str(len(line)), log.head, log.root())
        if found != (None, length, leaf, root or leaf):
            yield f"example: entry {index}: found {found}"


if __name__ == "__main__":
    sys.exit(main())
