/** The annotations of the current snapshot, by the document they belong to. */
import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import * as vscode from 'vscode';
import { Observable } from '../core/event.ts';
import type { Snapshot } from '../core/model.ts';
import { annotations, type LineAnnotation } from '../core/views/annotations.ts';
import type { LiveLog } from '../log/live.ts';
import { throttle } from './throttle.ts';

/** Keys are URIs: a path has many spellings (`C:` and `c:`), a document has one. */
type ByDocument = ReadonlyMap<string, readonly LineAnnotation[]>;

// A finding is on screen within a second of its evidence; a lens need not count faster than that.
const EVERY_MS = 700;

export class Annotated extends Observable<ByDocument> {
  /** workspace folders that were opened through a link: where they really are, and where they are shown */
  #links: readonly (readonly [real: string, shown: string])[] = [];

  constructor() {
    super(new Map());
  }

  start(log: LiveLog): vscode.Disposable {
    const update = throttle<Snapshot>(EVERY_MS, snapshot => {
      const next = new Map([...annotations(snapshot)].map(([path, lines]) => [this.#uri(path).toString(), lines]));
      if (!isSame(next, this.value)) this.set(next);
    });
    const resolve = async (): Promise<void> => {
      this.#links = await linkedFolders();
      update(log.snapshot);
    };
    void resolve();
    return vscode.Disposable.from(
      update,
      log.watch(update),
      vscode.workspace.onDidChangeWorkspaceFolders(() => void resolve()),
    );
  }

  of(document: vscode.Uri): readonly LineAnnotation[] {
    return this.value.get(document.toString()) ?? [];
  }

  /** The document of a recorded path. Programs see real paths, the editor those through which a folder was opened. */
  #uri(path: string): vscode.Uri {
    const link = this.#links.find(([real]) => path.startsWith(real + sep));
    return vscode.Uri.file(link ? link[1] + path.slice(link[0].length) : path);
  }
}

async function linkedFolders(): Promise<readonly (readonly [string, string])[]> {
  const shown = (vscode.workspace.workspaceFolders ?? []).map(folder => folder.uri.fsPath);
  const pairs = await Promise.all(shown.map(async path => [await realpath(path).catch(() => path), path] as const));
  return pairs.filter(([real, path]) => real !== path);
}

/** Lenses that are drawn again flicker, so nothing is drawn that has not changed. */
function isSame(a: ByDocument, b: ByDocument): boolean {
  return a.size === b.size && JSON.stringify([...a]) === JSON.stringify([...b]);
}
