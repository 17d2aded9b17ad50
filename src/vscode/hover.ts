/** Opens the amount of a line on hover: tokens × rate, how the price was found, and of what day it is. */
import * as vscode from 'vscode';
import { siteHover } from '../core/views/hover.ts';
import type { LiveLog } from '../log/live.ts';
import type { Anchors } from './anchors.ts';
import type { Annotated } from './annotated.ts';
import type { Health } from './health.ts';
import { setting } from './settings.ts';

export interface HoverPorts {
  readonly log: LiveLog;
  readonly health: Health;
  readonly annotated: Annotated;
  readonly anchors: Anchors;
}

export function registerHover({ log, health, annotated, anchors }: HoverPorts): vscode.Disposable {
  return vscode.languages.registerHoverProvider(
    { scheme: 'file' },
    {
      provideHover(document, position) {
        if (!setting('codeLens.enabled', document.uri)) return undefined;
        const line = annotated.of(document.uri).find(found => anchors.locate(document, found) === position.line);
        const run = line && log.snapshot.runs.find(({ id }) => id === line.run);
        if (line === undefined || run === undefined) return undefined;
        const { priceNote, priceWarning } = health.value;
        const text = siteHover({
          run,
          site: line.site,
          priceNote,
          ...(priceWarning !== undefined && { priceWarning }),
        });
        if (text === undefined) return undefined;
        const markdown = new vscode.MarkdownString(text);
        // Names in it come from logs.
        markdown.isTrusted = false;
        markdown.supportHtml = false;
        return new vscode.Hover(markdown, document.lineAt(position.line).range);
      },
    },
  );
}
