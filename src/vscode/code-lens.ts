/** Costs above the lines that spend them. */
import * as vscode from 'vscode';
import type { LineAnnotation } from '../core/views/annotations.ts';
import type { Anchors } from './anchors.ts';
import type { Annotated } from './annotated.ts';
import { onSettings, setting } from './settings.ts';

export function registerCodeLens(annotated: Annotated, anchors: Anchors): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    annotated.watch(() => changed.fire()),
    onSettings(() => changed.fire()),
    vscode.languages.registerCodeLensProvider(
      { scheme: 'file' },
      {
        onDidChangeCodeLenses: changed.event,
        provideCodeLenses: document =>
          setting('codeLens.enabled', document.uri)
            ? annotated.of(document.uri).flatMap(line => toLens(document, line, anchors) ?? [])
            : [],
      },
    ),
  );
}

function toLens(document: vscode.TextDocument, line: LineAnnotation, anchors: Anchors): vscode.CodeLens | undefined {
  const at = anchors.locate(document, line);
  const tooCheap = line.nano !== null && line.nano < setting('codeLens.minCost', document.uri) * 1e9;
  if (at === undefined || tooCheap) return undefined;
  return new vscode.CodeLens(document.lineAt(at).range, {
    title: line.lens,
    tooltip: 'Open this run in the dashboard',
    command: 'spanmeter.openDashboard',
    arguments: [line.run],
  });
}
