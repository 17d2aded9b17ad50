"""Small agents as people write them, one function each: `python seeds.py <url> <name>`."""

import json
import sys
import urllib.error
import urllib.request

from spanmeter import BudgetExceededError, Guard, end_span, end_trace, is_budget_exceeded, run, start_span, start_trace, turn

URL = sys.argv[1]
PRICES = {"gpt-4o": (2.5, 10.0), "gpt-4o-mini": (0.15, 0.6)}


def complete(messages, model="gpt-4o"):
    body = json.dumps({"model": model, "messages": messages}).encode()
    request = urllib.request.Request(URL + "/v1/chat/completions", body, {"authorization": "Bearer x", "content-type": "application/json"})
    return json.load(urllib.request.urlopen(request))


def ten_turns():
    """A loop of ten turns that works out its own cost and keeps it in the metadata of its spans."""
    trace = start_trace(name="research", metadata={"agent": "researcher"})
    messages = [{"role": "system", "content": "You research."}, {"role": "user", "content": "Begin."}]
    total = 0.0
    for number in range(1, 11):
        span = start_span(trace_id=trace["trace_id"], name="turn %d" % number, metadata={"turn": number})
        answer = complete(messages)
        usage = answer["usage"]
        total += (usage["prompt_tokens"] * 2.5 + usage["completion_tokens"] * 10) / 1e6
        messages += [answer["choices"][0]["message"], {"role": "user", "content": "Go on."}]
        end_span(span_id=span["id"], status="success", metadata={"cumulative_cost": round(total, 6), "tokens": usage["total_tokens"]})
    end_trace(trace_id=trace["trace_id"], status="success", metadata={"total_cost": total})
    return round(total, 6)


def helper():
    """One function for every call, with a system and a user prompt."""

    def ask(system, user):
        return complete([{"role": "system", "content": system}, {"role": "user", "content": user}])

    with run("helper"):
        for question in ("What?", "Why?", "How?"):
            ask("Answer in one word.", question)  # @helper
    return 3


def guarded_loop():
    """At most twenty turns, and no more than the budget."""
    guard = Guard(budget=0.30, model="gpt-4o", name="guarded")
    made = 0
    try:
        for _ in range(20):
            guard.check()
            usage = {"input_tokens": 10000, "output_tokens": 1000}
            guard.record(usage["input_tokens"], usage["output_tokens"])
            made += 1
    except BudgetExceededError:
        return [made, round(guard.current_cost, 6), round(guard.budget_pct, 3)]


def guarded_calls():
    """The same, and the guard does it alone."""
    with run("automatic", budget=0.30):
        for made in range(20):
            try:
                complete([{"role": "user", "content": "Go on."}])
            except urllib.error.HTTPError as error:
                return [made, is_budget_exceeded(error)]


def two_models():
    """Five questions to each of two models."""
    for model in ("gpt-4o", "gpt-4o-mini"):
        with run("compare " + model, task="compare", agent=model):
            for number in range(5):
                with turn("question %d" % number):
                    complete([{"role": "user", "content": "Question %d?" % number}], model)
    return 10


def agents_and_tasks():
    """What each agent costs for each task."""
    for agent, task, calls in (("alice", "triage", 2), ("alice", "answer", 3), ("bob", "triage", 1)):
        with run("%s: %s" % (agent, task), agent=agent, task=task):
            for _ in range(calls):
                complete([{"role": "user", "content": "Go on."}])
    return 6


print(json.dumps(globals()[sys.argv[2]]()))
