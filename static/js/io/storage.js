/**
 * How safe what waits on this phone is: whether the browser may throw it away, how much room there
 * is, and what the person should be told.
 *
 * @typedef {'niet-blijvend'|'weinig-ruimte'|'lang-wachtend'|'installeren'} Warning
 */

export const LITTLE_ROOM = 100 * 1024 * 1024;
export const LONG_WAIT = 24 * 3_600_000;

/**
 * Asks the browser not to evict; to be called after something was saved (a user's deed counts).
 * @param {StorageManager|null} [storage]
 * @returns {Promise<boolean>}
 */
export async function askPersistence(storage = globalThis.navigator?.storage ?? null) {
  try {
    return Boolean(await storage?.persisted?.()) || Boolean(await storage?.persist?.());
  } catch {
    return false;
  }
}

/**
 * @param {StorageManager|null} [storage]
 * @returns {Promise<{persistent: boolean, used: number|null, room: number|null}>} bytes; null: unknown
 */
export async function storageState(storage = globalThis.navigator?.storage ?? null) {
  try {
    const { usage = null, quota = null } = await storage?.estimate?.() ?? {};
    const persistent = Boolean(await storage?.persisted?.());
    return { persistent, used: usage, room: quota === null ? null : quota - (usage ?? 0) };
  } catch {
    return { persistent: false, used: null, room: null };
  }
}

/**
 * @param {{persistent: boolean, room: number|null}} state
 * @param {{wachtend: number, oudsteWachtend: string|null}} counts of the store
 * @param {{now: number, ios?: boolean, installed?: boolean}} facts
 * @returns {Warning[]} most urgent first
 */
export function warnings({ persistent, room }, { wachtend, oudsteWachtend }, { now, ios = false, installed = false }) {
  /** @type {Warning[]} */
  const list = [];
  if (room !== null && room < LITTLE_ROOM) list.push('weinig-ruimte');
  if (oudsteWachtend && now - Date.parse(oudsteWachtend) > LONG_WAIT) list.push('lang-wachtend');
  if (ios && !installed) list.push('installeren');
  if (!persistent && wachtend > 0) list.push('niet-blijvend');
  return list;
}

/** @param {Navigator} [navigator] iPadOS calls itself a Mac, with touch */
export function isIos(navigator = globalThis.navigator) {
  return /iPhone|iPad|iPod/.test(navigator.userAgent)
    || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
}

/** Started from the home screen? */
export function isInstalled(window = globalThis.window) {
  return Boolean(window.matchMedia?.('(display-mode: standalone)').matches)
    || /** @type {any} */ (window.navigator).standalone === true;
}
