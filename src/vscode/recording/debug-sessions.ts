/** Debug sessions that are recorded: by the setting, or by `"env": {"SPANMETER": "on"}` of one launch configuration. */
import * as vscode from 'vscode';
import { recordingEnvironment } from '../../inject/options.ts';
import type { Guarded } from '../output.ts';
import { setting } from '../settings.ts';
import { locateLogs } from '../workspace.ts';
import type { Installation } from './installation.ts';

/** What is launched by these is a program of the developer's own: Node, a terminal for Node, Python. */
const TYPES = ['node', 'pwa-node', 'node-terminal', 'debugpy', 'python'] as const;

type Env = Readonly<Record<string, string | undefined>>;

export function registerDebugSessions(installation: Installation, guard: Guarded): vscode.Disposable {
  const provider: vscode.DebugConfigurationProvider = {
    async resolveDebugConfigurationWithSubstitutedVariables(folder, configuration) {
      const env = envOf(configuration);
      if (!isWanted(folder, configuration, env)) return configuration;
      const found: { shim?: string } = {};
      // What goes wrong with the recorder is told, and keeps nobody from debugging.
      await guard('recording a debug session', async () => {
        found.shim = await installation.shim();
      })();
      return found.shim === undefined ? configuration : { ...configuration, env: recorded(env, found.shim, folder) };
    },
  };
  return vscode.Disposable.from(...TYPES.map(type => vscode.debug.registerDebugConfigurationProvider(type, provider)));
}

function isWanted(
  folder: vscode.WorkspaceFolder | undefined,
  { request }: vscode.DebugConfiguration,
  env: Env,
): boolean {
  if (request !== 'launch' || !vscode.workspace.isTrusted) return false;
  const said = env['SPANMETER'];
  return said === 'on' || (said !== 'off' && setting('recordDebugSessions', folder));
}

function recorded(env: Env, shim: string, folder: vscode.WorkspaceFolder | undefined): Env {
  // What a configuration does not say, the program would have got from the editor's own environment.
  const before = { NODE_OPTIONS: process.env['NODE_OPTIONS'], PYTHONPATH: process.env['PYTHONPATH'], ...env };
  const dir = folder?.uri.scheme === 'file' ? locateLogs(folder).dir : undefined;
  return { ...(dir !== undefined && { SPANMETER_DIR: dir }), ...env, ...recordingEnvironment(shim, before) };
}

function envOf({ env }: vscode.DebugConfiguration): Env {
  return typeof env === 'object' && env !== null ? (env as Env) : {};
}
