/** The series of the token chart: two cuts of the same tokens. Stacking both in one bar would count each token twice. */
import type { TurnColumns } from '../../core/views/dashboard.ts';

export const TOKEN_VIEWS = ['content', 'billing'] as const;
export type TokenView = (typeof TOKEN_VIEWS)[number];

export type TokenColumn =
  | ('system' | 'tools' | 'history' | 'toolResults' | 'user' | 'other')
  | (('fresh' | 'cacheRead' | 'cacheWrite' | 'output' | 'reasoning') & keyof TurnColumns);

/** One layer of the stack. */
export interface Series {
  readonly column: TokenColumn;
  readonly label: string;
}

const OUT: readonly Series[] = [
  { column: 'output', label: 'Output' },
  { column: 'reasoning', label: 'Reasoning' },
];

/** The layers of each view from the bottom up; the legend has the same order. */
export const SERIES: Readonly<Record<TokenView, readonly Series[]>> = {
  content: [
    { column: 'system', label: 'System' },
    { column: 'tools', label: 'Tools' },
    { column: 'history', label: 'History' },
    { column: 'toolResults', label: 'Tool results' },
    { column: 'user', label: 'User' },
    { column: 'other', label: 'Other' },
    ...OUT,
  ],
  billing: [
    { column: 'fresh', label: 'Uncached input' },
    { column: 'cacheRead', label: 'Cache read' },
    { column: 'cacheWrite', label: 'Cache write' },
    ...OUT,
  ],
};

/** The CSS variable of the theme colour that a layer has: `--vscode-spanmeter-tokSystem`. */
export function colourOf(column: TokenColumn): string {
  return `--vscode-spanmeter-tok${column.charAt(0).toUpperCase()}${column.slice(1)}`;
}
