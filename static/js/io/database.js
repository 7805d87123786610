/**
 * One IndexedDB connection that heals itself.
 *
 * iOS closes connections behind the page's back; a transaction then throws InvalidStateError, or the
 * connection says `close`. Work is done in one transaction, is only done when the *transaction* has
 * ended, and is tried once more on a fresh connection when the old one turns out to be dead.
 */
import { wrap } from 'idb';

/** Why the store could not do it: `quota`, `closed`, `already-sent`, `not-found` or `unknown`. */
export class StoreError extends Error {
  /**
   * @param {'quota'|'closed'|'already-sent'|'not-found'|'unknown'} code
   * @param {string} message
   * @param {unknown} [cause]
   */
  constructor(code, message, cause) {
    super(message, { cause });
    this.name = 'StoreError';
    this.code = code;
  }
}

/**
 * @param {{indexedDB: IDBFactory, name: string, version: number,
 *   upgrade: (db: IDBDatabase, oldVersion: number) => void, onBlocked?: () => void}} options
 */
export function connect({ indexedDB, name, version, upgrade, onBlocked }) {
  /** @type {Promise<{db: any, closed: boolean}>|null} */
  let current = null;

  function open() {
    current ??= openOnce(version).catch((error) => {
      // A newer version of the app was here and made the database newer. Its changes only add, so
      // this older version goes on with what there is instead of hiding what waits to be sent.
      if (error?.name === 'VersionError') return openOnce(undefined);
      throw error;
    });
    current.catch(() => { current = null; });
    return current;
  }

  /** @param {number|undefined} wanted */
  async function openOnce(wanted) {
    const request = wanted === undefined ? indexedDB.open(name) : indexedDB.open(name, wanted);
    request.addEventListener('upgradeneeded', (event) => upgrade(request.result, event.oldVersion));
    request.addEventListener('blocked', () => onBlocked?.());
    const connection = { db: /** @type {any} */ (await wrap(request)), closed: false };
    connection.db.addEventListener('close', () => forget(connection));
    connection.db.addEventListener('versionchange', () => {
      forget(connection);
      connection.db.close();
    });
    return connection;
  }

  /** @param {{closed: boolean}} connection */
  function forget(connection) {
    connection.closed = true;
    current = null;
  }

  /**
   * @template T
   * @param {string[]} stores
   * @param {'readonly'|'readwrite'} mode
   * @param {(tx: any) => Promise<T>|T} work only awaits requests of this transaction
   * @returns {Promise<T>} settled at the end of the transaction
   */
  async function run(stores, mode, work) {
    for (let attempt = 1; ; attempt += 1) {
      const connection = await open().catch((error) => { throw asStoreError(error); });
      try {
        return await inTransaction(connection.db, stores, mode, work);
      } catch (error) {
        const dead = connection.closed || isDead(error);
        if (dead) forget(connection);
        if (!dead || attempt > 1 || error instanceof StoreError) throw asStoreError(error, dead);
      }
    }
  }

  return {
    run,
    async close() {
      const connection = await current?.catch(() => null);
      if (connection) {
        forget(connection);
        connection.db.close();
      }
    },
  };
}

/** @param {any} db @param {string[]} stores @param {IDBTransactionMode} mode @param {Function} work */
async function inTransaction(db, stores, mode, work) {
  const tx = db.transaction(stores, mode, { durability: 'strict' });
  const ended = tx.done.then(() => null, (/** @type {unknown} */ error) => error ?? new Error('aborted'));
  try {
    const result = await work(tx);
    const failure = await ended;
    if (failure) throw failure;
    return result;
  } catch (error) {
    abort(tx);
    const failure = await ended;
    // When the transaction itself broke, its reason (quota, say) tells more than AbortError does.
    throw /** @type {any} */ (error)?.name === 'AbortError' && failure ? failure : error;
  }
}

/** @param {any} tx */
function abort(tx) {
  try {
    tx.abort();
  } catch {
    // it had ended already
  }
}

/** @param {any} error */
function isDead(error) {
  return error?.name === 'InvalidStateError'
    || /connection.*(clos|lost)|server lost|database.*clos/i.test(error?.message ?? '');
}

/** @param {any} error @param {boolean} [dead] @returns {StoreError} */
function asStoreError(error, dead = false) {
  if (error instanceof StoreError) return error;
  if (error?.name === 'QuotaExceededError' || /quota|disk.*full/i.test(error?.message ?? '')) {
    return new StoreError('quota', 'no room left on this phone', error);
  }
  if (dead) return new StoreError('closed', 'the database of this phone was closed', error);
  return new StoreError('unknown', error?.message ?? String(error), error);
}
