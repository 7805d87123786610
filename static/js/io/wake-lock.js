/**
 * Keeps the screen on during a round: a web app gets no positions while the phone is locked. The
 * browser lets go whenever the page is hidden, so it is asked again when the page comes back.
 */

/**
 * @param {{wakeLock?: WakeLock|null, document?: Document,
 *   onChange?: (state: 'aan'|'uit'|'niet-ondersteund'|'geweigerd') => void}} [parts]
 * @returns {{stop: () => Promise<void>}}
 */
export function keepAwake({
  wakeLock = globalThis.navigator?.wakeLock ?? null, document = globalThis.document, onChange = () => {},
} = {}) {
  /** @type {WakeLockSentinel|null} */
  let held = null;
  let wanted = true;

  async function ask() {
    if (!wakeLock) return onChange('niet-ondersteund');
    if (!wanted || held || document.visibilityState !== 'visible') return undefined;
    try {
      const sentinel = await wakeLock.request('screen');
      if (!wanted) return sentinel.release();
      held = sentinel;
      sentinel.addEventListener('release', () => {
        held = null;
        onChange('uit');
      });
      return onChange('aan');
    } catch {
      // Low battery, mostly. The round goes on; the page says that the screen may go off.
      return onChange('geweigerd');
    }
  }

  document?.addEventListener('visibilitychange', ask);
  ask();
  return {
    async stop() {
      wanted = false;
      document?.removeEventListener('visibilitychange', ask);
      await held?.release();
    },
  };
}
