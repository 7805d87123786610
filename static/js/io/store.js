/**
 * Everything the phone keeps. What is saved here survives a reload, a crash and an empty battery;
 * it leaves only after the server acknowledged that very item.
 */
import { connect, StoreError } from './database.js';
import { systemClock } from './clock.js';
import { exportMethods } from './store/export.js';
import { readingMethods } from './store/reading.js';
import { savingMethods } from './store/saving.js';
import { VERSION, upgrade } from './store/schema.js';
import { sendingMethods } from './store/sending.js';

export { StoreError };

/**
 * Opens the store. All its methods are asynchronous and throw StoreError; see io/store/*.js:
 * - saving.js: saveObservation, savePerception, saveTaskEvent, saveRound, updateObservation,
 *   removeObservation, hold, releaseHold
 * - reading.js: queue, item, photosOf, counts, recentCategories, getDraft/setDraft/clearDraft,
 *   getReference/setReference, deviceId, purgeReceived
 * - sending.js: pending, claim, photoBytes, settle, resetBusy, retryRefused, takeLease, dropLease
 * - export.js: exportPending
 * and `subscribe(listener)` → stop: told `{why: 'bewaard'|'verwijderd'|'verzonden'|'opgeruimd', id}`
 * after each change, also by another tab when a `channel` (BroadcastChannel) is given.
 *
 * @param {{indexedDB?: IDBFactory, name?: string, onBlocked?: () => void,
 *   clock?: {now: () => number}, channel?: BroadcastChannel|null}} [options]
 */
export async function openStore({
  indexedDB = globalThis.indexedDB, name = 'wijkschouw-veld', onBlocked, clock = systemClock,
  channel = null,
} = {}) {
  const connection = connect({ indexedDB, name, version: VERSION, upgrade, onBlocked });
  /** @type {Set<(change: {why: string, id?: string}) => void>} */
  const listeners = new Set();

  /** @param {{why: string, id?: string}} change */
  function tell(change) {
    for (const listener of [...listeners]) listener(change);
  }

  /** @param {string} why @param {string} [id] */
  function changed(why, id) {
    tell({ why, id });
    channel?.postMessage({ why, id });
  }

  channel?.addEventListener('message', (event) => tell(event.data));
  const reading = readingMethods({ connection, clock, changed });
  await reading.deviceId();
  return {
    ...reading,
    ...savingMethods({ connection, clock, changed }),
    ...sendingMethods({ connection, clock, changed }),
    ...exportMethods({ connection, clock, deviceId: reading.deviceId }),
    /** @param {(change: {why: string, id?: string}) => void} listener */
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Closes the connection; the next call opens it again. */
    close: () => connection.close(),
  };
}
