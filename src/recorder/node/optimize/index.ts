/**
 * `spanmeter/optimize`: helpers to spend less. They work on what they are given, record nothing and send nothing.
 */
export { type ChooseOptions, chooseModel, type ModelCandidate } from './choose.ts';
export { estimateTokens } from './estimate.ts';
export { type FitOptions, fitMessages } from './fit.ts';
export type { ChatMessage } from './messages.ts';
