#!/usr/bin/python3
"""Checks a log by docs/spec/ledger.md, sharing nothing with the TypeScript.

    check_log.py LOG [--trust key:HEX|entry:HEX] [--ed25519 exact|both|openssl]
                 [--members ACCORD [--on DAY] [--size N]]

LOG is a .jsonl file or the folder of a ledger, whose public/entries/*.jsonl are read in the order of
their names. Prints one line of JSON:

    {"verdict": "sound"|"unsound"|"unknown", "size", "root", "head", "origin", "index", "rule", "name",
     "detail", "findings": []}

size, root, head speak of the entries that hold; index, rule, name are null unless an entry is at fault.
With --members and a log that is not unsound: {"accord", "size", "on", "members": [...]} of §7.
Exit status: 0 sound, 1 unsound, 2 could not tell, 64 a wrong command line.

--ed25519: `exact`, our own integers alone; `openssl`, OpenSSL after our checks of the bytes; `both`
(the default), our own integers decide and OpenSSL must agree, or the checker stops with an error.
"""

import argparse
import datetime
import json
import re
import sys
from functools import lru_cache
from pathlib import Path

import membership
import rules
import schema
import strict_ed25519


class Untold(Exception):
    """The bytes cannot be read."""


def main():
    arguments = _arguments()
    try:
        log, result = check(Path(arguments.log), arguments.trust, arguments.ed25519)
    except Untold as error:
        log, result = None, {"verdict": "unknown", "size": 0, "detail": str(error)}
    answer = result
    if arguments.members and log and result["verdict"] != "unsound":
        answer = _members(log, arguments)
    print(json.dumps(answer, ensure_ascii=False))
    return {"sound": 0, "unsound": 1, "unknown": 2}[result["verdict"]]


def check(path, trust=None, backend="both"):
    """Verifies the log at `path` (§6). Returns it, as far as it holds, and the result."""
    lines, torn = _lines(path)
    log = rules.Log(BACKENDS[backend])
    fault = None
    for line in lines:
        fault = log.take(line)
        if fault:
            break
    verdict, findings, untrusted = "sound", [], None
    if torn:
        findings.append(f"a torn tail of {torn} bytes")
    if isinstance(fault, rules.Broken):
        verdict = "unsound"
    elif isinstance(fault, rules.Later) or log.size == 0:
        verdict = "unknown"
    if not trust:
        findings.append("the founding key was taken from the log itself")
    elif log.size > 0 and not _is_trusted(log.entries[0], trust):
        verdict, untrusted = "unsound", f"the log is not {trust}"
    return log, {
        "verdict": verdict,
        "size": log.size,
        "root": log.root(),
        "head": log.head,
        "origin": log.entries[0].value["event"]["log"] if log.size else None,
        "index": log.size if fault else None,
        "rule": fault.number if isinstance(fault, rules.Broken) else None,
        "name": fault.name if isinstance(fault, rules.Broken) else None,
        "detail": fault.detail if fault else untrusted,
        "findings": findings,
    }


def _is_trusted(founding, trust):
    kind, _, hexadecimal = trust.partition(":")
    return hexadecimal == (founding.value["event"]["operator"] if kind == "key" else founding.hash)


def _lines(path):
    """The entries' bytes, and the length of what follows the last line feed."""
    try:
        if path.is_dir():
            segments = sorted(path.glob("public/entries/*.jsonl"), key=lambda p: p.name)
            if not segments:
                raise Untold(f"no public/entries/*.jsonl in {path}")
            content = b"".join(segment.read_bytes() for segment in segments)
        else:
            content = path.read_bytes()
    except OSError as error:
        raise Untold(str(error)) from error
    *lines, tail = content.split(b"\n")
    return lines, len(tail)


def _members(log, arguments):
    size = log.size if arguments.size is None else arguments.size
    if size > log.size:
        _usage(f"the log has {log.size} entries, not {size}")
    on = arguments.on or datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")
    found = membership.members(log.entries[:size], arguments.members, on)
    if found is None:
        _usage(f"none of {size} entries publishes an accord {arguments.members}")
    return {"accord": arguments.members, "size": size, "on": on, "members": found}


@lru_cache(maxsize=4096)
def _openssl_key(key):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    return Ed25519PublicKey.from_public_bytes(key)


def _openssl(key, message, signature):
    from cryptography.exceptions import InvalidSignature

    if not strict_ed25519.bytes_hold(key, signature):
        return False
    try:
        _openssl_key(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _both(key, message, signature):
    ours = strict_ed25519.stands(key, message, signature)
    if ours != _openssl(key, message, signature):
        raise AssertionError(f"OpenSSL differs on {key.hex()} {signature.hex()} {message.hex()}")
    return ours


BACKENDS = {"exact": strict_ed25519.stands, "openssl": _openssl, "both": _both}


def _usage(message):
    print(f"check_log.py: {message}", file=sys.stderr)
    sys.exit(64)


def _arguments():
    parser = argparse.ArgumentParser(description="Checks an Accord Ledger log by its specification.")
    parser.error = _usage
    parser.add_argument("log", metavar="LOG", help="a .jsonl file, or the folder of a ledger")
    parser.add_argument("--trust", metavar="key:HEX|entry:HEX", help="the founding key, or the hash of entry 0")
    parser.add_argument("--ed25519", choices=sorted(BACKENDS), default="both")
    parser.add_argument("--members", metavar="ACCORD")
    parser.add_argument("--on", metavar="DAY")
    parser.add_argument("--size", type=int, metavar="N")
    found = parser.parse_args()
    if found.trust and not re.fullmatch(r"(key|entry):[0-9a-f]{64}", found.trust):
        _usage("--trust takes key: or entry: and 64 digits of lower-case hex")
    if found.on and not schema.is_day(found.on):
        _usage("--on takes a day, YYYY-MM-DD")
    if found.size is not None and found.size < 0:
        _usage("--size takes a number of entries")
    return found


if __name__ == "__main__":
    sys.exit(main())
