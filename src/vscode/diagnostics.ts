/** Findings at the lines they come from: Problems panel, squiggle, quick fixes. */
import * as vscode from 'vscode';
import type { Mute } from '../core/analyses/config.ts';
import type { Severity } from '../core/analyses/finding.ts';
import type { LineAnnotation } from '../core/views/annotations.ts';
import type { Anchors } from './anchors.ts';
import type { Annotated } from './annotated.ts';
import { onSettings, setting } from './settings.ts';

const SOURCE = 'Spanmeter';
const MAX_PER_FILE = 20;

// An error would say that the code is wrong; what stands here is money.
const SEVERITY: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  information: vscode.DiagnosticSeverity.Information,
  warning: vscode.DiagnosticSeverity.Warning,
  critical: vscode.DiagnosticSeverity.Warning,
};

export function registerDiagnostics(annotated: Annotated, anchors: Anchors): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('spanmeter');
  let generation = 0;

  /** The line a diagnostic tells of: the editor hands back copies, so it is found by its place. */
  const lineAt = (document: vscode.TextDocument, diagnostic: vscode.Diagnostic): LineAnnotation | undefined =>
    diagnostic.source === SOURCE
      ? annotated.of(document.uri).find(line => anchors.locate(document, line) === diagnostic.range.start.line)
      : undefined;

  const draw = async (): Promise<void> => {
    const own = ++generation;
    const entries: [vscode.Uri, vscode.Diagnostic[]][] = [];
    for (const [key, lines] of annotated.value) {
      const marked = lines.filter(line => line.marks.length > 0);
      if (marked.length === 0 || !setting('diagnostics.enabled')) continue;
      const document = await open(vscode.Uri.parse(key));
      if (document === undefined) continue;
      const found = marked.flatMap(line => toDiagnostics(document, line, anchors)).slice(0, MAX_PER_FILE);
      if (found.length > 0) entries.push([document.uri, found]);
    }
    // A later drawing has overtaken this one while it waited for a document.
    if (own !== generation) return;
    collection.clear();
    collection.set(entries);
  };

  return vscode.Disposable.from(
    collection,
    annotated.watch(() => void draw()),
    onSettings(() => void draw()),
    vscode.workspace.onDidSaveTextDocument(document => {
      if (annotated.of(document.uri).length > 0) void draw();
    }),
    vscode.languages.registerCodeActionsProvider(
      { scheme: 'file' },
      {
        provideCodeActions: (document, _range, context) =>
          context.diagnostics.flatMap(found => actions(found, lineAt(document, found))),
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
  );
}

/** The document, opened without being shown. Undefined where there is no such file: logs may name any. */
async function open(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  const known = vscode.workspace.textDocuments.find(document => document.uri.toString() === uri.toString());
  if (known !== undefined) return known;
  // A log is not trusted to make the editor open files elsewhere.
  if (vscode.workspace.getWorkspaceFolder(uri) === undefined) return undefined;
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    // Deleted, binary or unreadable: there is no line to mark.
    return undefined;
  }
}

function toDiagnostics(
  document: vscode.TextDocument,
  line: LineAnnotation,
  anchors: Anchors,
): readonly vscode.Diagnostic[] {
  const at = anchors.locate(document, line);
  if (at === undefined) return [];
  const { range, firstNonWhitespaceCharacterIndex } = document.lineAt(at);
  return line.marks.map(({ code, severity, message }) => {
    const place = range.with(range.start.with({ character: firstNonWhitespaceCharacterIndex }));
    const diagnostic = new vscode.Diagnostic(place, message, SEVERITY[severity]);
    diagnostic.source = SOURCE;
    diagnostic.code = code;
    return diagnostic;
  });
}

function actions(diagnostic: vscode.Diagnostic, line: LineAnnotation | undefined): readonly vscode.CodeAction[] {
  if (line === undefined) return [];
  const action = (title: string, command: string, about: string | Mute): vscode.CodeAction => {
    const made = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    made.command = { title, command, arguments: [about] };
    made.diagnostics = [diagnostic];
    return made;
  };
  const open = action('Open the run in the dashboard', 'spanmeter.openDashboard', line.run);
  open.isPreferred = true;
  const mark = line.marks.find(({ code, message }) => code === diagnostic.code && message === diagnostic.message);
  return [
    open,
    ...(mark?.spends === true ? [action('Stop this run at its next call', 'spanmeter.stopRun', line.run)] : []),
    ...(mark ? [action('Do not tell this any more…', 'spanmeter.muteFinding', mark.mute)] : []),
  ];
}
