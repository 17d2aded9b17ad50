/**
 * What of code-server (VS Code's workbench and extension host, served over HTTP) is installed, and what is left out.
 *
 * Left out is what the server loads only on demand and a Spanmeter test never demands: agents, Windows,
 * other platforms' binaries, source maps. That is about two thirds of the download. `server-main.js`,
 * `extensionHostProcess.js`, `ptyHostMain.js` and `watcherMain.js` import none of it statically.
 */
export const recipe = {
  /** Dependencies of `lib/vscode` that are never downloaded. */
  skippedDependencies: [
    '@devcontainers/cli',
    '@github/copilot-sdk',
    '@microsoft/1ds-post-js',
    '@microsoft/mxc-sdk',
    '@vscode/copilot-api',
    '@vscode/sandbox-runtime',
    '@vscode/sqlite3',
    '@vscode/windows-process-tree',
    '@vscode/windows-registry',
    'kerberos',
    'ssh2',
  ],

  /**
   * The only two modules without ready-made binaries. Small stand-ins in JavaScript spare every machine a compiler,
   * Python and Node's headers, and the minute they take.
   */
  standIns: {
    '@vscode/native-watchdog': 'native-watchdog.mjs',
    '@vscode/spdlog': 'spdlog.mjs',
  },

  /** Built-in extensions that are half of the rest by size: a chat that needs an account, and diagrams in previews. */
  skippedExtensions: ['copilot', 'mermaid-markdown-features'],

  /** Files that nothing reads at run time. */
  skippedFileEndings: ['.map', '.pdb'],
};
