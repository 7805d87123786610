/** One sender among the tabs of a browser: Web Locks, or a lease in the store where those miss. */
import { uuidV7 } from '../domain/ids.js';

const LOCK = 'wijkschouw-outbox';
const LEASE = 60_000;
const RENEW = 20_000;

/**
 * @param {{locks: LockManager|null, store: any, clock: import('../io/clock.js').Clock}} parts
 * @param {() => Promise<void>} work
 * @returns {Promise<boolean>} false when another tab has the turn
 */
export async function withTurn({ locks, store, clock }, work) {
  if (!locks) return withLease({ store, clock }, work);
  return locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (!lock) return false;
    await work();
    return true;
  });
}

/** @param {{store: any, clock: import('../io/clock.js').Clock}} parts @param {() => Promise<void>} work */
async function withLease({ store, clock }, work) {
  const owner = uuidV7(clock.now());
  if (!await store.takeLease(owner, LEASE)) return false;
  /** @type {any} */
  let timer;
  const renew = () => {
    timer = clock.setTimeout(() => {
      store.takeLease(owner, LEASE).catch(() => {});
      renew();
    }, RENEW);
  };
  renew();
  try {
    await work();
  } finally {
    clock.clearTimeout(timer);
    await store.dropLease(owner).catch(() => {});
  }
  return true;
}
