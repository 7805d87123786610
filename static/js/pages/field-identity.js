// Who holds the phone: asks the server, signs in and out, and shows what came for them.

/** Under which name the store keeps who was here last. */
export const USER = 'ik';
const LEAVING = 'uitloggen';
const SIGN_IN = '#/inloggen';
/** Plans and tasks are asked for again when the app comes back after this long. */
const ASK_AGAIN_MS = 5 * 60_000;

/** @param {object} ctx  the app's context, with its session */
export function createIdentity(ctx, { store, api, reference, walk, outbox, speak }) {
  const { session } = ctx;
  let asked = 0;
  let changes = 0;
  let updates = 0;
  let leaving = false; // the mark in the store, for when there is no room for one
  let ending = null;

  /**
   * Who the server knows; not before a session has ended that somebody signed out of.
   * @returns {Promise<Error|null>} null when it went well
   */
  async function ask(get = api.me) {
    asked = Date.now();
    const before = changes;
    if (await endSession() !== 'none') return new Error('signed out');
    return welcome(async () => {
      const me = await get();
      if (changes !== before) throw new Error('somebody signed in or out meanwhile');
      return me;
    });
  }

  /** Shows what is theirs: at once to somebody else and to who signs in, news to who is idle. */
  async function welcome(get, { signingIn = false } = {}) {
    try {
      const me = await get();
      const known = session.get().user;
      session.set({ user: me });
      await store.setReference(USER, me);
      const other = known?.id !== me.id;
      const redraw = redrawing(signingIn || other);
      if (other) {
        await reference.load();
        await walk.restore();
      }
      outbox.resume();
      let shown = reference.signature();
      let ready = ctx.catalogue.get() !== null; // recording needs nothing else
      if (ready) redraw(false);
      await fetchReference((part) => {
        ready ||= part === 'catalogus';
        if (!ready) return;
        const news = reference.signature();
        redraw(news !== shown);
        shown = news;
      });
      updates += 1;
      document.documentElement.dataset.updates = updates; // for who looks from outside, as tests do
      return null;
    } catch (error) {
      console.warn(`ik: ${error.message}`);
      return error;
    }
  }

  /** @param {boolean} stale  the screen is somebody else's, or asks to sign in; until another is opened */
  function redrawing(stale) {
    const from = location.hash;
    return (news) => {
      if (stale && location.hash === from) ctx.go(from === SIGN_IN ? '#/' : from || '#/', { replace: true });
      else if (news && isIdle()) ctx.refresh();
      else return;
      stale = false;
    };
  }

  /** @param {(part: string) => void} [onPart] with the name of what came, or won't come */
  async function fetchReference(onPart) {
    return reference.fetchAll((part) => {
      if (part === 'catalogus') speak(ctx.t.lang);
      onPart?.(part);
    });
  }

  /**
   * Ends the session that somebody signed out of, also when there was no network then.
   * @returns {Promise<'none'|'done'|'waits'>}
   */
  function endSession() {
    ending ??= end().finally(() => { ending = null; });
    return ending;
  }

  async function end() {
    if (!leaving && !await store.getReference(LEAVING)) return 'none';
    try {
      await api.signOut();
      leaving = false;
      await store.setReference(LEAVING, null);
      return 'done';
    } catch (error) {
      console.warn(`uitloggen: ${error.message}`);
      return 'waits';
    }
  }

  return {
    ask,
    /** When the app comes back, or the network: what is old by then. */
    async askAgain() {
      if (!navigator.onLine) return;
      if (await endSession() !== 'none' || document.visibilityState !== 'visible') return;
      if (Date.now() - asked > ASK_AGAIN_MS) ask();
    },
    forScreens: {
      /** @returns {Promise<null|'wrong'|'wait'|'noAnswer'>} null when it went well */
      async signIn(email, wachtwoord) {
        await endSession(); // its answer must not end the session that begins now
        const error = await welcome(async () => {
          const me = await api.signIn({ email, wachtwoord });
          changes += 1;
          leaving = false;
          await store.setReference(LEAVING, null);
          return me;
        }, { signingIn: true });
        return error && ({ 401: 'wrong', 400: 'wrong', 429: 'wait' }[error.status] ?? 'noAnswer');
      },
      /** At once on this phone; the session at the server ends as soon as there is a network. */
      async signOut() {
        changes += 1;
        leaving = true;
        try {
          await store.setReference(LEAVING, true);
          await store.setReference(USER, null);
        } catch (error) {
          console.warn(`uitloggen: ${error.message}`);
        }
        session.set({ user: null });
        ctx.go('#/', { replace: true });
        await ending; // one that looked before this
        await endSession();
      },
      fetchReference: () => fetchReference(),
    },
  };
}

/** A list is on the screen and nobody is in the middle of something: fresh data may replace it. */
const isIdle = () => ['', '#/', '#/taken'].includes(location.hash)
  && !document.activeElement?.matches('input, select, textarea, dialog *');
