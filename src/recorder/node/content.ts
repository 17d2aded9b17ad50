/** `content.cjs`: what keeps prompts and answers, for a run that has asked for it. */
export { keepContent } from './content/keep.ts';
