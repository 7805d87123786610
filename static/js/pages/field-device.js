// The phone itself: position, screen, storage, installation, updates.
import { currentPosition, watchPosition, isJump } from '../io/position.js';
import { keepAwake } from '../io/wake-lock.js';
import { askPersistence, storageState, isIos, isInstalled } from '../io/storage.js';
import { registerApp } from '../io/app-update.js';
import { createPhotoMaker } from '../io/photo.js';
import { readHeading } from './field-heading.js';
import { observable } from '../ui/observable.js';

const PROBLEMS = { geweigerd: 'denied', 'niet-ondersteund': 'unavailable', 'niet-beschikbaar': 'unavailable', 'te-laat': 'unavailable' };
/** A fix older than this is no longer where somebody is. */
const FRESH_MS = 30_000;
const ASK_AGAIN_MS = 8_000;
const LOOK_FOR_UPDATE_MS = 60 * 60_000;

export function createDevice(ctx) {
  const place = observable({ status: 'waiting' });
  let warned = false;
  let persistAsked = false;
  const listeners = new Set();
  let watching = null;
  let keepFresh = null;
  let awake = null;
  let doubtful = null;
  let last = null;
  let update = null;
  let installPrompt = null;
  const photos = createPhotoMaker();

  function startPosition() {
    if (watching) return;
    watching = watchPosition({ onFix, onProblem });
    keepFresh ??= setInterval(refresh, ASK_AGAIN_MS);
  }

  /** Some browsers give a fix only to who moves: whoever stands still is asked for again. */
  async function refresh() {
    const { at } = place.get();
    const young = at && Date.now() - Date.parse(at) < ASK_AGAIN_MS;
    if (!watching || young || document.visibilityState !== 'visible') return;
    await currentPosition().then(onFix, ({ code }) => onProblem(code));
  }

  function onFix(fix) {
    const before = place.get();
    // A single fix that jumped is not believed; a second one that agrees is.
    if (before.lon !== undefined && isJump(before, fix) && !(doubtful && !isJump(doubtful, fix))) {
      doubtful = fix;
      return;
    }
    doubtful = null;
    const now = { ...fix, status: 'ok', source: 'gps' };
    last = now;
    place.replace(now);
    for (const listener of [...listeners]) listener(now);
  }

  function onProblem(problem) {
    const { lon, at } = place.get();
    const lost = lon === undefined || Date.now() - Date.parse(at) > FRESH_MS;
    if (problem === 'geweigerd' || lost) place.replace({ status: PROBLEMS[problem] });
    if (problem === 'geweigerd') { // asked again as soon as a screen needs it
      watching?.();
      watching = null;
    }
  }

  function freshPlace() {
    const { status, lon, lat, accuracy, heading, at, source } = place.get();
    if (lon === undefined || status !== 'ok' || Date.now() - Date.parse(at) > FRESH_MS) return null;
    return { lon, lat, accuracy, heading, source };
  }

  /** A screen that goes off costs the track: said once, when the phone cannot be kept awake. */
  function warnOnce(state) {
    if (warned || (state !== 'geweigerd' && state !== 'niet-ondersteund')) return;
    warned = true;
    ctx.toast?.({ text: ctx.t('round.awakeOff'), tone: 'warning' });
  }

  async function start() {
    window.addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      installPrompt = event;
    });
    const { room } = await storageState();
    ctx.warnings.low = room !== null && room < ctx.limits.lowSpace;
    if (ctx.warnings.low) ctx.outboxState.set({}); // the notices look again
  }

  /** Keep the app itself on the phone, and look for new versions. */
  async function install() {
    try {
      const { check } = await registerApp({ onUpdate: offer });
      setInterval(check, LOOK_FOR_UPDATE_MS);
    } catch (error) {
      console.warn(error); // without a service worker the app works as long as its page is open
    }
  }

  function offer(found) {
    update = found;
    ctx.warnings.update = true;
    ctx.outboxState.set({});
  }

  return {
    place,
    startPosition,
    onFix: (listener) => listeners.add(listener),
    stayAwake(on) {
      if (on) awake ??= keepAwake({ onChange: warnOnce });
      else {
        awake?.stop();
        awake = null;
      }
    },
    start,
    install,
    /** Browsers rather say yes after something worth keeping was made. */
    persistOnce() {
      if (persistAsked) return;
      persistAsked = true;
      askPersistence();
    },
    forScreens: {
      place,
      startPosition,
      freshPlace,
      lastPlace: () => last,
      /** The place now, asked for when it is not known. @returns {Promise<object|null>} */
      askPlace() {
        startPosition();
        const moved = new Promise((resolve) => {
          const once = () => { listeners.delete(once); resolve(freshPlace()); };
          listeners.add(once);
        });
        const asked = refresh().then(freshPlace);
        return Promise.race([moved, asked]);
      },
      hasCamera: Boolean(navigator.mediaDevices?.getUserMedia),
      readHeading,
      preparePhoto: async (file, blurBoxes) => ({ id: ctx.newId(), ...await photos.prepare(file, blurBoxes) }),
      async storageState() {
        const { persistent, used, room } = await storageState();
        return { used, free: room, persisted: persistent };
      },
      persist: () => askPersistence(),
      applyUpdate: () => update?.apply(),
      get install() { return { ios: isIos(), standalone: isInstalled(), prompt: installPrompt }; },
      async askInstall() {
        await installPrompt?.prompt();
        installPrompt = null;
      },
    },
  };
}
