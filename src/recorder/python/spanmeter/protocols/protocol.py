"""What the recorder must know of an API."""

from __future__ import annotations

from typing import Any, Callable, List, NamedTuple, Optional, Sequence

from .outcome import Outcome


class RequestFacts(NamedTuple):
    """What a request asks for."""

    model: Optional[str]
    stream: bool
    # the stated upper bound of output tokens, all choices together
    max_tokens: Any
    service_tier: Optional[str]
    # part of the prompt is kept by the server
    remote_context: bool


class RawResult(NamedTuple):
    """A tool's result in a prompt."""

    id: str
    content: Any
    error: bool


class ElementFacts(NamedTuple):
    """What one element of the prompt's list is made of."""

    # `system`, `user` or `assistant`
    part: str
    results: Sequence[RawResult] = ()
    # images, audio and files, as they stand in the request
    media: Sequence[Any] = ()
    # there is nothing in it but results
    only_results: bool = False


class Protocol(NamedTuple):
    """An API. Of the keys of tools and system prompt the first that is there counts."""

    # names how the API's usage objects count
    api: str
    # `gen_ai.provider.name` where the host does not tell better
    provider: str
    # `gen_ai.operation.name`
    operation: str
    # whether a URL's path (without the query) looks like this API's
    matches: Callable[[str], bool]
    # whether a request's body is of this API's shape
    accepts: Callable[[Any], bool]
    # reads a request; the path is the URL's: some APIs name the model there
    facts: Callable[[Any, str], RequestFacts]
    element: Callable[[Any], ElementFacts]
    # takes in one event of a stream, however it was framed, with the event's own name, where it has one
    event: Callable[[Outcome, str, Optional[str]], None]
    # takes in the whole answer of a call that did not stream
    answer: Callable[[Outcome, Any], None]
    # the body of a refusal, in the words of the API's own errors
    refusal: Callable[[str, str], Any]
    tools_keys: Sequence[str] = ()
    system_keys: Sequence[str] = ()
    # the list of messages; a string stands for one user message
    list_key: str = ""
    # values that are the user's as a whole, newer than the list
    text_keys: Sequence[str] = ()
    # takes in the answer's headers, where usage stands there
    headers: Optional[Callable[[Outcome, Callable[[str], Optional[str]]], None]] = None


def no_element(_: Any) -> ElementFacts:
    """Of an API whose prompt is no list."""
    return ElementFacts("user")


def results_of(found: List[RawResult], whole: Sequence[Any]) -> bool:
    """Whether an element holds nothing but results."""
    return len(found) > 0 and len(found) == len(whole)
