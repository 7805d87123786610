/**
 * The phone's clock and timers, as one thing that tests replace.
 * @typedef {{now: () => number, setTimeout: (work: () => void, ms: number) => any,
 *   clearTimeout: (timer: any) => void}} Clock
 */

/** @type {Clock} */
export const systemClock = {
  now: () => Date.now(),
  setTimeout: (work, ms) => globalThis.setTimeout(work, ms),
  clearTimeout: (timer) => globalThis.clearTimeout(timer),
};
