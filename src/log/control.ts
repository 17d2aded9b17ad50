/** The editor's word to a running process: `<dir>/control/<run>.json`, which the recorder looks at before each call. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Control {
  /** the next call fails before it is sent */
  readonly stop?: boolean;
  readonly reason?: string;
  /** replaces the run's limit in dollars, tokens, calls or minutes */
  readonly budgetUsd?: number;
  readonly budgetTokens?: number;
  readonly budgetCalls?: number;
  readonly budgetMinutes?: number;
}

/** Adds to what the run has been told. Written aside and renamed, so that the recorder never reads half of it. */
export async function writeControl(dir: string, run: string, control: Control): Promise<void> {
  const folder = join(dir, 'control');
  const file = join(folder, `${run}.json`);
  await mkdir(folder, { recursive: true });
  const aside = `${file}.${process.pid}.tmp`;
  await writeFile(aside, `${JSON.stringify({ ...(await readControl(file)), ...control })}\n`, { mode: 0o600 });
  await rename(aside, file);
}

async function readControl(file: string): Promise<object> {
  try {
    const known: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof known === 'object' && known !== null ? known : {};
  } catch {
    // Nothing said yet, or nothing that can be read: this word stands alone.
    return {};
  }
}
