/** The commands: one typed table, which package.json is held to by a test. */
import * as vscode from 'vscode';
import { parseDollars, withRunBudget } from '../core/budgets/edit.ts';
import { formatUsd, fromUsd } from '../core/money.ts';
import { recordingEnvironment } from '../inject/options.ts';
import { writeControl } from '../log/control.ts';
import type { LiveLog } from '../log/live.ts';
import type { Analyses } from './analyses.ts';
import type { Budgets } from './budgets.ts';
import { changeConfig } from './config-file.ts';
import { deleteAllContent } from './content-command.ts';
import type { Health } from './health.ts';
import { importPrices } from './import-prices.ts';
import { muteFinding } from './mute-finding.ts';
import { type Guarded, needTrust } from './output.ts';
import { pickLive } from './pick-run.ts';
import { aliasModel, markLocal, setModelPrice } from './price-commands.ts';
import type { Prices } from './prices.ts';
import { raiseBudget } from './raise-budget.ts';
import type { Installation } from './recording/installation.ts';
import { openReport } from './report-command.ts';
import { locateLogs, pickFolder } from './workspace.ts';

export interface CommandPorts {
  readonly log: LiveLog;
  readonly prices: Prices;
  readonly budgets: Budgets;
  readonly analyses: Analyses;
  readonly health: Health;
  readonly guard: Guarded;
  readonly installation: Installation;
  readonly output: vscode.LogOutputChannel;
  readonly openDashboard: (run: string | undefined) => void;
}

/** Title and handler of each command, by its id behind `spanmeter.`. What a command is about, a run or a model, comes from links, lenses and the dashboard. */
export const COMMANDS = {
  openDashboard: {
    title: 'Open Dashboard',
    handle: ({ openDashboard }: CommandPorts, run: unknown) => openDashboard(typeof run === 'string' ? run : undefined),
  },
  stopRun: { title: 'Stop Run', handle: stopRun },
  raiseBudget: { title: 'Raise Budget of Run…', handle: raiseBudget },
  setBudget: { title: 'Set Budget…', handle: setBudget },
  muteFinding: { title: 'Mute Finding…', handle: muteFinding },
  openTerminal: { title: 'Open Terminal with Recording', handle: openTerminal },
  report: { title: 'Report…', handle: openReport },
  setModelPrice: { title: 'Set Model Price…', handle: setModelPrice },
  aliasModel: { title: 'Alias Model…', handle: aliasModel },
  importPrices: { title: 'Import Price File…', handle: importPrices },
  markLocal: { title: 'Mark Model as Local…', handle: markLocal },
  deleteContent: { title: 'Delete Content', handle: deleteAllContent },
  showLog: { title: 'Show Log', handle: ({ output }: CommandPorts) => output.show() },
} as const;

export function registerCommands(ports: CommandPorts): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(COMMANDS).map(([id, { title, handle }]) =>
      vscode.commands.registerCommand(
        `spanmeter.${id}`,
        ports.guard(title, (subject?: unknown) => handle(ports, subject)),
      ),
    ),
  );
}

async function stopRun({ log }: CommandPorts, id: unknown): Promise<void> {
  needTrust('stop a run');
  const run = await pickLive(log, id, 'Which run?');
  if (run === undefined) return;
  await writeControl(run.dir, run.id, { stop: true, reason: 'asked for in the editor' });
  vscode.window.setStatusBarMessage(`$(circle-slash) ${run.name}: its next call will be refused`, 5000);
}

async function setBudget(): Promise<void> {
  needTrust('set a budget');
  const usd = await askDollars({
    title: 'Budget for each run, in dollars',
    prompt: 'Kept in spanmeter.json. A call that would pass it fails before it is sent.',
    placeHolder: '0.50',
  });
  if (usd === undefined) return;
  await changeConfig(text => withRunBudget(text, usd));
  const amount = fromUsd(usd);
  void vscode.window.showInformationMessage(
    `Each run from now on may spend ${amount === undefined ? usd : formatUsd(amount)} (spanmeter.json).`,
  );
}

async function openTerminal({ installation, log }: CommandPorts): Promise<void> {
  needTrust('record');
  const folder = await pickFolder();
  const shim = await installation.shim();
  const dir = folder && locateLogs(folder).dir;
  if (dir !== undefined) void log.follow(dir);
  const terminal = vscode.window.createTerminal({
    name: 'Spanmeter',
    iconPath: new vscode.ThemeIcon('pulse'),
    ...(folder && { cwd: folder.uri }),
    env: { ...recordingEnvironment(shim, process.env), ...(dir !== undefined && { SPANMETER_DIR: dir }) },
  });
  terminal.show();
}

async function askDollars(options: vscode.InputBoxOptions): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    ...options,
    validateInput: value => {
      const read = parseDollars(value);
      return 'problem' in read ? read.problem : undefined;
    },
  });
  const read = text === undefined ? undefined : parseDollars(text);
  return read && 'usd' in read ? read.usd : undefined;
}
