"""Makes calls and ends in the way it is told: `python endings.py <url> <how>`."""

import json
import os
import signal
import sys
import threading
import urllib.request

import spanmeter

URL, HOW = sys.argv[1], sys.argv[2]


def ask(**more):
    body = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}], **more}
    request = urllib.request.Request(URL + "/v1/chat/completions", json.dumps(body).encode(), {"authorization": "Bearer x"})
    return urllib.request.urlopen(request)


for _ in range(20):
    ask().read()
held = ask(stream=True)
held.readline()
held.readline()
with spanmeter.run("open"):
    if HOW == "exit":
        sys.exit(3)
    if HOW == "raise":
        raise ValueError("mine")
    if HOW == "_exit":
        os._exit(4)
    if HOW == "thread":
        threading.Thread(target=os._exit, args=(5,)).start()
        threading.Event().wait()
    if HOW == "abort":
        os.abort()
    os.kill(os.getpid(), getattr(signal, HOW))
    threading.Event().wait()
