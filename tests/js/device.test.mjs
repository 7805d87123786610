/** What the phone itself does: position, screen, storage, updates. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { registerApp } from '../../static/js/io/app-update.js';
import { currentPosition, isJump, watchPosition } from '../../static/js/io/position.js';
import { askPersistence, isInstalled, isIos, storageState, warnings } from '../../static/js/io/storage.js';
import { fetchTiles, tilesForCells } from '../../static/js/io/tiles.js';
import { keepAwake } from '../../static/js/io/wake-lock.js';

const NOW = Date.parse('2026-03-01T08:00:00Z');
const now = () => NOW;
const tick = () => new Promise((resolve) => { setImmediate(resolve); });

function fakeGeolocation() {
  const watches = new Map();
  return {
    watches,
    options: null,
    watchPosition(good, bad, options) {
      this.options = options;
      watches.set(1, { good, bad });
      return 1;
    },
    clearWatch: (id) => watches.delete(id),
    getCurrentPosition(good, bad) { this.once = { good, bad }; },
  };
}
const position = (coords = {}, timestamp = NOW) => ({
  timestamp, coords: { longitude: 5.62, latitude: 52.345, accuracy: 8, heading: null, speed: null, ...coords },
});

describe('the position', () => {
  it('is never a cached one', () => {
    const geolocation = fakeGeolocation();
    watchPosition({ onFix() {}, onProblem() {} }, { geolocation, now });
    assert.equal(geolocation.options.maximumAge, 0);
    assert.equal(geolocation.options.enableHighAccuracy, true);
  });

  it('comes with accuracy, heading and time', () => {
    const geolocation = fakeGeolocation();
    const fixes = [];
    watchPosition({ onFix: (fix) => fixes.push(fix), onProblem() {} }, { geolocation, now });
    geolocation.watches.get(1).good(position({ heading: 90, speed: 1.2 }));
    assert.deepEqual(fixes, [{ lon: 5.62, lat: 52.345, accuracy: 8, heading: 90, speed: 1.2, at: '2026-03-01T08:00:00.000Z' }]);
  });

  it('has no heading when the phone says NaN', () => {
    const geolocation = fakeGeolocation();
    const fixes = [];
    watchPosition({ onFix: (fix) => fixes.push(fix), onProblem() {} }, { geolocation, now });
    geolocation.watches.get(1).good(position({ heading: NaN }));
    assert.equal(fixes[0].heading, null);
  });

  it('gets the phone\'s time when the browser counts from elsewhere', () => {
    const geolocation = fakeGeolocation();
    const fixes = [];
    watchPosition({ onFix: (fix) => fixes.push(fix), onProblem() {} }, { geolocation, now });
    geolocation.watches.get(1).good(position({}, 12_345));
    assert.equal(fixes[0].at, '2026-03-01T08:00:00.000Z');
  });

  for (const [code, name] of [[1, 'geweigerd'], [2, 'niet-beschikbaar'], [3, 'te-laat'], [9, 'niet-beschikbaar']]) {
    it(`says ${name} for the browser's error ${code}`, async () => {
      const geolocation = fakeGeolocation();
      const problems = [];
      watchPosition({ onFix() {}, onProblem: (problem) => problems.push(problem) }, { geolocation, now });
      geolocation.watches.get(1).bad({ code });
      assert.deepEqual(problems, [name]);
      const promise = currentPosition({ geolocation, now });
      geolocation.once.bad({ code });
      await assert.rejects(promise, { code: name });
    });
  }

  it('says so where there is none', async () => {
    const problems = [];
    watchPosition({ onFix() {}, onProblem: (problem) => problems.push(problem) }, { geolocation: null });
    assert.deepEqual(problems, ['niet-ondersteund']);
    await assert.rejects(currentPosition({ geolocation: null }), { code: 'niet-ondersteund' });
  });

  it('says nothing more after it was stopped', () => {
    const geolocation = fakeGeolocation();
    const fixes = [];
    const stop = watchPosition({ onFix: (fix) => fixes.push(fix), onProblem() {} }, { geolocation, now });
    const { good } = geolocation.watches.get(1);
    stop();
    good(position());
    assert.deepEqual([fixes.length, geolocation.watches.size], [0, 0]);
  });

  it('is known to have jumped', () => {
    const fix = (lon, at) => ({ lon, lat: 52.345, accuracy: 8, heading: null, speed: null, at });
    const before = fix(5.62, '2026-03-01T08:00:00Z');
    assert.equal(isJump(before, fix(5.6201, '2026-03-01T08:00:05Z')), false);
    assert.equal(isJump(before, fix(5.65, '2026-03-01T08:00:05Z')), true);
    assert.equal(isJump(before, fix(5.65, '2026-03-01T09:00:00Z')), false);
  });
});

describe('the screen during a round (QField#6968)', () => {
  function parts() {
    const document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
    const sentinels = [];
    const wakeLock = {
      async request() {
        const sentinel = Object.assign(new EventTarget(), {
          async release() { this.dispatchEvent(new Event('release')); },
        });
        sentinels.push(sentinel);
        return sentinel;
      },
    };
    const states = [];
    return { document, sentinels, wakeLock, states, onChange: (state) => states.push(state) };
  }

  it('stays on, and again after the page was away', async () => {
    const screen = parts();
    keepAwake(screen);
    await tick();
    screen.sentinels[0].dispatchEvent(new Event('release'));
    screen.document.dispatchEvent(new Event('visibilitychange'));
    await tick();
    assert.deepEqual(screen.states, ['aan', 'uit', 'aan']);
  });

  it('is not asked for while the page is hidden', async () => {
    const screen = parts();
    screen.document.visibilityState = 'hidden';
    keepAwake(screen);
    await tick();
    assert.equal(screen.sentinels.length, 0);
  });

  it('is let go at the end of the round', async () => {
    const screen = parts();
    const { stop } = keepAwake(screen);
    await tick();
    await stop();
    screen.document.dispatchEvent(new Event('visibilitychange'));
    await tick();
    assert.deepEqual(screen.states, ['aan', 'uit']);
    assert.equal(screen.sentinels.length, 1);
  });

  it('may go off where it cannot be kept on, and the page is told', async () => {
    const screen = parts();
    keepAwake({ ...screen, wakeLock: null });
    keepAwake({ ...screen, wakeLock: { request: async () => { throw new DOMException('', 'NotAllowedError'); } } });
    await tick();
    assert.deepEqual(screen.states, ['niet-ondersteund', 'geweigerd']);
  });
});

describe('storage', () => {
  it('is asked to stay: browsers evict after seven days (Safari) or when full', async () => {
    assert.equal(await askPersistence({ persisted: async () => true, persist: async () => false }), true);
    assert.equal(await askPersistence({ persisted: async () => false, persist: async () => true }), true);
    assert.equal(await askPersistence({ persisted: async () => false, persist: async () => { throw new Error(); } }), false);
    assert.equal(await askPersistence(null), false);
  });

  it('says how much room there is, or that it does not know', async () => {
    const storage = { estimate: async () => ({ usage: 30, quota: 100 }), persisted: async () => true };
    assert.deepEqual(await storageState(storage), { persistent: true, used: 30, room: 70 });
    assert.deepEqual(await storageState(null), { persistent: false, used: null, room: null });
    assert.deepEqual(await storageState({ estimate: async () => { throw new Error(); } }), { persistent: false, used: null, room: null });
  });

  const counts = (wachtend, oudsteWachtend = null) => ({ wachtend, oudsteWachtend });
  it('warns below 100 MB', () => {
    assert.deepEqual(warnings({ persistent: true, room: 99e6 }, counts(0), { now: NOW }), ['weinig-ruimte']);
    assert.deepEqual(warnings({ persistent: true, room: 110e6 }, counts(0), { now: NOW }), []);
    assert.deepEqual(warnings({ persistent: true, room: null }, counts(0), { now: NOW }), []);
  });

  it('warns when something waits for more than a day', () => {
    assert.deepEqual(warnings({ persistent: true, room: null }, counts(1, '2026-02-28T07:59:00Z'), { now: NOW }), ['lang-wachtend']);
    assert.deepEqual(warnings({ persistent: true, room: null }, counts(1, '2026-02-28T08:01:00Z'), { now: NOW }), []);
  });

  it('urges to install on iOS, and says when the browser may evict what waits', () => {
    assert.deepEqual(warnings({ persistent: false, room: null }, counts(0), { now: NOW, ios: true }), ['installeren']);
    assert.deepEqual(warnings({ persistent: false, room: null }, counts(2), { now: NOW, ios: true, installed: true }), ['niet-blijvend']);
  });

  it('knows iPhones and iPads', () => {
    assert.ok(isIos({ userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_4)', maxTouchPoints: 5 }));
    assert.ok(isIos({ userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X)', maxTouchPoints: 5 }));
    assert.equal(isIos({ userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X)', maxTouchPoints: 0 }), false);
    assert.equal(isIos({ userAgent: 'Mozilla/5.0 (Linux; Android 15)', maxTouchPoints: 5 }), false);
  });

  it('knows whether it was started from the home screen', () => {
    assert.equal(isInstalled({ matchMedia: () => ({ matches: true }), navigator: {} }), true);
    assert.equal(isInstalled({ navigator: { standalone: true } }), true);
    assert.equal(isInstalled({ matchMedia: () => ({ matches: false }), navigator: {} }), false);
  });
});

describe('a new version of the app', () => {
  function parts({ controller = {}, waiting = null } = {}) {
    const registration = Object.assign(new EventTarget(), { waiting, installing: null, update: async () => {} });
    const container = Object.assign(new EventTarget(), {
      controller, register: async (address, options) => Object.assign(registration, { address, options }),
    });
    const worker = Object.assign(new EventTarget(), { state: 'installing', said: [], postMessage(data) { this.said.push(data); } });
    const updates = [];
    let reloads = 0;
    return {
      registration, container, worker, updates, onUpdate: (update) => updates.push(update),
      reload: () => { reloads += 1; }, reloads: () => reloads,
      installed() {
        registration.installing = worker;
        registration.dispatchEvent(new Event('updatefound'));
        registration.waiting = worker;
        worker.state = 'installed';
        worker.dispatchEvent(new Event('statechange'));
      },
    };
  }

  it('is offered when it is complete, and waits to be asked', async () => {
    const page = parts();
    await registerApp(page);
    page.installed();
    assert.equal(page.updates.length, 1);
    assert.deepEqual(page.worker.said, []);
  });

  it('takes over when asked, and the page reloads', async () => {
    const page = parts();
    await registerApp(page);
    page.installed();
    page.updates[0].apply();
    page.container.dispatchEvent(new Event('controllerchange'));
    assert.deepEqual(page.worker.said, [{ type: 'apply-update' }]);
    assert.equal(page.reloads(), 1);
  });

  it('does not reload a page that did not ask', async () => {
    const page = parts();
    await registerApp(page);
    page.container.dispatchEvent(new Event('controllerchange'));
    assert.equal(page.reloads(), 0);
  });

  it('is offered again after a reload', async () => {
    const page = parts({ waiting: { postMessage() {} } });
    await registerApp(page);
    assert.equal(page.updates.length, 1);
  });

  it('is nothing to speak of at the first visit', async () => {
    const page = parts({ controller: null });
    await registerApp(page);
    page.installed();
    assert.equal(page.updates.length, 0);
  });

  it('is looked for past the HTTP cache', async () => {
    const page = parts();
    await registerApp(page);
    assert.deepEqual([page.registration.address, page.registration.options], ['/sw.js', { updateViaCache: 'none' }]);
  });

  it('is none where there are no service workers', async () => {
    await (await registerApp({ container: null })).check();
  });
});

describe('tiles for a walk', () => {
  it('are known with a size beforehand', () => {
    const { paths, bytes } = tilesForCells(['E1707N4853', 'E1708N4853']);
    assert.ok(paths.length >= 5 && paths.length < 25);
    assert.equal(bytes, paths.length * 14_000);
  });

  it('are fetched, four at a time, with progress', async () => {
    let [open, most] = [0, 0];
    const fetch = async () => {
      open += 1;
      most = Math.max(most, open);
      await tick();
      open -= 1;
      return new Response(new Uint8Array(10));
    };
    const progress = [];
    const paths = Array.from({ length: 9 }, (_, n) => `14/0/${n}`);
    const result = await fetchTiles(paths, { fetch, onProgress: (done, total) => progress.push(`${done}/${total}`) });
    assert.deepEqual(result, { fetched: 9, failed: 0, bytes: 90 });
    assert.equal(most, 4);
    assert.equal(progress.at(-1), '9/9');
  });

  it('go on after one failed, and stop when the server has enough of it', async () => {
    let calls = 0;
    const flaky = async () => { calls += 1; if (calls === 2) throw new TypeError(); return new Response('x'); };
    assert.deepEqual(await fetchTiles(Array.from({ length: 6 }, (_, n) => `${n}`), { fetch: flaky }), { fetched: 5, failed: 1, bytes: 5 });
    calls = 0;
    const refusing = async () => { calls += 1; return new Response('', { status: 429 }); };
    await fetchTiles(Array.from({ length: 100 }, (_, n) => `${n}`), { fetch: refusing });
    assert.ok(calls <= 4);
  });

  it('stop when the inspector stops it', async () => {
    const abort = new AbortController();
    abort.abort();
    assert.deepEqual(await fetchTiles(['1'], { fetch: () => assert.fail(), signal: abort.signal }), { fetched: 0, failed: 0, bytes: 0 });
  });
});
