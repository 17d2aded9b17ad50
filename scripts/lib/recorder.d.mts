import type { BuildOptions } from 'esbuild';
/** One row for each bundle, as esbuild takes it. */
export function recorderBundles(folder: string): (BuildOptions & { entry: string; out: string })[];
/** Copies what is shipped as it is. */
export function copyRecorderFiles(folder: string): void;
/** Of the declarations in a folder, keeps those an entry's own are made of. */
export function keepDeclarationsOf(entry: string, folder: string): void;
