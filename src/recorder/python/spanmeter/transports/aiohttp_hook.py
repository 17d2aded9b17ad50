"""Observes aiohttp: `ClientSession._request`, which every request goes through, and the readers that answers are fed to."""

from . import gate


def hook(module):
    """Puts the observers into the session, the answer and its reader, once."""
    session = module.ClientSession
    if gate.is_marked(session._request):
        return
    session._request = gate.mark(_request(module, session._request), session._request)
    gate.hooked("aiohttp")


def _request(module, original):
    async def _request(self, *args, **kwargs):
        begun = _begin(module, self, args, kwargs)
        if begun is None:
            return await original(self, *args, **kwargs)
        if hasattr(begun, "status"):
            from .aiohttp_refusal import refused

            return await refused(module, self, begun, args, kwargs)
        token = gate.enter(True)
        try:
            response = await original(self, *args, **kwargs)
        except BaseException as error:
            begun.unanswered(error)
            raise
        finally:
            gate.leave(token)
        begun.guarded("response", _watch, module, response, begun)
        return response

    return _request


def _begin(module, session, args, kwargs):
    try:
        method, url = (*args, *[kwargs[name] for name in ("method", "str_or_url")[len(args) :]])[:2]
        url = session._build_url(url)
        path = url.raw_path
        if not gate.is_llm_request(method, path):
            return None
        port = "" if url.is_default_port() else ":%d" % url.port
        host = (url.raw_host or "") + port
        return gate.begin("aiohttp", host, path, _content(module, session, kwargs), _header(session, kwargs))
    except Exception:
        # What is no request of aiohttp's is aiohttp's to complain about.
        return None


# A value is turned into text once, by the session's own hand, and passed on as that.
def _content(module, session, kwargs):
    if kwargs.get("json") is not None and kwargs.get("data") is None:
        kwargs["data"] = module.JsonPayload(kwargs.pop("json"), dumps=session._json_serialize)
    data = kwargs.get("data")
    if isinstance(data, module.BytesPayload):
        data = data._value
    if isinstance(data, str):
        return data.encode()
    return bytes(data) if isinstance(data, (bytes, bytearray, memoryview)) else None


def _header(session, kwargs):
    def header(name):
        for headers in (kwargs.get("headers"), session.headers):
            for key, value in headers.items() if hasattr(headers, "items") else headers or ():
                if str(key).lower() == name:
                    return str(value)
        return None

    return header


def _watch(module, response, call):
    from .aiohttp_body import watch

    call.answered(response.status, response.headers.get)
    watch(module, response, call)
