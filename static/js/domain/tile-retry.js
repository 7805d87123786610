/**
 * Which tiles of the map are asked for again, and when. Our own server says 429 when many ask at once
 * and 503 when the source of the map is away for a moment; a map must not keep holes because of that,
 * and must not ask harder either. Pure: times are milliseconds, tiles go by any name.
 */

/** So often one tile is asked for again. */
export const MOST_TRIES = 3;
/** So many at the same time. */
export const AT_ONCE = 2;
/** After a failure, when the server names no moment itself. */
export const PAUSE = 1_000;

/** Worth another try: the server is busy, or its source is away. */
const PASSING = new Set([429, 503]);

export function createTileRetry() {
  /** @type {Map<string, number>} how often each was asked for again */
  const tries = new Map();
  /** @type {Set<string>} in the order in which they failed */
  const waiting = new Set();
  /** @type {Set<string>} */
  const asked = new Set();
  let quietUntil = 0;

  const outOfTries = (/** @type {string} */ tile) => (tries.get(tile) ?? 0) >= MOST_TRIES;

  return {
    /** The map could not show it, why is not known yet. @param {string} tile @param {number} now */
    failed(tile, now) {
      if (asked.has(tile)) {
        if (!tries.has(tile)) tries.set(tile, 1); // it left the screen and came back meanwhile
        return;
      }
      if (waiting.has(tile) || outOfTries(tile)) return;
      quietUntil = Math.max(quietUntil, now + PAUSE);
      waiting.add(tile);
    },

    /** It is no longer on the screen; a request that runs still counts. @param {string} tile */
    gone(tile) {
      waiting.delete(tile);
      tries.delete(tile);
    },

    /**
     * What to ask for now; from here on it counts as asked.
     * @param {number} now
     * @returns {string[]}
     */
    take(now) {
      if (now < quietUntil) return [];
      const taken = [...waiting].slice(0, Math.max(0, AT_ONCE - asked.size));
      for (const tile of taken) {
        waiting.delete(tile);
        asked.add(tile);
        tries.set(tile, (tries.get(tile) ?? 0) + 1);
      }
      return taken;
    },

    /**
     * The server answered. A busy server is left alone by all tiles, not by this one only.
     * @param {string} tile
     * @param {{status: number, retryAfter?: number}} answer `status` 0: no answer at all;
     *   `retryAfter`: ms, 0 when not named
     * @param {number} now
     * @returns {boolean} whether the tile can be shown
     */
    answered(tile, { status, retryAfter = 0 }, now) {
      asked.delete(tile);
      const wanted = tries.has(tile);
      if (PASSING.has(status)) {
        quietUntil = Math.max(quietUntil, now + Math.max(PAUSE, retryAfter));
        if (wanted && !outOfTries(tile)) waiting.add(tile);
        return false;
      }
      // Anything else will be no different in a second: not there, not allowed, no network.
      return wanted && status === 200;
    },

    /** When to look again: a moment, or null when there is nothing to do. @returns {number|null} */
    next: () => (waiting.size > 0 && asked.size < AT_ONCE ? quietUntil : null),
  };
}
