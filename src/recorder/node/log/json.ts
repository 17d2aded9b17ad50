/**
 * Lines as `JSON.stringify` writes them, those of which there are many written out by hand: that takes half the time. A field
 * that is undefined is left out.
 */
import type { Attributes, EndLine, Line, Part, Parts, RequestLine, StartLine } from '../../../core/wire.ts';

export function lineToJson(line: Line): string {
  if (line.t === 'start') return startToJson(line);
  if (line.t === 'end') return endToJson(line);
  if (line.t === 'request') return requestToJson(line);
  if (line.t !== 'event') return JSON.stringify(line);
  // On the wire an event's own fields stand beside the others.
  const { data, ...fields } = line;
  return JSON.stringify({ ...fields, ...data });
}

// Ids and the words of the format need no escapes.
function startToJson({ ts, run, span, parent, kind, name, a, meta }: StartLine): string {
  const within = parent === undefined ? '' : `,"parent":${quote(parent)}`;
  const more = meta === undefined ? '' : `,"meta":${record(meta)}`;
  return `{"t":"start","ts":${ts},"run":"${run}","span":"${span}"${within},"kind":"${kind}","name":${quote(name)},"a":${record(a)}${more}}`;
}

function endToJson({ ts, run, span, status, a, usage, usage_state, tool_calls, meta }: EndLine): string {
  let text = `{"t":"end","ts":${ts},"run":"${run}","span":"${span}","status":"${status}","a":${record(a)}`;
  if (usage !== undefined) text += `,"usage":${JSON.stringify(usage)}`;
  if (usage_state !== undefined) text += `,"usage_state":"${usage_state}"`;
  if (tool_calls !== undefined) text += `,"tool_calls":${JSON.stringify(tool_calls)}`;
  if (meta !== undefined) text += `,"meta":${record(meta)}`;
  return `${text}}`;
}

function requestToJson({ span, parts, prefix, tool_results, remote_context }: RequestLine): string {
  let text = `{"t":"request","span":"${span}","parts":${partsToJson(parts)}`;
  if (prefix !== undefined) {
    const { same, of, bytes } = prefix;
    const before = prefix.span === undefined ? '' : `,"span":"${prefix.span}"`;
    text += `,"prefix":{"same":${same},"of":${of},"bytes":${bytes}${before}}`;
  }
  if (tool_results !== undefined) text += `,"tool_results":${JSON.stringify(tool_results)}`;
  if (remote_context !== undefined) text += `,"remote_context":${remote_context}`;
  return `${text}}`;
}

function partsToJson(parts: Parts): string {
  let text = '';
  for (const name of Object.keys(parts) as (keyof Parts)[]) {
    const part = parts[name];
    if (part !== undefined) text += `${text === '' ? '"' : ',"'}${name}":${partToJson(part)}`;
  }
  return `{${text}}`;
}

function partToJson({ n, bytes, tokens, hash, items }: Part): string {
  let text = `{"n":${n},"bytes":${bytes}`;
  if (tokens !== undefined) text += `,"tokens":${tokens}`;
  if (hash !== undefined) text += `,"hash":"${hash}"`;
  if (items !== undefined) text += `,"items":${JSON.stringify(items)}`;
  return `${text}}`;
}

function record(values: Attributes): string {
  let text = '';
  for (const key of Object.keys(values)) {
    const value: Attributes[string] | undefined = values[key];
    if (value === undefined) continue;
    text += text === '' ? keyOf(key) : `,${keyOf(key)}`;
    if (typeof value === 'string') text += quote(value);
    else if (typeof value === 'object' || !Number.isFinite(Number(value))) text += JSON.stringify(value);
    else text += value;
  }
  return `{${text}}`;
}

// The log's own names, as good as all of them.
const KEYS = new Map<string, string>();
const MAX_KEYS = 256;

function keyOf(name: string): string {
  const known = KEYS.get(name);
  if (known !== undefined) return known;
  const key = `${quote(name)}:`;
  if (KEYS.size < MAX_KEYS) KEYS.set(name, key);
  return key;
}

const PLAIN = /^[ !#-[\]-~]*$/;

// What a program passes as a text may be none.
function quote(text: string): string {
  return typeof text === 'string' && PLAIN.test(text) ? `"${text}"` : (JSON.stringify(text) ?? 'null');
}
