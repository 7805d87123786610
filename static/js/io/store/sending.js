/** What the outbox needs: taking items up, and settling them by what the server said. */
import { receiptNumber } from '../../domain/receipts.js';
import { ITEMS, META, PHOTOS } from './schema.js';
import { photosOf } from './saving.js';

/**
 * @typedef {{id: string, outcome: 'ontvangen', receivedAt: string, revision?: number, answer?: any}
 *   | {id: string, outcome: 'geweigerd', problem: any}
 *   | {id: string, outcome: 'opnieuw', notBefore?: number, problem?: any, notStored?: boolean,
 *      solo?: boolean}} Settlement `notStored`: the server surely did not take it
 */

/** @param {{connection: any, clock: {now: () => number}, changed: (why: string, id?: string) => void}} parts */
export function sendingMethods({ connection, clock, changed }) {
  return {
    /** Everything of this person that waits to be sent. @param {{userId: string}} who */
    async pending({ userId }) {
      const waiting = await connection.run([ITEMS], 'readonly', (/** @type {any} */ tx) =>
        tx.objectStore(ITEMS).index('state').getAll('te-verzenden'));
      return waiting.filter((/** @type {any} */ item) => item.userId === userId);
    },

    /**
     * Takes items up for sending; what was undone or changed hands in the meantime is left out.
     * @param {string[]} ids
     * @returns {Promise<import('./schema.js').Item[]>} as they are sent
     */
    claim(ids) {
      return connection.run([ITEMS], 'readwrite', async (/** @type {any} */ tx) => {
        const taken = [];
        for (const id of ids) {
          const item = await tx.objectStore(ITEMS).get(id);
          if (item?.state !== 'te-verzenden') continue;
          const busy = {
            ...item, state: 'bezig', busySince: clock.now(), attempts: item.attempts + 1,
            maybeSent: true, maybeSentBefore: item.maybeSent,
          };
          await tx.objectStore(ITEMS).put(busy);
          taken.push(busy);
        }
        return taken;
      });
    },

    /** @param {string} id @returns {Promise<ArrayBuffer|undefined>} */
    async photoBytes(id) {
      const photo = await connection.run([PHOTOS], 'readonly', (/** @type {any} */ tx) =>
        tx.objectStore(PHOTOS).get(id));
      return photo?.bytes;
    },

    /**
     * Writes down what became of items, all in one transaction. Bytes of a photo go only here, and
     * only when the server said that it has that very photo.
     * @param {Settlement[]} settlements
     */
    async settle(settlements) {
      await connection.run([ITEMS, PHOTOS], 'readwrite', async (/** @type {any} */ tx) => {
        for (const settlement of settlements) await settleOne(tx, settlement);
      });
      changed('verzonden');
    },

    /**
     * Items that were being sent when the page died wait to be sent again.
     * @param {number} [olderThan] ms
     * @returns {Promise<number>} how many
     */
    resetBusy(olderThan = 60_000) {
      return connection.run([ITEMS], 'readwrite', async (/** @type {any} */ tx) => {
        const busy = await tx.objectStore(ITEMS).index('state').getAll('bezig');
        const now = clock.now();
        // A start in the future comes from a clock that was put back: as good as old.
        const stale = busy.filter((/** @type {any} */ item) =>
          now - item.busySince >= olderThan || item.busySince > now);
        for (const item of stale) await tx.objectStore(ITEMS).put({ ...item, state: 'te-verzenden' });
        return stale.length;
      });
    },

    /** A refused item waits to be sent once more, as it is. @param {string} id */
    async retryRefused(id) {
      await connection.run([ITEMS], 'readwrite', async (/** @type {any} */ tx) => {
        const item = await tx.objectStore(ITEMS).get(id);
        if (item?.state !== 'geweigerd') return;
        await tx.objectStore(ITEMS).put({
          ...item, state: 'te-verzenden', problem: null, notBefore: 0, holdUntil: 0, attempts: 0,
        });
      });
      changed('bewaard', id);
    },

    /**
     * A stand-in for Web Locks where those are missing: one owner at a time, for a limited time.
     * @param {string} owner @param {number} ms
     * @returns {Promise<boolean>} whether `owner` has it now
     */
    takeLease(owner, ms) {
      return connection.run([META], 'readwrite', async (/** @type {any} */ tx) => {
        const meta = tx.objectStore(META);
        const lease = await meta.get('lease');
        const now = clock.now();
        const held = lease && lease.until > now && lease.until - now <= 10 * 60_000;
        if (held && lease.owner !== owner) return false;
        await meta.put({ owner, until: now + ms }, 'lease');
        return true;
      });
    },

    /** @param {string} owner */
    dropLease(owner) {
      return connection.run([META], 'readwrite', async (/** @type {any} */ tx) => {
        const lease = await tx.objectStore(META).get('lease');
        if (lease?.owner === owner) await tx.objectStore(META).delete('lease');
      });
    },
  };
}

/** @param {any} tx @param {Settlement} settlement */
async function settleOne(tx, settlement) {
  const items = tx.objectStore(ITEMS);
  const item = await items.get(settlement.id);
  if (!item || item.state === 'ontvangen') return;
  if (settlement.outcome === 'ontvangen') await receive(tx, item, settlement);
  else if (settlement.outcome === 'geweigerd') {
    // Refused means not stored, so it may be corrected and sent again under the same id.
    const kept = item.maybeSentBefore;
    const problem = settlement.problem ?? null;
    await items.put({ ...item, state: 'geweigerd', problem, maybeSent: kept, solo: false });
  } else {
    await items.put({
      ...item, state: 'te-verzenden', notBefore: settlement.notBefore ?? 0,
      problem: settlement.problem ?? item.problem, solo: settlement.solo ?? item.solo,
      maybeSent: settlement.notStored ? item.maybeSentBefore : item.maybeSent,
    });
  }
}

/** @param {any} tx @param {any} item @param {any} settlement */
async function receive(tx, item, { receivedAt, revision, answer = null }) {
  const receipt = receiptNumber(item.id, receivedAt);
  const grown = revision !== undefined && revision !== item.revision;
  await tx.objectStore(ITEMS).put({
    ...item, state: grown ? 'te-verzenden' : 'ontvangen', receipt, receivedAt, answer, problem: null,
    attempts: grown ? 0 : item.attempts, notBefore: 0, solo: false,
  });
  if (item.kind === 'foto') await tx.objectStore(PHOTOS).delete(item.id);
  for (const photo of await photosOf(tx, item.id)) {
    await tx.objectStore(ITEMS).put({ ...photo, parentReceived: true });
  }
}
