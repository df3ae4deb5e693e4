"""What an entry looks like: docs/spec/ledger.md §2.2, §2.3, §2.4, §3.2, and §9 for what is later.

    entry_kind(value) -> 'known', 'later', or None where rule 4 is broken
"""

import re

import canonical_json

FORMAT = 1
MAX_SIGNATURES = 32

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
COUNTRY = re.compile(r"[A-Z]{2}")
ORIGIN = re.compile(r"[a-z0-9.-]+(/[a-z0-9._-]+)*")
URI = re.compile(r"https://[\x21-\x7e]+")
HEX = re.compile(r"[0-9a-f]+")
DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
TIME = re.compile(r"(.{10})T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z")

REFUSED_IN_TEXT = (
    (0x00, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x61C, 0x61C), (0x200B, 0x200B), (0x200E, 0x200F),
    (0x2028, 0x202E), (0x2060, 0x206F), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB), (0xD800, 0xDFFF),
    (0xE0000, 0xE007F), (0xFDD0, 0xFDEF),
)  # fmt: skip


def _matching(pattern, least, most):
    return lambda v: isinstance(v, str) and least <= len(v) <= most and bool(pattern.fullmatch(v))


def _text(most):
    def holds(value):
        if not isinstance(value, str) or value == "" or value[0] == " " or value[-1] == " ":
            return False
        for c in map(ord, value):
            if c & 0xFFFE == 0xFFFE or any(low <= c <= high for low, high in REFUSED_IN_TEXT):
                return False
        return len(value.encode("utf-8")) <= most

    return holds


def _or_null(holds):
    return lambda v: v is None or holds(v)


def is_null(value):
    return value is None


def is_index(value):
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def ordinal(day):
    """Days since 0001-01-01 of a day that has the form; None where no such date exists."""
    parts = DAY.fullmatch(day)
    if not parts:
        return None
    year, month, date = map(int, parts.groups())
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    lengths = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if year < 1600 or not 1 <= month <= 12 or not 1 <= date <= lengths[month - 1]:
        return None
    before = year - 1
    return before * 365 + before // 4 - before // 100 + before // 400 + sum(lengths[: month - 1]) + date - 1


def is_day(value):
    return isinstance(value, str) and ordinal(value) is not None


def is_time(value):
    parts = TIME.fullmatch(value) if isinstance(value, str) else None
    return bool(parts) and is_day(parts.group(1))


is_id = _matching(ID, 1, 96)
is_hash = _matching(HEX, 64, 64)
is_signature = _matching(HEX, 128, 128)
is_origin = _matching(ORIGIN, 1, 128)
is_uri = _matching(URI, 9, 2048)
is_country = _matching(COUNTRY, 2, 2)
is_name = _text(512)
is_sentence = _text(1024)


def _closed(fields):
    return lambda v: (
        isinstance(v, dict) and v.keys() == fields.keys() and all(f(v[n]) for n, f in fields.items())
    )


def _ascending(values):
    return all(a < b for a, b in zip(values, values[1:]))


def is_registrars(value):
    return isinstance(value, list) and 1 <= len(value) <= 16 and all(map(is_hash, value)) and _ascending(value)


_signature = _closed({"key": is_hash, "sig": is_signature})


def is_signatures(value):
    return (
        isinstance(value, list)
        and len(value) <= MAX_SIGNATURES
        and all(map(_signature, value))
        and _ascending([s["key"] for s in value])
    )


def _format_is_known(value):
    return is_index(value) and value == FORMAT


_seen = _closed({"hash": is_hash, "index": is_index})
_authority = {"format": _format_is_known, "operator": is_hash, "registrars": is_registrars}
_chained = {"type": is_id, "log": is_origin, "seen": _seen, "until": _or_null(is_time)}
_first_or_not = {**_chained, "previous": _or_null(is_hash)}
_never_first = {**_chained, "previous": is_hash}
_act = {**_first_or_not, "accord": is_id, "signatory": is_id, "effective": is_day}

is_founding = _closed({"type": is_id, "log": is_origin, "previous": is_null, **_authority})
_is_later_authority = _closed({**_never_first, **_authority})

EVENTS = {
    "authority": lambda v: is_founding(v) or _is_later_authority(v),
    "accord": _closed({
        **_first_or_not, "accord": is_id, "title": is_sentence, "text": is_hash,
        "uri": _or_null(is_uri), "open": lambda v: isinstance(v, bool), "effective": is_day,
    }),
    "signatory": _closed({
        **_first_or_not, "signatory": is_id, "name": is_name, "category": is_id,
        "country": _or_null(is_country), "key": _or_null(is_hash), "effective": is_day,
    }),
    "rotate": _closed({**_never_first, "signatory": is_id, "key": is_hash}),
    "endorse": _closed({**_act, "text": is_hash}),
    "withdraw": _closed({**_act, "reason": _or_null(is_sentence)}),
    "attest": _closed({
        **_act, "act": lambda v: v in ("endorse", "withdraw"), "text": _or_null(is_hash),
        "reason": _or_null(is_sentence), "evidence": _or_null(is_hash),
    }),
    "strike": _closed({**_act, "reason": is_sentence}),
}  # fmt: skip


def entry_kind(value):
    """'known': rule 4 holds. 'later': so far as §9 asks. None: rule 4 is broken."""
    shape = {
        "index": is_index, "prev": is_hash, "time": is_time,
        "event": lambda v: isinstance(v, dict), "signatures": is_signatures,
    }  # fmt: skip
    if not _closed(shape)(value):
        return None
    event = value["event"]
    if not is_id(event.get("type")):
        return None
    known = EVENTS.get(event["type"])
    later_format = event["type"] == "authority" and is_index(event.get("format")) and event["format"] != FORMAT
    if known and not later_format:
        return "known" if known(event) else None
    return "later" if canonical_json.is_value(event) else None
