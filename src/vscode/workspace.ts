/** Which log folders belong to this window: one for each workspace folder, found by the rule the recorders use. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { type Located, locate } from '../core/locate.ts';
import type { LiveLog } from '../log/live.ts';

/** Where the logs of a workspace folder lie, and its `spanmeter.json`. */
export function locateLogs(folder: vscode.WorkspaceFolder): Located {
  return locate({
    cwd: folder.uri.fsPath,
    style: process.platform === 'win32' ? 'windows' : 'posix',
    exists: existsSync,
    home: homedir(),
    // Not `SPANMETER_DIR` of the editor's own environment: it may have been started anywhere.
  });
}

/** The folder a command is about: the only one, the one of the active editor, else the one the user picks. */
export async function pickFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = localFolders();
  const active = vscode.window.activeTextEditor?.document.uri;
  const own = active && vscode.workspace.getWorkspaceFolder(active);
  if (folders.length <= 1 || own !== undefined) return own ?? folders[0];
  return vscode.window.showWorkspaceFolderPick({ placeHolder: 'Which folder?' });
}

/** The log folders of this window, each once. */
export function logFolders(): readonly string[] {
  return [...new Set(localFolders().map(folder => locateLogs(folder).dir))];
}

/** Follows the logs of all workspace folders, as they come and go. */
export function followWorkspace(log: LiveLog): vscode.Disposable {
  const followed = new Map<string, string>();
  const update = (): void => {
    const wanted = new Map(localFolders().map(folder => [folder.uri.toString(), locateLogs(folder).dir]));
    for (const [key, dir] of followed) {
      if (wanted.has(key)) continue;
      followed.delete(key);
      if (![...followed.values()].includes(dir)) log.unfollow(dir);
    }
    for (const [key, dir] of wanted) {
      if (followed.has(key)) continue;
      followed.set(key, dir);
      void log.follow(dir);
    }
  };
  update();
  return vscode.workspace.onDidChangeWorkspaceFolders(update);
}

function localFolders(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(folder => folder.uri.scheme === 'file');
}
