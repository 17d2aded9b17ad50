"""Calls through the standard library, one function each: `python library.py <url> <name>…`. Prints what each gives."""

import gzip
import http.client
import io
import json
import os
import sys
import threading
import urllib.error
import urllib.request
from urllib.parse import urlsplit

URL = sys.argv[1]
HOST = urlsplit(URL).netloc
PATH = "/v1/chat/completions"
HEADERS = {"content-type": "application/json", "authorization": "Bearer x"}


def body(**more):
    return json.dumps({"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi é"}], **more}).encode()


def asked(data=None, path=PATH, **more):
    return urllib.request.urlopen(urllib.request.Request(URL + path, data or body(**more), HEADERS))  # @asked


def said(response):
    return json.load(response)["choices"][0]["message"]["content"]


def plain():
    return said(asked())


def zipped():
    response = asked()
    data = response.read()
    if response.headers.get("content-encoding") == "gzip":
        data = gzip.decompress(data)
    return len(data) > 10


def stream():
    return sum(1 for line in asked(stream=True, stream_options={"include_usage": True}) if line.startswith(b"data:")) > 3


def stream_in_pieces():
    response = asked(stream=True, stream_options={"include_usage": True})
    pieces = []
    while True:
        piece = response.read(7)
        if not piece:
            return b"".join(pieces).endswith(b"[DONE]\n\n")
        pieces.append(piece)


def left():
    with asked(stream=True) as response:
        return response.readline()[:5].decode()


def forgotten():
    asked(stream=True).readline()
    return "forgotten"


def readinto():
    buffer = bytearray(64)
    response = asked()
    total = 0
    while True:
        count = response.readinto(buffer)
        if not count:
            return total > 64
        total += count


def connection():
    one = http.client.HTTPConnection(HOST)
    one.request("POST", PATH, body(), HEADERS)  # @connection
    first = said(one.getresponse())
    one.request("POST", PATH, body(), HEADERS)
    second = said(one.getresponse())
    one.close()
    return first == second


def by_hand():
    one = http.client.HTTPConnection(HOST)
    data = body()
    one.putrequest("POST", PATH)
    for name, value in HEADERS.items():
        one.putheader(name, value)
    one.putheader("Content-Length", len(data))
    one.endheaders()
    for at in range(0, len(data), 20):
        one.send(data[at : at + 20])
    return said(one.getresponse())


def chunked():
    one = http.client.HTTPConnection(HOST)
    one.request("POST", PATH, iter([body()[:30], body()[30:]]), HEADERS, encode_chunked=True)
    return said(one.getresponse())


def from_file():
    one = http.client.HTTPConnection(HOST)
    one.request("POST", PATH, io.BytesIO(body()), {**HEADERS, "Content-Length": str(len(body()))})
    return said(one.getresponse())


def file_by_hand():
    one = http.client.HTTPConnection(HOST)
    one.putrequest("POST", PATH)
    for name, value in {**HEADERS, "Content-Length": str(len(body()))}.items():
        one.putheader(name, value)
    one.endheaders()
    one.send(io.BytesIO(body()))
    return said(one.getresponse())


def other():
    try:
        return asked(path="/v1/elsewhere").status
    except urllib.error.HTTPError as error:
        return error.code


def failed():
    try:
        asked(path=PATH)
    except urllib.error.HTTPError as error:
        return [error.code, error.reason, len(error.read()) > 0, error.headers.get_content_type()]


def refused_connection():
    try:
        urllib.request.urlopen(urllib.request.Request("http://127.0.0.1:1" + PATH, body(), HEADERS))
    except urllib.error.URLError as error:
        return repr(error)


def timed_out():
    try:
        urllib.request.urlopen(urllib.request.Request(URL + PATH, body(), HEADERS), timeout=0.2)
    except Exception as error:
        return type(error).__name__


def broken_off():
    try:
        return len(asked().read())
    except http.client.IncompleteRead as error:
        return repr(error)[:20]


def threads():
    results = []
    work = [threading.Thread(target=lambda: results.append(plain())) for _ in range(8)]
    for one in work:
        one.start()
    for one in work:
        one.join()
    return len(set(results))


def forked():
    plain()
    pid = os.fork()
    if pid == 0:
        plain()
        os._exit(0)
    return os.waitpid(pid, 0)[1]


def twice():
    one = http.client.HTTPConnection(HOST)
    try:
        one.getresponse()
    except http.client.ResponseNotReady as error:
        return repr(error)


def spent():
    """Until it is refused."""
    import spanmeter

    for made in range(50):
        try:
            asked().read()
        except urllib.error.HTTPError as error:
            return [made, error.code, spanmeter.is_budget_exceeded(error), json.load(error)["error"]["message"]]


def spent_in_a_run():
    import spanmeter

    try:
        with spanmeter.run("inner", budget=0.1):
            while True:
                asked().read()
    except spanmeter.BudgetExceededError as error:
        return [str(error), type(error.__cause__).__name__]


def spent_in_parallel():
    import spanmeter

    results = []

    def work():
        try:
            results.append(said(asked(max_tokens=1000)) != "")
        except urllib.error.HTTPError as error:
            results.append(error.code)

    with spanmeter.run("parallel", budget=0.1):
        many = [threading.Thread(target=work) for _ in range(10)]
        for one in many:
            one.start()
        for one in many:
            one.join()
    return sorted(results)


def paused():
    """As under a debugger: what it would stop at is counted."""

    class Quietdb:
        """Traces as pdb and its like do."""

        def trace_dispatch(self, *_):
            return None

    stops = []
    sys.breakpointhook = lambda: stops.append(sys._getframe(1).f_locals.get("why", "")[:15])
    sys.settrace(Quietdb().trace_dispatch)
    try:
        for _ in range(6):
            asked().read()
    finally:
        sys.settrace(None)
    return stops


def alerted():
    import time

    for _ in range(3):
        asked().read()
    time.sleep(float(os.environ.get("WAIT", "0")))


def forked_within():
    """A fork in the middle of a stream and of a block: the child goes its own way."""
    import spanmeter

    with spanmeter.run("outer"), spanmeter.turn("turn"):
        response = asked(stream=True, stream_options={"include_usage": True})
        response.readline()
        pid = os.fork()
        if pid:
            os.waitpid(pid, 0)
            response.read()
        else:
            del response
            asked().read()
    if not pid:
        sys.exit(0)
    return "outer"


for name in sys.argv[2:]:
    print(name + ": " + json.dumps(globals()[name](), ensure_ascii=False), flush=True)
