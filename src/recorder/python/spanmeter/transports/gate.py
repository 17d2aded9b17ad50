"""Which requests are worth a look. Asked of every request of the program, so it loads nothing."""

from contextvars import ContextVar

# Ends of the paths of all APIs that are known: `protocols/` has them in full.
_ENDINGS = (
    "/completions",
    "/responses",
    "/messages",
    "/interactions",
    "/api/chat",
    "/v1/chat",
    "/v2/chat",
    "/api/generate",
    "/converse",
    "/converse-stream",
    "/invoke",
    "/invoke-with-response-stream",
    "/embeddings",
    "/api/embed",
    "/v1/embed",
    "/v2/embed",
    "enerateContent",
    "mbedContent",
    "mbedContents",
    "embed:predict",
    ":predict",
    ":rawPredict",
    ":streamRawPredict",
)

# An outer transport has the request in hand: the one below it stays out (openai → httpx → aiohttp is one call).
_INNER = ContextVar("spanmeter.inner", default=False)

is_inner = _INNER.get
enter = _INNER.set
leave = _INNER.reset


def may_be_call(path: str) -> bool:
    """Whether a request to this path (without the query) may be a call of a language model."""
    return path.endswith(_ENDINGS)


def is_llm_request(method: str, path: str) -> bool:
    """Whether a request is to be looked at."""
    return may_be_call(path) and method.upper() == "POST" and not is_inner()


def begin(transport, host, path, body, header):
    """Begins a call, or refuses it: a LiveCall, a LocalAnswer, or None where it is neither."""
    from ..instance import recorder

    made = recorder()
    return made.health.attempt("request", _begin, made, transport, host, path, body, header)


def _begin(made, transport, host, path, body, header):
    from ..calls.begin import OutgoingRequest, begin_call

    if body is None:
        made.coverage.missed(transport + ", body not read")
        return None
    return begin_call(made, OutgoingRequest(transport, host, path, body, header))


def hooked(transport):
    """Tells the coverage of a transport that is observed. It is known to it once there is a recorder."""
    from ..instance import known

    made = known()
    if made is None:
        PENDING.append(transport)
    else:
        made.coverage.transport(transport)


PENDING = []


def mark(function, original):
    """Makes a function look like the one it stands for."""
    for name in ("__module__", "__name__", "__qualname__", "__doc__"):
        try:
            setattr(function, name, getattr(original, name))
        except (AttributeError, TypeError):
            continue
    function.__wrapped__ = original
    function.__spanmeter__ = True
    return function


def is_marked(function) -> bool:
    """Whether a function is an observer already: two names for one module must not be counted twice."""
    return getattr(function, "__spanmeter__", False) is True
