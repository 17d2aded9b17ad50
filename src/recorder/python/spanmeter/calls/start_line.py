"""What is known of a call as it begins → its first line."""

from __future__ import annotations

from typing import Any, Dict, Optional

from ..javascript import cut
from ..platform import now
from ..protocols.protocol import Protocol, RequestFacts
from ..site.site import Site


def start_line(
    run: str,
    span: str,
    parent: Optional[str],
    protocol: Protocol,
    provider: str,
    host: str,
    facts: RequestFacts,
    attempt: int,
    site: Optional[Site],
) -> Dict[str, Any]:
    """The line that begins a call. Named as OpenTelemetry names such spans: operation and model."""
    a: Dict[str, Any] = {"gen_ai.operation.name": protocol.operation, "gen_ai.provider.name": provider}
    if facts.model is not None:
        a["gen_ai.request.model"] = cut(facts.model, 128)
    if facts.stream:
        a["gen_ai.request.stream"] = True
    if facts.max_tokens is not None:
        a["gen_ai.request.max_tokens"] = facts.max_tokens
    a["server.address"] = host
    a["spanmeter.attempt"] = attempt
    if facts.service_tier is not None:
        a["spanmeter.service_tier"] = cut(facts.service_tier, 64)
    if site:
        a.update(site_attributes(site))
    name = protocol.operation if facts.model is None else protocol.operation + " " + cut(facts.model, 128)
    line: Dict[str, Any] = {"t": "start", "ts": now(), "run": run, "span": span}
    if parent is not None:
        line["parent"] = parent
    line.update({"kind": "llm", "name": name, "a": a})
    return line


def site_attributes(site: Site) -> Dict[str, Any]:
    """Where in the user's source, by OpenTelemetry's names."""
    a: Dict[str, Any] = {"code.file.path": site.file, "code.line.number": site.line}
    if site.column is not None:
        a["code.column.number"] = site.column
    if site.name is not None:
        a["code.function.name"] = site.name
    if site.low:
        a["spanmeter.code.confidence"] = "low"
    return a
