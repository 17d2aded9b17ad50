/**
 * What `scripts/test.mjs` has prepared for this tier. A test that is run by hand (`npx vitest --project editor`) without
 * it is told what to do.
 */
function prepared(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run this tier with "node scripts/test.mjs editor".`);
  return value;
}

/** The path of a Chromium. */
export const chromiumPath = (): string => prepared('SPANMETER_CHROMIUM');

/** The packed extension, as a user would install it. */
export const vsixPath = (): string => prepared('SPANMETER_VSIX');
