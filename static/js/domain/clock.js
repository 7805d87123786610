/** Phone clocks are wrong now and then. The server corrects; the phone warns. */

export const ALLOWED_SKEW = 60_000;

/**
 * How far the phone's clock is ahead of the server's, taking half of the request's duration off.
 * @param {number} sentAt phone clock, ms
 * @param {number} answeredAt phone clock, ms
 * @param {string} serverTime RFC 3339
 * @returns {number} ms, positive when the phone is ahead; 0 when the server's time is unreadable
 */
export function skew(sentAt, answeredAt, serverTime) {
  const server = Date.parse(serverTime);
  if (Number.isNaN(server)) return 0;
  return Math.round((sentAt + answeredAt) / 2 - server);
}

/** @param {number} ms */
export function isSkewed(ms) {
  return Math.abs(ms) > ALLOWED_SKEW;
}

/** @param {number} ms @returns {string} RFC 3339 in UTC */
export function utc(ms) {
  return new Date(ms).toISOString();
}

/**
 * Is `moment` still to come? A moment further away than `longest` comes from a clock that was put
 * back since, and holds nothing up.
 * @param {number|null|undefined} moment
 * @param {number} now
 * @param {number} longest
 */
export function isAhead(moment, now, longest) {
  return typeof moment === 'number' && moment > now && moment - now <= longest;
}
