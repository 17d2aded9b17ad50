/** Report…: what was spent, by day, week, run or model, as a document in Markdown, CSV or JSON. */
import * as vscode from 'vscode';
import { GROUPINGS, type Grouping, type Report, report } from '../core/views/report.ts';
import { renderCsv } from '../core/views/report-csv.ts';
import { reportJson } from '../core/views/report-json.ts';
import { renderMarkdown } from '../core/views/report-markdown.ts';
import { calendarOf } from '../core/views/zone.ts';
import type { LiveLog } from '../log/live.ts';
import type { Budgets } from './budgets.ts';
import type { Health } from './health.ts';

// Users are in the log only, not in what is held of it: that grouping is the command line's.
const OFFERED = new Set<Grouping>(GROUPINGS.filter(by => by !== 'user'));

const FORMATS: Readonly<Record<string, { readonly language: string; readonly render: (report: Report) => string }>> = {
  Markdown: { language: 'markdown', render: renderMarkdown },
  CSV: { language: 'csv', render: renderCsv },
  JSON: { language: 'json', render: made => `${JSON.stringify(reportJson(made, Date.now()), undefined, 2)}\n` },
};

interface ReportPorts {
  readonly log: LiveLog;
  readonly health: Health;
  readonly budgets: Budgets;
}

export async function openReport({ log, health, budgets }: ReportPorts): Promise<void> {
  const by = await vscode.window.showQuickPick(
    ['day', 'week', ...[...OFFERED].filter(name => name !== 'day' && name !== 'week')],
    {
      title: 'Report: what was spent, by …',
    },
  );
  const chosen = GROUPINGS.find(name => name === by);
  if (chosen === undefined) return;
  const name = await vscode.window.showQuickPick(Object.keys(FORMATS), { title: `Report by ${chosen}, as …` });
  const format = name === undefined ? undefined : FORMATS[name];
  if (format === undefined) return;
  const { notes, priceNote } = health.value;
  const made = report({
    runs: log.snapshot.runs,
    by: chosen,
    calendar: calendarOf(Intl.DateTimeFormat().resolvedOptions().timeZone),
    fileName: file => vscode.workspace.asRelativePath(file),
    priceNote,
    notes,
    budgets: budgets.all,
  });
  const document = await vscode.workspace.openTextDocument({ language: format.language, content: format.render(made) });
  await vscode.window.showTextDocument(document, { preview: true });
}
