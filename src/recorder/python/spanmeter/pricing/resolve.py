"""Whose price list a call belongs to, and the row in it. Nothing here looks at tokens or time."""

from __future__ import annotations

import re
from typing import NamedTuple, Optional

from .book import Book, Row, Shelf
from .call import PriceableCall
from .match import match_model

# Names longer than this are no names; what is left of them still tells where they came from.
_MAX_NAME = 500


class Resolution(NamedTuple):
    """What was found out about a call's model."""

    # `exact`, `alias`, `estimated`: priced by the row. `local`, `free`: by its nature. `unpriced`.
    kind: str
    row: Optional[Row] = None
    shelf: Optional[Shelf] = None


_UNPRICED = Resolution("unpriced")


class _Seller(NamedTuple):
    shelf: Optional[Shelf] = None
    # what the call says
    name: Optional[str] = None
    # the endpoint is nobody's we know: a proxy, a gateway, a local server
    custom: Optional[str] = None


def resolve(book: Book, call: PriceableCall) -> Resolution:
    """Finds the row a call is priced by: that of the served model, else (as an estimate) of the requested one."""
    named = [(model or "").strip()[:_MAX_NAME] for model in (call.response_model, call.request_model)]
    models = [model for model in named if model != ""]
    if not models:
        return _UNPRICED
    seller = _find_seller(book, call)
    found = _resolve_model(book, seller, models[0])
    if found.kind != "unpriced" or len(models) < 2 or models[0] == models[1]:
        return found
    second = _resolve_model(book, seller, models[1])
    if second.row is None:
        return found if second.kind == "unpriced" else second
    return second._replace(kind="estimated")


# The endpoint's owner; where nobody we know owns it, the provider the recorder named.
def _find_seller(book: Book, call: PriceableCall) -> _Seller:
    named = None if call.provider is None else _shelf_named(book, call.provider)
    host = re.sub(r":[0-9]+\Z", "", (call.host or "").lower())
    owner = _shelf_at(book, host) if host else None
    return _Seller(owner or named, call.provider, host if host and owner is None else None)


def _shelf_at(book: Book, host: str) -> Optional[Shelf]:
    while host:
        shelf = book.by_host.get(host)
        if shelf is not None:
            return shelf
        host = host.partition(".")[2]
    return None


# `gcp.vertex_ai`, `Azure OpenAI`, `openai.chat` → the provider they name.
def _shelf_named(book: Book, name: str) -> Optional[Shelf]:
    return book.by_name.get(_squeeze(name)) or book.by_name.get(_squeeze(re.split("[./]", name)[0]))


def _squeeze(text: str) -> str:
    return re.sub("[^a-z0-9]", "", text.lower())


def _resolve_model(book: Book, seller: _Seller, model: str) -> Resolution:
    shelf = seller.shelf
    if shelf is not None and shelf.local:
        # Ollama passes such models on to its paid cloud.
        return _UNPRICED if re.search(r"[:-]cloud\Z", model, re.IGNORECASE) else Resolution("local")
    if shelf is None and seller.name is not None:
        return _UNPRICED
    match = match_model(book, shelf, model) if shelf else None
    if shelf and match and match.kind != "family":
        return Resolution(match.kind, match.row, shelf)
    prefixed = _resolve_prefixed(book, seller, model)
    if prefixed is not None:
        return prefixed
    by_colon = _resolve_colon(book, model) if shelf is None else None
    if by_colon is not None:
        return by_colon
    by_maker = shelf is None or (shelf.router and "/" not in model)
    return (_resolve_by_maker(book, model) if by_maker else None) or _UNPRICED


# `provider/model`, where the prefix repeats the provider, or where the endpoint passes calls on to several.
def _resolve_prefixed(book: Book, seller: _Seller, model: str) -> Optional[Resolution]:
    shelf = seller.shelf
    slash = model.find("/")
    named = _shelf_named(book, model[:slash]) if slash > 0 else None
    rest = model[slash + 1 :]
    if named is None or rest == "":
        return None
    if named is shelf:
        return _resolve_model(book, _Seller(shelf), rest)
    if shelf is not None and not shelf.router and seller.custom is None:
        return None
    if shelf is not None and shelf.id == "openrouter" and rest.endswith(":free"):
        return Resolution("free")
    return _resolve_model(book, _Seller(named), rest)


# `openai:gpt-4o`, as some frameworks write it. Ids have colons of their own, so only what is then known counts.
def _resolve_colon(book: Book, model: str) -> Optional[Resolution]:
    name, colon, rest = model.partition(":")
    named = book.by_name.get(_squeeze(name)) if colon and name else None
    found = _resolve_model(book, _Seller(named), rest) if named else None
    return None if found is None or found.kind == "unpriced" else found


# An id that only its maker sells tells the provider where nothing else does.
def _resolve_by_maker(book: Book, model: str) -> Optional[Resolution]:
    for shelf in book.shelves:
        if shelf.maker is None or not shelf.maker.search(model.strip().lower()):
            continue
        match = match_model(book, shelf, model)
        if match is not None and match.kind != "family":
            return Resolution(match.kind, match.row, shelf)
    return None
