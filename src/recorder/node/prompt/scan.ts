/**
 * Finds the places of a JSON object's values in its text without parsing it: strings are skipped natively, and what
 * equals a text scanned before is skipped as a whole. So the work grows with what is new in a request.
 */

/** Where a value lies in the text. */
interface Place {
  readonly start: number;
  readonly end: number;
}

/** A list of values: the places of its elements, counted from the start of the list. */
interface ListPlace extends Place {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** how many leading elements were taken over from the known text */
  readonly same: number;
}

export interface ScannedBody {
  readonly text: string;
  readonly values: ReadonlyMap<string, Place>;
  readonly lists: ReadonlyMap<string, ListPlace>;
  /** so many characters are those the known text begins with */
  readonly alike: number;
}

/** A text scanned before, and how much of its beginning is known to stand at the beginning of the new one as well. */
interface Known {
  readonly body: ScannedBody;
  readonly alike: number;
}

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/**
 * Scans a JSON object. `listKeys` are the keys whose lists are wanted element by element; `known` is a text that is
 * likely to begin alike. Undefined where the text is no JSON object.
 */
export function scanBody(text: string, listKeys: ReadonlySet<string>, known?: Known): ScannedBody | undefined {
  const values = new Map<string, Place>();
  const lists = new Map<string, ListPlace>();
  let at = skipSpace(text, 0);
  if (text.charCodeAt(at) !== OPEN_OBJECT) return undefined;
  at = skipSpace(text, at + 1);
  while (text.charCodeAt(at) === QUOTE) {
    const keyEnd = skipString(text, at);
    const key = text.slice(at + 1, keyEnd - 1);
    at = skipSpace(text, keyEnd);
    if (keyEnd < 0 || text.charCodeAt(at) !== COLON) return undefined;
    const start = skipSpace(text, at + 1);
    const list =
      text.charCodeAt(start) === OPEN_LIST && listKeys.has(key)
        ? scanList(text, start, known, known?.body.lists.get(key))
        : undefined;
    const end = list?.end ?? skipKnown(text, start, known, known?.body.values.get(key)) ?? skipValue(text, start);
    if (end <= start) return undefined;
    values.set(key, { start, end });
    if (list) lists.set(key, list);
    at = skipSpace(text, end);
    if (text.charCodeAt(at) !== COMMA) break;
    at = skipSpace(text, at + 1);
  }
  return text.charCodeAt(at) === CLOSE_OBJECT ? { text, values, lists, alike: known?.alike ?? 0 } : undefined;
}

/** The value at a key, parsed. Undefined where there is none, or it is no JSON. */
export function fieldOf(body: ScannedBody, key: string): unknown {
  const place = body.values.get(key);
  if (place === undefined) return undefined;
  try {
    return JSON.parse(body.text.slice(place.start, place.end));
  } catch {
    // The scan does not check every character: what is no JSON has no value.
    return undefined;
  }
}

function skipKnown(text: string, start: number, known: Known | undefined, place: Place | undefined) {
  if (known === undefined || place === undefined) return undefined;
  const length = place.end - place.start;
  return isAlike(text, start, known, place.start, length) && isEnd(text, start + length) ? start + length : undefined;
}

function isAlike(text: string, start: number, { body, alike }: Known, from: number, length: number): boolean {
  if (start === from && start + length <= alike) return true;
  // `===` on slices compares natively; `startsWith` goes character by character.
  return text.slice(start, start + length) === body.text.slice(from, from + length);
}

function scanList(text: string, start: number, known: Known | undefined, place: ListPlace | undefined): ListPlace {
  const same = known === undefined || place === undefined ? 0 : sameElements(text, start, known, place);
  const starts = place === undefined ? [] : place.starts.slice(0, same);
  const ends = place === undefined ? [] : place.ends.slice(0, same);
  let at = start + (ends.at(-1) ?? 1);
  for (;;) {
    at = skipSpace(text, at);
    if (text.charCodeAt(at) === COMMA) at = skipSpace(text, at + 1);
    if (text.charCodeAt(at) === CLOSE_LIST) return { start, end: at + 1, starts, ends, same };
    const end = skipValue(text, at);
    if (end <= at) return { start, end: -1, starts, ends, same };
    starts.push(at - start);
    ends.push(end - start);
    at = end;
  }
}

// The longest run of leading elements that stand unchanged: all of them as a rule, else found by halving.
function sameElements(text: string, start: number, known: Known, place: ListPlace): number {
  const holds = (count: number) => {
    const length = place.ends[count - 1] ?? 0;
    return isAlike(text, start, known, place.start, length) && isEnd(text, start + length);
  };
  let low = 0;
  let high = place.ends.length;
  if (high > 0 && holds(high)) return high;
  while (low < high - 1) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

function skipValue(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first === QUOTE) return skipString(text, start);
  if (first !== OPEN_OBJECT && first !== OPEN_LIST) return skipScalar(text, start);
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = skipString(text, at) - 1;
      if (at < 0) return -1;
    } else if (code === OPEN_OBJECT || code === OPEN_LIST) depth++;
    else if ((code === CLOSE_OBJECT || code === CLOSE_LIST) && --depth === 0) return at + 1;
  }
  return -1;
}

function skipString(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    at = text.indexOf('"', at);
    if (at < 0) return -1;
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return at + 1;
  }
}

function skipScalar(text: string, start: number): number {
  let at = start;
  while (at < text.length && !isEnd(text, at)) at++;
  return at;
}

function isEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === COMMA || code === CLOSE_OBJECT || code === CLOSE_LIST || isSpace(code);
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}
