/**
 * Registers the service worker and offers a new version of the app. The running version stays until
 * somebody says so, between rounds.
 */

/**
 * @param {{onUpdate?: (update: {apply: () => void}) => void, container?: ServiceWorkerContainer|null,
 *   reload?: () => void, address?: string}} [options] `onUpdate` comes when a new version is complete
 * @returns {Promise<{check: () => Promise<void>}>} `check` looks for a new version
 */
export async function registerApp({
  onUpdate = () => {}, container = globalThis.navigator?.serviceWorker ?? null,
  reload = () => globalThis.location.reload(), address = '/sw.js',
} = {}) {
  if (!container) return { check: async () => {} };
  let applying = false;
  container.addEventListener('controllerchange', () => { if (applying) reload(); });
  const registration = await container.register(address, { updateViaCache: 'none' });

  function offer() {
    const waiting = registration.waiting;
    // Without a controller this is the first visit: nothing to update from.
    if (!waiting || !container.controller) return;
    onUpdate({
      apply() {
        applying = true;
        waiting.postMessage({ type: 'apply-update' });
      },
    });
  }

  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => { if (worker.state === 'installed') offer(); });
  });
  offer();
  return { check: async () => { await registration.update().catch(() => {}); } };
}
