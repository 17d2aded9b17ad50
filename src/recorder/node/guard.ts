/**
 * `guard.cjs`: what is loaded with the first budget. Limits and their accounts, prices, configuration: a process without a
 * budget does not pay for them.
 */
export { createEnforcement } from './guard/enforce/enforcement.ts';
