"""What the rules ask of: the state that the entries so far have left (docs/spec/ledger.md §5.6)."""

import hashlib
from dataclasses import dataclass, field

ACTS = ("endorse", "withdraw", "attest", "strike")


@dataclass
class Accord:
    title: str
    text: str
    open: bool
    last: str


@dataclass
class Party:
    key: str | None = None
    how: str | None = None  # how the key came: the last one's, where there is none now
    first_key_date: str | None = None
    last: str | None = None


@dataclass
class Pair:
    standing: str = "none"
    last_text: str | None = None
    signed_once: bool = False
    last: str | None = None

    @property
    def is_in(self):
        return self.standing in ("signed", "attested")


@dataclass
class Taken:
    """An entry that every rule holds of; `how`: how the key of the party came that signed an endorse."""

    value: dict
    hash: str
    how: str | None


@dataclass
class State:
    entries: list = field(default_factory=list)
    peaks: list = field(default_factory=list)  # (size, hash) of the perfect trees, the largest first
    operator: str | None = None
    registrars: tuple = ()
    authority_last: str | None = None
    used: dict = field(default_factory=dict)  # every key introduced -> by which entry
    accords: dict = field(default_factory=dict)
    parties: dict = field(default_factory=dict)
    pairs: dict = field(default_factory=dict)

    @property
    def size(self):
        return len(self.entries)

    @property
    def head(self):
        """The entry hash of the last entry, which the `prev` of the next must be."""
        return self.entries[-1].hash if self.entries else "0" * 64

    def root(self):
        """§3.4: the trees of the binary digits of the size, joined from the right."""
        if not self.peaks:
            return hashlib.sha256(b"").hexdigest()
        joined = self.peaks[-1][1]
        for _, left in reversed(self.peaks[:-1]):
            joined = _node(left, joined)
        return joined.hex()

    def last_of(self, event):
        """The hash of the last event of the event's little chain."""
        kind = event["type"]
        if kind == "authority":
            return self.authority_last
        if kind == "accord":
            accord = self.accords.get(event["accord"])
            return accord.last if accord else None
        if kind in ("signatory", "rotate"):
            return self.parties.get(event["signatory"], Party()).last
        return self.pair(event).last

    def pair(self, event):
        return self.pairs.get((event["accord"], event["signatory"]), Pair())

    def introduced(self, event):
        """The keys that the event introduces (§5.4)."""
        kind = event["type"]
        if kind == "authority":
            new = [] if event["operator"] == self.operator else [event["operator"]]
            known = (*self.registrars, event["operator"])
            return new + [key for key in event["registrars"] if key not in known]
        if kind == "signatory":
            current = self.parties.get(event["signatory"], Party()).key
            return [] if event["key"] in (None, current) else [event["key"]]
        return [event["key"]] if kind == "rotate" else []

    def required(self, event):
        """The keys that have to sign, but for the registrar's; and whether a registrar has to."""
        kind = event["type"]
        required = set(self.introduced(event))
        if kind == "authority":
            required.add(self.operator if self.entries else event["operator"])
        elif kind in ("rotate", "endorse", "withdraw"):
            required.add(self.parties.get(event["signatory"], Party()).key)
        struck = kind == "endorse" and self.pair(event).standing == "struck"
        return required, struck or kind in ("accord", "attest", "strike", "signatory")

    def put(self, entry, line):
        """Takes over an entry that every rule holds of."""
        event, leaf = entry["event"], hashlib.sha256(b"\x00" + line).digest()
        kind, name = event["type"], leaf.hex()
        how = None
        self.used.update(dict.fromkeys(self.introduced(event), self.size))
        if kind == "authority":
            self.operator, self.registrars = event["operator"], tuple(event["registrars"])
            self.authority_last = name
        elif kind == "accord":
            self.accords[event["accord"]] = Accord(event["title"], event["text"], event["open"], name)
        elif kind in ("signatory", "rotate"):
            self._put_party(entry, name)
        else:
            how = self.parties[event["signatory"]].how if kind == "endorse" else None
            self._put_act(event, name)
        self.entries.append(Taken(entry, name, how))
        size = 1
        while self.peaks and self.peaks[-1][0] == size:
            leaf, size = _node(self.peaks.pop()[1], leaf), size * 2
        self.peaks.append((size, leaf))

    def _put_party(self, entry, name):
        event = entry["event"]
        party = self.parties.setdefault(event["signatory"], Party())
        key = event["key"]
        if key not in (None, party.key):
            if party.first_key_date is None:
                party.first_key_date, party.how = entry["time"][:10], "admitted"
            elif event["type"] == "signatory" or party.how == "replaced":
                party.how = "replaced"
            else:
                party.how = "rotated"
        party.key, party.last = key, name

    def _put_act(self, event, name):
        pair = self.pairs.setdefault((event["accord"], event["signatory"]), Pair())
        kind = event["type"]
        act = event["act"] if kind == "attest" else kind
        if act == "endorse":
            pair.standing = "signed" if kind == "endorse" else "attested"
            pair.last_text = event["text"]
        else:
            pair.standing = "struck" if kind == "strike" else "out"
        pair.signed_once = pair.signed_once or kind in ("endorse", "withdraw")
        pair.last = name


def _node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()
