/**
 * Terminals and tasks of a workspace that has opted in: the one variable that loads the recorder is added to what each
 * is opened with. Its value is the same in every window and with every version, so that no terminal is ever said to be
 * out of date; it is kept by the editor, so that terminals restored before the extension runs have it too.
 */
import * as vscode from 'vscode';
import { nodeOption } from '../../inject/options.ts';
import type { Guarded } from '../output.ts';
import { onSettings, setting } from '../settings.ts';
import type { Installation } from './installation.ts';

export function followTerminals(
  { environmentVariableCollection: variables }: vscode.ExtensionContext,
  installation: Installation,
  guard: Guarded,
): vscode.Disposable {
  variables.description = new vscode.MarkdownString(
    'Records what programs ask of language models (`spanmeter.recordTerminals`).',
  );
  const update = guard('recording terminals', async () => {
    if (!vscode.workspace.isTrusted || !setting('recordTerminals')) {
      variables.clear();
      return;
    }
    // Installed first: a variable that names a missing file would break every Node command.
    const shim = await installation.shim();
    // Spaces on both sides: others add to the same variable, and some glue.
    const value = ` ${nodeOption(shim)} `;
    if (variables.get('NODE_OPTIONS')?.value !== value) variables.append('NODE_OPTIONS', value);
  });
  void update();
  return vscode.Disposable.from(
    onSettings(() => void update()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void update()),
  );
}
