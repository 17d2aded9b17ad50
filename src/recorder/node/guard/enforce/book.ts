/** The accounts of this process, each opened when first needed. */
import { join } from 'node:path';
import { builtin, type Files } from '../../platform.ts';
import { Account } from './account.ts';
import { LedgerFile } from './ledger-file.ts';
import type { Processes } from './processes.ts';

export interface BookOptions {
  readonly files: Files;
  /** the log folder */
  readonly dir: () => string;
  readonly now: () => number;
  readonly processes: Processes;
  readonly onLost: (error: unknown) => void;
}

export interface Book {
  /** The account of this name, which all processes share. `begun`: since when, if nobody has begun it. */
  shared(name: string, begun: number): Account;
  /** An account nobody else can spend of. */
  own(begun: number): Account;
}

// A server may have an account for each of its users: the ones in use stay open.
const MAX_OPEN = 64;
const DAY_MS = 86_400_000;

export function createBook(options: BookOptions): Book {
  const { files, now, processes, onLost } = options;
  const open = new Map<string, Account>();
  const state = { swept: false };

  function sweepOnce(folder: string): void {
    if (state.swept) return;
    state.swept = true;
    sweep(folder, now());
  }

  return {
    shared(name, begun) {
      const known = open.get(name);
      if (known) {
        // The latest in use last, so that the first are the ones to forget.
        open.delete(name);
        open.set(name, known);
        return known;
      }
      for (const [other, account] of open) {
        if (open.size < MAX_OPEN) break;
        if (!account.idle) continue;
        account.close();
        open.delete(other);
      }
      const dir = options.dir();
      const file = new LedgerFile({ files, dir, name, now, begun, onBegin: () => sweepOnce(join(dir, 'budget')) });
      const account = new Account({ file, now, processes, begun, onLost });
      open.set(name, account);
      return account;
    },
    own: begun => new Account({ now, processes, begun, onLost }),
  };
}

/** Removes ledgers whose stretch is long over. */
function sweep(folder: string, at: number): void {
  const { readdirSync, statSync, unlinkSync } = builtin('node:fs');
  try {
    for (const name of readdirSync(folder)) {
      const [, kind] = /^(run|hour|day|week|month)-.*\.ledger$/.exec(name) ?? [];
      if (kind === undefined) continue;
      const path = join(folder, name);
      const days = kind === 'month' || kind === 'week' ? 40 : 8;
      if (at - statSync(path).mtimeMs > days * DAY_MS) unlinkSync(path);
    }
  } catch {
    // Another process sweeps as well, or the folder is not ours to tidy: old files harm nobody.
  }
}
