/** The shipped price table, and the user's own prices over it, project by project. */
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Pricer } from '../core/calls.ts';
import { getOrMake } from '../core/maps.ts';
import type { Override } from '../core/pricing/overrides.ts';
import { joinOverrides } from '../core/pricing/parse-overrides.ts';
import { priceCall } from '../core/pricing/price-call.ts';
import { type PriceTable, parsePriceTable } from '../core/pricing/table.ts';

export class Prices {
  #table: PriceTable | undefined;
  #user: readonly Override[] = [];
  readonly #projects = new Map<string, readonly Override[]>();
  readonly #joined = new Map<string | undefined, readonly Override[]>();

  /** Read after activation; nothing is followed before it is there. Rejects where the table is damaged. */
  async load(extension: vscode.Uri): Promise<PriceTable> {
    const path = vscode.Uri.joinPath(extension, 'dist', 'recorder', 'prices.json').fsPath;
    const read = parsePriceTable(JSON.parse(await readFile(path, 'utf8')));
    if ('problem' in read) throw new Error(`the price table ${path} can't be read: ${read.problem}`);
    this.#table = read.table;
    return read.table;
  }

  get table(): PriceTable | undefined {
    return this.#table;
  }

  /** The prices of a project, by its log folder; those of the user without one. */
  setOverrides(dir: string | undefined, overrides: readonly Override[]): void {
    if (dir === undefined) this.#user = overrides;
    else this.#projects.set(dir, overrides);
    this.#joined.clear();
  }

  readonly price: Pricer = (call, usage, dir) =>
    this.#table === undefined
      ? { nano: null, status: 'unpriced', parts: [], modifiers: [], assumptions: [], reason: 'no price table' }
      : priceCall(this.#table, call, usage, this.#overridesOf(dir));

  #overridesOf(dir: string | undefined): readonly Override[] {
    return getOrMake(this.#joined, dir, () => joinOverrides((dir && this.#projects.get(dir)) || [], this.#user));
  }
}
