/** Builds `dist/` as it is shipped. */
export function buildExtension(): Promise<void>;
/** Packs what was built into one installable file, and returns its path. */
export function packVsix(): Promise<string>;
