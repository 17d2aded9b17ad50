/** Copies `demo/` to a workspace that may be spoilt, and returns its path. */
export function prepareDemo(workspace?: string): string;
