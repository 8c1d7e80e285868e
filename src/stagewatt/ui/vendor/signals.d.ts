// Types of the part of signals for Preact that we use; ours, not vendored.
export type { ReadonlySignal, Signal } from './signals-core.js';
export { batch, computed, effect, signal } from './signals-core.js';
