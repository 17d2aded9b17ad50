"""The explicit API, one function each: `python api.py <url> <name>…`."""

import asyncio
import concurrent.futures
import json
import os
import sys
import threading
import urllib.request

import spanmeter
from spanmeter import current_run, end_span, end_trace, llm, run, start_span, start_trace, tool, turn

URL = sys.argv[1]


def ask():
    body = json.dumps({"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}]}).encode()
    request = urllib.request.Request(URL + "/v1/chat/completions", body, {"authorization": "Bearer x"})
    return json.load(urllib.request.urlopen(request))["object"]  # @ask


@tool
def search(query, limit=3):
    """Finds."""
    return "found " + query


@tool("compute")
async def compute(*, n):
    await asyncio.sleep(0)
    return n + 1


@turn
async def first():
    await asyncio.sleep(0.001)
    ask()
    search("a")  # @tool
    search(query="a")
    search("b")
    return await compute(n=1)


def nested():
    @run("outer", agent="planner", task="triage", user="u1", session="s1", meta={"version": 2, "prompt": "no"})
    async def agent():
        await first()
        with run("inner") as inner:
            ask()
            assert inner.id == current_run().id

        async def named(name):
            async with turn(name):
                await asyncio.sleep(0.001)
                ask()

        await asyncio.gather(named("a"), named("b"))
        return current_run().name

    return asyncio.run(agent())


def implicit():
    before = current_run()
    with turn():
        ask()
    return [before, current_run().name]


class Own(Exception):
    pass


def transparent():
    error = Own("mine")

    def fails():
        raise error

    async def fails_later():
        raise error

    def caught(call):
        try:
            call()
        except Own as found:
            return found is error and found.__cause__ is None

    def enter(piece):
        with piece:
            raise error

    @turn
    def generator():
        got = yield 1
        try:
            yield got
        except Own:
            yield "thrown"
        return "returned"

    @turn("t")
    async def async_generator():
        got = yield 1
        yield got

    def drive():
        one = generator()
        items = [next(one), one.send(2), one.throw(Own())]
        try:
            next(one)
        except StopIteration as stop:
            items.append(stop.value)
        return items

    async def drive_async():
        one = async_generator()
        return [await one.__anext__(), await one.asend(2), [item async for item in one]]

    class Agent:
        @tool
        def method(self, x):
            return x

        @staticmethod
        @turn
        def static(x):
            return x

    import inspect

    return [
        run("sync")(lambda: 3)(),
        turn("x")(lambda: None)(),
        caught(tool(fails)),
        caught(lambda: asyncio.run(turn(fails_later)())),
        caught(lambda: enter(run("r"))),
        caught(lambda: enter(llm("m"))),
        drive(),
        asyncio.run(drive_async()),
        [search.__name__, search.__doc__, str(inspect.signature(search))],
        [inspect.iscoroutinefunction(compute), inspect.isgeneratorfunction(generator), inspect.isasyncgenfunction(async_generator)],
        [Agent().method(5), Agent.static(6)],
    ]


def manual():
    with llm("local-model", provider="ollama", meta={"host": "here"}) as span:
        span.usage({"promptTokens": 10, "completionTokens": 5})
        span.model("local-model-7b")
        span.finish_reason("stop")
        return len(span.id)


def manual_seen():
    with llm("gpt-4o") as span:
        span.usage({"input_tokens": 999999})
        return [ask(), ask()]


def manual_decorated():
    @llm("local-model", provider="ollama")
    def generate(prompt):
        return {"text": prompt, "usage": {"input_tokens": 3, "output_tokens": 2}}

    return generate("x")["text"]


def traces():
    trace = start_trace(name="by hand", metadata={"agent": "a", "input": "no"})
    step = start_span(trace_id=trace["trace_id"], name="plan", type="agent", metadata={"depth": 1})
    for metadata in (
        {"prompt_tokens": 7, "completion_tokens": 3},
        {"promptTokens": 7, "completionTokens": 3},
        {"usage": {"input_tokens": 7, "output_tokens": 3}},
        {"inputTokens": 7, "outputTokens": 3, "prompt": "no"},
        {"gen_ai.usage.input_tokens": 7, "gen_ai.usage.output_tokens": 3},
    ):
        span = start_span(trace["trace_id"], {"name": "think", "type": "llm", "parent_id": step["id"], "metadata": {"model": "gpt-4o"}})
        end_span(span["id"], status="success", output="SECRET", metadata=metadata)
    end_span(span_id=step["id"], status="failed", metadata={"code": "E1"})
    end_trace(trace["trace_id"], status="failed")
    end_span("unknown")
    end_trace("unknown")
    return start_span("unknown", {"name": "x"})["trace_id"]


def threads():
    with run("outer"):
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda _: ask(), range(3)))
        one = threading.Thread(target=ask)
        one.start()
        one.join()
    ask()


def guarded():
    guard = spanmeter.Guard(budget={"usd": 0.01, "calls": 50}, model="gpt-4o", name="by hand")
    said = []
    try:
        while True:
            guard.check()
            guard.record(1000, 100)
            said.append([guard.budget_pct, guard.current_cost])
    except spanmeter.BudgetExceededError as error:
        return [said, str(error), error.run is not None]


def watched():
    ask()
    before = spanmeter.guard.current_cost
    spanmeter.guard.record(input_tokens=1000, output_tokens=100, model="gpt-4o")
    return [spanmeter.guard.budget_pct, round(spanmeter.guard.current_cost - before, 9), spanmeter.guard.check()]


def stopped():
    """Waits until the editor has said something."""
    import time

    for _ in range(500):
        try:
            ask()
        except Exception as error:
            return [spanmeter.is_stop_requested(error), spanmeter.is_budget_exceeded(error)]
        time.sleep(0.02)


def children():
    import multiprocessing
    import subprocess

    ask()
    code = "import runpy, sys; sys.argv = %r; runpy.run_path(%r, run_name='__main__')" % (["api.py", URL, "asks"], os.path.abspath(__file__))
    with turn("spawning"):
        subprocess.run([sys.executable, "-c", code], check=True)
        subprocess.run([sys.executable, "-c", code], check=True, env={"PATH": os.environ["PATH"], "HOME": os.environ["HOME"]})
    for how in ("spawn", "fork"):
        one = multiprocessing.get_context(how).Process(target=ask)
        one.start()
        one.join()
    os.system("%s -c %s" % (sys.executable, json.dumps(code)))


def asks():
    return ask()


if __name__ == "__main__":
    for name in sys.argv[2:]:
        answer = globals()[name]()
        if name != "asks":
            print(name + ": " + json.dumps(answer), flush=True)
