/** Whose price list a call belongs to, and the row in it. Nothing here looks at tokens or time. */
import type { BookRow, PriceBook, Shelf } from './book.ts';
import type { PriceableCall } from './cost.ts';
import { type ModelMatch, matchModel, nearest } from './match.ts';

/** What was found out about a call's model. */
export type Resolution =
  | {
      readonly kind: 'exact' | 'alias' | 'estimated';
      readonly row: BookRow;
      readonly shelf: Shelf;
      readonly assumptions: readonly string[];
    }
  /** free by its nature: runs on the user's machine, or sold at zero under an id that says so */
  | { readonly kind: 'local' | 'free'; readonly key: string }
  | { readonly kind: 'unpriced'; readonly reason: string; readonly suggestion?: string };

/** Names longer than this are no names; what is left of them still tells where they came from. */
const MAX_NAME = 500;

type Question = Pick<PriceableCall, 'provider' | 'host' | 'requestModel' | 'responseModel'>;

/** Finds the row a call is priced by: that of the served model, else (as an estimate) of the requested one. */
export function resolve(book: PriceBook, call: Question): Resolution {
  const [served, requested] = [call.responseModel, call.requestModel]
    .map(model => model?.trim().slice(0, MAX_NAME) ?? '')
    .filter(model => model !== '');
  if (served === undefined) return { kind: 'unpriced', reason: 'no model named' };
  const seller = findSeller(book, call);
  const first = resolveModel(book, seller, served);
  if (first.kind !== 'unpriced' || requested === undefined || requested === served) return first;
  const second = resolveModel(book, seller, requested);
  if (!('row' in second)) return second.kind === 'unpriced' ? first : second;
  const assumption = `no price for ${served}, which answered: priced as ${requested}, which was asked for`;
  return { ...second, kind: 'estimated', assumptions: [...second.assumptions, assumption] };
}

interface Seller {
  readonly shelf?: Shelf;
  /** what the call says, for messages */
  readonly name?: string;
  /** the endpoint is nobody's we know: a proxy, a gateway, a local server */
  readonly custom?: string;
}

/** The endpoint's owner; where nobody we know owns it, the provider the recorder named. */
function findSeller(book: PriceBook, { provider, host }: Question): Seller {
  const named = provider === undefined ? undefined : shelfNamed(book, provider);
  const hostName = host?.toLowerCase().replace(/:\d+$/, '') || undefined;
  const owner = hostName === undefined ? undefined : shelfAt(book, hostName);
  const shelf = owner ?? named;
  return {
    ...(shelf && { shelf }),
    ...(provider !== undefined && { name: provider }),
    ...(hostName !== undefined && owner === undefined && { custom: hostName }),
  };
}

function shelfAt(book: PriceBook, host: string): Shelf | undefined {
  for (let rest = host; rest !== ''; rest = rest.includes('.') ? rest.slice(rest.indexOf('.') + 1) : '') {
    const shelf = book.byHost.get(rest);
    if (shelf !== undefined) return shelf;
  }
  return undefined;
}

/** `gcp.vertex_ai`, `Azure OpenAI`, `openai.chat` → the provider they name. */
function shelfNamed(book: PriceBook, name: string): Shelf | undefined {
  return book.byName.get(squeeze(name)) ?? book.byName.get(squeeze(name.split(/[./]/)[0] ?? ''));
}

function squeeze(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function resolveModel(book: PriceBook, seller: Seller, model: string): Resolution {
  const { shelf, name, custom } = seller;
  if (shelf?.local) return resolveLocal(model);
  if (shelf === undefined && name !== undefined) return unknown(book, model, `no prices for provider ${name}`);
  const assumptions: string[] = [];
  if (custom !== undefined && shelf !== undefined && !shelf.router) {
    assumptions.push(`${custom} is not an endpoint of ${shelf.id}: its list price is assumed`);
  }
  const match = shelf && matchModel(book, shelf, model);
  if (shelf && match && match.kind !== 'family') return { kind: match.kind, row: match.row, shelf, assumptions };
  return (
    resolvePrefixed(book, seller, model) ??
    (shelf === undefined ? resolveColon(book, model) : undefined) ??
    (shelf === undefined || (shelf.router && !model.includes('/')) ? resolveByMaker(book, model) : undefined) ??
    unpriced(book, shelf, model, match)
  );
}

function resolveLocal(model: string): Resolution {
  // Ollama passes such models on to its paid cloud.
  if (/[:-]cloud$/i.test(model))
    return { kind: 'unpriced', reason: `${model} runs in a cloud, at no known price per token` };
  return { kind: 'local', key: `local/${model}` };
}

/** `provider/model`, where the prefix repeats the provider, or where the endpoint passes calls on to several. */
function resolvePrefixed(book: PriceBook, { shelf, custom }: Seller, model: string): Resolution | undefined {
  const slash = model.indexOf('/');
  const named = slash > 0 ? shelfNamed(book, model.slice(0, slash)) : undefined;
  const rest = model.slice(slash + 1);
  if (named === undefined || rest === '') return undefined;
  if (named === shelf) return resolveModel(book, { shelf }, rest);
  if (shelf !== undefined && !shelf.router && custom === undefined) return undefined;
  if (shelf?.id === 'openrouter' && rest.endsWith(':free')) return { kind: 'free', key: `openrouter/${model}` };
  const found = resolveModel(book, { shelf: named }, rest);
  if (!('row' in found)) return found;
  const seller = shelf?.router ? shelf.id : (custom ?? 'the model id');
  const assumption = `routed by ${seller}: list price of ${named.id} assumed`;
  // A router has its own price; a proxy that names the provider only repeats whose price it is.
  return {
    ...found,
    kind: shelf?.id === 'openrouter' ? 'estimated' : found.kind,
    assumptions: [...found.assumptions, assumption],
  };
}

/** `openai:gpt-4o`, as some frameworks write it. Ids have colons of their own, so only what is then known counts. */
function resolveColon(book: PriceBook, model: string): Resolution | undefined {
  const colon = model.indexOf(':');
  const named = colon > 0 ? book.byName.get(squeeze(model.slice(0, colon))) : undefined;
  const found = named && resolveModel(book, { shelf: named }, model.slice(colon + 1));
  return found?.kind === 'unpriced' ? undefined : found;
}

/** An id that only its maker sells tells the provider where nothing else does. */
function resolveByMaker(book: PriceBook, model: string): Resolution | undefined {
  for (const shelf of book.shelves) {
    if (!shelf.maker?.test(model.trim().toLowerCase())) continue;
    const match = matchModel(book, shelf, model);
    if (match === undefined || match.kind === 'family') continue;
    return {
      kind: match.kind,
      row: match.row,
      shelf,
      assumptions: [`provider unknown: list price of ${shelf.id} assumed`],
    };
  }
  return undefined;
}

function unpriced(
  book: PriceBook,
  shelf: Shelf | undefined,
  model: string,
  family: ModelMatch | undefined,
): Resolution {
  const relative = family?.row ?? (shelf && nearest(shelf, model));
  if (relative === undefined || !hasPrice(relative)) {
    return unknown(book, model, `${model} is not in the price table${shelf ? ` of ${shelf.id}` : ''}`);
  }
  const { key } = relative;
  return { kind: 'unpriced', reason: `${model} is not in the price table; it looks like ${key}`, suggestion: key };
}

/** Unpriced, with the same id at another provider as a suggestion: whether that is what runs, only the user knows. */
function unknown(book: PriceBook, model: string, reason: string): Resolution {
  const bare = model.slice(model.search(/[/:]/) + 1);
  const makers = book.shelves.filter(({ maker }) => maker !== undefined);
  // Whoever makes it comes before those who sell it as well.
  const isMaker = ({ maker }: Shelf) => maker?.test(bare.toLowerCase()) ?? false;
  for (const shelf of [...makers.filter(isMaker), ...makers.filter(other => !isMaker(other))]) {
    const row = matchModel(book, shelf, model)?.row ?? matchModel(book, shelf, bare)?.row ?? nearest(shelf, bare);
    if (row !== undefined && hasPrice(row)) return { kind: 'unpriced', reason, suggestion: row.key };
  }
  return { kind: 'unpriced', reason };
}

function hasPrice(row: BookRow): boolean {
  return row.versions.some(({ base }) => base.input !== undefined);
}
