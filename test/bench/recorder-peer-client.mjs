/**
 * One process of the comparison with OpenTelemetry's SDK: makes spans of model calls, each with a parent, and prints the CPU
 * time of one in µs; or dies by SIGKILL after some.
 *
 *   node recorder-peer-client.mjs spanmeter|simple|batch <recorder's index.cjs> <file for OpenTelemetry's spans> <spans> [die]
 */
import { openSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setImmediate } from 'node:timers/promises';

const [peer, index, file, spans, die] = process.argv.slice(2);
const count = Number(spans);

const begun = at => ({
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o',
  'server.address': 'api.openai.com',
  'app.turn': at,
});
const over = at => ({
  'gen_ai.response.model': 'gpt-4o-2024-08-06',
  'gen_ai.response.id': `chatcmpl-${at}`,
  'gen_ai.usage.input_tokens': 2500 + at,
  'gen_ai.usage.cache_read.input_tokens': 2000,
  'gen_ai.usage.output_tokens': 200,
});

/** The recorder's own API: two lines in the log for each span. */
function spanmeter() {
  const { startTrace, startSpan, endSpan } = createRequire(import.meta.url)(index);
  const { trace_id } = startTrace({ name: 'bench' });
  const parent = startSpan(trace_id, { name: 'agent', type: 'agent' });
  return {
    span(at) {
      const metadata = begun(at);
      const { id } = startSpan(trace_id, { name: 'chat gpt-4o', type: 'step', parentId: parent.id, metadata });
      endSpan(id, { status: 'completed', metadata: over(at) });
    },
    flush: () => undefined,
  };
}

/** What OpenTelemetry says a file of spans is: a line of OTLP/JSON for each export. */
class FileExporter {
  #file = openSync(file, 'a');

  export(ended, done) {
    const [{ resource, instrumentationScope: scope }] = ended;
    const scopeSpans = [{ scope: { name: scope.name, version: scope.version }, spans: ended.map(fieldsOf) }];
    const resourceSpans = [{ resource: { attributes: keyValues(resource.attributes) }, scopeSpans }];
    writeSync(this.#file, `${JSON.stringify({ resourceSpans })}\n`);
    done({ code: 0 });
  }

  shutdown() {
    return Promise.resolve();
  }
}

const nanoseconds = ([seconds, rest]) => `${seconds}${String(rest).padStart(9, '0')}`;

function fieldsOf(span) {
  const { traceId, spanId } = span.spanContext();
  return {
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId,
    name: span.name,
    kind: span.kind + 1,
    startTimeUnixNano: nanoseconds(span.startTime),
    endTimeUnixNano: nanoseconds(span.endTime),
    attributes: keyValues(span.attributes),
    status: span.status,
  };
}

function keyValues(attributes) {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: value } : { stringValue: value },
  }));
}

async function openTelemetry() {
  const { context, SpanKind, SpanStatusCode, trace } = await import('@opentelemetry/api');
  const { BatchSpanProcessor, SimpleSpanProcessor } = await import('@opentelemetry/sdk-trace-base');
  const { NodeTracerProvider } = await import('@opentelemetry/sdk-trace-node');
  const processor = peer === 'simple' ? SimpleSpanProcessor : BatchSpanProcessor;
  const provider = new NodeTracerProvider({ spanProcessors: [new processor(new FileExporter())] });
  const tracer = provider.getTracer('bench');
  const within = trace.setSpan(context.active(), tracer.startSpan('agent'));
  return {
    span(at) {
      const span = tracer.startSpan('chat gpt-4o', { kind: SpanKind.CLIENT, attributes: begun(at) }, within);
      span.setAttributes(over(at));
      span.setStatus({ code: SpanStatusCode.OK });
      span.end();
    },
    flush: () => provider.forceFlush(),
  };
}

const { span, flush } = peer === 'spanmeter' ? spanmeter() : await openTelemetry();

/** A few spans for each turn of the event loop: what works in batches has its turn too. */
async function make(many) {
  for (let at = 0; at < many; at++) {
    span(at);
    if (at % 8 === 7) await setImmediate();
  }
}

if (die !== undefined) {
  await make(count);
  process.kill(process.pid, 'SIGKILL');
}
await make(count / 4);
await flush();
const before = process.cpuUsage();
await make(count);
await flush();
const { user, system } = process.cpuUsage(before);
process.stdout.write(String((user + system) / count));
