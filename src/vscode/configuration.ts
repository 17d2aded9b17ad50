/**
 * Follows the configuration: each project's `spanmeter.json` and the user's `~/.spanmeter/config.json`. Prices in them hold at
 * once; what is wrong with them is said in the one place for trouble. Budgets are the recorder's to obey.
 */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { parseAnalyses } from '../core/analyses/config.ts';
import { parseConfigText } from '../core/budgets/config.ts';
import { CONFIG_FILE } from '../core/locate.ts';
import { parseOverrides } from '../core/pricing/parse-overrides.ts';
import { count } from '../core/text.ts';
import type { LiveLog } from '../log/live.ts';
import type { Analyses } from './analyses.ts';
import type { Budgets } from './budgets.ts';
import type { Health } from './health.ts';
import type { Prices } from './prices.ts';
import { locateLogs } from './workspace.ts';

export interface ConfigurationPorts {
  readonly log: LiveLog;
  readonly health: Health;
  readonly prices: Prices;
  readonly budgets: Budgets;
  readonly analyses: Analyses;
}

/** Resolves when what is there has been read, so that the first amount shown is the right one. */
export async function followConfiguration(ports: ConfigurationPorts): Promise<vscode.Disposable> {
  const user = { file: join(homedir(), '.spanmeter', 'config.json'), dir: undefined };
  const sources = (): readonly Source[] => [user, ...projects()];
  const readAll = (): Promise<unknown> => Promise.all(sources().map(source => read(source, ports)));
  await readAll();
  const changed = (uri: vscode.Uri): void => {
    const source = sources().find(({ file }) => file === uri.fsPath);
    if (source) void read(source, ports).then(() => ports.log.reprice());
  };
  const patterns = [
    `**/${CONFIG_FILE}`,
    new vscode.RelativePattern(vscode.Uri.file(dirname(user.file)), basename(user.file)),
    ...projects().map(({ file }) => new vscode.RelativePattern(vscode.Uri.file(dirname(file)), basename(file))),
  ];
  const watchers = patterns.map(pattern => vscode.workspace.createFileSystemWatcher(pattern));
  return vscode.Disposable.from(
    ...watchers,
    ...watchers.flatMap(watcher => [
      watcher.onDidChange(changed),
      watcher.onDidCreate(changed),
      watcher.onDidDelete(changed),
    ]),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void readAll().then(() => ports.log.reprice())),
  );
}

interface Source {
  readonly file: string;
  /** the log folder it configures; every one for the user's own */
  readonly dir: string | undefined;
}

function projects(): readonly Source[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter(folder => folder.uri.scheme === 'file')
    .map(locateLogs)
    .map(({ dir, project }) => ({ file: join(project, CONFIG_FILE), dir }));
}

async function read({ file, dir }: Source, { health, prices, budgets, analyses }: ConfigurationPorts): Promise<void> {
  const text = await readText(file);
  const config = text === undefined ? undefined : parseConfigText(text);
  const { overrides, problems } = parseOverrides(config?.prices);
  prices.setOverrides(dir, overrides);
  budgets.set(dir, config?.budgets ?? []);
  const wanted = parseAnalyses(config?.analyses);
  analyses.set(dir, wanted.rules);
  health.note(file, sentence(file, [...(config?.problems ?? []), ...problems, ...wanted.problems]));
}

/** Undefined where there is no such file, or none that may be read: then there is nothing in it that could be wrong. */
async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    // Absent is the usual case; an unreadable one is the recorder's to report, which obeys it.
    return undefined;
  }
}

function sentence(file: string, problems: readonly { path: string; message: string }[]): string | undefined {
  const [first] = problems;
  if (first === undefined) return undefined;
  const name = vscode.workspace.asRelativePath(file);
  const more = problems.length > 1 ? ` (and ${count(problems.length - 1, 'more problem')})` : '';
  return first.path === ''
    ? `${name}: ${first.message}. Nothing in it holds until it is mended.`
    : `${name}, ${first.path}: ${first.message}${more}. The other entries hold.`;
}
