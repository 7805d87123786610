/**
 * Where the phone is. Never a cached fix (`maximumAge: 0`); the accuracy always comes along, and
 * what goes wrong comes as a code that the page has words for.
 *
 * @typedef {{lon: number, lat: number, accuracy: number, heading: number|null, speed: number|null,
 *   at: string}} Fix `accuracy` metres, `heading` degrees from north, `at` RFC 3339
 * @typedef {'geweigerd'|'niet-beschikbaar'|'te-laat'|'niet-ondersteund'} PositionProblem
 */

const CODES = /** @type {Record<number, PositionProblem>} */ ({
  1: 'geweigerd', 2: 'niet-beschikbaar', 3: 'te-laat',
});
const OPTIONS = { enableHighAccuracy: true, maximumAge: 0, timeout: 20_000 };
const CLOCKS_AGREE_MS = 5_000;
/** Faster than this nobody walks: the fix jumped. */
const FASTEST = 15;

/**
 * @param {{onFix: (fix: Fix) => void, onProblem: (problem: PositionProblem) => void}} listeners
 * @param {{geolocation?: Geolocation|null, now?: () => number}} [parts]
 * @returns {() => void} stops watching
 */
export function watchPosition({ onFix, onProblem }, {
  geolocation = globalThis.navigator?.geolocation ?? null, now = () => Date.now(),
} = {}) {
  if (!geolocation) {
    onProblem('niet-ondersteund');
    return () => {};
  }
  let stopped = false;
  const watch = geolocation.watchPosition(
    (position) => { if (!stopped) onFix(asFix(position, now())); },
    (error) => { if (!stopped) onProblem(CODES[error.code] ?? 'niet-beschikbaar'); },
    OPTIONS,
  );
  return () => {
    stopped = true;
    geolocation.clearWatch(watch);
  };
}

/**
 * One fix, now.
 * @param {{geolocation?: Geolocation|null, now?: () => number}} [parts]
 * @returns {Promise<Fix>} rejects with {code: PositionProblem}
 */
export function currentPosition({
  geolocation = globalThis.navigator?.geolocation ?? null, now = () => Date.now(),
} = {}) {
  return new Promise((resolve, reject) => {
    const fail = (/** @type {PositionProblem} */ code) => reject(Object.assign(new Error(code), { code }));
    if (!geolocation) {
      fail('niet-ondersteund');
      return;
    }
    geolocation.getCurrentPosition(
      (position) => resolve(asFix(position, now())),
      (error) => fail(CODES[error.code] ?? 'niet-beschikbaar'),
      OPTIONS,
    );
  });
}

/** @param {GeolocationPosition} position @param {number} now @returns {Fix} */
function asFix({ coords, timestamp }, now) {
  // Some browsers count the timestamp from the start of the page, or from 2001; and a phone whose
  // clock is off may stamp by GPS time. A fix that is never from a cache is of the moment it comes.
  const plausible = Math.abs(timestamp - now) < CLOCKS_AGREE_MS;
  const number = (/** @type {number|null|undefined} */ value) =>
    (typeof value === 'number' && Number.isFinite(value) ? value : null);
  return {
    lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy,
    heading: number(coords.heading), speed: number(coords.speed),
    at: new Date(plausible ? timestamp : now).toISOString(),
  };
}

/**
 * Did the position jump further than anybody walks? Such a fix is shown, not trusted.
 * @param {Fix} before @param {Fix} after
 */
export function isJump(before, after) {
  const metres = Math.hypot(
    (after.lon - before.lon) * 111_320 * Math.cos((after.lat * Math.PI) / 180),
    (after.lat - before.lat) * 110_540,
  );
  const seconds = Math.max(1, (Date.parse(after.at) - Date.parse(before.at)) / 1000);
  return metres - before.accuracy - after.accuracy > FASTEST * seconds;
}
