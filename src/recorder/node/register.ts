/** `node --require spanmeter/register`: records what this process asks of language models. */
import { type Shared, sharedRecorder } from './instance.ts';

/** Taken at load, once: the other files of the recorder have it from here. */
export * from './platform.ts';

export const shared: Shared = sharedRecorder(__filename);
