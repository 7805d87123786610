import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { createHash } from 'node:crypto';
import { openStore } from '../../../static/js/io/store.js';
import { fakeClock } from './clock.mjs';

export const INSPECTOR = '11';
export const OTHER = '12';

export async function freshStore({ clock = fakeClock(), indexedDB = new IDBFactory(), ...rest } = {}) {
  const store = await openStore({ indexedDB, name: 'test', clock, ...rest });
  return { store, clock, indexedDB };
}

export function observation(properties = {}, id) {
  return {
    ...(id ? { id } : {}),
    geometry: { type: 'Point', coordinates: [5.62, 52.345] },
    properties: {
      rondeId: null, thema: 'afval', categorie: 'bijplaatsing', niveau: 'C', toelichting: null,
      nauwkeurigheid: 8, plaatsbepaling: 'gps', waargenomenOp: '2026-03-01T08:00:00Z',
      catalogusVersie: 1, ...properties,
    },
  };
}

export function photo(size = 20, fill = size % 256) {
  const bytes = new Uint8Array(size).fill(fill);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { bytes: bytes.buffer, sha256, mediaType: 'image/jpeg' };
}

/** Takes items up and settles them as received, as a good day would. */
export async function receiveAll(store, userId = INSPECTOR) {
  for (let pending = await store.pending({ userId }); pending.length > 0;
    pending = await store.pending({ userId })) {
    await store.claim(pending.map(({ id }) => id));
    await store.settle(pending.map(({ id, revision }) =>
      ({ id, revision, outcome: 'ontvangen', receivedAt: '2026-03-01T08:05:00Z' })));
  }
}
