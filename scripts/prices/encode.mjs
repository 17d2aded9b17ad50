// The compact language of prices.json; src/core/pricing/rates.ts and match.ts read it.

/** genai-prices' unit → our letter. `null`: a unit no usage object carries, so a model priced only by it is unpriced. */
const LETTERS = {
  input_mtok: 'i',
  output_mtok: 'o',
  cache_read_mtok: 'r',
  cache_write_mtok: 'w',
  cache_write_1h_mtok: 'h',
  input_audio_mtok: 'a',
  cache_audio_read_mtok: 'b',
  output_audio_mtok: 'c',
  input_image_mtok: 'p',
  cache_image_read_mtok: 'q',
  output_image_mtok: 's',
  output_reasoning_mtok: 't',
  web_searches_kcount: 'x',
  requests_kcount: 'n',
  output_citation_mtok: null,
  input_video_mtok: null,
  output_video_mtok: null,
  audio_hours: null,
  input_audio_hours: null,
  input_document_kpages: null,
  input_annotated_document_kpages: null,
  storage_searches_kcount: null,
  input_text_messages_kcount: null,
};

const ORDER = Object.values(LETTERS).filter(Boolean);

/** 0.075 → `.075`, to six decimals: a rate is a whole number of pico-dollars a token. */
function number(value) {
  if (!Number.isFinite(value) || value < 0) throw new Error(`not a price: ${value}`);
  return String(Number(value.toFixed(6))).replace(/^0\./, '.');
}

/** `{i: 3, o: {base: 15, tiers: [{start: 200000, price: 22.5}]}}` → `i3o15>200000o22.5` */
export function encodeRates(byLetter) {
  const letters = ORDER.filter(letter => byLetter[letter] !== undefined);
  const tiers = new Map();
  const base = letters.map(letter => {
    const price = byLetter[letter];
    if (typeof price === 'number') return letter + number(price);
    if (price.tiers.length !== 1) throw new Error('more than one context tier');
    const [{ start, price: above }] = price.tiers;
    tiers.set(start, (tiers.get(start) ?? '') + letter + number(above));
    return letter + number(price.base);
  });
  if (tiers.size > 1) throw new Error('context tiers of one price start at different sizes');
  return base.join('') + [...tiers].map(([start, rates]) => `>${start}${rates}`).join('');
}

function byLetter(prices, where) {
  const out = {};
  for (const [key, price] of Object.entries(prices)) {
    const letter = LETTERS[key];
    if (letter === undefined)
      throw new Error(`${where}: unknown unit ${key}: add it to LETTERS, with null if no usage carries it`);
    if (letter) out[letter] = price;
  }
  return out;
}

function constraint(given) {
  if (!given) return '';
  if (given.type === 'start_date') return `${given.start_date}=`;
  return `${given.start_time.slice(0, 5)}-${given.end_time.slice(0, 5)}=`;
}

/** genai-prices' `prices` → `i.135o.55;00:30-16:30=i.27o1.1`: later entries win where their condition holds. */
export function encodePrices(prices, where, change = rates => rates) {
  const list = Array.isArray(prices) ? prices : [{ prices }];
  const rates = list.map(entry => encodeRates(change(byLetter(entry.prices, where))));
  if (rates.every(text => text === '')) return '';
  return list.map((entry, i) => constraint(entry.constraint) + rates[i]).join(';');
}

function clauses(rule) {
  if ('or' in rule) return rule.or.flatMap(clauses);
  if ('and' in rule) return [rule.and.flatMap(clauses).join('&')];
  if ('equals' in rule) return [rule.equals.toLowerCase()];
  if ('starts_with' in rule) return [`${rule.starts_with.toLowerCase()}*`];
  if ('ends_with' in rule) return [`*${rule.ends_with.toLowerCase()}`];
  if ('contains' in rule) return [`*${rule.contains.toLowerCase()}*`];
  if ('regex' in rule) return [`/${rule.regex}/`];
  throw new Error(`unknown matching rule ${JSON.stringify(rule)}`);
}

/** genai-prices' `match` → space-separated globs and /regexes/, `~` for the row's own id; empty where only the id matches. */
export function encodeMatch(id, rule) {
  const own = id.toLowerCase();
  const all = [...new Set(clauses(rule))];
  if (all.some(clause => /[\s~]/.test(clause))) throw new Error(`${id}: a rule has a space or ~ in it`);
  const short = all.map(clause =>
    /^\*?[^*/]/.test(clause) && !clause.startsWith('/') ? clause.replace(own, '~') : clause,
  );
  return short.length === 1 && short[0] === '~' ? '' : short.join(' ');
}
