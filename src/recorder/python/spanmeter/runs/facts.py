"""What a program says of a run it opens, and how that reaches the processes it starts: `SPANMETER_RUN`, as JSON."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, List, NamedTuple, Optional, Sequence

from ..guards.config import BudgetRule, budget_ref, parse_config
from ..javascript import cut
from ..values import as_object, as_string, fields_of, parse_json

WORDS = ("agent", "task", "user", "session")
_MOST_CHARACTERS = 8192
_MOST_LEVELS = 8
_RUN = re.compile(r"[0-9a-f]{32}\Z")


class RunFacts(NamedTuple):
    """What is known of a run."""

    name: Optional[str] = None
    # agent, task, user and session, where they are named
    words: Dict[str, str] = {}
    budgets: Sequence[BudgetRule] = ()
    meta: Optional[Dict[str, Any]] = None
    # whether prompts and answers are asked for: handed on as it was given
    content: Optional[bool] = None
    # the run it was begun within: its limits bind as well
    outer: Optional[OuterRun] = None

    @property
    def subject(self) -> Dict[str, str]:
        """Who budgets may be narrowed to."""
        return {key: self.words[key] for key in ("agent", "task", "user") if key in self.words}


class OuterRun(NamedTuple):
    """A run around another one."""

    run: str
    facts: RunFacts


def encode_facts(facts: RunFacts) -> Optional[str]:
    """As the value of the variable; None where there is nothing to say, or too much of it."""
    text = json.dumps(_wire_of(facts), ensure_ascii=False, separators=(",", ":"))
    return None if text == "{}" or len(text) > _MOST_CHARACTERS else text


def decode_facts(text: Optional[str]) -> RunFacts:
    """Reads the variable. Whatever else stands in it counts as not said."""
    return RunFacts() if text is None or len(text) > _MOST_CHARACTERS else _facts_of(parse_json(text), _MOST_LEVELS)


def _wire_of(facts: RunFacts) -> Dict[str, Any]:
    wire: Dict[str, Any] = {} if facts.name is None else {"name": facts.name}
    wire.update(facts.words)
    if facts.budgets:
        wire["budgets"] = [budget_ref(rule) for rule in facts.budgets]
    if facts.content is not None:
        wire["content"] = facts.content
    if facts.outer is not None:
        wire["outer"] = {"run": facts.outer.run, **_wire_of(facts.outer.facts)}
    return wire


def _facts_of(value: Any, levels: int) -> RunFacts:
    fields = fields_of(value)
    words: Dict[str, str] = {}
    for key in WORDS:
        word = as_string(fields.get(key))
        if word is not None:
            words[key] = cut(word, 200)
    name = as_string(fields.get("name"))
    budgets: List[BudgetRule] = []
    if "budgets" in fields:
        budgets = list(parse_config({"budgets": fields["budgets"]}).budgets)
    around = as_object(fields.get("outer")) if levels > 0 else None
    run = as_string((around or {}).get("run"))
    return RunFacts(
        name=None if name is None else cut(name, 200),
        words=words,
        budgets=budgets,
        content=fields["content"] if isinstance(fields.get("content"), bool) else None,
        outer=OuterRun(run, _facts_of(around, levels - 1)) if run and _RUN.match(run) else None,
    )
