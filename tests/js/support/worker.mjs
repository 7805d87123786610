/** Runs static/sw.js as a browser would, with caches and a network of the test's own. */
import { readFileSync } from 'node:fs';
import vm from 'node:vm';

const SOURCE = readFileSync(new URL('../../../static/sw.js', import.meta.url), 'utf8');
export const ORIGIN = 'https://wijkschouw.example';

/** Requests that can be told to be navigations, which Node's cannot. */
class Request {
  constructor(url, options = {}) {
    Object.assign(this, { url: new URL(url, ORIGIN).href, method: 'GET', mode: 'no-cors', ...options });
  }
}

export function fakeCaches() {
  const all = new Map();
  const key = (request) => new URL(typeof request === 'string' ? request : request.url, ORIGIN).pathname;
  const open = (name, fetch) => {
    if (!all.has(name)) all.set(name, new Map());
    const entries = all.get(name);
    return {
      match: async (request) => entries.get(key(request))?.clone(),
      put: async (request, answer) => { entries.set(key(request), answer.clone()); },
      delete: async (request) => entries.delete(key(request)),
      keys: async () => [...entries.keys()].map((path) => new Request(path)),
      async addAll(requests) {
        const answers = await Promise.all(requests.map((request) => fetch(request)));
        if (answers.some((answer) => !answer.ok)) throw new TypeError('not ok');
        requests.forEach((request, index) => entries.set(key(request), answers[index]));
      },
    };
  };
  return { all, open, keys: async () => [...all.keys()], delete: async (name) => all.delete(name) };
}

export function serviceWorker({
  version = 'V1', files = [{ url: '/static/dist/field-AAAAAAAA.js', integrity: 'sha256-x' }],
  shells = ['/veld', '/veld/offline'], caches = fakeCaches(), fetch,
} = {}) {
  const listeners = {};
  const facts = { skipped: 0, claimed: 0 };
  const network = { fetch };
  const call = (request, options) => network.fetch(typeof request === 'string' ? new Request(request, options) : request);
  const self = {
    addEventListener: (type, listener) => { listeners[type] = listener; },
    skipWaiting: () => { facts.skipped += 1; },
    clients: { claim: async () => { facts.claimed += 1; } },
    location: new URL('/sw.js', ORIGIN),
  };
  vm.runInNewContext(SOURCE, {
    self, URL, Request, Promise, Error, fetch: call,
    caches: { ...caches, open: async (name) => caches.open(name, call) },
    __VERSION__: version, __FILES__: files, __SHELLS__: shells,
  });
  const wait = async (type, more = {}) => {
    let work;
    listeners[type]({ waitUntil: (promise) => { work = promise; }, ...more });
    await work;
  };
  return {
    facts, caches, network,
    install: () => wait('install'),
    activate: () => wait('activate'),
    message: (data, ports = []) => listeners.message({ data, ports }),
    /** @returns what the worker answers with, or undefined when it keeps out of it */
    async get(path, options = {}) {
      let answer;
      const later = [];
      const request = new Request(path, options);
      listeners.fetch({ request, respondWith: (promise) => { answer = promise; }, waitUntil: (work) => later.push(work) });
      const result = await answer;
      await Promise.all(later);
      return result;
    },
  };
}
