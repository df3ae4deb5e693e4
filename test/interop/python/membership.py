"""Who is a member: docs/spec/ledger.md §7, asked of the entries each time anew.

    members(entries, accord, day)  -> the members in force on `day` as known by these entries, or None
                                      where none of them publishes the accord
"""

ACTS = ("endorse", "withdraw", "attest", "strike")


def _endorses(event):
    return event["type"] == "endorse" or (event["type"] == "attest" and event["act"] == "endorse")


def members(entries, accord, day):
    """`entries`: the first n that rules.Log has taken."""
    if not any(t.value["event"]["type"] == "accord" and t.value["event"]["accord"] == accord for t in entries):
        return None
    pairs = {}
    for taken in entries:
        event = taken.value["event"]
        if event["type"] in ACTS and event["accord"] == accord and event["effective"] <= day:
            pairs.setdefault(event["signatory"], []).append(taken)
    return [
        _member(entries, party, acts, day)
        for party, acts in sorted(pairs.items())
        if _endorses(acts[-1].value["event"])
    ]


def _member(entries, party, acts, day):
    last = acts[-1]
    event = last.value["event"]
    since = event["effective"]
    for taken in reversed(acts):
        if not _endorses(taken.value["event"]):
            break
        since = taken.value["event"]["effective"]
    profile, suspended = _profile(entries, party, day)
    return {
        "id": party,
        "name": profile["name"],
        "category": profile["category"],
        "country": profile["country"],
        "standing": "signed" if event["type"] == "endorse" else "attested",
        "key": last.how,
        "since": since,
        "text": event["text"],
        "index": last.value["index"],
        "suspendedSince": suspended,
        "retroactive": event["effective"] < last.value["time"][:10],
    }


def _profile(entries, party, day):
    profile, first, suspended, key = None, None, None, None
    for taken in entries:
        event = taken.value["event"]
        if event["type"] not in ("signatory", "rotate") or event["signatory"] != party:
            continue
        if event["type"] == "signatory":
            first = first or event
            if event["effective"] <= day:
                profile = event
        if event["key"] is not None:
            suspended = None
        elif key is not None:
            suspended = taken.value["time"]
        key = event["key"]
    return profile or first, suspended
