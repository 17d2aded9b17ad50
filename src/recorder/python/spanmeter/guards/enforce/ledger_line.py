"""One line of a budget's ledger, as it stands in the file and as a value. ASCII, one JSON object a line; amounts are whole
numbers of the account's unit. What is none of these is passed over: everyone who reads the file must pass over the same."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Union

from ...pricing.money import MAX_SAFE
from ...values import parse_json


class Holder(NamedTuple):
    """Who holds a reservation: told so that others can see whether it is still alive."""

    pid: int
    # when the process began, in the clock ticks of the machine; 0 where that can't be known
    start: int
    # the machine and its process numbers; holders of another one can't be looked at
    host: str


class Begin(NamedTuple):
    """The first line: since when there has been this account, Unix milliseconds."""

    at: int


class Reserve(NamedTuple):
    """A call is about to be sent. `exact`: it costs no more than `amount`. Without a limit it is let go in any case."""

    id: str
    holder: Holder
    at: int
    amount: int
    exact: bool
    limit: Optional[int]


class Settle(NamedTuple):
    """What it did cost, in place of what was reserved; 0 where there was no call."""

    id: str
    amount: int


class Raise(NamedTuple):
    """The limit is at least this from here on."""

    limit: int


class Alert(NamedTuple):
    """Someone tells of this limit being near; the first one does."""

    key: str
    id: str


class Sum(NamedTuple):
    """What the bytes before `offset` add up to."""

    offset: int
    begun: int
    spent: int
    raised: int
    alerts: Sequence[str]
    open: Sequence[Reserve]


LedgerLine = Union[Begin, Reserve, Settle, Raise, Alert, Sum]

_HOLDER = re.compile(r"([0-9]{1,10})\.([0-9]{1,15})\.([0-9a-f]{8})\Z")


def encode_ledger_line(line: LedgerLine) -> bytes:
    """The bytes to append, in one write: the `\\n` in front closes a line that someone could not finish."""
    return ("\n" + json.dumps(_wire_of(line), separators=(",", ":")) + "\n").encode("ascii")


def _wire_of(line: LedgerLine) -> Dict[str, Any]:
    if isinstance(line, Begin):
        return {"v": 1, "at": line.at}
    if isinstance(line, Reserve):
        wire = {"r": line.id, "p": _encode_holder(line.holder), "at": line.at, "a": line.amount, "e": int(line.exact)}
        return wire if line.limit is None else {**wire, "l": line.limit}
    if isinstance(line, Settle):
        return {"s": line.id, "a": line.amount}
    if isinstance(line, Raise):
        return {"raise": line.limit}
    if isinstance(line, Alert):
        return {"alert": line.key, "r": line.id}
    return {
        "sum": line.offset,
        "begun": line.begun,
        "a": line.spent,
        "raise": line.raised,
        "alerts": list(line.alerts),
        "open": [[one.id, _encode_holder(one.holder), one.at, one.amount] for one in line.open],
    }


def parse_ledger_line(data: bytes) -> Optional[LedgerLine]:
    """A line of the file, without its `\\n`. None where it is none of ours."""
    if data[:1] != b"{":
        return None
    # Latin-1, so that no byte is lost: what is not ASCII is no name of ours anyway.
    o = parse_json(data.decode("latin-1"))
    if not isinstance(o, dict):
        return None
    if "r" in o and "alert" not in o:
        return _reserve(o)
    if "s" in o:
        ident, amount = _name(o["s"]), _whole(o.get("a"))
        return None if ident is None or amount is None else Settle(ident, amount)
    if "sum" in o:
        return _sum(o)
    if "raise" in o:
        limit = _whole(o["raise"])
        return None if limit is None else Raise(limit)
    if "alert" in o:
        key, ident = _name(o["alert"]), _name(o.get("r"))
        return None if key is None or ident is None else Alert(key, ident)
    at = _whole(o.get("at")) if o.get("v") == 1 and not isinstance(o.get("v"), bool) else None
    return None if at is None else Begin(at)


def _reserve(o: Dict[str, Any]) -> Optional[Reserve]:
    found = _reservation([o.get("r"), o.get("p"), o.get("at"), o.get("a")])
    limit = _whole(o.get("l"))
    # A limit that can't be read must not let the call go.
    if found is None or ("l" in o and limit is None):
        return None
    exact = o.get("e")
    return found._replace(exact=exact == 1 and not isinstance(exact, bool), limit=limit)


def _sum(o: Dict[str, Any]) -> Optional[Sum]:
    offset, begun, spent, raised = (_whole(o.get(key)) for key in ("sum", "begun", "a", "raise"))
    alerts, opened = o.get("alerts"), o.get("open")
    if offset is None or begun is None or spent is None or raised is None:
        return None
    if not isinstance(alerts, list) or not isinstance(opened, list):
        return None
    keys = [key for key in map(_name, alerts) if key is not None]
    found = [_reservation(one) for one in opened if isinstance(one, list)]
    held: List[Reserve] = [one for one in found if one is not None]
    # Half of a sum is none.
    if len(keys) != len(alerts) or len(held) != len(opened):
        return None
    return Sum(offset, begun, spent, raised, keys, held)


def _reservation(fields: Sequence[Any]) -> Optional[Reserve]:
    ident, holder, at, amount = (*fields, None, None, None, None)[:4]
    ident, holder, at, amount = _name(ident), _parse_holder(holder), _whole(at), _whole(amount)
    if ident is None or holder is None or at is None or amount is None:
        return None
    return Reserve(ident, holder, at, amount, False, None)


def _encode_holder(holder: Holder) -> str:
    return "%d.%d.%s" % holder


def _parse_holder(value: Any) -> Optional[Holder]:
    found = _HOLDER.match(value) if isinstance(value, str) else None
    return Holder(int(found.group(1)), int(found.group(2)), found.group(3)) if found else None


def _name(value: Any) -> Optional[str]:
    return value if isinstance(value, str) and 0 < len(value) <= 64 else None


def _whole(value: Any) -> Optional[int]:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= MAX_SAFE:
        return None
    return int(value) if value == int(value) else None
