/** The recorder's own version: written into every file. */
export const VERSION = '0.1.0';
export const RECORDER = `node ${VERSION}`;
