/** A Chromium for the editor tests, installed where that is possible; else why there is none. */
export function ensureChromium(): Promise<{ path: string; reason?: never } | { path?: never; reason: string }>;
