/** Which map tiles cover places, for fetching them before a walk. */

export const ZOOMS = [14, 15, 16, 17, 18];
/** A tile of the base map is about this many bytes; for a size shown beforehand. */
export const TYPICAL_BYTES = 14_000;

/**
 * @param {number} lon @param {number} lat @param {number} zoom
 * @returns {[number, number]} x, y
 */
export function tileAt(lon, lat, zoom) {
  const side = 2 ** zoom;
  const radians = (lat * Math.PI) / 180;
  const x = Math.floor(((lon + 180) / 360) * side);
  const y = Math.floor((1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2 * side);
  return [x, y];
}

/**
 * @param {import('./cells.js').LonLat[][]} rings of the places
 * @param {number[]} [zooms]
 * @returns {string[]} paths as z/x/y, coarse first, each once
 */
export function tilesCovering(rings, zooms = ZOOMS) {
  const paths = new Set();
  for (const zoom of zooms) {
    for (const ring of rings) {
      const lons = ring.map(([lon]) => lon);
      const lats = ring.map(([, lat]) => lat);
      const [west, north] = tileAt(Math.min(...lons), Math.max(...lats), zoom);
      const [east, south] = tileAt(Math.max(...lons), Math.min(...lats), zoom);
      for (let x = west; x <= east; x += 1) for (let y = north; y <= south; y += 1) paths.add(`${zoom}/${x}/${y}`);
    }
  }
  return [...paths];
}
