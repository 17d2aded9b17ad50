"""Observes `http.client`, and with it urllib, urllib3, requests and botocore: the connection's own four methods, which all of
them call. A request is held back until it is whole, so that one that is refused never leaves."""

from . import gate

_METHODS = ("putrequest", "putheader", "send", "getresponse", "close")


def hook(module):
    """Puts the observers into the connection, once."""
    connection = module.HTTPConnection
    if gate.is_marked(connection.putrequest):
        return
    for name in _METHODS:
        original = getattr(connection, name)
        setattr(connection, name, gate.mark(_MAKERS[name](original), original))
    gate.hooked("http.client")


# What is known of a request that is on its way out stands in the connection, under this name and only until it is out.
_KEY = "_spanmeter"


def _putrequest(original):
    def putrequest(self, method, url, *args, **kwargs):
        self.__dict__.pop(_KEY, None)
        result = original(self, method, url, *args, **kwargs)
        if isinstance(url, str) and gate.is_llm_request(method, _path(url)):
            _attempt(_follow, self, url)
        return result

    return putrequest


def _path(url):
    path = url.partition("?")[0]
    return "/" + path.split("/", 3)[3] if path.startswith(("http://", "https://")) and path.count("/") > 2 else path


def _follow(connection, url):
    from .http_client_exchange import Exchange

    connection.__dict__[_KEY] = Exchange(connection, url, _path(url))


def _putheader(original):
    def putheader(self, header, *values):
        exchange = self.__dict__.get(_KEY)
        if exchange is not None:
            _attempt(exchange.header_put, header, values)
        return original(self, header, *values)

    return putheader


def _send(original):
    def send(self, data):
        exchange = self.__dict__.get(_KEY)
        if exchange is None or not exchange.gathering:
            return original(self, data)
        return exchange.send(original, data)

    return send


def _getresponse(original):
    def getresponse(self):
        exchange = self.__dict__.pop(_KEY, None)
        return original(self) if exchange is None else exchange.getresponse(original)

    return getresponse


def _close(original):
    def close(self):
        self.__dict__.pop(_KEY, None)
        return original(self)

    return close


def _attempt(step, *args):
    try:
        step(*args)
    except Exception:
        # What is no request of http.client's is its own to complain about.
        pass


_MAKERS = {
    "putrequest": _putrequest,
    "putheader": _putheader,
    "send": _send,
    "getresponse": _getresponse,
    "close": _close,
}
