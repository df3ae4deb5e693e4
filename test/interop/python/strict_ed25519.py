"""Ed25519 by the rule of docs/spec/ledger.md §4, in big integers.

    stands(key, message, signature) -> whether the signature stands
    key_is_encoded_well(key)        -> rule 18: canonical, and of no listed encoding

All are bytes. Nothing here runs in constant time, nor need it: there is no secret.
"""

import hashlib
from functools import lru_cache

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
SIGN = 1 << 255

SMALL_ORDER = (
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
)
LISTED = frozenset(int.from_bytes(bytes.fromhex(h), "little") for h in SMALL_ORDER)

# Points in extended coordinates (X, Y, Z, T): x = X/Z, y = Y/Z, xy = T/Z.
NEUTRAL = (0, 1, 1, 0)


def _add(a, b):
    """RFC 8032 §5.1.4."""
    x1, y1, z1, t1 = a
    x2, y2, z2, t2 = b
    e_minus = (y1 - x1) * (y2 - x2) % P
    e_plus = (y1 + x1) * (y2 + x2) % P
    c = 2 * D * t1 * t2 % P
    d = 2 * z1 * z2 % P
    e, f, g, h = e_plus - e_minus, d - c, d + c, e_plus + e_minus
    return e * f % P, g * h % P, f * g % P, e * h % P


def _double(a):
    x, y, z, _ = a
    xx, yy = x * x % P, y * y % P
    h = xx + yy
    e = h - (x + y) * (x + y)
    g = xx - yy
    f = 2 * z * z + g
    return e * f % P, g * h % P, f * g % P, e * h % P


def _encode(point):
    x, y, z, _ = point
    inverse = pow(z, -1, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _decode(encoding):
    """The point of a canonical encoding (§4, 1), or None."""
    number = int.from_bytes(encoding, "little")
    sign, y = number >> 255, number & ~SIGN
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    square = u * pow(v, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * ROOT_OF_MINUS_ONE % P
    if x * x % P != square:
        return None
    if x == 0 and sign == 1:
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def is_listed(encoding):
    """One of the encodings of points of small order, the sign bit cleared or set."""
    return int.from_bytes(encoding, "little") & ~SIGN in LISTED


def key_is_encoded_well(key):
    """Rule 18. Where x = 0, y is 1 or p - 1: both are listed, so y < p is all that is left to ask."""
    return len(key) == 32 and int.from_bytes(key, "little") & ~SIGN < P and not is_listed(key)


def _sixteen(point):
    multiples = [NEUTRAL]
    for _ in range(15):
        multiples.append(_add(multiples[-1], point))
    return multiples


def _base_table():
    """table[i][j] = j * 16^i * B."""
    base, table = _decode((4 * pow(5, -1, P) % P).to_bytes(32, "little")), []
    for _ in range(64):
        table.append(_sixteen(base))
        base = _add(table[-1][15], base)
    return table


BASE = _base_table()


@lru_cache(maxsize=4096)
def _negated_multiples(key):
    """0 to 15 times -A; None where `key` is no key by §4, 1."""
    point = _decode(key) if len(key) == 32 else None
    if point is None:
        return None
    eight = _double(_double(_double(point)))
    if eight[0] == 0 and (eight[1] - eight[2]) % P == 0:  # of small order
        return None
    x, y, z, t = point
    return _sixteen((-x % P, y, z, -t % P))


def bytes_hold(key, signature):
    """All of §4 but the equation: what no library has to be trusted with."""
    return (
        len(signature) == 64
        and _negated_multiples(key) is not None
        and not is_listed(signature[:32])
        and int.from_bytes(signature[32:], "little") < L
    )


def stands(key, message, signature):
    """§4 in full."""
    if not bytes_hold(key, signature):
        return False
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    k = int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % L
    multiples, point = _negated_multiples(key), NEUTRAL
    for shift in range(252, -4, -4):
        if point is not NEUTRAL:
            point = _double(_double(_double(_double(point))))
        digit = k >> shift & 15
        if digit:
            point = _add(point, multiples[digit])
    for place in range(64):
        digit = s >> 4 * place & 15
        if digit:
            point = _add(point, BASE[place][digit])
    return _encode(point) == r
