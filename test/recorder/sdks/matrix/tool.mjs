/** The tool call that every provider of the matrix answers with, and what comes of it. */
export const CALL = { id: 'call_1', name: 'read_file', args: { path: 'a.ts' } };
export const RESULT = 'What it holds.';
