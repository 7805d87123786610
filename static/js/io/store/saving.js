/** Saving, changing and undoing: each is one transaction over item, photos and counter. */
import { labelOf } from '../../domain/labels.js';
import { uuidV7 } from '../../domain/ids.js';
import { StoreError } from '../database.js';
import { ITEMS, META, PHOTOS, newItem } from './schema.js';

/** So long a new item waits before it is sent, so that "undo" needs no server. */
export const UNDO_MS = 10_000;
/** A round that is being walked is sent whole, so not with every step. */
export const ROUND_PAUSE_MS = 30_000;
const MOST_RECENT = 12;
const ALL = [ITEMS, PHOTOS, META];

/**
 * @typedef {{id?: string, bytes: ArrayBuffer, sha256: string, mediaType: string}} NewPhoto
 * @param {{connection: any, clock: {now: () => number}, changed: (why: string, id: string) => void}} parts
 */
export function savingMethods({ connection, clock, changed }) {
  /**
   * Puts a new item with its photos in the queue; an id that is there already changes nothing, so a
   * retry or a double tap is harmless.
   * @param {import('./schema.js').Kind} kind
   */
  async function add(kind, { userId, content, photos = [], hold = UNDO_MS, label, recent }) {
    const now = clock.now();
    const id = content.id;
    const ready = photos.map((photo) => ({ ...photo, id: photo.id ?? uuidV7(now) }));
    await connection.run(ALL, 'readwrite', async (/** @type {any} */ tx) => {
      if (await tx.objectStore(ITEMS).get(id)) return;
      const parent = newItem({
        id, kind, userId, content, label: label ?? labelOf(kind, content), size: jsonSize(content),
        savedAt: new Date(now).toISOString(), seq: await nextSeq(tx), holdUntil: now + hold,
      });
      await tx.objectStore(ITEMS).put(parent);
      for (const photo of ready) await putPhoto(tx, parent, photo);
      if (recent) await remember(tx, recent);
    });
    changed('bewaard', id);
    return id;
  }

  return {
    /**
     * @param {{userId: string, observation: any, photos?: NewPhoto[], label?: string}} input the
     *   observation is the Feature of the API, with or without `id`; `fotos` is filled in here
     * @returns {Promise<string>} its id, once it is durably stored
     */
    saveObservation({ userId, observation, photos = [], label }) {
      const ready = withIds(photos, clock.now());
      const content = announce({ ...observation, id: observation.id ?? uuidV7(clock.now()) }, ready);
      return add('waarneming', {
        userId, content, photos: ready, label, recent: content.properties.categorie,
      });
    },

    /** @param {{userId: string, perception: any, label?: string}} input @returns {Promise<string>} */
    savePerception({ userId, perception, label }) {
      const content = { ...perception, id: perception.id ?? uuidV7(clock.now()) };
      return add('beleving', { userId, content, label });
    },

    /**
     * @param {{userId: string, taskId: string, event: any, photos?: NewPhoto[], label?: string}} input
     * @returns {Promise<string>}
     */
    saveTaskEvent({ userId, taskId, event, photos = [], label }) {
      const ready = withIds(photos, clock.now());
      const content = {
        ...event, id: event.id ?? uuidV7(clock.now()), taakId: taskId, fotos: ready.map(announcement),
      };
      return add('gebeurtenis', { userId, content, photos: ready, label });
    },

    /**
     * A round replaces what was stored of it when its `reeks` is higher; else nothing happens.
     * @param {{userId: string, round: any, label?: string}} input
     * @returns {Promise<string>}
     */
    async saveRound({ userId, round, label }) {
      const now = clock.now();
      await connection.run([ITEMS, META], 'readwrite', async (/** @type {any} */ tx) => {
        const items = tx.objectStore(ITEMS);
        const known = await items.get(round.id);
        if (known && (known.revision >= round.reeks || known.userId !== userId)) return;
        const pause = !known || round.beeindigdOp ? 0 : ROUND_PAUSE_MS;
        const holdUntil = known?.state === 'te-verzenden'
          ? Math.min(known.holdUntil, now + pause) : now + pause;
        const shared = {
          content: round, revision: round.reeks, size: jsonSize(round), holdUntil,
          label: label ?? labelOf('ronde', round),
        };
        if (!known) {
          const fresh = { id: round.id, kind: /** @type {const} */ ('ronde'), userId, ...shared };
          const savedAt = new Date(now).toISOString();
          await items.put(newItem({ ...fresh, savedAt, seq: await nextSeq(tx) }));
        } else {
          const state = known.state === 'bezig' ? 'bezig' : 'te-verzenden';
          await items.put({ ...known, ...shared, state, problem: null });
        }
      });
      changed('bewaard', round.id);
      return round.id;
    },

    /**
     * Changes an observation that was never sent, or that the server refused.
     * @param {string} id
     * @param {{geometry?: any, properties?: any}} patch properties are merged one by one
     * @param {(NewPhoto|{id: string})[]} [photos] the photos it has from now on; without `bytes` a
     *   photo that is stored already stays; left out altogether: photos stay as they are
     */
    async updateObservation(id, patch, photos) {
      const now = clock.now();
      const given = photos && withIds(photos, now);
      await connection.run(ALL, 'readwrite', async (/** @type {any} */ tx) => {
        const item = await changeable(tx, id);
        let content = {
          ...item.content,
          geometry: patch.geometry === undefined ? item.content.geometry : patch.geometry,
          properties: { ...item.content.properties, ...patch.properties },
        };
        if (given) content = announce(content, await replacePhotos(tx, item, given));
        await tx.objectStore(ITEMS).put({
          ...item, content, label: labelOf(item.kind, content), size: jsonSize(content),
          state: 'te-verzenden', problem: null, attempts: 0, notBefore: 0, solo: false,
          revision: item.revision + 1, holdUntil: Math.max(item.holdUntil, now + UNDO_MS),
        });
      });
      changed('bewaard', id);
    },

    /** Undo: forgets an observation (or perception, or event) that was never sent. @param {string} id */
    async removeObservation(id) {
      await connection.run(ALL, 'readwrite', async (/** @type {any} */ tx) => {
        await changeable(tx, id);
        for (const photo of await photosOf(tx, id)) await dropPhoto(tx, photo.id);
        await tx.objectStore(ITEMS).delete(id);
      });
      changed('verwijderd', id);
    },

    /**
     * Keeps an item from being sent for a while: its form is still open. Never shortens, at most ten
     * minutes, so a killed page holds nothing back for good.
     * @param {string} id @param {number} ms
     */
    async hold(id, ms) {
      await connection.run([ITEMS], 'readwrite', async (/** @type {any} */ tx) => {
        const item = await tx.objectStore(ITEMS).get(id);
        if (!item || item.state !== 'te-verzenden') return;
        const until = clock.now() + Math.min(ms, 10 * 60_000);
        if (until > item.holdUntil) await tx.objectStore(ITEMS).put({ ...item, holdUntil: until });
      });
    },

    /** Ends a hold: send it as soon as possible. @param {string} id */
    async releaseHold(id) {
      await connection.run([ITEMS], 'readwrite', async (/** @type {any} */ tx) => {
        const item = await tx.objectStore(ITEMS).get(id);
        if (item) await tx.objectStore(ITEMS).put({ ...item, holdUntil: 0 });
      });
      changed('bewaard', id);
    },
  };
}

/** @param {any} tx @param {string} id */
async function changeable(tx, id) {
  const item = await tx.objectStore(ITEMS).get(id);
  if (!item) throw new StoreError('not-found', `${id} is not on this phone`);
  const sent = item.state === 'ontvangen' || item.state === 'bezig' || item.maybeSent;
  if (sent) throw new StoreError('already-sent', `${id} was sent already`);
  return item;
}

/** @param {any} tx @param {any} item @param {any[]} photos @returns {Promise<any[]>} the new list */
async function replacePhotos(tx, item, photos) {
  const stored = new Map((await photosOf(tx, item.id)).map((photo) => [photo.id, photo]));
  const list = [];
  for (const photo of photos) {
    const known = stored.get(photo.id);
    stored.delete(photo.id);
    if (photo.bytes) await putPhoto(tx, item, photo);
    if (photo.bytes) list.push(photo);
    else if (known) list.push({ ...known.content, id: known.id, size: known.size });
  }
  for (const id of stored.keys()) await dropPhoto(tx, id);
  return list;
}

/** @param {any} tx @param {any} parent @param {any} photo */
async function putPhoto(tx, parent, { id, bytes, sha256, mediaType }) {
  await tx.objectStore(PHOTOS).put({ id, bytes });
  await tx.objectStore(ITEMS).put(newItem({
    id, kind: 'foto', parentId: parent.id, userId: parent.userId, savedAt: parent.savedAt,
    seq: parent.seq, content: { sha256, mediaType }, size: bytes.byteLength, label: parent.label,
  }));
}

/** @param {any} tx @param {string} id */
async function dropPhoto(tx, id) {
  await tx.objectStore(PHOTOS).delete(id);
  await tx.objectStore(ITEMS).delete(id);
}

/** @param {any} tx @param {string} parentId @returns {Promise<any[]>} */
export function photosOf(tx, parentId) {
  return tx.objectStore(ITEMS).index('parentId').getAll(parentId);
}

/** @param {any[]} photos @param {number} now */
function withIds(photos, now) {
  return photos.map((photo) => ({ ...photo, id: photo.id ?? uuidV7(now) }));
}

/** @param {any} observation @param {any[]} photos */
function announce(observation, photos) {
  const properties = { ...observation.properties, fotos: photos.map(announcement) };
  return { ...observation, type: 'Feature', properties };
}

/** @param {{id: string, bytes?: ArrayBuffer, size?: number, sha256: string, mediaType: string}} photo */
function announcement({ id, bytes, size, sha256, mediaType }) {
  return { id, sha256, omvang: bytes ? bytes.byteLength : size, mediatype: mediaType };
}

/** @param {any} tx @returns {Promise<number>} */
async function nextSeq(tx) {
  const meta = tx.objectStore(META);
  const seq = ((await meta.get('seq')) ?? 0) + 1;
  await meta.put(seq, 'seq');
  return seq;
}

/** @param {any} tx @param {string} category */
async function remember(tx, category) {
  const meta = tx.objectStore(META);
  const before = (await meta.get('recent')) ?? [];
  const list = [category, ...before.filter((/** @type {string} */ other) => other !== category)];
  await meta.put(list.slice(0, MOST_RECENT), 'recent');
}

/** @param {any} value @returns {number} bytes on the wire */
function jsonSize(value) {
  return new TextEncoder().encode(JSON.stringify(value)).byteLength;
}
