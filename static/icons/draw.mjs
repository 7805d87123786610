/**
 * The app's icon as PNG, drawn by arithmetic: a map pin with a tick on blue ground, as in icon.svg.
 * A drawing of 512 units is sampled four times per pixel in both directions.
 */
import { deflateSync } from 'node:zlib';

const GROUND = [0x0b, 0x3d, 0x63];
const WHITE = [0xff, 0xff, 0xff];
const SAMPLES = 4;
const TICK = [[200, 216], [240, 258], [316, 174]];

/** @returns {{name: string, bytes: Buffer}[]} */
export function drawIcons() {
  return [
    { name: 'icon-192.png', bytes: png(192, { scale: 1, rounded: true }) },
    { name: 'icon-512.png', bytes: png(512, { scale: 1, rounded: true }) },
    { name: 'icon-maskable-512.png', bytes: png(512, { scale: 0.8, rounded: false }) },
    { name: 'apple-touch-icon.png', bytes: png(180, { scale: 0.9, rounded: false }) },
  ];
}

/** @param {number} x @param {number} y @param {boolean} rounded @returns {number[]|null} colour */
function colourAt(x, y, rounded) {
  const inPin = Math.hypot(x - 256, y - 216) < 120 || inPoint(x, y);
  if (inPin && nearTick(x, y) > 17) return WHITE;
  return !rounded || inRoundedSquare(x, y) ? GROUND : null;
}

/** Below the circle the pin runs along its tangents to the tip. @param {number} x @param {number} y */
function inPoint(x, y) {
  return y >= 283.3 && y <= 430 && Math.abs(x - 256) < (430 - y) * 0.677;
}

/** @param {number} x @param {number} y */
function nearTick(x, y) {
  return Math.min(...TICK.slice(1).map((end, index) => distance([x, y], TICK[index], end)));
}

/** Distance of a point to a line segment. */
function distance([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

/** @param {number} x @param {number} y */
function inRoundedSquare(x, y) {
  const dx = Math.max(96 - x, x - 416, 0);
  const dy = Math.max(96 - y, y - 416, 0);
  return Math.hypot(dx, dy) < 96;
}

/** @param {number} size @param {{scale: number, rounded: boolean}} look */
function png(size, { scale, rounded }) {
  const rows = Buffer.alloc(size * (1 + size * 4));
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      rows.set(pixel(column, row, size, scale, rounded), row * (1 + size * 4) + 1 + column * 4);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** @returns {number[]} red, green, blue, alpha */
function pixel(column, row, size, scale, rounded) {
  const at = (/** @type {number} */ part, /** @type {number} */ count) => (part + 0.5) / count;
  const look = (/** @type {number} */ right, /** @type {number} */ down) => colourAt(
    256 + ((column + right) / size * 512 - 256) / scale, 256 + ((row + down) / size * 512 - 256) / scale, rounded);
  // Most pixels have one colour: four looks tell; the others are sampled finely.
  const corners = [look(0, 0), look(1, 0), look(0, 1), look(1, 1)];
  if (corners.every((colour) => colour === corners[0])) return corners[0] ? [...corners[0], 255] : [0, 0, 0, 0];
  const samples = Array.from({ length: SAMPLES * SAMPLES }, (_, index) =>
    look(at(index % SAMPLES, SAMPLES), at(Math.floor(index / SAMPLES), SAMPLES)));
  const hits = samples.filter((colour) => colour !== null);
  const mean = (/** @type {number} */ part) =>
    hits.reduce((sum, colour) => sum + colour[part], 0) / (hits.length || 1);
  return [mean(0), mean(1), mean(2), hits.length * 255 / samples.length].map(Math.round);
}

/** @param {string} type @param {Buffer} data */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** @param {Buffer} bytes */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
