"""What a request asks for, read by where its API keeps it."""

from __future__ import annotations

import re
from typing import Any, Optional, Sequence, Tuple, Union
from urllib.parse import unquote

from ..values import as_count, as_string, fields_of
from .protocol import RequestFacts


def read_facts(
    body: Any,
    max_tokens: Sequence[Union[str, Tuple[str, str]]] = (),
    choices: Any = None,
    remote: Sequence[str] = (),
    model: Optional[str] = None,
    stream: Optional[bool] = None,
) -> RequestFacts:
    """Reads the facts of a request.

    `max_tokens`: where the bound of output tokens stands: keys, or a key and one within; the first that is there counts.
    `choices`: how many answers are asked for. `remote`: keys of what makes the server add to the prompt what the request
    does not hold. `model` and `stream`: where the body does not say."""
    bound = None
    for place in max_tokens:
        value = body.field(place) if isinstance(place, str) else fields_of(body.field(place[0])).get(place[1])
        bound = as_count(value)
        if bound is not None:
            break
    return RequestFacts(
        model=as_string(body.field("model")) or model,
        stream=body.field("stream") is True if stream is None else stream,
        max_tokens=None if bound is None else bound * max(1, as_count(choices) or 1),
        service_tier=as_string(body.field("service_tier")),
        remote_context=any(body.field(key) is not None for key in remote),
    )


def model_in(path: str, before: str) -> Optional[str]:
    """The model a path names, after `before`: `/deployments/my-gpt/…`, `/models/gemini-3:generateContent`, an ARN's last
    part."""
    found = re.search(r"/(?:%s)/([^/]+?)(?::\w+|(?:/[\w-]+)*)\Z" % before, path)
    return unquote(found.group(1)).split("/")[-1] if found else None
