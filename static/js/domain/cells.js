/**
 * Cells: 100 m squares of the Dutch grid (EPSG:28992), named after their lower-left corner in
 * hectometres: E1707N4853. Places come and go as [longitude, latitude] in degrees.
 *
 * Between degrees and metres the published polynomials of Schreutelkamp and Strang van Hees are used;
 * within the European Netherlands they stay within centimetres of what the server computes (PROJ), once
 * shifted by what PROJ's parameters differ.
 *
 * @typedef {[number, number]} LonLat
 * @typedef {{lon: number, lat: number, nauwkeurigheid: number, op: string}} TrackPoint
 */

const LAT0 = 52.15517440;
const LON0 = 5.38720621;
const X0 = 155_000.185;
const Y0 = 463_000.234;
export const CELL = 100;
/** A fix worse than this says nothing about where somebody looked. */
export const GOOD_FIX = 30;
/** Over a longer gap nobody knows which way was walked. */
export const LONGEST_GAP = 50;
const STEP = 5;

// Each row: power of the first difference, power of the second, coefficient.
const TO_X = [
  [0, 1, 190094.945], [1, 1, -11832.228], [2, 1, -114.221], [0, 3, -32.391], [1, 0, -0.705],
  [3, 1, -2.34], [1, 3, -0.608], [0, 2, -0.008], [2, 3, 0.148],
];
const TO_Y = [
  [1, 0, 309056.544], [0, 2, 3638.893], [2, 0, 73.077], [1, 2, -157.984], [3, 0, 59.788],
  [0, 1, 0.433], [2, 2, -6.439], [1, 1, -0.032], [0, 4, 0.092], [1, 4, -0.054],
];
const TO_LAT = [
  [0, 1, 3235.65389], [2, 0, -32.58297], [0, 2, -0.2475], [2, 1, -0.84978], [0, 3, -0.0655],
  [2, 2, -0.01709], [1, 0, -0.00738], [4, 0, 0.0053], [2, 3, -0.00039], [4, 1, 0.00033],
  [1, 1, -0.00012],
];
const TO_LON = [
  [1, 0, 5260.52916], [1, 1, 105.94684], [1, 2, 2.45656], [3, 0, -0.81885], [1, 3, 0.05594],
  [3, 1, -0.05607], [0, 1, 0.01199], [3, 2, -0.00256], [1, 4, 0.00128], [0, 2, 0.00022],
  [2, 0, -0.00022], [5, 0, 0.00026],
];

/** @param {number[][]} terms @param {number} first @param {number} second */
function polynomial(terms, first, second) {
  return terms.reduce((sum, [p, q, factor]) => sum + factor * first ** p * second ** q, 0);
}

/** @param {LonLat} place @returns {[number, number]} x, y in metres */
export function toRd([lon, lat]) {
  const dLat = 0.36 * (lat - LAT0);
  const dLon = 0.36 * (lon - LON0);
  return [X0 + polynomial(TO_X, dLat, dLon), Y0 + polynomial(TO_Y, dLat, dLon)];
}

/** @param {[number, number]} point x, y in metres @returns {LonLat} */
export function fromRd([x, y]) {
  const dx = (x - X0) / 100_000;
  const dy = (y - Y0) / 100_000;
  return [LON0 + polynomial(TO_LON, dx, dy) / 3600, LAT0 + polynomial(TO_LAT, dx, dy) / 3600];
}

/** @param {number} x @param {number} y metres @returns {string} */
export function cellAt(x, y) {
  const part = (/** @type {number} */ metres) => String(Math.floor(metres / CELL)).padStart(4, '0');
  return `E${part(x)}N${part(y)}`;
}

/** @param {LonLat} place @returns {string} name of the cell it lies in */
export function cellOf(place) {
  return cellAt(...toRd(place));
}

/** @param {string} cell @returns {[number, number]} lower-left corner in metres */
export function cornerOf(cell) {
  const match = /^E(\d{4})N(\d{4})$/.exec(cell);
  if (!match) throw new RangeError(`${cell} is no cell`);
  return [Number(match[1]) * CELL, Number(match[2]) * CELL];
}

/** @param {string} cell @returns {[number, number]} its middle in metres */
export function centreOf(cell) {
  const [x, y] = cornerOf(cell);
  return [x + CELL / 2, y + CELL / 2];
}

/** @param {string} cell @returns {LonLat} its middle */
export function cellCentre(cell) {
  return fromRd(centreOf(cell));
}

/** @param {string} cell @returns {LonLat[]} closed ring, counter-clockwise (RFC 7946) */
export function cellPolygon(cell) {
  const [x, y] = cornerOf(cell);
  const corners = [[0, 0], [CELL, 0], [CELL, CELL], [0, CELL], [0, 0]];
  return corners.map(([dx, dy]) => fromRd([x + dx, y + dy]));
}

/** @param {LonLat} a @param {LonLat} b @returns {number} metres, straight */
export function distance(a, b) {
  const [ax, ay] = toRd(a);
  const [bx, by] = toRd(b);
  return Math.hypot(bx - ax, by - ay);
}

/**
 * Cells that were seen along a track: those with a good fix in them, and those crossed between two
 * good fixes that are near enough to each other. Over a gap of more than 50 m no line is drawn.
 * @param {TrackPoint[]} track in order of time
 * @returns {string[]} in order of being seen
 */
export function cellsSeen(track) {
  const seen = new Set();
  /** @type {[number, number]|null} */
  let before = null;
  for (const point of track) {
    // A bad fix is no place at all: it neither marks a cell nor ends a line.
    if (!(point.nauwkeurigheid <= GOOD_FIX)) continue;
    const here = toRd([point.lon, point.lat]);
    if (before) for (const cell of cellsBetween(before, here)) seen.add(cell);
    seen.add(cellAt(...here));
    before = here;
  }
  return [...seen];
}

/** @param {[number, number]} from @param {[number, number]} to @returns {string[]} */
function cellsBetween(from, to) {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  if (length > LONGEST_GAP) return [];
  const steps = Math.max(1, Math.ceil(length / STEP));
  return Array.from({ length: steps + 1 }, (_, step) => {
    const part = step / steps;
    return cellAt(from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part);
  });
}

/**
 * Where a track was interrupted, so that the map shows it.
 * @param {TrackPoint[]} track
 * @returns {{from: TrackPoint, to: TrackPoint, metres: number}[]}
 */
export function gapsIn(track) {
  const good = track.filter((point) => point.nauwkeurigheid <= GOOD_FIX);
  return good.slice(1).flatMap((to, index) => {
    const from = good[index];
    const metres = distance([from.lon, from.lat], [to.lon, to.lat]);
    return metres > LONGEST_GAP ? [{ from, to, metres }] : [];
  });
}
