"""The 32 rules of docs/spec/ledger.md §5, asked of one entry after the other.

    log = Log(signature_stands)
    log.take(line)   -> None, Broken(number, name, detail) or Later(detail)

After None, `log` holds the entry. After the others it is as before, and nothing may be asked of it
but what it holds.
"""

from dataclasses import dataclass

import canonical_json
import schema
import strict_ed25519
from state import ACTS, Party, State

MAX_ENTRY = 65_535
LOOK_BACK = 65_536
MOST_DAYS_AHEAD = 3_653
PAYLOAD_TYPE = b"application/vnd.accord-ledger.event.v1+json"

NAMES = (
    "entry-size utf-8 json schema canonical index prev time founding log seen-range seen-hash until "
    "accord-known signatory-known previous effective key-encoding key-fresh key-current signers "
    "accord-title text-current accord-open endorse-again withdraw-member attest-unsigned "
    "attest-before-key attest-withdraw-key attest-withdraw-text strike-again signature"
).split()


@dataclass(frozen=True)
class Broken:
    number: int
    detail: str

    @property
    def name(self):
        return NAMES[self.number - 1]


@dataclass(frozen=True)
class Later:
    detail: str


class Log(State):
    def __init__(self, signature_stands):
        super().__init__()
        self.signature_stands = signature_stands

    def take(self, line):
        if len(line) > MAX_ENTRY:
            return Broken(1, f"{len(line)} bytes")
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            return Broken(2, str(error))
        if text.startswith("\ufeff"):
            return Broken(2, "a byte order mark")
        try:
            value = canonical_json.read(text)
        except canonical_json.NotJson as error:
            return Broken(3, str(error))
        kind = schema.entry_kind(value)
        if kind is None:
            return Broken(4, "not an entry with an event of §2.2, or a field outside §2.3")
        if canonical_json.write(value) != line:
            return Broken(5, "the canonical form is another")
        broken = self._chain(value)
        if broken:
            return broken
        if kind == "later":
            return Later(f"event type {value['event']['type']} of a later version")
        for rules in (self._envelope, self._subject, self._keys, self._acts, self._curve):
            broken = rules(value)
            if broken:
                return broken
        self.put(value, line)
        return None

    # 5.2

    def _chain(self, entry):
        if entry["index"] != self.size:
            return Broken(6, f"expected {self.size}, found {entry['index']}")
        if entry["prev"] != self.head:
            return Broken(7, f"expected {self.head}")
        if self.entries and entry["time"] < self.entries[-1].value["time"]:
            return Broken(8, f"{entry['time']} is before {self.entries[-1].value['time']}")
        return None

    def _envelope(self, entry):
        event = entry["event"]
        founding = schema.is_founding(event)
        if founding != (self.size == 0):
            return Broken(9, "entry 0 must be founding" if self.size == 0 else "founding but not entry 0")
        if founding:
            return None
        if event["log"] != self.entries[0].value["event"]["log"]:
            return Broken(10, f"found {event['log']}")
        seen = event["seen"]
        if not (seen["index"] == 0 or self.size - LOOK_BACK <= seen["index"] < self.size):
            return Broken(11, f"{seen['index']} seen at {self.size}")
        if seen["hash"] != self.entries[seen["index"]].hash:
            return Broken(12, f"entry {seen['index']} has another hash")
        if event["until"] is not None and event["until"] < entry["time"]:
            return Broken(13, f"{event['until']} is before {entry['time']}")
        return None

    # 5.3

    def _subject(self, entry):
        event = entry["event"]
        kind = event["type"]
        if kind in ACTS and event["accord"] not in self.accords:
            return Broken(14, event["accord"])
        if kind in ACTS + ("rotate",) and event["signatory"] not in self.parties:
            return Broken(15, event["signatory"])
        if event["previous"] != self.last_of(event):
            return Broken(16, f"expected {self.last_of(event)}")
        if "effective" in event:
            ahead = schema.ordinal(event["effective"]) - schema.ordinal(entry["time"][:10])
            if ahead > MOST_DAYS_AHEAD:
                return Broken(17, f"{ahead} days ahead")
        return None

    # 5.4

    def _keys(self, entry):
        event = entry["event"]
        kind = event["type"]
        introduced = self.introduced(event)
        for key in introduced:
            if not strict_ed25519.key_is_encoded_well(bytes.fromhex(key)):
                return Broken(18, key)
        for key in introduced:
            if key in self.used:
                return Broken(19, key)
        party_key = self.parties.get(event.get("signatory"), Party()).key
        if kind in ("rotate", "endorse", "withdraw") and party_key is None:
            return Broken(20, event["signatory"])
        required, registrar = self.required(event)
        signers = {signature["key"] for signature in entry["signatures"]}
        others = signers - required
        if not required <= signers or len(others) != int(registrar) or not others <= set(self.registrars):
            return Broken(21, f"required {sorted(required)}" + (" and a registrar" if registrar else ""))
        return None

    # 5.5

    def _acts(self, entry):
        event = entry["event"]
        kind = event["type"]
        if kind == "accord":
            before = self.accords.get(event["accord"])
            if before and event["title"] != before.title and event["text"] == before.text:
                return Broken(22, "another title, the same text")
            return None
        if kind not in ACTS:
            return None
        accord, party = self.accords[event["accord"]], self.parties[event["signatory"]]
        pair = self.pair(event)
        if kind == "strike":
            return Broken(31, pair.standing) if pair.standing in ("none", "struck") else None
        attest = kind == "attest"
        if kind == "endorse" or (attest and event["act"] == "endorse"):
            text = event["text"]
            if text != accord.text and not (attest and text is None):
                return Broken(23, f"expected {accord.text}")
            if not accord.open and not pair.is_in:
                return Broken(24, "closed")
            becomes_signed = not attest and pair.standing == "attested"
            if pair.is_in and not becomes_signed and text in (None, pair.last_text):
                return Broken(25, f"{pair.standing} already")
            if attest and pair.signed_once:
                return Broken(27, "the party signed itself")
            if attest and party.first_key_date is not None and event["effective"] >= party.first_key_date:
                return Broken(28, f"a key since {party.first_key_date}")
            return None
        if not pair.is_in:
            return Broken(26, pair.standing)
        if attest and party.key is not None and pair.signed_once:
            return Broken(29, "the party can sign itself")
        if attest and event["text"] is not None:
            return Broken(30, "a text")
        return None

    # 5.6

    def _curve(self, entry):
        body = canonical_json.write(entry["event"])
        message = b"DSSEv1 %d %s %d %s" % (len(PAYLOAD_TYPE), PAYLOAD_TYPE, len(body), body)
        for signature in entry["signatures"]:
            if not self.signature_stands(bytes.fromhex(signature["key"]), message, bytes.fromhex(signature["sig"])):
                return Broken(32, f"by {signature['key']}")
        return None
