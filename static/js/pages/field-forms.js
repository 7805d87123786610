// An observation is left alone by the sender as long as its form is open: known by the form itself
// while the page lives, and by a hold in the store for some minutes after the camera app killed it.
const HOLD_MS = 5 * 60_000;

/** @param {{store: {hold, releaseHold}, openForms: {open}}} parts */
export function createFormHolds({ store, openForms }) {
  /** The form of what was saved just now, until the screen with its details takes over. */
  let saved = async () => {};

  async function passOn(next = async () => {}) {
    const before = saved;
    saved = next;
    await before();
  }

  return {
    /** Open before the observation is in the store, so that no push takes it from under its form. */
    async duringSave(id, save) {
      await passOn(await openForms.open(id));
      try {
        return await save();
      } catch (error) {
        await passOn();
        throw error;
      }
    },

    /** @returns {Promise<() => Promise<void>>} how to say that the form has closed */
    async hold(id) {
      const close = await openForms.open(id);
      await passOn();
      const again = () => store.hold(id, HOLD_MS).catch((error) => console.warn(error.message));
      again();
      const timer = setInterval(again, HOLD_MS / 2);
      return async () => {
        clearInterval(timer);
        await close();
        await store.releaseHold(id).catch((error) => console.warn(error.message));
      };
    },
  };
}
