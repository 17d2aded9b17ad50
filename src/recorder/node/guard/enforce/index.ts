/**
 * The part of the guard that is loaded with the first budget: limits and their accounts, prices, configuration. Built as a file
 * of its own, `guard.cjs`, so that a process without a budget does not pay for it.
 */
export { createEnforcement } from './enforcement.ts';
