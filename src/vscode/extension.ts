/** The composition root: what there is, who knows whom. */
import type * as vscode from 'vscode';
import { LiveLog } from '../log/live.ts';
import { Analyses } from './analyses.ts';
import { Anchors } from './anchors.ts';
import { Annotated } from './annotated.ts';
import { Budgets } from './budgets.ts';
import { registerCodeLens } from './code-lens.ts';
import { registerCommands } from './commands.ts';
import { followConfiguration } from './configuration.ts';
import { DashboardPanel } from './dashboard.ts';
import { registerDiagnostics } from './diagnostics.ts';
import { Health } from './health.ts';
import { registerHover } from './hover.ts';
import { createOutput, errorDoor } from './output.ts';
import { Prices } from './prices.ts';
import { registerDebugSessions } from './recording/debug-sessions.ts';
import { Installation } from './recording/installation.ts';
import { followTerminals } from './recording/terminals.ts';
import { registerStatusBar } from './status-bar.ts';
import { followWorkspace } from './workspace.ts';

export function activate(context: vscode.ExtensionContext): void {
  const extension = context.extensionUri;
  const output = createOutput();
  const guard = errorDoor(output);
  const prices = new Prices();
  const budgets = new Budgets();
  const analyses = new Analyses();
  const log = new LiveLog({ price: prices.price, rules: analyses.rules });
  const health = new Health(log, output);
  const installation = new Installation(context);
  const annotated = new Annotated();
  const anchors = new Anchors();
  const seen = new Set<string>();
  const dashboard = new DashboardPanel({
    extension,
    log,
    health,
    guard,
    price: prices.price,
    onSeen: run => seen.add(run),
  });
  context.subscriptions.push(
    output,
    log,
    health.start(),
    annotated.start(log),
    registerStatusBar(log, health, seen),
    registerCodeLens(annotated, anchors),
    registerDiagnostics(annotated, anchors),
    registerHover({ log, health, annotated, anchors }),
    dashboard,
    registerDebugSessions(installation, guard),
    followTerminals(context, installation, guard),
    registerCommands({
      log,
      prices,
      budgets,
      analyses,
      health,
      guard,
      installation,
      output,
      openDashboard: run => dashboard.open(run),
    }),
  );
  // After activation has returned: the first file that is read is the price table, the next are logs.
  const begin = guard('starting', async () => {
    health.setPrices(await prices.load(extension));
    context.subscriptions.push(
      await followConfiguration({ log, health, prices, budgets, analyses }),
      followWorkspace(log),
    );
  });
  setImmediate(() => void begin());
}
