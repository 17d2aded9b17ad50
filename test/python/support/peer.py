"""Calls functions of the Python recorder for tests: a line of JSON in, a line of JSON out.

    [name, arguments] → ["ok", value] or ["error", text]
"""

import base64
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../src/recorder/python"))
os.environ["SPANMETER"] = "off"

from spanmeter import javascript, locate, values
from spanmeter.api.metadata import to_meta
from spanmeter.guards import config, names
from spanmeter.guards.enforce import accounts, ledger, ledger_line
from spanmeter.guards.pricer import LazyPricer
from spanmeter.hashes import canonical, hasher, normalise
from spanmeter.log.encode import encode_line
from spanmeter.pricing import money, parse_overrides
from spanmeter.pricing.call import PriceableCall
from spanmeter.prompt import prompts, tokens
from spanmeter.protocols import all as protocols
from spanmeter.protocols.outcome import Outcome, clean_usage
from spanmeter.stream.framing import SPLITTERS, framing_of
from spanmeter.usage import convention
from spanmeter.usage import normalise as usage
from spanmeter.usage import reported

_pricer = LazyPricer()
_prompts = {}


def _reported_cost(told):
    found = reported.reported_cost(told)
    return found and {"usd": found.usd, **({"byok": True} if found.byok else {})}


def _priced(call, counts, overrides):
    rows, _ = parse_overrides.parse_overrides(overrides)
    fields = {key: value for key, value in call.items() if value is not None}
    return _pricer.with_overrides(lambda: rows)(PriceableCall(**fields), counts)


def _prompt(session, key, path, text, span):
    if session not in _prompts:
        _prompts[session] = prompts.Prompts(hasher.create_hasher(lambda: bytes.fromhex(key)))
    known = _prompts[session]
    scanned = known.scan(text, protocols.LIST_KEYS)
    found = [one for one in protocols.protocols_at(path) if scanned and one.accepts(scanned.body)]
    if not found:
        return None
    provider = protocols.provider_of(found[0], "x")
    facts = found[0].facts(scanned.body, path)
    measured = known.measure(found[0], scanned, provider)
    known.sent(measured, span)
    return [found[0].api, facts._asdict(), measured.line]


def _outcome(api, streams, chunks):
    from spanmeter.calls.answer import AnswerReader

    protocol = next(one for one in protocols.PROTOCOLS if one.api == api)
    ended = []
    reader = AnswerReader(protocol, streams, lambda ending, outcome, error: ended.append(ending), lambda: None)
    for chunk in chunks:
        reader.chunk(base64.b64decode(chunk))
    reader.ended()
    outcome = reader.outcome
    return {
        "ending": ended[0],
        "id": outcome.id,
        "model": outcome.model,
        "finish": outcome.finish_reasons,
        "usage": outcome.usage,
        "tools": [[call.id, call.name, call.arguments] for call in outcome.tools.values()],
        "text": outcome.text_bytes,
        "error": outcome.error_type,
    }


def _config(text):
    read = config.parse_config_text(text)
    budgets = [config.budget_ref(rule) for rule in read.budgets]
    problems = [[p.path, "not JSON" if p.message.startswith("not JSON") else p.message] for p in read.problems]
    return [budgets, read.on_unpriced, read.webhook_env, problems]


def _ledger(lines):
    state = ledger.LedgerState()
    verdicts = []
    for text in lines:
        line = ledger_line.parse_ledger_line(text.encode("latin-1"))
        if line is None:
            verdicts.append(None)
            continue
        verdict = state.apply(line)
        verdicts.append([ledger_line.encode_ledger_line(line).decode(), verdict and list(verdict)])
    return [verdicts, state.spent, state.held, state.raised, state.begun]


def _located(cwd, windows, present, override, home):
    found = locate.locate(cwd, windows, lambda path: path in present, override, home)
    return [found.dir, found.project, locate.config_paths(found, cwd, windows)]


def _events(framing, chunks):
    events = []
    splitter = SPLITTERS[framing](lambda data, name: events.append([data, name]))
    for chunk in chunks:
        splitter.push(base64.b64decode(chunk))
    splitter.end()
    return events


FUNCTIONS = {
    "canonicalJson": canonical.canonical_json,
    "canonicalArguments": canonical.canonical_arguments,
    "stringify": lambda text: javascript.stringify(values.parse_json(text)),
    "parseable": lambda text: values.parse_json(text) is not None,
    "normaliseResult": lambda text: normalise.normalise_result(text).hex(),
    "hash": lambda key, text: hasher.create_hasher(lambda: bytes.fromhex(key))(text),
    "tokensPerCharacter": lambda text: tokens.tokens_per_character(javascript.in_units(text)),
    "cut": lambda text, length: javascript.cut(text, length).encode("utf-16-le", "surrogatepass").hex(),
    "normaliseUsage": lambda raw, hint: usage.normalise_usage(raw, convention.UsageHint(**hint)),
    "reportedCost": _reported_cost,
    "cleanUsage": clean_usage,
    "toMeta": to_meta,
    "price": _priced,
    "prompt": _prompt,
    "outcome": _outcome,
    "config": _config,
    "isMeant": names.is_meant,
    "ledger": _ledger,
    "fingerprint": accounts.fingerprint,
    "locate": _located,
    "framingOf": lambda head, streams: framing_of(base64.b64decode(head), streams),
    "events": _events,
    "formatUsdExact": money.format_usd_exact,
    "encodeLine": lambda line: encode_line(line).decode("utf-8", "surrogatepass"),
}

for line in sys.stdin.buffer:
    name, arguments = json.loads(line)
    try:
        answer = ["ok", FUNCTIONS[name](*arguments)]
    except Exception as error:  # the test shows what went wrong
        answer = ["error", "%s: %s" % (type(error).__name__, error)]
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
