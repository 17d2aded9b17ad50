/** The arithmetic of a list that only draws the rows in sight. All rows are equally high, so no row is ever measured. */

/** Height of a row; the style sheet says the same. */
export const ROW_HEIGHT = 22;
/** Height of the header, which stays on top. */
export const HEADER_HEIGHT = 25;

const OVERSCAN = 6;

/** Rows `first` … `end − 1`. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
}

/** The rows to draw, with a few beyond either edge so that scrolling doesn't show a gap. */
export function rowWindow(count: number, scrollTop: number, viewport: number): RowWindow {
  const first = Math.floor(scrollTop / ROW_HEIGHT);
  const seen = Math.ceil(Math.max(0, viewport - HEADER_HEIGHT) / ROW_HEIGHT) + 1;
  const end = Math.min(count, Math.max(0, first) + seen + OVERSCAN);
  return { first: Math.max(0, Math.min(first, count - seen) - OVERSCAN), end };
}

/** How many rows fit: the length of a page. */
export function pageLength(viewport: number): number {
  return Math.max(1, Math.floor((viewport - HEADER_HEIGHT) / ROW_HEIGHT) - 1);
}

/** Where the list has to be scrolled to for its end to show. */
export function scrollToEnd(count: number, viewport: number): number {
  return Math.max(0, count * ROW_HEIGHT + HEADER_HEIGHT - viewport);
}

/** Where the list has to be scrolled to for a row to show: nowhere, if it does already. */
export function scrollToRow(index: number, scrollTop: number, viewport: number): number {
  const top = index * ROW_HEIGHT;
  const lowest = top + ROW_HEIGHT + HEADER_HEIGHT - viewport;
  return Math.max(0, Math.min(top, Math.max(lowest, scrollTop)));
}

/** The row that a key leads to, or undefined where the key means nothing here. */
export function rowAfter(key: string, current: number | undefined, count: number, page: number): number | undefined {
  const last = count - 1;
  if (last < 0) return undefined;
  switch (key) {
    case 'ArrowDown':
      return current === undefined ? 0 : Math.min(last, current + 1);
    case 'ArrowUp':
      return current === undefined ? last : Math.max(0, current - 1);
    case 'PageDown':
      return Math.min(last, (current ?? 0) + page);
    case 'PageUp':
      return Math.max(0, (current ?? last) - page);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
