/**
 * Stand-in for @vscode/native-watchdog, which has to be compiled. It ends an extension host whose parent is gone and
 * whose event loop is stuck. The extension host asks for its parent once a second by itself, and our supervisor ends
 * what is stuck, so there is nothing left to do here.
 */
export function start() {
  // see above
}

export function exit(code = 0) {
  process.exit(code);
}
