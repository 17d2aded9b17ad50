/** What is known of a call as it begins → its first line. */
import type { AttributeValue, StartLine } from '../../../core/wire.ts';
import { now } from '../platform.ts';
import type { Protocol, RequestFacts } from '../protocols/protocol.ts';
import type { RunState } from '../runs/run-state.ts';
import type { Frames, Site } from '../site/site.ts';

export interface StartOptions {
  readonly run: RunState;
  readonly span: string;
  readonly parent: string | undefined;
  readonly protocol: Protocol;
  readonly provider: string;
  readonly host: string;
  readonly facts: RequestFacts;
  readonly attempt: number;
  readonly site: Site | Frames | undefined;
}

/** The line that begins a call. Named as OpenTelemetry names such spans: operation and model. */
export function startLine(options: StartOptions): StartLine {
  const { run, span, parent, protocol, provider, host, facts, attempt, site } = options;
  const a: Record<string, AttributeValue> = {
    'gen_ai.operation.name': protocol.operation,
    'gen_ai.provider.name': provider,
  };
  if (facts.model !== undefined) a['gen_ai.request.model'] = facts.model.slice(0, 128);
  if (facts.stream) a['gen_ai.request.stream'] = true;
  if (facts.maxTokens !== undefined) a['gen_ai.request.max_tokens'] = facts.maxTokens;
  a['server.address'] = host;
  a['spanmeter.attempt'] = attempt;
  if (facts.serviceTier !== undefined) a['spanmeter.service_tier'] = facts.serviceTier.slice(0, 64);
  if (site && 'frames' in site) a['spanmeter.code.frames'] = site.frames;
  else if (site) addSite(a, site);
  const name = facts.model === undefined ? protocol.operation : `${protocol.operation} ${facts.model.slice(0, 128)}`;
  const ts = now();
  return parent === undefined
    ? { t: 'start', ts, run: run.id, span, kind: 'llm', name, a }
    : { t: 'start', ts, run: run.id, span, parent, kind: 'llm', name, a };
}

/** Where in the user's source, by OpenTelemetry's names. */
export function siteAttributes(site: Site): Record<string, AttributeValue> {
  const a: Record<string, AttributeValue> = {};
  addSite(a, site);
  return a;
}

function addSite(a: Record<string, AttributeValue>, { file, line, column, name }: Site): void {
  a['code.file.path'] = file;
  a['code.line.number'] = line;
  if (column !== undefined) a['code.column.number'] = column;
  if (name !== undefined) a['code.function.name'] = name;
}
