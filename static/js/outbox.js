/**
 * The sender. It takes what waits in the store to the server: oldest first, metadata before photos,
 * one tab at a time. It gives nothing up: an item leaves the phone only when the server named that
 * very item as received. Whatever else happens, it stays and is tried again, or steps aside with the
 * reason so that it blocks nobody. What somebody is still filling in it leaves alone.
 */
import { utc } from './domain/clock.js';
import { MOST_ITEMS, nextStep } from './domain/queue.js';
import { backoffDelay } from './domain/retry.js';
import { systemClock } from './io/clock.js';
import { sendBatch } from './outbox/batch.js';
import { sendPhoto } from './outbox/photo.js';
import { withTurn } from './outbox/turn.js';

/** When signed out, when a form is open, or when another tab sends: look again after this. */
const LOOK_AGAIN = 60_000;
const OTHER_TAB = 5_000;

/**
 * @typedef {'rust'|'bezig'|'wacht'|'inloggen-nodig'|'andere-gebruiker'|'ander-tabblad'} Status
 * `rust`: nothing to do; `wacht`: tries again at `nextAt`
 * @typedef {{status: Status, failures: number, nextAt: number|null, lastError: string|null,
 *   lastSuccessAt: string|null, skew: number}} OutboxState `skew`: ms that this phone's clock is ahead
 */

/**
 * @param {object} parts
 * @param {any} parts.store io/store.js
 * @param {any} parts.api io/api.js
 * @param {() => ({id: string}|null|Promise<{id: string}|null>)} parts.getUser who uses this phone now
 * @param {LockManager|null} [parts.locks]
 * @param {() => Promise<Set<string>>} [parts.openForms] ids of what is being filled in, in any tab
 * @param {import('./io/clock.js').Clock} [parts.clock]
 * @param {() => number} [parts.random]
 * @param {(state: OutboxState) => void} [parts.onChange]
 * @param {EventTarget|null} [parts.window] says `online`
 * @param {EventTarget|null} [parts.document] says `visibilitychange`
 */
export function createOutbox({
  store, api, getUser, locks = globalThis.navigator?.locks ?? null,
  openForms = async () => new Set(), clock = systemClock,
  random = Math.random, onChange = () => {}, window = globalThis.window ?? null,
  document = globalThis.document ?? null,
}) {
  /** @type {OutboxState} */
  let state = {
    status: 'rust', failures: 0, nextAt: null, lastError: null, lastSuccessAt: null, skew: 0,
  };
  /** @type {any} */
  let timer = null;
  /** @type {Promise<void>|null} */
  let running = null;
  let started = false;
  let halted = false;
  let again = false;
  let forceNext = false;
  /** @type {() => void} */
  let unsubscribe = () => {};

  /** @param {Partial<OutboxState>} change */
  function set(change) {
    state = { ...state, ...change };
    onChange(state);
  }

  /** What the parts in outbox/ share during one run. */
  const run = {
    store, api, clock,
    limit: MOST_ITEMS,
    /** So many may fail one after another, each by itself, before the sender takes a rest. */
    patience: 3,
    failuresInRow: 0,
    /** @param {number} attempts @param {number} [retryAfter] @returns {number} moment */
    later: (attempts, retryAfter) => clock.now() + backoffDelay(attempts, random, retryAfter),
    success() {
      set({ failures: 0, lastError: null, lastSuccessAt: utc(clock.now()) });
    },
    /** @param {number} skew */
    setSkew: (skew) => set({ skew }),
  };

  /** Sends until nothing is due. @param {boolean} force also what waits for a moment */
  async function drain(force) {
    const user = await getUser();
    await store.resetBusy(locks ? 0 : undefined);
    if (!user) return (await store.counts()).wachtend > 0 ? rest('inloggen-nodig', LOOK_AGAIN) : rest('rust');
    const waiting = await look(user.id);
    const forced = new Set(force ? waiting.free.map(({ id }) => id) : []);
    if (nextStep(waiting.free, { now: clock.now(), forced }).type === 'wait') return restUntilDue(waiting);
    set({ status: 'bezig', nextAt: null });
    // Who the server thinks we are decides under whose name things are recorded.
    const account = await api.me();
    if (String(account.id) !== String(user.id)) return rest('andere-gebruiker', LOOK_AGAIN);
    await sendAll(user.id, forced);
  }

  /** @param {string} userId @param {Set<string>} forced */
  async function sendAll(userId, forced) {
    run.failuresInRow = 0;
    while (!halted) {
      const waiting = await look(userId);
      const step = nextStep(waiting.free, { now: clock.now(), forced, limit: run.limit });
      if (step.type === 'wait') return restUntilDue(waiting);
      const items = step.type === 'batch' ? step.items : [step.item];
      // A push by hand counts once for each item; photos of items that just arrived come along.
      for (const { id } of items) forced.delete(id);
      if (step.type === 'batch') await sendBatch(run, items);
      else await sendPhoto(run, step.item);
    }
    rest('rust');
  }

  /**
   * What waits, and whether some of it is left alone because its form is open. Forms are looked at
   * last: a form is open before its observation is in the store.
   * @param {string} userId
   * @returns {Promise<{free: any[], open: boolean}>}
   */
  async function look(userId) {
    const pending = await store.pending({ userId });
    const forms = await openForms();
    const free = pending.filter((/** @type {any} */ { id, parentId }) => !forms.has(id) && !forms.has(parentId));
    return { free, open: free.length < pending.length };
  }

  /** A form that closes says so, unless its tab died: hence the look now and then. */
  function restUntilDue(/** @type {{free: any[], open: boolean}} */ { free, open }) {
    const step = nextStep(free, { now: clock.now() });
    const due = step.type === 'wait' ? step.until : clock.now();
    const until = open ? Math.min(due ?? Infinity, clock.now() + LOOK_AGAIN) : due;
    set({ status: until === null ? 'rust' : 'wacht', nextAt: until });
    if (until !== null) schedule(until - clock.now());
  }

  /** @param {Status} status @param {number} [lookAgain] */
  function rest(status, lookAgain) {
    set({ status, nextAt: lookAgain ? clock.now() + lookAgain : null });
    if (lookAgain) schedule(lookAgain);
  }

  /** @param {any} error */
  function failed(error) {
    if (error?.kind === 'status' && error.status === 401) {
      set({ lastError: 'not-signed-in' });
      return rest('inloggen-nodig', LOOK_AGAIN);
    }
    const failures = state.failures + 1;
    const delay = backoffDelay(failures, random, error?.retryAfter);
    const lastError = error?.kind ?? error?.code ?? 'unknown';
    set({ status: 'wacht', failures, lastError, nextAt: clock.now() + delay });
    schedule(delay);
  }

  /** @param {number} delay */
  function schedule(delay) {
    clock.clearTimeout(timer);
    timer = started ? clock.setTimeout(() => { kick(); }, Math.max(0, delay)) : null;
  }

  /** @returns {Promise<void>} */
  function kick() {
    clock.clearTimeout(timer);
    if (running) {
      again = true;
      return running;
    }
    running = turn().finally(() => { running = null; });
    return running;
  }

  async function turn() {
    do {
      again = false;
    } while (await attempt() && again);
  }

  /** @returns {Promise<boolean>} whether it makes sense to begin anew at once */
  async function attempt() {
    const force = forceNext;
    forceNext = false;
    try {
      if (await withTurn({ locks, store, clock }, () => drain(force))) return true;
      forceNext = force;
      rest('ander-tabblad', OTHER_TAB);
    } catch (error) {
      failed(error);
    }
    return false;
  }

  /** The network is back, somebody looks: what failed before says nothing about now. */
  function fresh() {
    set({ failures: 0 });
    return kick();
  }

  const visible = () => { fresh(); };

  return {
    /** Sends from now on, by itself. */
    start() {
      if (started) return;
      started = true;
      halted = false;
      unsubscribe = store.subscribe((/** @type {{why: string}} */ { why }) => {
        if (why === 'bewaard' && !running) kick();
        else if (why === 'bewaard') again = true;
      });
      window?.addEventListener('online', fresh);
      document?.addEventListener('visibilitychange', visible);
      kick();
    },
    /** Sends no more; a request that runs is finished. */
    async stop() {
      started = false;
      halted = true;
      unsubscribe();
      clock.clearTimeout(timer);
      window?.removeEventListener('online', fresh);
      document?.removeEventListener('visibilitychange', visible);
      await running?.catch(() => {});
    },
    /**
     * To be called when the server is known to be there and to know us: sends what is due. What is
     * held stays: its form is open, or was when the camera app killed the page.
     * @returns {Promise<void>} when nothing more can be done for now
     */
    resume: fresh,
    /**
     * Sends everything now, also what is held back for undo or waits after a failure; not what
     * somebody is still filling in.
     * @returns {Promise<void>} when nothing more can be done for now
     */
    sendNow() {
      forceNext = true;
      halted = false;
      set({ failures: 0 });
      return kick();
    },
    /** @returns {OutboxState} */
    state: () => state,
    /** When the run that goes on now, if any, has ended. @returns {Promise<void>} */
    idle: () => running ?? Promise.resolve(),
  };
}
