/** What a request asks for, read by a table of where its API keeps it. */
import { asCount, asObject, asString } from '../json.ts';
import { fieldOf, type ScannedBody } from '../prompt/scan.ts';
import type { RequestFacts } from './protocol.ts';

export interface FactsTable {
  /** where the bound of output tokens stands: keys, or a key within an object's; the first that is there counts */
  readonly maxTokens?: readonly (string | readonly [key: string, within: string])[];
  /** how many answers are asked for */
  readonly choices?: unknown;
  /** keys of what makes the server add to the prompt what the request does not hold */
  readonly remote?: readonly string[];
  /** where the body does not name the model, or not alone */
  readonly model?: string | undefined;
  /** where the body does not say */
  readonly stream?: boolean;
}

/** Reads the facts of a request. */
export function readFacts(body: ScannedBody, table: FactsTable): RequestFacts {
  const model = asString(fieldOf(body, 'model')) ?? table.model;
  const serviceTier = asString(fieldOf(body, 'service_tier'));
  const { maxTokens: places = [], remote = [], stream = fieldOf(body, 'stream') === true } = table;
  const bounds = places.map(place =>
    typeof place === 'string' ? fieldOf(body, place) : asObject(fieldOf(body, place[0]))?.[place[1]],
  );
  const maxTokens = bounds.map(asCount).find(bound => bound !== undefined);
  const choices = Math.max(1, asCount(table.choices) ?? 1);
  return {
    stream,
    remoteContext: remote.some(key => (fieldOf(body, key) ?? null) !== null),
    ...(model !== undefined && { model }),
    ...(maxTokens !== undefined && { maxTokens: maxTokens * choices }),
    ...(serviceTier !== undefined && { serviceTier }),
  };
}

/** The model a path names, after `before`: `/deployments/my-gpt/…`, `/models/gemini-3:generateContent`, an ARN's last part. */
export function modelIn(path: string, before: string): string | undefined {
  const found = modelAfter(before).exec(path)?.[1];
  return found && decode(found).split('/').at(-1);
}

const MODEL_AFTER = new Map<string, RegExp>();

function modelAfter(before: string): RegExp {
  const pattern = MODEL_AFTER.get(before) ?? new RegExp(`/(?:${before})/([^/]+?)(?::\\w+|(?:/[\\w-]+)*)$`);
  MODEL_AFTER.set(before, pattern);
  return pattern;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that begins nothing: the text as it stands.
    return text;
  }
}
