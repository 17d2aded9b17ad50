/** Delete Content: takes back what was kept of prompts and answers, in all log folders of this window. */
import * as vscode from 'vscode';
import { count } from '../core/text.ts';
import { deleteContent, keptRuns } from '../log/content.ts';
import { needTrust } from './output.ts';
import { logFolders } from './workspace.ts';

export async function deleteAllContent(): Promise<void> {
  needTrust('delete content');
  const dirs = logFolders();
  const kept = await sum(dirs, keptRuns);
  if (kept === 0) {
    void vscode.window.showInformationMessage('No prompts or answers are kept here.');
    return;
  }
  const question = `Delete the prompts and answers of ${count(kept, 'run')}?`;
  const detail = 'What the runs cost stays. This can’t be undone.';
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, 'Delete')) !== 'Delete') return;
  const deleted = await sum(dirs, deleteContent);
  void vscode.window.showInformationMessage(`The prompts and answers of ${count(deleted, 'run')} are deleted.`);
}

async function sum(dirs: readonly string[], of: (dir: string) => Promise<number>): Promise<number> {
  return (await Promise.all(dirs.map(of))).reduce((a, b) => a + b, 0);
}
