#!/usr/bin/python3
"""Bends entries of valid logs, and says of each bent one what the checker says.

    bend_logs.py FOLDER SEED COUNT OUT

FOLDER holds *.jsonl, all valid. OUT gets COUNT lines, each an entry put in the place of entry `index`
of `log`, after those before it: {"log", "index", "line": base64, "how", "size", "root", "found"};
`found` is the number of the rule that is broken, "sound", or "later". The same SEED bends alike.
"""

import base64
import copy
import json
import random
import re
import sys
from pathlib import Path

import check_log
import rules

STRINGS = [
    "", "a", "a-b", "-a", "a-", "a--b", "A", "a" * 96, "a" * 97, "é", "é" * 256, "é" * 257, "x" * 1024, "x" * 1025,
    "x\u200bx", "x\u200cx", "\u00adx", "\ufffe", "x\U0001fffe", "\ufdd0", " x", "x ", "x\u00a0", "x\u0000", "\ud800",
    "x\udc00", "🌊", "x\u2028", "x\ue000", "\U000e0041", "https://", "https://a", "https://a b", "http://a",
    "https://" + "a" * 2040, "https://" + "a" * 2041, "2026-02-29", "2024-02-29", "2100-02-29", "1599-12-31",
    "1600-01-01", "9999-12-31", "2026-13-01", "2026-00-10", "2026-1-01", "2026-01-01T00:00:00Z", "2026-01-01T23:59:60Z",
    "2026-01-01T24:00:00Z", "2026-01-01t00:00:00z", "٠٠٠٠-01-01", "DE", "de", "DEU", "ÄÖ", "0" * 63, "0" * 64, "0" * 65,
    "F" * 64, "g" * 64, "0" * 128, "endorse", "withdraw", "strike", "authority", "rotate", "snapshot", "a/b", "a/", "/a",
    "a//b", "a" * 128, "a" * 129, "constructor", "__proto__", "ec" + "ff" * 30 + "7f", "ed" + "ff" * 30 + "7f",
    "01" + "00" * 30 + "80", "f0" + "ff" * 30 + "7f", "03" + "00" * 31, "da" + "ff" * 31,
]  # fmt: skip
NUMBERS = (
    "0 1 2 -0 -1 1.0 1e0 10e-1 0.0 -0.0 1e400 1e-400 -1e-400 9007199254740991 9007199254740992 9007199254740993 "
    "9007199254740991.4 9007199254740990.6 0.99999999999999999999 01 +1 .5 1. 1e 0x1 1E0 1e+0 NaN Infinity ٣ - 00 1.5 5e-324"
).split()
TOKENS = (
    *("null true false [] {} [null] 0 nul True [1,2] {'a':1} ['\\ud800'] {'\\ud800':1} 1.5 -1".replace("'", '"').split()),
    "[" * 40 + "]" * 40, "[" * 14 + "]" * 14, '{"a":' * 15 + "1" + "}" * 15, '{"a":' * 16 + "1" + "}" * 16,
)  # fmt: skip
NAMES = ('"zz"', '"a"', '"__proto__"', '"constructor"', '"\\u0069ndex"', '"\\ud800"', '"\ue000"', '"😀"', '"text"')
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|true|false|null|[{}\[\],:]')
BYTES = (b"\0", b"\xff", b" ", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xef\xbb\xbf", b"\xf0\x9f\x98\x80")
DAYS = ("2025-12-31", "2026-01-01", "2026-01-02", "2036-01-01", "2036-01-02", "2036-01-03", "1600-01-01", "9999-12-31")


class Bender:
    def __init__(self, folder, seed):
        self.random = random.Random(seed)
        self.logs = {}  # path -> (lines, the checker's log before each line and after the last)
        self.values = {}  # field -> values it has anywhere
        self.events = []
        for path in sorted(folder.glob("*.jsonl")):
            lines = path.read_bytes().split(b"\n")[:-1]
            before = [rules.Log(check_log.BACKENDS["openssl"])]
            for line in lines:
                before.append(copy.deepcopy(before[-1]))
                if before[-1].take(line):
                    raise ValueError(f"{path} is not valid")
                self.events.append(json.loads(line)["event"])
                self._collect(json.loads(line))
            self.logs[path] = (lines, before)
        self.keys = sorted({k for k in self.values["key"] if k})

    def _collect(self, value):
        for name, inner in value.items() if isinstance(value, dict) else ():
            self.values.setdefault(name, []).append(inner)
            self._collect(inner)
        for inner in value if isinstance(value, list) else ():
            self._collect(inner)

    def bent(self):
        """A bent entry, and what the checker says of it."""
        pick = self.random.choice
        path = pick(sorted(self.logs))
        lines, before = self.logs[path]
        index = self.random.randrange(len(lines))
        how = self.random.choices(("bytes", "tokens", "hostile", "pooled", "members", "retold"), (8, 22, 10, 15, 8, 37))[0]
        line = getattr(self, f"_{how}")(lines[index], before[index]).replace(b"\n", b" ")
        log = copy.deepcopy(before[index])
        fault = log.take(line)
        found = "sound" if fault is None else "later" if isinstance(fault, rules.Later) else fault.number
        return {
            "log": path.name, "index": index, "line": base64.b64encode(line).decode(), "how": how,
            "size": log.size, "root": log.root(), "found": found,
        }  # fmt: skip

    def _bytes(self, line, _):
        bent = bytearray(line)
        for _ in range(self.random.choice((1, 1, 2, 5))):
            at = self.random.randrange(len(bent))
            bent[at : at + self.random.choice((0, 1))] = self.random.choice((*BYTES, b"", bytes([self.random.randrange(256)])))
        return self.random.choice((b"",) * 9 + (b"\xef\xbb\xbf",)) + bytes(bent)

    def _tokens(self, line, _):
        pick, tokens = self.random.choice, TOKEN.findall(line.decode())
        at = self.random.randrange(len(tokens))
        token = tokens[at]
        if token == "{" and tokens[at + 1] != "}":  # a member more, or one twice
            tokens[at] = "{" + pick((tokens[at + 1],) * 5 + NAMES) + ":" + pick((*TOKENS, self._written(self._value()))) + ","
        elif token == "}":
            names = [name for name, colon in zip(tokens, tokens[1:]) if colon == ":"]
            tokens[at] = "," + pick(names) + ":" + pick((*TOKENS, *(t for t in tokens if t[0] == '"'))) + "}"
        elif token in "[],:":
            tokens[at] = pick((f" {token}", f"{token}\t", token * 2, "", f"\u00a0{token}", f"{token}\r", "}", ","))
        elif token[0] == '"' and len(token) > 2:
            place = self.random.randrange(1, len(token) - 1)
            other = (f"\\u{ord(token[place]) & 0xFFFF:04x}", token[place].upper(), "\\/", "\\x41", "\\", "\x1f", "\x7f",
                     "\\ud83d\\ude00", "\\udead", *"0z-A ")  # fmt: skip
            tokens[at] = pick((token[:place] + pick(other) + token[place + 1 :],) * 3 + (self._written(pick(STRINGS)), pick(TOKENS)))
        elif token[0] in "-0123456789":
            tokens[at] = pick((*NUMBERS, f"{token}.0", f"{token}e0", f"{token}0e-1"))
        else:
            tokens[at] = pick(TOKENS)
        return "".join(tokens).encode("utf-8")

    def _hostile(self, line, _):
        entry, holder, name = self._somewhere(line)
        holder[name] = self._value()
        return self._written(entry).encode("utf-8")

    def _pooled(self, line, _):
        entry, holder, name = self._somewhere(line)
        holder[name] = self.random.choice(self.values.get(name, ["x"]))
        return self._written(entry).encode("utf-8")

    def _members(self, line, _):
        entry, holder, name = self._somewhere(line)
        if self.random.random() < 0.5:
            del holder[name]
        else:
            target = self.random.choice((entry, entry["event"]))
            target[self.random.choice(("x", "format", "text", "key", "reason", "seen", "until", "😀", "\uffff"))] = self._value()
        return self._written(entry).encode("utf-8")

    def _retold(self, line, log):
        """An event of any log, told here, with the links mended; mostly as it would have to be, but for the signatures."""
        pick, chance = self.random.choice, self.random.random
        entry = json.loads(line)
        event = copy.deepcopy(pick((entry["event"], pick(self.events))))
        if log.size and "seen" in event and chance() < 0.9:
            seen = pick((0, log.size - 1, self.random.randrange(log.size)))
            event.update(seen={"index": seen, "hash": log.entries[seen].hash}, log=log.entries[0].value["event"]["log"])
        for name, known in (("accord", log.accords), ("signatory", log.parties)):
            if name in event and known and chance() < 0.8:
                event[name] = pick(sorted(known))
        if "effective" in event and chance() < 0.5:
            event["effective"] = pick(DAYS)
        self._bend_fields(event, log)
        if event["previous"] is not None or log.size:
            event["previous"] = pick((log.last_of(event),) * 12 + (event["previous"],))
        signers = self._signers(event, log)
        old = {signature["key"]: signature["sig"] for signature in entry["signatures"]}
        entry.update(index=log.size, prev=log.head, event=event)
        entry["signatures"] = [{"key": key, "sig": old.get(key, "00" * 64)} for key in sorted(signers)]
        return self._written(entry).encode("utf-8")

    def _bend_fields(self, event, log):
        pick, chance, kind = self.random.choice, self.random.random, event["type"]
        accord = log.accords.get(event.get("accord"))
        if kind in ("endorse", "attest") and accord and chance() < 0.6:
            event["text"] = pick((accord.text,) * 3 + (None,) * (kind == "attest"))
        if kind == "accord" and accord and chance() < 0.7:
            event.update(text=pick((accord.text, event["text"])), title=pick((accord.title, event["title"], "T")))
        if kind == "attest" and chance() < 0.5:
            event["act"] = pick(("endorse", "withdraw"))
            event["text"] = None if event["act"] == "withdraw" and chance() < 0.7 else event["text"]
        keys = [*log.used, *self.keys, "02" + "00" * 31, "ee" + "ff" * 30 + "7f"]
        if kind in ("signatory", "rotate") and chance() < 0.6:
            event["key"] = pick(keys + [None] * (kind == "signatory"))
        if kind == "authority" and chance() < 0.7:
            event["operator"] = pick([log.operator or keys[0]] * 9 + keys)
            some = {*self.random.sample(keys, min(3, len(keys))), *log.registrars}
            event["registrars"] = sorted(self.random.sample(sorted(some), pick((1, min(2, len(some)), len(some)))))

    def _signers(self, event, log):
        required, registrar = log.required(event)
        signers = {key for key in required if key}
        if registrar and log.registrars:
            signers.add(self.random.choice(log.registrars))
        bend = self.random.random()
        if bend < 0.08 and signers:
            signers.discard(self.random.choice(sorted(signers)))
        elif bend < 0.2:
            signers.add(self.random.choice((*self.keys, *log.registrars)))
        return signers

    def _value(self):
        integers = (0, 1, 2, 2**53 - 1, 2**53, -1, 65536)
        return self.random.choice((*STRINGS, *integers, None, True, False, [], {}, [1], {"a": 1}, [[]]))

    def _somewhere(self, line):
        """The entry, and one of its members: whose, and its name or place."""
        entry = json.loads(line)
        places, open_values = [], [entry]
        while open_values:
            holder = open_values.pop()
            for name in holder if isinstance(holder, dict) else range(len(holder)):
                places.append((holder, name))
                if isinstance(holder[name], (dict, list)):
                    open_values.append(holder[name])
        return (entry, *self.random.choice(places))

    @staticmethod
    def _written(value):
        """Canonical, but for names beyond U+FFFF; surrogates that stand alone are escaped."""
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return re.sub("[\ud800-\udfff]", lambda found: f"\\u{ord(found.group()):04x}", text)


def main():
    folder, seed, count, out = sys.argv[1:]
    bender = Bender(Path(folder), int(seed))
    with open(out, "w", encoding="utf-8") as file:
        for _ in range(int(count)):
            file.write(json.dumps(bender.bent()) + "\n")


if __name__ == "__main__":
    main()
