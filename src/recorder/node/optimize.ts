/**
 * `spanmeter/optimize`: helpers to spend less. They work on what they are given, record nothing and send nothing.
 */
export { type ChooseOptions, chooseModel, type ModelCandidate } from './optimize/choose.ts';
export { estimateTokens } from './optimize/estimate.ts';
export { type FitOptions, fitMessages } from './optimize/fit.ts';
export type { ChatMessage } from './optimize/messages.ts';
