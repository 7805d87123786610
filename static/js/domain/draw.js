/**
 * Which cells a round should visit: a random draw, spread over the area, in which cells that were
 * seen longest ago have the best chance. Nobody chooses the dirtiest corner; nobody is sent to one
 * corner only. The same seed gives the same draw.
 *
 * @typedef {{cel: string, laatstGezien: string|null}} Candidate
 */
import { centreOf } from './cells.js';

const DAY = 86_400_000;
/** A cell that was never seen counts as seen this long ago; longer ago counts no heavier. */
const LONGEST_AGO = 365;

/**
 * Small random generator (mulberry32); good enough to draw cells.
 * @param {number|string} seed
 * @returns {() => number} 0 ≤ r < 1
 */
export function seeded(seed) {
  let state = typeof seed === 'number' ? seed >>> 0 : hash(seed);
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** @param {string} text @returns {number} FNV-1a, 32 bits */
function hash(text) {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.codePointAt(0), 0x01000193);
  return value >>> 0;
}

/** @param {Candidate} cell @param {number} now ms @returns {number} days since it was seen, at least 1 */
export function weight({ laatstGezien }, now) {
  if (!laatstGezien) return LONGEST_AGO;
  const days = (now - Date.parse(laatstGezien)) / DAY;
  return Math.min(LONGEST_AGO, Math.max(1, days || 1));
}

/**
 * Draws `count` cells. Each draw is weighted by how long ago a cell was seen and by how far it lies
 * from those drawn already, so that the draw covers the area.
 * @param {Candidate[]} cells
 * @param {number} count
 * @param {{now: number, random: () => number}} options
 * @returns {string[]} names, in walking order
 */
export function drawCells(cells, count, { now, random }) {
  const rest = [...cells].sort((a, b) => (a.cel < b.cel ? -1 : 1))
    .map((cell) => ({ cel: cell.cel, at: centreOf(cell.cel), weight: weight(cell, now), near: Infinity }));
  const drawn = [];
  while (drawn.length < count && rest.length > 0) {
    const [next] = rest.splice(pick(rest, random), 1);
    drawn.push(next);
    for (const other of rest) other.near = Math.min(other.near, metres(other.at, next.at));
  }
  return walkingOrder(drawn.map(({ cel }) => cel));
}

/** @param {{weight: number, near: number}[]} cells @param {() => number} random @returns {number} index */
function pick(cells, random) {
  // Squared distance pushes neighbours of drawn cells to the back without excluding them.
  const weights = cells.map((cell) =>
    cell.weight * (cell.near === Infinity ? 1 : (cell.near / 100) ** 2));
  let left = random() * weights.reduce((sum, value) => sum + value, 0);
  const index = weights.findIndex((value) => {
    left -= value;
    return left < 0;
  });
  return index === -1 ? cells.length - 1 : index;
}

/**
 * A short walk past cells, by nearest insertion in straight lines.
 * @param {string[]} cells
 * @param {[number, number]} [start] x, y in metres: begin with the cell nearest to here
 * @returns {string[]}
 */
export function walkingOrder(cells, start) {
  const rest = [...new Set(cells)].sort();
  if (rest.length === 0) return [];
  const first = start ? nearest(rest, [start]) : rest[0];
  const route = [first];
  rest.splice(rest.indexOf(first), 1);
  while (rest.length > 0) {
    const next = nearest(rest, route.map(centreOf));
    rest.splice(rest.indexOf(next), 1);
    route.splice(bestPlace(route, next), 0, next);
  }
  return route;
}

/** @param {string[]} cells @param {[number, number][]} points @returns {string} */
function nearest(cells, points) {
  const away = (/** @type {string} */ cell) =>
    Math.min(...points.map((point) => metres(centreOf(cell), point)));
  return cells.reduce((best, cell) => (away(cell) < away(best) ? cell : best));
}

/** Where it makes the walk least longer; never before the first. @param {string[]} route @param {string} cell */
function bestPlace(route, cell) {
  const here = centreOf(cell);
  let best = { place: route.length, extra: metres(centreOf(route[route.length - 1]), here) };
  for (let place = 1; place < route.length; place += 1) {
    const [before, after] = [centreOf(route[place - 1]), centreOf(route[place])];
    const extra = metres(before, here) + metres(here, after) - metres(before, after);
    if (extra < best.extra) best = { place, extra };
  }
  return best.place;
}

/** @param {[number, number]} a @param {[number, number]} b */
function metres(a, b) {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/** @param {string[]} route cells @returns {number} metres */
export function routeLength(route) {
  return route.slice(1).reduce((sum, cell, index) =>
    sum + metres(centreOf(route[index]), centreOf(cell)), 0);
}
