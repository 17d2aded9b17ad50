"""Puts a secret into every place it can: none of them may be written. `python secrets.py <url> <secret>`"""

import base64
import json
import os
import sys
import urllib.request
from urllib.parse import quote

import spanmeter

URL, S = sys.argv[1], sys.argv[2]
os.environ["MY_SECRET"] = S


def ask(path, body, headers=None):
    request = urllib.request.Request(URL + path + "?key=" + quote(S), json.dumps(body).encode(), {"authorization": "Bearer " + S, "x-api-key": S, "x-mine": S, **(headers or {})})
    try:
        return urllib.request.urlopen(request).read()
    except Exception:
        return None


image = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + base64.b64encode(S.encode()).decode()}}
tools = [{"type": "function", "function": {"name": "read", "description": S, "parameters": {"type": "object", "description": S}}}]
messages = [
    {"role": "system", "content": "system " + S},
    {"role": "user", "content": [{"type": "text", "text": "user " + S}, image]},
    {"role": "assistant", "content": None, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "read", "arguments": json.dumps({"path": S})}}]},
    {"role": "tool", "tool_call_id": "c1", "content": "result " + S},
]
ask("/v1/chat/completions", {"model": "gpt-4o", "messages": messages, "tools": tools, "user": S, "metadata": {"s": S}})
ask("/v1/chat/completions", {"model": "gpt-4o", "messages": messages, "tools": tools, "stream": True})
ask("/v1/responses", {"model": "gpt-4o", "instructions": S, "input": S, "metadata": {"s": S}})
ask("/v1/messages", {"model": "claude-sonnet-4-6", "max_tokens": 10, "system": S, "messages": [{"role": "user", "content": S}], "metadata": {"user_id": S}})
ask("/v1/chat/completions", {"model": "fails", "messages": messages})
try:
    urllib.request.urlopen(urllib.request.Request("http://127.0.0.1:1/v1/chat/completions?key=" + quote(S), json.dumps({"messages": messages}).encode()))
except Exception:
    pass


@spanmeter.tool
def tool(secret):
    return secret


@spanmeter.tool("fails")
def fails():
    raise ValueError(S)


with spanmeter.run("named", meta={"prompt": S, "input": {"deep": S}, "note": S * 20}):
    with spanmeter.turn("turn"):
        tool(S)
        tool({"s": [S]})
    try:
        fails()
    except ValueError:
        pass
    with spanmeter.llm("model") as span:
        span.usage({"prompt_tokens": 1, "text": S + " and more", "nested": {"content": S + " " + S}})
trace = spanmeter.start_trace(name="trace", metadata={"messages": [S], "output": S})
span = spanmeter.start_span(trace["id"], {"name": "span", "type": "llm", "metadata": {"prompt": S, "request": {"body": S}}})
spanmeter.end_span(span["id"], output=S, metadata={"completion": S, "response": {"content": S}, "usage": {"input_tokens": 1, "raw": S + " " + S}})
spanmeter.end_trace(trace["id"], output=S, metadata={"result": S})
guard = spanmeter.Guard(budget=0.001, model="gpt-4o")
guard.record(usage={"input_tokens": 1, "note": S + " " + S})
print("done")
