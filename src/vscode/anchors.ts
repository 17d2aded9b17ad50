/**
 * Where a recorded line stands in a source that may have been edited since. A line is trusted where the file is as it was
 * when the run passed it; after an edit it is found again by its own text, if that text is unique; else it is given up. It
 * is never moved by guessing.
 */
import { statSync } from 'node:fs';
import type * as vscode from 'vscode';
import { getOrMake } from '../core/maps.ts';
import type { LineAnnotation } from '../core/views/annotations.ts';

export class Anchors {
  /** by file and recorded line: the text that stood there */
  readonly #texts = new Map<string, Map<number, string>>();

  /** The line (from 0) where an annotation belongs in this document now; undefined where that can't be known. */
  locate(document: vscode.TextDocument, { site, at }: LineAnnotation): number | undefined {
    const line = site.line - 1;
    const texts = getOrMake(this.#texts, site.file, () => new Map<number, string>());
    if (!document.isDirty && isOlder(site.file, at)) {
      if (line >= document.lineCount) return undefined;
      texts.set(site.line, document.lineAt(line).text.trim());
      return line;
    }
    const text = texts.get(site.line);
    if (text === undefined || text === '') return undefined;
    if (line < document.lineCount && document.lineAt(line).text.trim() === text) return line;
    return onlyLineWith(document, text);
  }
}

/** The file was last written before this moment. */
function isOlder(file: string, at: number): boolean {
  try {
    return statSync(file).mtimeMs <= at;
  } catch {
    // Gone or not on this machine: then what is on screen is not what ran.
    return false;
  }
}

function onlyLineWith(document: vscode.TextDocument, text: string): number | undefined {
  let found: number | undefined;
  for (let line = 0; line < document.lineCount; line++) {
    if (document.lineAt(line).text.trim() !== text) continue;
    if (found !== undefined) return undefined;
    found = line;
  }
  return found;
}
