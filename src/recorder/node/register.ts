/** `node --require spanmeter/register`: records what this process asks of language models. */
import { sharedRecorder } from './instance.ts';

sharedRecorder(__dirname);
