/**
 * Which observations somebody is still filling in, in whatever tab. The sender leaves those alone,
 * also when it is told to send everything: a photo may follow. A form is a Web Lock, so it is gone
 * with its page, however that ends; nothing is written down that could stay behind. Where Web Locks
 * miss, the forms of this page are known, and other tabs go by the hold in the store.
 */
const PREFIX = 'wijkschouw-formulier:';

/** @param {{locks?: LockManager|null}} [parts] */
export function createOpenForms({ locks = globalThis.navigator?.locks ?? null } = {}) {
  /** @type {Map<symbol, string>} */
  const here = new Map();

  return {
    /**
     * @param {string} id of the observation
     * @returns {Promise<() => Promise<void>>} how to say that the form has closed
     */
    async open(id) {
      const form = Symbol(id);
      here.set(form, id);
      const letGo = await hold(locks, PREFIX + id);
      return async () => {
        here.delete(form);
        await letGo();
      };
    },

    /** @returns {Promise<Set<string>>} of which observations a form is open */
    async ids() {
      const ids = new Set(here.values());
      // A browser that forbids it is as one without: its other tabs go by the hold.
      const { held = [] } = await locks?.query().catch(() => ({})) ?? {};
      for (const { name = '' } of held ?? []) if (name.startsWith(PREFIX)) ids.add(name.slice(PREFIX.length));
      return ids;
    },
  };
}

/**
 * Shared, so that nobody ever waits for it: the same form may be open in two tabs.
 * @param {LockManager|null} locks @param {string} name
 * @returns {Promise<() => Promise<any>>} lets go; done when the browser has done so
 */
function hold(locks, name) {
  if (!locks) return Promise.resolve(async () => {});
  return new Promise((held) => {
    /** @type {Promise<any>} */
    const over = locks.request(name, { mode: 'shared' }, () => new Promise((end) => {
      held(() => { end(undefined); return over; });
    })).catch((error) => {
      console.warn(error.message);
      held(async () => {});
    });
  });
}
