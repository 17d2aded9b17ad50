"""Prints what a program can see of its calls, its errors and its environment: the same with the recorder as without.
`python behaviour.py <url>`"""

import asyncio
import contextvars
import http.client
import inspect
import io
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
import warnings
from urllib.parse import urlsplit

URL = sys.argv[1]
HOST = urlsplit(URL).netloc
HEADERS = {"content-type": "application/json", "authorization": "Bearer x"}


def body(**more):
    return json.dumps({"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}], **more}).encode()


def show(name, value):
    print(name, value, flush=True)


def request(**more):
    return urllib.request.Request(URL + "/v1/chat/completions", body(**more), HEADERS)


# Functions and modules look as they do.
show("signature", inspect.signature(http.client.HTTPConnection.request))
show("signature", inspect.signature(http.client.HTTPConnection.putrequest))
show("signature", inspect.signature(http.client.HTTPConnection.send))
show("name", http.client.HTTPConnection.send.__qualname__)
show("doc", http.client.HTTPConnection.send.__doc__)
show("loader", type(http.client.__spec__.loader).__name__ + " " + type(http.client.__loader__).__name__)
show("loader fields", sorted(vars(http.client.__loader__)))
show("source", inspect.getsource(http.client.HTTPResponse)[:30])
show("path", [entry for entry in sys.path if "spanmeter" in entry.lower() or "shim" in entry])
show("sitecustomize", "sitecustomize" in sys.modules)
show("environment", sorted(name for name in os.environ if "SPAN" in name and name not in ("SPANMETER", "SPANMETER_DIR")))
show("signals", [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)][1])
show("hooks", [sys.excepthook is sys.__excepthook__, threading.excepthook.__name__, sys.gettrace(), sys.getprofile()])
show("warnings", len(warnings.filters) > 0)
show("threads", threading.active_count())

# Answers.
with urllib.request.urlopen(request()) as response:
    show("type", type(response).__name__)
    show("closed", response.closed)
    show("length", response.length > 100)
    show("headers", sorted(name.lower() for name in response.headers))
    data = response.read()
    show("keys", sorted(json.loads(data)))
    show("closed", [response.isclosed(), response.read()])
response = urllib.request.urlopen(request(stream=True))
show("line", response.readline()[:6])
show("peek", response.peek(4)[:1])
show("read1", len(response.read1(3)))
show("readable", [response.readable(), response.seekable(), response.fileno() > 0])
show("rest", response.read()[-16:])
show("iterated", len([line for line in urllib.request.urlopen(request(stream=True))]) > 4)
wrapped = io.TextIOWrapper(io.BufferedReader(urllib.request.urlopen(request(stream=True))), "utf-8")
show("wrapped", wrapped.readline()[:6])
wrapped.close()
one = http.client.HTTPConnection(HOST)
for _ in range(3):
    one.request("POST", "/v1/chat/completions", body(), HEADERS)
    answer = one.getresponse()
    show("kept alive", [answer.status, answer.reason, len(answer.read()) > 100, answer.will_close])
one.close()
show("fields", sorted(name for name in vars(one) if not name.startswith("_HTTPConnection__")))

# Errors.
for wrong in ({"data": "text"}, {"data": body()}):
    try:
        urllib.request.urlopen(URL + "/v1/chat/completions", **wrong)
    except Exception as error:
        show("error", [type(error).__name__, str(error)[:40]])
try:
    urllib.request.urlopen(urllib.request.Request(URL + "/v1/chat/completions", b"no json", HEADERS))
except urllib.error.HTTPError as error:
    show("error", [error.code, str(error), type(error.fp).__name__, len(error.read()) > 0])
try:
    one.getresponse()
except Exception as error:
    show("error", repr(error))
try:
    one.request("POST", "/v1/chat completions", body())
except Exception as error:
    show("error", type(error).__name__)
try:
    http.client.HTTPConnection("127.0.0.1", 1).request("POST", "/v1/messages", body())
except Exception as error:
    show("error", repr(error))

# Contexts and children.
show("context", [var.name for var in contextvars.copy_context() if var.name not in ("decimal_context",)])
show("child", subprocess.run([sys.executable, "-c", "import sys; print(len(sys.argv))", "a"], capture_output=True, text=True, check=True).stdout)
show("child", subprocess.run([sys.executable, "-c", "import os; print(os.environ['A'])"], env={"A": "b"}, capture_output=True, text=True, check=True).stdout)
try:
    subprocess.run(["/no/such/program"])
except Exception as error:
    show("error", repr(error))
try:
    subprocess.run(["true"], env={"A": 5})
except Exception as error:
    show("error", type(error).__name__)


async def main():
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "print(1)", stdout=asyncio.subprocess.PIPE)
    show("async child", (await process.communicate())[0])


asyncio.run(main())
show("pickle", pickle.loads(pickle.dumps(urllib.request.Request(URL))).full_url == URL)
sys.exit(7)
