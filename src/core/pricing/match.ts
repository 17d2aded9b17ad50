/**
 * Which row of a provider's list a model id means, and how surely.
 *
 * - *exact*: the id is a row, or one of the ids the row lists;
 * - *alias*: it is one but for a route before it (`us.`, `models/`, an ARN) or a date or version behind it (`-20250929`,
 *   `@default`, `-v1:0`, `[1m]`);
 * - *family*: it only begins like one (`claude-opus-4-6-fast`, `gemini-1.5-flash-8b`). The price of a relative is a guess
 *   that has been wrong by a factor of ten elsewhere, so it is told as a suggestion and never priced.
 */
import type { BookRow, Pattern, PriceBook, Shelf } from './book.ts';

/** A row, and how surely an id means it. */
export interface ModelMatch {
  readonly kind: 'exact' | 'alias' | 'family';
  readonly row: BookRow;
}

const GEO = '(?:us|eu|apac|au|jp|ca|in|us-gov)\\.';
const ROUTE = `(?:projects/[^/]+/locations/[^/]+/)?(?:publishers/[^/]+/)?models/|(?:arn:aws[\\w-]*:bedrock:[\\w-]*:\\d*:[\\w-]+/)?(?:${GEO})?`;
// Some rules of the table leave the maker's name of a Bedrock id to what stands before.
const BEFORE = new RegExp(`^(?:${ROUTE})(?:global\\.)?(?:(?:anthropic|amazon)\\.)?$`);
const STRIP_BEFORE = new RegExp(`^(?:${ROUTE})`);

// Repetitions are counted: ids come from logs, and these must not be made to backtrack without end.
const DATE = '20\\d\\d(?:0[1-9]|1[0-2])[0-3]\\d|20\\d\\d-(?:0[1-9]|1[0-2])-[0-3]\\d';
// `-v1` is the thing itself, `-v2:0` Bedrock's way; `-v2` alone is the next model as often as not.
const REVISION = `latest|default|v\\d+:\\d+|v\\d+(?=@)|v1|${DATE}`;
// Behind the fixed part of a rule more kinds of version are at home: months, build numbers, previews.
const AFTER = new RegExp(
  `^(?:[-@:](?:${REVISION}|preview|exp|experimental|beta|\\d\\d-\\d\\d|\\d\\d-\\d{4}|\\d{3,4})|:0|\\[1m\\]){0,4}$`,
);
const STRIP_AFTER = new RegExp(`(?:[-@:](?:${REVISION})|:0|\\[1m\\]){1,3}$`);

/** Longer than any ARN. */
const MAX_ID = 500;

/** The best match of an id in one provider's list, or in the lists it resells at the same price. */
export function matchModel(book: PriceBook, shelf: Shelf, model: string): ModelMatch | undefined {
  const id = model.trim().toLowerCase();
  if (id === '' || id.length > MAX_ID) return undefined;
  const own = matchOn(shelf, id);
  if (own !== undefined && own.kind !== 'family') return own;
  for (const name of shelf.fallback) {
    const other = book.byId.get(name);
    const match = other && matchOn(other, id);
    if (match !== undefined && match.kind !== 'family') return match;
  }
  return own;
}

/** The longest known id that an unknown one begins with: `gpt-5.5` for `gpt-5.5-ultra`. Only ever a suggestion. */
export function nearest(shelf: Shelf, model: string): BookRow | undefined {
  const id = model.trim().toLowerCase();
  let best = '';
  for (const known of shelf.exact.keys()) {
    if (known.length > best.length && id.startsWith(known) && /[^a-z0-9]/.test(id.charAt(known.length))) best = known;
  }
  return shelf.exact.get(best);
}

function matchOn(shelf: Shelf, id: string): ModelMatch | undefined {
  const row = shelf.exact.get(id);
  if (row !== undefined) return { kind: 'exact', row };
  const direct = matchPatterns(shelf, id);
  if (direct !== undefined && direct.kind !== 'family') return direct;
  const bare = id.replace(STRIP_BEFORE, '');
  for (const candidate of [bare, id.replace(STRIP_AFTER, ''), bare.replace(STRIP_AFTER, '')]) {
    const known = candidate === id ? undefined : (shelf.exact.get(candidate) ?? aliasRow(shelf, candidate));
    if (known !== undefined && sameRevision(known, id)) return { kind: 'alias', row: known };
  }
  return direct;
}

function aliasRow(shelf: Shelf, id: string): BookRow | undefined {
  const match = matchPatterns(shelf, id);
  return match === undefined || match.kind === 'family' ? undefined : match.row;
}

function matchPatterns(shelf: Shelf, id: string): ModelMatch | undefined {
  let family: ModelMatch | undefined;
  for (const pattern of shelf.patterns) {
    const kind = matchPattern(pattern, id);
    if (kind === 'family') family ??= { kind, row: pattern.row };
    else if (kind !== undefined) return { kind, row: pattern.row };
  }
  return family;
}

function matchPattern(
  { regex, literal, before, after, also, row }: Pattern,
  id: string,
): ModelMatch['kind'] | undefined {
  if (regex !== undefined) return regex.test(id) ? 'exact' : undefined;
  const at = before && !after ? id.length - literal.length : id.indexOf(literal);
  if (at < 0 || !id.startsWith(literal, at) || (!before && at > 0)) return undefined;
  if (also !== undefined && !also.test(id)) return undefined;
  const head = id.slice(0, at);
  const rest = id.slice(at + literal.length);
  if (head === '' && rest === '') return 'exact';
  // A fine-tuned model ends in names of the user's own, at the price of all of its kind.
  if (head === '' && /^ft:|\.ft-$/.test(literal)) return 'alias';
  return BEFORE.test(head) && isRevision(literal, rest) && sameRevision(row, rest) ? 'alias' : 'family';
}

/** Whether what follows the fixed part of a rule is only a date or version, or completes one that it cuts through. */
function isRevision(literal: string, rest: string): boolean {
  const digits = /^\d+/.exec(rest)?.[0];
  if (digits === undefined) return AFTER.test(/[-@]$/.test(literal) ? `-${rest}` : rest);
  const number = (/\d*$/.exec(literal)?.[0] ?? '') + digits;
  return /^(?:20\d{6}|0\d\d)$/.test(number) && AFTER.test(rest.slice(digits.length));
}

/** `titan-embed-text-v2` is not `titan-embed-text-v1`: where both name a revision, it must be the same. */
function sameRevision(row: BookRow, id: string): boolean {
  const theirs = /-v(\d+)(?::\d+)?$/.exec(row.id)?.[1];
  const own = /-v(\d+)(?::\d+)?$/.exec(id)?.[1];
  return theirs === undefined || own === undefined || theirs === own;
}
