export interface EditorOptions {
  /** The packed extension to install. */
  vsix: string;
  /** The folder to open. */
  folder: string;
  /** Kept between starts when named, else temporary; so are its settings once they exist. */
  userDataDir?: string;
  /** The home folder of the editor and its terminals: temporary when not named. */
  home?: string;
  /** User settings on top of the quiet ones. */
  settings?: Record<string, unknown>;
  /** A theme's id, such as `Dark Modern`. */
  theme?: string;
  /** True: the folder is untrusted until it is trusted by hand. */
  workspaceTrust?: boolean;
  /** A free port when not named. */
  port?: number;
  /** Environment for the extension host and the terminals, on top of the caller's; undefined takes a variable away. */
  env?: Record<string, string | undefined>;
}

export interface Editor {
  /** The address that opens the folder. */
  url: string;
  userDataDir: string;
  home: string;
  /** What the server has printed. */
  log(): string;
  /** Resolves to the exit code when the editor has ended, by stop() or by itself. */
  done: Promise<number>;
  /** Ends the editor, its terminals and what runs in them, and removes the temporary folders. */
  stop(): Promise<void>;
}

export function startEditor(options: EditorOptions): Promise<Editor>;
