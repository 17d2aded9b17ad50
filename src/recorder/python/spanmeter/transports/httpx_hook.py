"""Observes httpx and httpx2, its fork: `Client.send` and `AsyncClient.send`, which every request of theirs goes through."""

from . import gate


def hook(module):
    """Puts the observers into both clients, once."""
    if gate.is_marked(module.Client.send):
        return
    transport = module.__name__
    module.Client.send = gate.mark(_sync(module, transport, module.Client.send), module.Client.send)
    module.AsyncClient.send = gate.mark(_async(module, transport, module.AsyncClient.send), module.AsyncClient.send)
    gate.hooked(transport)


def _sync(module, transport, original):
    def send(self, *args, **kwargs):
        begun = _begin(transport, args, kwargs)
        if begun is None:
            return original(self, *args, **kwargs)
        if hasattr(begun, "status"):
            return _refused(module, begun, args, kwargs)
        token = gate.enter(True)
        try:
            response = original(self, *args, **kwargs)
        except BaseException as error:
            begun.unanswered(error)
            raise
        finally:
            gate.leave(token)
        _observe(module, response, begun)
        return response

    return send


def _async(module, transport, original):
    async def send(self, *args, **kwargs):
        begun = _begin(transport, args, kwargs)
        if begun is None:
            return await original(self, *args, **kwargs)
        if hasattr(begun, "status"):
            return _refused(module, begun, args, kwargs)
        token = gate.enter(True)
        try:
            response = await original(self, *args, **kwargs)
        except BaseException as error:
            begun.unanswered(error)
            raise
        finally:
            gate.leave(token)
        _observe(module, response, begun)
        return response

    return send


def _begin(transport, args, kwargs):
    try:
        request = args[0] if args else kwargs["request"]
        path = request.url.raw_path.partition(b"?")[0].decode("ascii")
        if not gate.is_llm_request(request.method, path):
            return None
        host = request.url.netloc.decode("ascii").rpartition("@")[2]
        return gate.begin(transport, host, path, _content(request), request.headers.get)
    except Exception:
        # What is no request of httpx's is httpx's to complain about.
        return None


# None where the body is a stream, which is the program's alone to read.
def _content(request):
    try:
        return request.content
    except Exception:
        return None


def _refused(module, answer, args, kwargs):
    from datetime import timedelta

    request = args[0] if args else kwargs["request"]
    response = module.Response(answer.status, headers=answer.headers, content=answer.body, request=request)
    response.elapsed = timedelta(0)
    return response


def _observe(module, response, call):
    call.guarded("response", _watch, module, response, call)


def _watch(module, response, call):
    call.answered(response.status_code, response.headers.get)
    if hasattr(response, "_content"):
        call.whole(response._content)
        return
    from .httpx_taps import taps_of, watch_async

    sync_tap, async_tap = taps_of(module)
    is_sync = isinstance(response.stream, module.SyncByteStream)
    if not is_sync:
        watch_async(response, call)
    # What is read asynchronously is seen without its compression.
    header = response.headers.get if is_sync else _nothing
    response.stream = (sync_tap if is_sync else async_tap)(response.stream, call, header)


def _nothing(_):
    return None
