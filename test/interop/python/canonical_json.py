"""Strict JSON and its canonical form (docs/spec/ledger.md §2.1), from the grammar of RFC 8259.

The reader does not recurse, so deep nesting is read and not refused for its depth; a member name
that comes twice keeps its last value, and its bytes then cannot be the canonical ones.

    read(text)       -> the value, or NotJson
    write(value)     -> its canonical bytes; the value must hold by `is_value`
    is_value(value)  -> whether the value is one of §2.1

Values: None, True, False, str, int, list, dict. A number is read as an IEEE 754 double; one that is
not an integer of [0, 2^53) stays a float (minus zero too), and no field of the schema takes a float.
"""

import re

MAX_INTEGER = 2**53 - 1


class NotJson(Exception):
    """The text is not one JSON value and nothing else."""


SPACE = re.compile(r"[ \t\n\r]*")
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
HEX4 = re.compile(r"[0-9A-Fa-f]{4}")
ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
WORDS = (("true", True), ("false", False), ("null", None))


def read(text):
    """The one JSON value that `text` is. Raises NotJson."""
    at = SPACE.match(text, 0).end()
    # What is open: (list, None), or (dict, the name whose value comes next).
    open_values = []
    while True:
        value, at, opened = _begin(text, at)
        if opened:
            open_values.append(opened)
            continue
        while True:  # a value has ended: put it where it belongs, close what ends with it
            at = SPACE.match(text, at).end()
            if not open_values:
                if at != len(text):
                    raise NotJson(f"something follows the value, at {at}")
                return value
            holder, name = open_values.pop()
            if name is None:
                holder.append(value)
            else:
                holder[name] = value
            sign = text[at : at + 1]
            closing = "]" if name is None else "}"
            if sign == closing:
                value, at = holder, at + 1
                continue
            if sign != ",":
                raise NotJson(f"neither , nor {closing}, at {at}")
            at = SPACE.match(text, at + 1).end()
            if name is not None:
                name, at = _name(text, at)
            open_values.append((holder, name))
            break


def _begin(text, at):
    """Reads a scalar or an empty array or object -> (value, end, None), or opens one -> (_, at, open)."""
    sign = text[at : at + 1]
    if sign == '"':
        value, at = _string(text, at)
        return value, at, None
    if sign == "[":
        at = SPACE.match(text, at + 1).end()
        if text[at : at + 1] == "]":
            return [], at + 1, None
        return None, at, ([], None)
    if sign == "{":
        at = SPACE.match(text, at + 1).end()
        if text[at : at + 1] == "}":
            return {}, at + 1, None
        name, at = _name(text, at)
        return None, at, ({}, name)
    for word, value in WORDS:
        if text.startswith(word, at):
            return value, at + len(word), None
    number = NUMBER.match(text, at)
    if not number:
        raise NotJson(f"no value begins at {at}")
    return _number(number.group()), number.end(), None


def _name(text, at):
    """A member name and its colon -> (name, where its value begins)."""
    if text[at : at + 1] != '"':
        raise NotJson(f"no member name begins at {at}")
    name, at = _string(text, at)
    at = SPACE.match(text, at).end()
    if text[at : at + 1] != ":":
        raise NotJson(f"no colon at {at}")
    return name, SPACE.match(text, at + 1).end()


def _number(digits):
    double = float(digits)
    if digits.startswith("-") or not 0 <= double <= MAX_INTEGER or double != int(double):
        return double
    return int(double)


def _string(text, at):
    parts, at = [], at + 1
    while True:
        plain = PLAIN.match(text, at)
        parts.append(plain.group())
        at = plain.end()
        sign = text[at : at + 1]
        if sign == '"':
            return _paired("".join(parts)), at + 1
        if sign != "\\":
            raise NotJson(f"a string is not closed, or holds a control, at {at}")
        escape = text[at + 1 : at + 2]
        if escape == "u" and HEX4.match(text, at + 2):
            parts.append(chr(int(text[at + 2 : at + 6], 16)))
            at += 6
        elif escape in ESCAPES:
            parts.append(ESCAPES[escape])
            at += 2
        else:
            raise NotJson(f"a bad escape at {at}")


def _paired(string):
    """Two escaped surrogates that make a pair are one code point; one that stands alone stays."""
    if not any("\ud800" <= c <= "\udfff" for c in string):
        return string
    return string.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def is_well_formed(string):
    """No surrogate stands alone."""
    return not any("\ud800" <= c <= "\udfff" for c in string)


def is_value(value, depth=0):
    """§2.1, nested at most 16 deep: `value` itself, when an array or object, is level depth + 1."""
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, int):
        return 0 <= value <= MAX_INTEGER
    if isinstance(value, str):
        return is_well_formed(value)
    if depth == 16:
        return False
    if isinstance(value, list):
        return all(is_value(item, depth + 1) for item in value)
    if isinstance(value, dict):
        return all(is_well_formed(n) and is_value(v, depth + 1) for n, v in value.items())
    return False


def write(value):
    """The canonical bytes of a value."""
    out = []
    _write(value, out)
    return "".join(out).encode("utf-8")


def _write(value, out):
    if isinstance(value, str):
        out.append(_quoted(value))
    elif value is None:
        out.append("null")
    elif isinstance(value, bool):
        out.append("true" if value else "false")
    elif isinstance(value, int):
        out.append(str(value))
    elif isinstance(value, list):
        out.append("[")
        for place, item in enumerate(value):
            if place:
                out.append(",")
            _write(item, out)
        out.append("]")
    else:
        out.append("{")
        # Big-endian UTF-16 compares as its code units do.
        for place, name in enumerate(sorted(value, key=lambda n: n.encode("utf-16-be"))):
            out.append("," if place else "")
            out.append(_quoted(name) + ":")
            _write(value[name], out)
        out.append("}")


SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
TO_ESCAPE = re.compile(r'["\\\x00-\x1f]')


def _quoted(string):
    return '"' + TO_ESCAPE.sub(lambda m: SHORT.get(m.group()) or f"\\u{ord(m.group()):04x}", string) + '"'
