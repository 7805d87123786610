// Joins the parts that store, send and measure with the screens. Screens know this object alone.
import { openStore } from '../io/store.js';
import { createApi } from '../io/api.js';
import { createOpenForms } from '../io/open-forms.js';
import { createOutbox } from '../outbox.js';
import { uuidV7 } from '../domain/ids.js';
import { isSkewed } from '../domain/clock.js';
import { receiptText } from '../domain/receipts.js';
import { findPersonalData } from '../domain/personal-data.js';
import { observable } from '../ui/observable.js';
import { createTranslator } from '../ui/i18n.js';
import { readCatalogue } from '../ui/catalogue.js';
import { mergeTasks } from '../ui/task-order.js';
import { loadMap } from '../ui/map-loader.js';
import { localTime } from '../ui/observation-record.js';
import { createCapture } from './field-capture.js';
import { createDrafts } from './field-drafts.js';
import { createFormHolds } from './field-forms.js';
import { createIdentity, USER } from './field-identity.js';
import { createPreferences } from './field-preferences.js';
import { createReference } from './field-reference.js';
import { createWalk } from './field-walk.js';
import { createDevice } from './field-device.js';
import { createPlaces } from './field-places.js';
import { describeQueue } from './field-queue.js';
import { applyLook, saveFile, shareOrCopy, watchUntilGone } from './field-browser.js';

const DAY = 86_400_000;
/** How long the receipts of what was received stay on the phone. */
const KEEP_DAYS = 60;

export async function createContext() {
  const preferences = createPreferences();
  const api = createApi();
  const begun = askAtOnce(api);
  const store = await openStore({ channel: channel() });
  const [user, drafts] = await Promise.all([store.getReference(USER), createDrafts(store)]);
  const session = observable({ user });
  const userId = () => session.get().user?.id;
  const reference = createReference({
    store, userId, hasTasks: () => session.get().user?.rollen.includes('boa'),
    api: { ...api, catalogus: begun.catalogus },
  });
  await reference.load();

  const ctx = {
    store, session, preferences,
    limits: { poorAccuracy: 30, lowSpace: 100e6 },
    warnings: { low: false, update: false },
    t: null,
    catalogue: observable(null),
    outboxState: observable({ status: 'rust', waiting: 0, refused: 0, old: 0, nextAt: null, skew: 0 }),
    signInAddress: `/inloggen?volgende=${encodeURIComponent('/veld')}`,
    online: () => navigator.onLine,
    now: () => localTime(new Date()),
    newId: () => uuidV7(),
    findPersonalData,
    watch: watchUntilGone,
    home: () => (ctx.round.get() ? '#/ronde' : '#/'),
    deviceId: () => store.deviceId(),
    drafts,
  };
  speak(preferences.get('language') ?? document.documentElement.lang);
  applyLook(preferences.get('look'));

  const device = createDevice(ctx);
  adopt(ctx, device.forScreens);
  adopt(ctx, createPlaces(ctx, { reference }));
  const walk = createWalk(ctx, { store, device, userId });
  adopt(ctx, walk.forScreens);
  ctx.capture = createCapture(ctx);

  const openForms = createOpenForms();
  const holds = createFormHolds({ store, openForms });
  const outbox = createOutbox({
    store, api, getUser: () => session.get().user, openForms: openForms.ids, onChange: () => showState(),
  });

  const identity = createIdentity(ctx, { store, api, reference, walk, outbox, speak });
  adopt(ctx, identity.forScreens);

  function speak(language) {
    ctx.t = createTranslator(language);
    document.documentElement.lang = ctx.t.lang;
    const content = reference.get('catalogus');
    ctx.catalogue.replace(readCatalogue(content, ctx.t.lang));
  }

  async function showState() {
    const counts = await store.counts({ userId: userId() ?? '' });
    const { nextAt, lastError, failures, skew, status: sender } = outbox.state();
    const status = sender === 'wacht' && !failures ? 'straks' : sender;
    const offline = !navigator.onLine || (status === 'wacht' && lastError === 'network');
    const old = counts.oudsteWachtend && Date.now() - Date.parse(counts.oudsteWachtend) > DAY ? counts.wachtend : 0;
    const waiting = counts.wachtend;
    const before = ctx.outboxState.get();
    const wrong = isSkewed(skew) ? skew : 0;
    ctx.outboxState.set({ status: offline && status !== 'bezig' ? 'offline' : status, waiting, old, nextAt, received: counts.ontvangen, refused: counts.geweigerd, skew: wrong });
    // Only what the server acknowledged is told as received.
    if (before.received !== undefined && counts.ontvangen > before.received && waiting === 0) {
      ctx.announce?.(ctx.t('status.received', { n: counts.ontvangen - before.received }));
    }
  }

  Object.assign(ctx, {
    setLanguage(language) { preferences.set('language', language); speak(language); ctx.refresh(); },
    setLook(look) { preferences.set('look', look); applyLook(look); },
    plans: () => plansOf(reference.get('planning'), preferences.get('begunPlans') ?? []),
    recentCategories: () => store.recentCategories(),
    categoryName: (code) => ctx.catalogue.get()?.category(code)?.name ?? code,

    async saveObservation(observation) {
      await holds.duringSave(observation.id, () => store.saveObservation({ userId: userId(), observation }));
      device.persistOnce();
    },
    updateObservation: (id, patch, photos) => store.updateObservation(id, patch, photos),
    removeObservation: (id) => store.removeObservation(id),
    async observation(id) {
      const item = await store.item(id);
      return item && item.userId === userId() ? { id, label: item.label, state: item.state, feature: structuredClone(item.content) } : null;
    },
    holdObservation: holds.hold,
    savePerception: (perception) => store.savePerception({ userId: userId(), perception }),

    async queue() {
      const rows = await store.queue({ userId: userId() });
      return describeQueue(rows, ctx, await openForms.ids());
    },
    sendNow: () => outbox.sendNow(),
    async resend(id) {
      await store.retryRefused(id);
      ctx.toast({ text: ctx.t('queue.resent') });
      outbox.sendNow();
    },
    async exportFile() {
      const file = await store.exportPending({ userId: userId() });
      if (file.items.length) saveFile(`wijkschouw-${file.gemaaktOp.slice(0, 16).replace(/[:T]/g, '')}.json`, JSON.stringify(file));
      return file.items.length;
    },
    async shareText(item) {
      const { t } = ctx;
      const text = item.receipt
        ? receiptText({ ...item, label: item.title, receivedAt: t.moment(item.receivedAt) })
        : `${item.title}\n${t(`queue.state.${item.state}`)}. ${t('queue.saved', { time: t.moment(item.savedAt) })}\n${item.id}`;
      if (await shareOrCopy(text)) ctx.toast({ text: t('queue.copied') });
    },

    async tasks() {
      const features = reference.get('taken')?.features ?? [];
      const rows = await store.queue({ userId: userId() });
      const events = rows.filter(({ kind }) => kind === 'gebeurtenis').reverse()
        .map(({ content, state, receivedAt }) => ({ ...content, state, receivedAt }));
      return { tasks: mergeTasks(features, events), at: reference.at('taken') };
    },
    fetchTasks: reference.fetchTasks,
    async saveTaskEvent(task, event, photos) {
      const label = `${ctx.categoryName(task.categorie)}: ${ctx.t(`event.${event.soort}`)}`;
      await store.saveTaskEvent({ userId: userId(), taskId: task.id, event: { ...event, op: ctx.now() }, photos, label });
      await ctx.drafts.drop();
    },

    start() {
      store.subscribe(showState);
      window.addEventListener('online', showState);
      window.addEventListener('offline', showState);
      showState();
      outbox.start();
      device.start();
      store.purgeReceived(KEEP_DAYS).catch((error) => console.warn(error.message));
      const known = navigator.onLine ? identity.ask(begun.me) : Promise.resolve(null);
      known.then((error) => { if (error) begun.drop(); });
      // Only then what makes the next start work without a network: it is big, and recording is first.
      known.finally(() => {
        device.install();
        loadMap().catch((error) => console.warn(error));
      });
      window.addEventListener('online', identity.askAgain);
      document.addEventListener('visibilitychange', identity.askAgain);
    },
  });

  await Promise.all([walk.restore(), showState()]);
  return ctx;
}

/**
 * What the first screen needs from the server is asked for while the store is being opened. Each
 * answer is used once; whoever asks again asks the server.
 */
function askAtOnce(api) {
  const begun = new Map();
  const first = (name) => {
    if (navigator.onLine) begun.set(name, api[name]());
    begun.get(name)?.catch(() => {}); // told to whoever takes it
    return () => {
      const answer = begun.get(name) ?? api[name]();
      begun.delete(name);
      return answer;
    };
  };
  /** `drop`: nobody turned out to be signed in, so what was asked for is nobody's. */
  return { me: first('me'), catalogus: first('catalogus'), drop: () => begun.clear() };
}

/** Take over properties as they are: getters stay getters. */
const adopt = (target, part) => Object.defineProperties(target, Object.getOwnPropertyDescriptors(part));

/** Plans that nobody began yet, here or elsewhere, soonest first. */
const plansOf = (planning, begun) => (planning?.planning ?? [])
  .filter(({ id, gestart }) => !gestart && !begun.includes(id))
  .sort((a, b) => a.datum.localeCompare(b.datum));

const channel = () => ('BroadcastChannel' in globalThis ? new BroadcastChannel('wijkschouw-veld') : null);
