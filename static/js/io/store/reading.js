/** What the pages show: queue, counts, draft, reference data. */
import { uuidV7 } from '../../domain/ids.js';
import { ITEMS, META, PHOTOS, REFERENCE } from './schema.js';
import { photosOf } from './saving.js';

/** @param {{connection: any, clock: {now: () => number}, changed: (why: string, id?: string) => void}} parts */
export function readingMethods({ connection, clock, changed }) {
  const read = (/** @type {string} */ store, /** @type {any} */ key) =>
    connection.run([store], 'readonly', (/** @type {any} */ tx) => tx.objectStore(store).get(key));
  const write = (/** @type {string} */ store, /** @type {any} */ key, /** @type {any} */ value) =>
    connection.run([store], 'readwrite', (/** @type {any} */ tx) => tx.objectStore(store).put(value, key));

  /** @param {string} [userId] @returns {Promise<any[]>} */
  const itemsOf = (userId) => connection.run([ITEMS], 'readonly', (/** @type {any} */ tx) =>
    (userId === undefined
      ? tx.objectStore(ITEMS).getAll()
      : tx.objectStore(ITEMS).index('userId').getAll(userId)));

  return {
    /**
     * The queue as the page shows it, newest first, a photo right after what it belongs to.
     * @param {{userId: string}} who
     */
    async queue({ userId }) {
      const items = await itemsOf(userId);
      items.sort((a, b) => b.seq - a.seq || Number(a.kind === 'foto') - Number(b.kind === 'foto')
        || (a.id < b.id ? -1 : 1));
      return items.map(({
        id, kind, parentId, state, savedAt, receipt, receivedAt, problem, attempts, label, size,
        content, holdUntil, maybeSent,
      }) => ({
        id, kind, parentId, state, savedAt, receipt, receivedAt, problem, attempts, label, size,
        content, holdUntil,
        changeable: kind !== 'foto' && !maybeSent && (state === 'te-verzenden' || state === 'geweigerd'),
      }));
    },

    /** One queued item, whole, or undefined. @param {string} id */
    item: (id) => read(ITEMS, id),

    /**
     * Photos of an item; `bytes` is undefined once the server has the photo.
     * @param {string} id
     * @returns {Promise<{id: string, bytes?: ArrayBuffer, sha256: string, mediaType: string,
     *   size: number, state: string}[]>}
     */
    photosOf(id) {
      return connection.run([ITEMS, PHOTOS], 'readonly', async (/** @type {any} */ tx) => {
        const photos = [];
        for (const item of await photosOf(tx, id)) {
          const stored = await tx.objectStore(PHOTOS).get(item.id);
          const { state, size } = item;
          photos.push({ id: item.id, bytes: stored?.bytes, ...item.content, size, state });
        }
        return photos;
      });
    },

    /**
     * @param {{userId?: string}} [who]
     * @returns {Promise<{teVerzenden: number, bezig: number, ontvangen: number, geweigerd: number,
     *   fotos: number, wachtend: number, oudsteWachtend: string|null}>} `wachtend`: not received
     *   whatever the reason, photos included; `fotos`: photos among those
     */
    async counts({ userId } = {}) {
      const items = await itemsOf(userId);
      const count = (/** @type {(item: any) => boolean} */ test) => items.filter(test).length;
      const open = items.filter((item) => item.state !== 'ontvangen');
      return {
        teVerzenden: count((item) => item.state === 'te-verzenden'),
        bezig: count((item) => item.state === 'bezig'),
        ontvangen: count((item) => item.state === 'ontvangen'),
        geweigerd: count((item) => item.state === 'geweigerd'),
        fotos: open.filter((item) => item.kind === 'foto').length,
        wachtend: open.length,
        oudsteWachtend: open.map((item) => item.savedAt).sort()[0] ?? null,
      };
    },

    /** Codes of the categories used last, newest first. @returns {Promise<string[]>} */
    recentCategories: async () => (await read(META, 'recent')) ?? [],

    /** What was being typed; may hold ArrayBuffers. @returns {Promise<any>} */
    getDraft: async () => (await read(META, 'draft')) ?? null,
    /** @param {any} draft */
    setDraft: (draft) => write(META, 'draft', draft),
    clearDraft: () => connection.run([META], 'readwrite', (/** @type {any} */ tx) =>
      tx.objectStore(META).delete('draft')),

    /** @param {string} key @returns {Promise<any>} null when never stored */
    getReference: async (key) => (await read(REFERENCE, key)) ?? null,
    /** @param {string} key @param {any} value */
    setReference: (key, value) => write(REFERENCE, key, value),

    /** This phone's own id, made once. @returns {Promise<string>} */
    deviceId: async () => (await read(META, 'deviceId')) ?? connection.run([META], 'readwrite', async (/** @type {any} */ tx) => {
      const known = await tx.objectStore(META).get('deviceId'); // another tab may have been first
      if (known) return known;
      const id = uuidV7(clock.now());
      await tx.objectStore(META).put(id, 'deviceId');
      return id;
    }),

    /**
     * Forgets items that the server has received so long ago, once their photos are there as well.
     * @param {number} olderThanDays
     * @returns {Promise<number>} how many were forgotten
     */
    async purgeReceived(olderThanDays) {
      const limit = new Date(clock.now() - olderThanDays * 86_400_000).toISOString();
      const removed = await connection.run([ITEMS], 'readwrite', async (/** @type {any} */ tx) => {
        const items = tx.objectStore(ITEMS);
        const received = await items.index('state').getAll('ontvangen');
        let count = 0;
        for (const item of received) {
          if (item.kind === 'foto' || item.savedAt >= limit) continue;
          const photos = await photosOf(tx, item.id);
          if (photos.some((photo) => photo.state !== 'ontvangen')) continue;
          for (const { id } of [item, ...photos]) await items.delete(id);
          count += 1 + photos.length;
        }
        return count;
      });
      if (removed) changed('opgeruimd');
      return removed;
    },
  };
}
