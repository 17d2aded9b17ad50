/** Text from logs is not trusted: names may hold escapes, direction marks or a megabyte of anything. */

const ANSI = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
// Controls, and the marks that reorder, hide or break what stands around them.
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/** One line of plain, visible text, at most `max` characters long. */
export function clean(text: string, max = 200): string {
  // Cut first: cleaning is linear, and what is cut here would never be shown.
  const head = text.length > max * 4 ? text.slice(0, max * 4) : text;
  const visible = head.replace(ANSI, '').replace(INVISIBLE, ' ').replace(/ {2,}/g, ' ').trim();
  return visible.length <= max ? visible : `${visible.slice(0, max - 1)}…`;
}

/** `1 call`, `3 calls`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${formatCount(n)} ${n === 1 ? one : many}`;
}

/** A whole number with separators: `12,400`. */
export function formatCount(n: number): string {
  return Math.round(n)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** A number of tokens as a status bar shows it: `412`, `1.2k`, `412k`, `3.1M`. */
export function formatTokens(tokens: number): string {
  if (tokens < 1000) return String(Math.round(tokens));
  if (tokens < 9950) return `${(tokens / 1000).toFixed(1)}k`;
  if (tokens < 999_500) return `${Math.round(tokens / 1000)}k`;
  if (tokens < 99_950_000) return `${(tokens / 1e6).toFixed(1)}M`;
  return `${Math.round(tokens / 1e6)}M`;
}

/** A share as a whole percentage, capped: `25%`, `>999%`. A share under the whole never reads as `100%`. */
export function formatPercent(ratio: number): string {
  const percent = ratio < 1 ? Math.min(Math.round(ratio * 100), 99) : Math.round(ratio * 100);
  return percent > 999 ? '>999%' : `${percent}%`;
}

/** A span of time as people say it: `8 s`, `6 min 12 s`, `2 h 5 min`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** The last segment of a path of either kind. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/**
 * Text for a Markdown file that people also read as it is: what could make a link, code, HTML, emphasis or a cell of it is
 * escaped, and nothing else.
 */
export function escapeMarkdownLightly(text: string): string {
  return text
    .replace(/\$\(/g, '$ (')
    .replace(/[\\`*_[\]<>|]/g, '\\$&')
    .replace(/\n/g, ' ');
}

/**
 * Text for a place that reads Markdown: every character that could mean something there stands for itself. VS Code looks
 * for `$(icon)` after Markdown has been read, so no backslash helps against that: a space does.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\$\(/g, '$ (')
    .replace(/[\\`*_{}[\]()#+\-.!|<>~$&:@/]/g, '\\$&')
    .replace(/\n/g, ' ');
}
