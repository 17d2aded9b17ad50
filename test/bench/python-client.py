"""One process of the Python recorder's benchmark: makes its calls in the way it is told and prints the CPU time of one, in µs.

    python python-client.py <how> <calls> <file>

The same call each time, answered from memory: what is measured is the recording. `plain` makes the calls alone, `spanmeter` with
our recorder, `otel` with a span of the OpenTelemetry SDK for each, written to a file by its simple processor."""

import hmac
import json
import os
import sys
import time

how, calls, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]

ANSWER = json.dumps(
    {
        "id": "chatcmpl-1",
        "model": "gpt-4o-2024-08-06",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "word " * 100}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 500, "completion_tokens": 100, "total_tokens": 600, "prompt_tokens_details": {"cached_tokens": 0}},
    }
).encode()
BODY = json.dumps({"model": "gpt-4o", "messages": [{"role": "system", "content": "word " * 200}, {"role": "user", "content": "Hi"}]}).encode()


def header(name):
    return None


def nothing():
    pass


if how == "spanmeter":
    import spanmeter  # noqa: F401
    from spanmeter.transports import gate

    def call():
        """What a transport does of a call: a request, the head of the answer, its body."""
        begun = gate.begin("bench", "api.openai.com", "/v1/chat/completions", BODY, header)
        begun.answered(200, header)
        begun.whole(ANSWER)

elif how == "otel":
    from opentelemetry import trace
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor

    provider = TracerProvider()
    out = open(path, "a", encoding="utf-8")
    provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter(out=out, formatter=lambda span: span.to_json(indent=None) + "\n")))
    tracer = provider.get_tracer("bench")

    def call():
        """What an instrumentation does of a call: a span with the attributes our log has of it."""
        asked = json.loads(BODY)
        frame = sys._getframe(1)
        with tracer.start_as_current_span("chat gpt-4o", kind=trace.SpanKind.CLIENT) as span:
            system, user = asked["messages"][0]["content"], asked["messages"][1]["content"]
            span.set_attributes(
                {
                    "gen_ai.operation.name": "chat",
                    "gen_ai.provider.name": "openai",
                    "gen_ai.request.model": asked["model"],
                    "server.address": "api.openai.com",
                    "spanmeter.attempt": 1,
                    "code.file.path": frame.f_code.co_filename,
                    "code.line.number": frame.f_lineno,
                    "code.function.name": frame.f_code.co_name,
                    "prompt.system.bytes": len(system.encode()),
                    "prompt.system.hash": hmac.digest(b"key", system.encode(), "sha256").hex()[:16],
                    "prompt.user.bytes": len(user.encode()),
                    "prompt.user.hash": hmac.digest(b"key", user.encode(), "sha256").hex()[:16],
                }
            )
            answer = json.loads(ANSWER)
            usage = answer["usage"]
            span.set_attributes(
                {
                    "gen_ai.response.id": answer["id"],
                    "gen_ai.response.model": answer["model"],
                    "gen_ai.response.finish_reasons": [answer["choices"][0]["finish_reason"]],
                    "gen_ai.usage.input_tokens": usage["prompt_tokens"],
                    "gen_ai.usage.output_tokens": usage["completion_tokens"],
                    "gen_ai.usage.cache_read.input_tokens": usage["prompt_tokens_details"]["cached_tokens"],
                    "http.response.status_code": 200,
                }
            )

else:
    call = nothing


def cost(count):
    """CPU of one call in µs: the median over batches, so that what else the machine does counts little."""
    batch = 20
    costs = []
    for _ in range(count // batch):
        before = time.process_time()
        for _ in range(batch):
            call()
        costs.append((time.process_time() - before) / batch)
    return sorted(costs)[len(costs) // 2] * 1e6


cost(calls // 4)
result = cost(calls)
if "--kill" in sys.argv:
    os.kill(os.getpid(), 9)
print(result)
