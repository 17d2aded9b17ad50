"""`python chain.py <url> <node> <depth>`: two calls, then the next of the chain."""

import json
import os
import subprocess
import sys
import urllib.request

URL, NODE, DEPTH = sys.argv[1:]


def ask():
    body = json.dumps({"model": "gpt-4o", "messages": [{"role": "user", "content": "Go on."}]}).encode()
    request = urllib.request.Request(URL + "/v1/chat/completions", body, {"authorization": "Bearer x"})
    with urllib.request.urlopen(request) as response:
        response.read()
        return response.status


print("python", ask(), ask(), flush=True)
following = os.path.join(os.path.dirname(os.path.abspath(__file__)), "chain.mjs")
subprocess.run([NODE, following, URL, sys.executable, str(int(DEPTH) - 1)], check=True)
