/** Fetches map tiles before a walk; the service worker keeps them. */
import { cellPolygon } from '../domain/cells.js';
import { TYPICAL_BYTES, tilesCovering } from '../domain/tiles.js';

const AT_ONCE = 4;

/**
 * @param {string[]} cells names
 * @returns {{paths: string[], bytes: number}} `bytes`: about so many
 */
export function tilesForCells(cells) {
  const paths = tilesCovering(cells.map(cellPolygon));
  return { paths, bytes: paths.length * TYPICAL_BYTES };
}

/**
 * @param {string[]} paths z/x/y
 * @param {{fetch?: typeof fetch, signal?: AbortSignal,
 *   onProgress?: (done: number, total: number, bytes: number) => void}} [options]
 * @returns {Promise<{fetched: number, failed: number, bytes: number}>} stops at the first refusal
 *   that goes for all (no source, too many requests)
 */
export async function fetchTiles(paths, {
  fetch = (...args) => globalThis.fetch(...args), signal, onProgress = () => {},
} = {}) {
  const result = { fetched: 0, failed: 0, bytes: 0 };
  const rest = [...paths];
  let stop = false;
  async function worker() {
    while (rest.length > 0 && !stop && !signal?.aborted) {
      const path = rest.shift();
      try {
        const answer = await fetch(`/tiles/${path}`, { signal });
        if ([401, 404, 429, 503].includes(answer.status)) stop = true;
        if (!answer.ok) throw new Error(String(answer.status));
        const { byteLength } = await answer.arrayBuffer();
        result.bytes += byteLength;
        result.fetched += 1;
      } catch {
        result.failed += 1;
      }
      onProgress(result.fetched + result.failed, paths.length, result.bytes);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return result;
}
