// The base map. A tile that the server had no time for is asked for again; see domain/tile-retry.js.
import L from 'leaflet';
import { createTileRetry } from '../domain/tile-retry.js';
import { parseRetryAfter } from '../domain/retry.js';

/** @param {string} address with {z}, {x} and {y} @param {object} options Leaflet's */
export function tileLayer(address, options) {
  const layer = L.tileLayer(address, options);
  const retry = createTileRetry();
  /** Those that failed and are on the screen: their element and address. */
  const shown = new Map();
  let timer = null;
  let removed = false;

  function schedule() {
    clearTimeout(timer);
    const at = removed ? null : retry.next();
    timer = at === null ? null : setTimeout(ask, Math.max(0, at - Date.now()));
  }

  function ask() {
    for (const name of retry.take(Date.now())) fetchAgain(name);
    schedule();
  }

  async function fetchAgain(name) {
    const { status, retryAfter, image } = await fetchTile(shown.get(name).url);
    if (retry.answered(name, { status, retryAfter }, Date.now())) show(shown.get(name)?.element, image);
    schedule();
  }

  layer.on('tileerror', ({ tile: element, coords }) => {
    const url = element.getAttribute('src');
    if (url.startsWith('blob:')) return; // it came, and is no picture after all
    shown.set(nameOf(coords), { element, url });
    retry.failed(nameOf(coords), Date.now());
    schedule();
  });
  layer.on('tileunload tileabort', ({ coords }) => {
    shown.delete(nameOf(coords));
    retry.gone(nameOf(coords));
  });
  layer.on('remove', () => {
    removed = true;
    schedule();
  });
  layer.on('add', () => { removed = false; });
  return layer;
}

const nameOf = ({ z, x, y }) => `${z}/${x}/${y}`;

/** An <img> does not tell why it failed; fetch does. */
async function fetchTile(url) {
  try {
    const answer = await fetch(url);
    const retryAfter = parseRetryAfter(answer.headers.get('Retry-After'), Date.now());
    const isImage = answer.ok && (answer.headers.get('Content-Type') ?? '').startsWith('image/');
    return { status: answer.ok && !isImage ? 0 : answer.status, retryAfter, image: isImage ? await answer.blob() : null };
  } catch {
    return { status: 0, retryAfter: 0, image: null };
  }
}

function show(element, image) {
  if (!element) return;
  const url = URL.createObjectURL(image);
  const free = () => URL.revokeObjectURL(url);
  element.addEventListener('load', free, { once: true });
  element.addEventListener('error', free, { once: true });
  element.src = url;
}
