/**
 * Service worker: cache and wake-up only. It never touches anything but GET, and it never answers for
 * the API, so it cannot break or fake the sending of what was saved.
 *
 * Each version has a cache of its own that is complete before the version takes over; it takes over
 * only when the page says so (`apply-update`), between rounds. Files are checked by their hash and
 * pages by a header of ours, so that a captive portal's page never ends up in the cache.
 *
 * The build fills in __VERSION__, __FILES__ ({url, integrity}) and __SHELLS__ (pages).
 */
/* global __VERSION__, __FILES__, __SHELLS__ */

const PREFIX = 'wijkschouw-app-';
const CACHE = PREFIX + __VERSION__;
const TILES = 'wijkschouw-tegels';
const MOST_TILES = 4000;
const SHELL = '/veld';
const OFFLINE = '/veld/offline';
const SHELL_HEADER = 'X-Wijkschouw-Pagina';
const kept = new Set(__FILES__.map(({ url }) => url));

self.addEventListener('install', (event) => {
  event.waitUntil(install());
});

async function install() {
  try {
    const cache = await caches.open(CACHE);
    const files = __FILES__.map(({ url, integrity }) => new Request(url, { integrity, cache: 'reload' }));
    await cache.addAll(files);
    for (const url of __SHELLS__) await cache.put(url, await fetchShell(url));
  } catch (error) {
    // Half a version is worse than none: the one that runs stays.
    await caches.delete(CACHE);
    throw error;
  }
}

async function fetchShell(url) {
  const answer = await fetch(url, { cache: 'reload', redirect: 'error' });
  if (!answer.ok || !answer.headers.has(SHELL_HEADER)) throw new Error(`${url} is not our page`);
  return answer;
}

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener('message', (event) => {
  const type = event.data?.type ?? event.data;
  if (type === 'apply-update') self.skipWaiting();
  if (type === 'version') event.ports[0]?.postMessage(__VERSION__);
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(page(request, url));
  else if (kept.has(url.pathname)) event.respondWith(file(request, url));
  else if (/^\/tiles\/\d+\/\d+\/\d+$/.test(url.pathname)) event.respondWith(tile(event, url));
  else if (url.pathname === '/tiles/bron' || url.pathname === '/manifest.webmanifest') {
    event.respondWith(networkFirst(request, url));
  }
});

/** The app itself comes from the cache, whole and of one version; other pages from the network. */
async function page(request, url) {
  const cache = await caches.open(CACHE);
  if (url.pathname === SHELL || url.pathname === `${SHELL}/`) {
    const shell = await cache.match(SHELL);
    if (shell) return shell;
  }
  try {
    return await fetch(request);
  } catch (error) {
    const offline = await cache.match(OFFLINE);
    if (offline) return offline;
    throw error;
  }
}

async function file(request, url) {
  const cache = await caches.open(CACHE);
  return (await cache.match(url.pathname)) ?? fetch(request);
}

async function tile(event, url) {
  const cache = await caches.open(TILES);
  const known = await cache.match(url.pathname);
  if (known) return known;
  const answer = await fetch(event.request);
  if (answer.status === 200 && (answer.headers.get('Content-Type') ?? '').startsWith('image/')) {
    const copy = answer.clone();
    // A full disk must not cost the tile on the screen.
    event.waitUntil(cache.put(url.pathname, copy).then(() => trim(cache)).catch(() => {}));
  }
  return answer;
}

let sinceTrim = 0;

/** Now and then the oldest tiles go. */
async function trim(cache) {
  sinceTrim += 1;
  if (sinceTrim < 100) return;
  sinceTrim = 0;
  const keys = await cache.keys();
  for (const key of keys.slice(0, Math.max(0, keys.length - MOST_TILES))) await cache.delete(key);
}

async function networkFirst(request, url) {
  const cache = await caches.open(TILES);
  try {
    const answer = await fetch(request);
    if (answer.ok && /json/.test(answer.headers.get('Content-Type') ?? '')) {
      await cache.put(url.pathname, answer.clone()).catch(() => {});
    }
    return answer;
  } catch (error) {
    const known = await cache.match(url.pathname);
    if (known) return known;
    throw error;
  }
}
