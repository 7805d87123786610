/** A phone: store, API and outbox of the app, with a server, a clock and chance of the test's own. */
import { createApi } from '../../../static/js/io/api.js';
import { createOutbox } from '../../../static/js/outbox.js';
import { fakeServer } from './server.mjs';
import { INSPECTOR, freshStore } from './store.mjs';

export async function phone(options = {}) {
  const { store, clock, indexedDB } = await freshStore(options);
  const server = options.server ?? fakeServer({ clock });
  const window = new EventTarget();
  const document = new EventTarget();
  const states = [];
  const facts = { user: { id: INSPECTOR } };
  const locks = options.locks === undefined ? fakeLocks() : options.locks;
  const outbox = createOutbox({
    store, clock, locks, window, document, random: options.random ?? (() => 0.5),
    api: options.api ?? createApi({ fetch: server.fetch, clock }),
    openForms: options.openForms,
    getUser: () => facts.user, onChange: (state) => states.push(state),
  });
  return { store, clock, indexedDB, server, outbox, window, document, states, facts, locks };
}

/** Web Locks for tabs of one test; `kill` is what a browser does with those of a page that died. */
export function fakeLocks() {
  const held = new Set();
  const shared = new Map();
  return {
    held,
    async request(name, { ifAvailable = false, mode = 'exclusive' }, work) {
      if (held.has(name)) {
        if (!ifAvailable) throw new Error('the app never waits for a lock');
        return work(null);
      }
      const lock = { name, mode };
      if (mode === 'shared') shared.set(lock, name);
      else held.add(name);
      try {
        return await work(lock);
      } finally {
        if (mode === 'shared') shared.delete(lock);
        else held.delete(name);
      }
    },
    async query() {
      return { held: [...held, ...shared.values()].map((name) => ({ name })), pending: [] };
    },
    kill: () => { shared.clear(); },
  };
}

/** Lets time pass until nothing is under way and no timer is left, or `done` says so. */
export async function settle({ outbox, clock }, { rings = 200, done = async () => false } = {}) {
  await outbox.idle();
  for (let ring = 0; ring < rings; ring += 1) {
    if (await done()) return;
    if (!clock.ring()) return;
    await outbox.idle();
  }
}

export async function allReceived({ store }, userId = INSPECTOR) {
  return (await store.counts({ userId })).wachtend === 0;
}

export const syncs = (server) => server.requests.filter(({ url }) => url.endsWith('synchronisaties'));
export const uploads = (server) => server.requests.filter(({ url }) => url.includes('/fotos/'));
export const itemsOf = ({ body }) => JSON.parse(body).items;
