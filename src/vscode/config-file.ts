/** Changes `spanmeter.json` of the folder a command is about. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Edited } from '../core/config-text.ts';
import { CONFIG_FILE } from '../core/locate.ts';
import { UserError } from './output.ts';
import { locateLogs, pickFolder } from './workspace.ts';

/** Resolves with the file's path. A file that is broken is shown, not overwritten. */
export async function changeConfig(change: (text: string | undefined) => Edited): Promise<string> {
  const folder = await pickFolder();
  if (folder === undefined) throw new UserError('Open a folder first: this is kept in its spanmeter.json.');
  const file = join(locateLogs(folder).project, CONFIG_FILE);
  const changed = change(existsSync(file) ? await readFile(file, 'utf8') : undefined);
  if ('problem' in changed) {
    await vscode.window.showTextDocument(vscode.Uri.file(file));
    throw new UserError(`${file} can't be changed while it is broken: ${changed.problem}. Mend it and try again.`);
  }
  await writeFile(file, changed.text);
  return file;
}
