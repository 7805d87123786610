/** When to try again. Times are milliseconds. */

export const FIRST_DELAY = 1_000;
export const LONGEST_DELAY = 5 * 60_000;
/** A server may ask for more patience than our own longest delay, but not for a day. */
export const LONGEST_RETRY_AFTER = 10 * 60_000;

/**
 * Exponential back-off from 1 s to 5 min with jitter (half to whole), never earlier than the server
 * asked for.
 * @param {number} failures how often it failed in a row, from 1
 * @param {() => number} [random] 0 ≤ r < 1
 * @param {number} [retryAfter] what the server asked for
 */
export function backoffDelay(failures, random = Math.random, retryAfter = 0) {
  const full = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** Math.min(30, Math.max(0, failures - 1)));
  const jittered = full / 2 + (full / 2) * random();
  return Math.max(jittered, Math.min(Math.max(0, retryAfter), LONGEST_RETRY_AFTER));
}

/**
 * @param {string|null|undefined} header value of Retry-After: seconds or an HTTP date
 * @param {number} now
 * @returns {number} milliseconds to wait, 0 when absent or nonsense
 */
export function parseRetryAfter(header, now) {
  if (!header) return 0;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? 0 : Math.max(0, moment - now);
}
