/** Copies the status view onto the one status bar item. */
import * as vscode from 'vscode';
import { LOCAL_DAYS } from '../core/budgets/local-days.ts';
import { type StatusView, statusView } from '../core/views/status.ts';
import type { LiveLog } from '../log/live.ts';
import type { Health } from './health.ts';
import { onSettings, setting } from './settings.ts';
import { throttle } from './throttle.ts';

/** Texts change at most twice a second: faster is not readable. */
const EVERY_MS = 500;
const LINKED = ['openDashboard', 'stopRun', 'raiseBudget', 'setModelPrice', 'aliasModel', 'markLocal'].map(
  name => `spanmeter.${name}`,
);

const BACKGROUND = {
  normal: undefined,
  warning: new vscode.ThemeColor('statusBarItem.warningBackground'),
  error: new vscode.ThemeColor('statusBarItem.errorBackground'),
} as const;

export function registerStatusBar(log: LiveLog, health: Health, seen: ReadonlySet<string>): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('spanmeter.run', vscode.StatusBarAlignment.Left, 5);
  item.name = 'Spanmeter';
  let shown: StatusView | undefined;

  const draw = throttle<void>(EVERY_MS, () => {
    const { trouble, priceNote, priceWarning } = health.value;
    const view = statusView({
      snapshot: log.snapshot,
      now: Date.now(),
      midnight: new Date().setHours(0, 0, 0, 0),
      days: LOCAL_DAYS,
      seen,
      ...(trouble !== undefined && { trouble }),
      priceNote,
      ...(priceWarning !== undefined && { priceWarning }),
    });
    const show = setting('statusBar.show');
    const visible = view.visible && show !== 'never' && (show !== 'live' || view.run !== undefined);
    copy(item, view, shown, visible);
    shown = view;
  });

  // Durations and the end of a run's last ten seconds come with time, not with lines.
  const clock = setInterval(() => draw(), 1000);
  return vscode.Disposable.from(
    item,
    { dispose: () => clearInterval(clock) },
    draw,
    log.watch(() => draw()),
    health.watch(() => draw()),
    onSettings(() => draw()),
  );
}

function copy(item: vscode.StatusBarItem, view: StatusView, before: StatusView | undefined, visible: boolean): void {
  if (view.text !== before?.text) item.text = view.text;
  if (view.label !== before?.label) item.accessibilityInformation = { label: view.label, role: 'button' };
  if (view.level !== before?.level) item.backgroundColor = BACKGROUND[view.level];
  if (view.tooltip !== before?.tooltip) {
    const tooltip = new vscode.MarkdownString(view.tooltip, true);
    // Only these may be run from it; never `true`, since names in it come from logs.
    tooltip.isTrusted = { enabledCommands: LINKED };
    item.tooltip = tooltip;
  }
  if (view.run !== before?.run || before === undefined) {
    item.command = {
      command: 'spanmeter.openDashboard',
      title: 'Open Dashboard',
      ...(view.run !== undefined && { arguments: [view.run] }),
    };
  }
  if (visible) item.show();
  else item.hide();
}
