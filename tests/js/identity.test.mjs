import { beforeEach, test } from 'node:test';
import assert from 'node:assert/strict';
import { createIdentity } from '../../static/js/pages/field-identity.js';
import { observable } from '../../static/js/ui/observable.js';

const ANNA = { id: 'a', naam: 'Anna' };
const BO = { id: 'b', naam: 'Bo' };

beforeEach(() => {
  globalThis.location = { hash: '#/' };
  globalThis.document = { documentElement: { dataset: {} }, visibilityState: 'visible', activeElement: null };
  Object.defineProperty(globalThis, 'navigator', { value: { onLine: true }, configurable: true });
});

/** A phone of `user` and a server that answers what the test says, when it says so. */
function setUp(user = ANNA) {
  const stored = new Map();
  const calls = [];
  const waiting = {};
  const answer = (name) => (...args) => {
    calls.push(name);
    return new Promise((resolve, reject) => { waiting[name] = { resolve, reject, args }; });
  };
  const ctx = {
    session: observable({ user }), catalogue: observable({}), t: { lang: 'nl' }, shown: [],
    go(hash) { this.shown.push(hash); }, refresh() { this.shown.push('again'); },
  };
  const store = { getReference: async (key) => stored.get(key) ?? null, setReference: async (key, value) => { stored.set(key, value); } };
  const identity = createIdentity(ctx, {
    store,
    api: { me: answer('me'), signIn: answer('signIn'), signOut: answer('signOut') },
    reference: { load: async () => {}, signature: () => '', fetchAll: async () => true },
    walk: { restore: async () => {} }, outbox: { resume() {} }, speak() {},
  });
  return { ctx, identity, calls, waiting, store, user: () => ctx.session.get().user };
}

const settled = () => new Promise((resolve) => { setImmediate(resolve); });

test('a late answer about who was here does not sign them in again', async () => {
  const { identity, waiting, user } = setUp();
  const asked = identity.ask();
  await settled();
  identity.forScreens.signOut();
  await settled();
  waiting.me.resolve(ANNA);
  assert.ok(await asked instanceof Error);
  assert.equal(user(), null);
});

test('signing out that the server did not hear of is told before anything else is asked', async () => {
  const { identity, waiting, calls, user } = setUp();
  const out = identity.forScreens.signOut();
  await settled();
  assert.equal(user(), null);
  waiting.signOut.reject(new Error('no network'));
  await out;

  const asked = identity.ask();
  await settled();
  waiting.signOut.resolve();
  assert.ok(await asked instanceof Error);
  assert.deepEqual(calls, ['signOut', 'signOut']);

  identity.ask();
  await settled();
  assert.deepEqual(calls, ['signOut', 'signOut', 'me']);
});

test('signing out needs no room on the phone', async () => {
  const { identity, waiting, calls, store, user } = setUp();
  store.setReference = async () => { throw new Error('full'); };
  const out = identity.forScreens.signOut();
  await settled();
  assert.equal(user(), null);
  assert.deepEqual(calls, ['signOut']);
  waiting.signOut.resolve();
  await out;
});

test('who signs in waits until the session before has ended: its end must not be theirs', async () => {
  const { ctx, identity, waiting, calls, user } = setUp();
  identity.forScreens.signOut();
  await settled();
  const signingIn = identity.forScreens.signIn('bo@voorbeeldstad.example', 'x');
  await settled();
  assert.deepEqual(calls, ['signOut']);
  waiting.signOut.resolve();
  await settled();
  waiting.signIn.resolve(BO);
  assert.equal(await signingIn, null);
  assert.equal(user().naam, 'Bo');
  assert.equal(ctx.shown.at(-1), '#/');
  await identity.ask(async () => BO);
  assert.equal(user().naam, 'Bo');
});

test('a new session needs no ending of the one before', async () => {
  const { identity, waiting, calls } = setUp();
  const out = identity.forScreens.signOut();
  await settled();
  waiting.signOut.reject(new Error('no network'));
  await out;
  const signingIn = identity.forScreens.signIn('bo@voorbeeldstad.example', 'x');
  await settled();
  waiting.signOut.reject(new Error('no network'));
  await settled();
  waiting.signIn.resolve(BO);
  await signingIn;
  identity.ask();
  await settled();
  assert.deepEqual(calls, ['signOut', 'signOut', 'signIn', 'me']);
});

test('what is wrong with signing in is told in words of the form', async () => {
  const { identity, waiting } = setUp(null);
  for (const [error, told] of [[{ status: 401 }, 'wrong'], [{ status: 429 }, 'wait'], [{ status: 0 }, 'noAnswer']]) {
    const signingIn = identity.forScreens.signIn('a', 'b');
    await settled();
    waiting.signIn.reject(Object.assign(new Error('refused'), error));
    assert.equal(await signingIn, told);
  }
});
