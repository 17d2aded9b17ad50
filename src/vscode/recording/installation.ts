/** The recorder of this extension, put where programs find it. */
import * as vscode from 'vscode';
import { installRecorder } from '../../inject/install.ts';

export class Installation {
  readonly #built: string;
  readonly #version: string;
  #installed: Promise<string> | undefined;

  constructor({ extensionUri, extension }: vscode.ExtensionContext) {
    this.#built = vscode.Uri.joinPath(extensionUri, 'dist', 'recorder').fsPath;
    this.#version = String(extension.packageJSON.version);
  }

  /** The path to be required: its file is there when this resolves. Rejects where the home folder can't be written to. */
  shim(): Promise<string> {
    this.#installed ??= installRecorder(this.#built, this.#version).catch((error: unknown) => {
      // Tried again when it is asked for again: a full disk may have room by then.
      this.#installed = undefined;
      throw error;
    });
    return this.#installed;
  }
}
