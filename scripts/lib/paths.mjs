import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. Every script works from here, whatever folder it was called from. */
export const root = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** A path inside the checkout. */
export const inRoot = (...parts) => join(root, ...parts);

/** Where the packed extension lies. */
export const vsixPath = inRoot('.cache', 'spanmeter.vsix');

/** Where VS Code from npm is kept between runs; CI can point it at a folder it caches. */
export const editorCache = () => resolve(process.env.SPANMETER_EDITOR_CACHE || inRoot('.cache', 'editor'));
