/** Mute Finding: findings of this kind, about this tool, are not told any more. */
import * as vscode from 'vscode';
import { type Mute, muteFor, withMute } from '../core/analyses/config.ts';
import { describe } from '../core/describe.ts';
import { isObject } from '../core/fields.ts';
import type { LiveLog } from '../log/live.ts';
import type { Analyses } from './analyses.ts';
import { changeConfig } from './config-file.ts';
import { UserError } from './output.ts';

export interface MutePorts {
  readonly log: LiveLog;
  readonly analyses: Analyses;
}

export async function muteFinding({ log, analyses }: MutePorts, given: unknown): Promise<void> {
  const mute = muteOf(given) ?? (await pick(log));
  if (mute === undefined) return;
  const name = [mute.code, mute.tool].filter(word => word !== undefined).join(' of ');
  const choices = [
    { label: 'In this window', description: 'until it is closed', forGood: false },
    ...(vscode.workspace.isTrusted
      ? [{ label: 'In this project', description: 'kept in spanmeter.json', forGood: true }]
      : []),
  ];
  const choice = await vscode.window.showQuickPick(choices, { placeHolder: `Do not tell ${name} any more` });
  if (choice === undefined) return;
  // The configuration is followed: what is written there holds as soon as it is read.
  if (choice.forGood) await changeConfig(text => withMute(text, mute));
  else {
    analyses.mute(mute);
    log.reprice();
  }
  vscode.window.setStatusBarMessage(`$(bell-slash) ${name}: muted`, 5000);
}

function muteOf(given: unknown): Mute | undefined {
  if (!isObject(given)) return undefined;
  const { code, tool } = given;
  if (typeof code !== 'string') return undefined;
  return { code, ...(typeof tool === 'string' && { tool }) };
}

async function pick(log: LiveLog): Promise<Mute | undefined> {
  const known = new Map<string, { label: string; description: string; mute: Mute }>();
  for (const finding of log.snapshot.runs.slice(0, 50).flatMap(run => run.findings)) {
    const mute = muteFor(finding);
    const key = `${mute.code} ${mute.tool ?? ''}`;
    if (!known.has(key)) known.set(key, { label: key.trim(), description: describe(finding).title, mute });
  }
  if (known.size === 0) throw new UserError('There are no findings to mute.');
  return (await vscode.window.showQuickPick([...known.values()], { placeHolder: 'Mute which finding?' }))?.mute;
}
