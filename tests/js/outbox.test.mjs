/** Each rule of sending, and each row of the table of failures that is the sender's. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allReceived, itemsOf, phone, settle, syncs, uploads } from './support/phone.mjs';
import { problem } from './support/server.mjs';
import { INSPECTOR, OTHER, observation, photo } from './support/store.mjs';

const ROUND = '0198c2f0-1111-7000-8000-00000000000a';
const save = (store, properties, photos = [], userId = INSPECTOR) =>
  store.saveObservation({ userId, observation: observation(properties), photos });
/** Starts and lets the time for undo pass. */
async function startAndWait(field) {
  field.outbox.start();
  await field.outbox.idle();
  field.clock.ring();
  await field.outbox.idle();
}
const state = async (store, id) => (await store.item(id)).state;

describe('sending', () => {
  it('takes what was saved to the server and keeps a receipt', async () => {
    const field = await phone();
    const id = await save(field.store);
    field.outbox.start();
    await settle(field, { done: () => allReceived(field) });
    assert.ok(field.server.records.has(id));
    const item = await field.store.item(id);
    assert.equal(item.state, 'ontvangen');
    assert.match(item.receipt, /^260301-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    assert.equal(field.outbox.state().status, 'rust');
  });

  it('holds a new item for ten seconds so that it can be undone', async () => {
    const field = await phone();
    field.outbox.start();
    await save(field.store);
    await field.outbox.idle();
    assert.equal(syncs(field.server).length, 0);
    assert.equal(field.outbox.state().status, 'wacht');
    assert.equal(field.outbox.state().nextAt - field.clock.now(), 10_000);
    await settle(field, { done: () => allReceived(field) });
    assert.equal(syncs(field.server).length, 1);
  });

  it('sends at once by hand, also what is held', async () => {
    const field = await phone();
    const id = await save(field.store);
    await field.outbox.sendNow();
    assert.equal(await state(field.store, id), 'ontvangen');
    assert.equal(field.outbox.state().status, 'rust');
  });

  it('brings the photos along when sending by hand', async () => {
    const field = await phone();
    await save(field.store, {}, [photo(3), photo(4)]);
    await field.outbox.sendNow();
    assert.equal(field.server.photos.size, 2);
    assert.ok(await allReceived(field));
  });

  it('sends the oldest first', async () => {
    const field = await phone();
    const first = await save(field.store);
    field.clock.set(field.clock.now() - 86_400_000);
    const second = await save(field.store);
    await field.outbox.sendNow();
    assert.deepEqual(itemsOf(syncs(field.server)[0]).map(({ id }) => id), [first, second]);
  });

  it('sends metadata before photos and photos smallest first', async () => {
    const field = await phone();
    await save(field.store, {}, [photo(90), photo(10)]);
    await save(field.store, {}, [photo(50)]);
    await field.outbox.sendNow();
    const order = field.server.requests.map(({ url, body }) => (url.includes('fotos') ? body.byteLength : url.split('/').pop()));
    assert.deepEqual(order, ['ik', 'synchronisaties', 10, 50, 90]);
  });

  it('sends new metadata before the photos that still wait', async () => {
    const field = await phone();
    await save(field.store, {}, [photo(1), photo(2), photo(3)]);
    let late;
    field.server.fault = async ({ url }) => {
      if (url.includes('fotos') && !late) late = await field.store.saveRound({ userId: INSPECTOR, round: { id: ROUND, reeks: 1 } });
      return null;
    };
    field.outbox.start();
    await settle(field, { done: () => allReceived(field) });
    const urls = field.server.requests.map(({ url }) => url.split('/')[3]);
    assert.ok(urls.lastIndexOf('synchronisaties') < urls.lastIndexOf('fotos'));
  });

  it('announces each photo with digest and size', async () => {
    const field = await phone();
    const picture = photo(7);
    await save(field.store, {}, [picture]);
    await field.outbox.sendNow();
    const [{ inhoud }] = itemsOf(syncs(field.server)[0]);
    const [announced] = inhoud.properties.fotos;
    assert.equal(announced.sha256, picture.sha256);
    assert.equal(announced.omvang, 7);
    assert.equal(announced.mediatype, 'image/jpeg');
    assert.equal([...field.server.photos.values()][0], picture.sha256);
  });

  it('says which phone sends and what its clock says', async () => {
    const field = await phone();
    await save(field.store);
    await field.outbox.sendNow();
    const body = JSON.parse(syncs(field.server)[0].body);
    assert.equal(body.apparaat, await field.store.deviceId());
    assert.equal(body.verzondenOp, new Date(field.clock.now()).toISOString());
  });

  it('notices that the phone clock is wrong (getodk#983)', async () => {
    const field = await phone();
    field.server.skew = -3_600_000;
    await save(field.store);
    await field.outbox.sendNow();
    assert.equal(field.outbox.state().skew, 3_600_000);
  });

  it('sends five hundred at most in one go', async () => {
    const field = await phone();
    for (let index = 0; index < 502; index += 1) {
      await field.store.savePerception({ userId: INSPECTOR, perception: { properties: { cijfer: 5 } } });
    }
    await field.outbox.sendNow();
    assert.deepEqual(syncs(field.server).map((request) => itemsOf(request).length), [500, 2]);
  });

  it('asks nothing of the server when nothing waits', async () => {
    const field = await phone();
    field.outbox.start();
    await settle(field);
    assert.equal(field.server.requests.length, 0);
    assert.equal(field.clock.waiting(), 0);
  });
});

describe('what a failure leaves', () => {
  for (const fault of ['drop-request', 'drop-answer', 'cut-answer', 'timeout', '500', '500-html', '502-html',
    '503', '429', 'captive', 'captive-json', 'redirect', '413-html']) {
    it(`keeps everything after ${fault} and sends it later, once`, async () => {
      const field = await phone();
      const id = await save(field.store, {}, [photo(5)]);
      let left = 3;
      field.server.fault = ({ url }) => {
        if (url.endsWith('/ik') || left === 0) return null;
        left -= 1;
        return fault;
      };
      field.outbox.start();
      await settle(field, { done: async () => left < 3 });
      assert.notEqual(await state(field.store, id), 'geweigerd');
      await settle(field, { done: () => allReceived(field) });
      assert.equal(left, 0);
      assert.ok(await allReceived(field));
      assert.equal(field.server.records.get(id).times, 1);
      assert.equal(field.server.photos.size, 1);
      assert.deepEqual(field.server.conflicts, []);
    });
  }

  it('takes no captive portal for the server (200 without our JSON)', async () => {
    const field = await phone();
    const id = await save(field.store);
    field.server.fault = () => 'captive';
    await field.outbox.sendNow();
    assert.equal(await state(field.store, id), 'te-verzenden');
    assert.equal(field.outbox.state().lastError, 'not-ours');
  });

  it('waits longer after each failure, and never more than five minutes', async () => {
    const field = await phone();
    await save(field.store);
    field.server.fault = () => 'drop-request';
    field.outbox.start();
    await field.outbox.idle();
    const waits = [];
    for (let ring = 0; ring < 14; ring += 1) {
      field.clock.ring();
      await field.outbox.idle();
      waits.push(field.outbox.state().nextAt - field.clock.now());
    }
    assert.deepEqual(waits.slice(0, 4), [750, 1500, 3000, 6000]);
    assert.equal(Math.max(...waits), 225_000);
  });

  it('waits as long as Retry-After says', async () => {
    const field = await phone();
    await save(field.store);
    field.server.fault = ({ url }) => (url.endsWith('/ik') ? null : '503');
    await startAndWait(field);
    assert.equal(field.outbox.state().nextAt - field.clock.now(), 7_000);
  });

  it('tries at once when the network comes back', async () => {
    const field = await phone();
    const id = await save(field.store);
    field.server.fault = () => 'drop-request';
    await startAndWait(field);
    field.server.fault = () => null;
    field.window.dispatchEvent(new Event('online'));
    await field.outbox.idle();
    assert.equal(await state(field.store, id), 'ontvangen');
  });

  it('tries at once when the page comes back', async () => {
    const field = await phone();
    const id = await save(field.store);
    field.server.fault = () => 'drop-request';
    await startAndWait(field);
    field.server.fault = () => null;
    field.document.dispatchEvent(new Event('visibilitychange'));
    await field.outbox.idle();
    assert.equal(await state(field.store, id), 'ontvangen');
  });

  it('sends nothing more after stop', async () => {
    const field = await phone();
    await save(field.store);
    field.outbox.start();
    await field.outbox.stop();
    field.window.dispatchEvent(new Event('online'));
    await settle(field);
    assert.equal(syncs(field.server).length, 0);
  });

  it('stops halfway when told, and goes on after the next start', async () => {
    const field = await phone();
    await save(field.store, {}, [photo(1), photo(2), photo(3)]);
    let stopped;
    field.server.fault = ({ url }) => {
      if (url.includes('fotos')) stopped ??= field.outbox.stop();
      return null;
    };
    await field.outbox.sendNow();
    await stopped;
    assert.equal(field.server.photos.size, 1);
    assert.equal(field.outbox.state().status, 'rust');
    field.outbox.start();
    await settle(field, { done: () => allReceived(field) });
    assert.equal(field.server.photos.size, 3);
  });

  it('does not mind sending again what was received (every_door#605)', async () => {
    const field = await phone();
    const id = await save(field.store);
    field.server.fault = ({ url }) => (url.endsWith('/ik') ? null : 'drop-answer');
    await field.outbox.sendNow();
    assert.ok(field.server.records.has(id));
    field.server.fault = () => null;
    await field.outbox.sendNow();
    assert.equal(await state(field.store, id), 'ontvangen');
    assert.equal(field.server.records.get(id).times, 1);
  });

  it('drops nothing after seven days and takes no 5xx for sent (Workbox background sync)', async () => {
    const field = await phone();
    const id = await save(field.store, {}, [photo(4)]);
    field.server.fault = () => '503';
    field.outbox.start();
    await settle(field, { rings: 5 });
    field.clock.pass(8 * 86_400_000);
    await settle(field, { rings: 5 });
    assert.equal(await state(field.store, id), 'te-verzenden');
    field.server.fault = () => null;
    await settle(field, { done: () => allReceived(field) });
    assert.equal(field.server.photos.size, 1);
  });

  it('leaves items changeable while there is no network at all', async () => {
    const field = await phone();
    const id = await save(field.store);
    field.server.fault = () => 'drop-request';
    await field.outbox.sendNow();
    await field.store.updateObservation(id, { properties: { niveau: 'D' } });
    field.server.fault = () => null;
    await field.outbox.sendNow();
    assert.equal(field.server.records.get(id).inhoud.properties.niveau, 'D');
  });

  it('never changes what the server may have already (kobocat#470)', async () => {
    const field = await phone();
    const id = await save(field.store);
    field.server.fault = ({ url }) => (url.endsWith('/ik') ? null : 'drop-answer');
    await field.outbox.sendNow();
    await assert.rejects(field.store.updateObservation(id, { properties: { niveau: 'D' } }), { code: 'already-sent' });
    await assert.rejects(field.store.removeObservation(id), { code: 'already-sent' });
  });

  it('goes on after the page died while sending (Mergin mobile#4130)', async () => {
    const field = await phone();
    const id = await save(field.store);
    await field.store.claim([id]);
    assert.equal(await state(field.store, id), 'bezig');
    const reborn = await phone({ clock: field.clock, indexedDB: field.indexedDB, server: field.server });
    reborn.clock.pass(61_000);
    reborn.outbox.start();
    await settle(reborn, { done: () => allReceived(reborn) });
    assert.ok(field.server.records.has(id));
  });
});

describe('items stand or fall by themselves', () => {
  const refuse = (bad, probleem = { title: 'Onjuist', status: 400, errors: [] }) => ({ id }) =>
    (id === bad ? { uitkomst: 'geweigerd', probleem } : null);

  it('sets a refused item aside with the reason; the rest goes on (StreetComplete#6103)', async () => {
    const field = await phone();
    const bad = await save(field.store, { niveau: 'Z' });
    const good = await save(field.store);
    field.server.judge = refuse(bad);
    await field.outbox.sendNow();
    assert.equal(await state(field.store, good), 'ontvangen');
    const item = await field.store.item(bad);
    assert.equal(item.state, 'geweigerd');
    assert.equal(item.problem.title, 'Onjuist');
  });

  it('removes nothing because it was refused (QField#4033)', async () => {
    const field = await phone();
    const bad = await save(field.store, {}, [photo(6)]);
    field.server.judge = refuse(bad);
    await field.outbox.sendNow();
    const [kept] = await field.store.photosOf(bad);
    assert.equal(kept.bytes.byteLength, 6);
    assert.equal((await field.store.exportPending({ userId: INSPECTOR })).items[0].fotos.length, 1);
    assert.equal(uploads(field.server).length, 0);
  });

  it('sends a refused item again after it was corrected', async () => {
    const field = await phone();
    const id = await save(field.store, { niveau: 'Z' }, [photo(6)]);
    field.server.judge = refuse(id);
    await field.outbox.sendNow();
    field.server.judge = () => null;
    await field.store.updateObservation(id, { properties: { niveau: 'B' } });
    await field.outbox.sendNow();
    assert.ok(await allReceived(field));
    assert.equal(field.server.records.get(id).inhoud.properties.niveau, 'B');
    assert.equal(field.server.photos.size, 1);
  });

  it('tries a refused item again as it is when asked', async () => {
    const field = await phone();
    const id = await save(field.store);
    field.server.judge = refuse(id);
    await field.outbox.sendNow();
    field.server.judge = () => null;
    await field.store.retryRefused(id);
    await field.outbox.sendNow();
    assert.equal(await state(field.store, id), 'ontvangen');
  });

  it('keeps what conflicts, with the reason', async () => {
    const field = await phone();
    const id = await save(field.store);
    field.server.judge = () => ({ uitkomst: 'conflict', probleem: { title: 'conflict', status: 409 } });
    await field.outbox.sendNow();
    assert.equal((await field.store.item(id)).problem.status, 409);
    assert.equal((await field.store.counts()).geweigerd, 1);
  });

  it('tries "later" again by itself', async () => {
    const field = await phone();
    const id = await save(field.store);
    let times = 2;
    field.server.judge = () => { times -= 1; return times >= 0 ? { uitkomst: 'later' } : null; };
    field.outbox.start();
    await settle(field, { done: () => allReceived(field) });
    assert.equal(await state(field.store, id), 'ontvangen');
  });

  it('keeps what the answer does not name (newer or older server)', async () => {
    const field = await phone();
    const id = await save(field.store);
    field.server.judge = () => ({ uitkomst: 'in-behandeling' });
    await field.outbox.sendNow();
    assert.equal(await state(field.store, id), 'te-verzenden');
    field.server.judge = () => ({ id: 'another', uitkomst: 'nieuw' });
    await field.outbox.sendNow();
    assert.equal(await state(field.store, id), 'te-verzenden');
  });

  it('finds the one item that the server trips over and sends the others', async () => {
    const field = await phone();
    const ids = [];
    for (let index = 0; index < 9; index += 1) ids.push(await save(field.store));
    field.server.poison = (items) => (items.some(({ id }) => id === ids[4]) ? 500 : 0);
    field.outbox.start();
    await settle(field, { rings: 60, done: async () => (await field.store.counts()).wachtend === 1 });
    assert.equal(field.server.records.size, 8);
    assert.equal(await state(field.store, ids[4]), 'te-verzenden');
  });

  it('finds the one item that makes a whole batch invalid and sets it aside', async () => {
    const field = await phone();
    const ids = [];
    for (let index = 0; index < 9; index += 1) ids.push(await save(field.store));
    field.server.poison = (items) => (items.some(({ id }) => id === ids[4]) ? 400 : 0);
    field.outbox.start();
    await settle(field, { rings: 60 });
    assert.equal(field.server.records.size, 8);
    assert.equal(await state(field.store, ids[4]), 'geweigerd');
  });

  it('halves a batch that is too large', async () => {
    const field = await phone();
    for (let index = 0; index < 8; index += 1) await save(field.store);
    field.server.limit = 3;
    await field.outbox.sendNow();
    field.outbox.start();
    await settle(field, { done: () => allReceived(field) });
    assert.equal(field.server.records.size, 8);
  });
});

describe('photos', () => {
  it('tells apart two photos with equal bytes (central-backend#299)', async () => {
    const field = await phone();
    await save(field.store, {}, [photo(8), photo(8)]);
    await field.outbox.sendNow();
    assert.equal(field.server.photos.size, 2);
  });

  it('sends photos also when the observation was known already (kobocat#432)', async () => {
    const field = await phone();
    await save(field.store, {}, [photo(8)]);
    let first = true;
    field.server.fault = ({ url }) => {
      if (!url.endsWith('synchronisaties') || !first) return null;
      first = false;
      return 'drop-answer';
    };
    await field.outbox.sendNow();
    await field.outbox.sendNow();
    assert.equal(field.server.photos.size, 1);
  });

  it('lets go of bytes only after the server has that very photo', async () => {
    const field = await phone();
    const id = await save(field.store, {}, [photo(8)]);
    field.server.fault = ({ url }) => (url.includes('fotos') ? 'drop-answer' : null);
    await field.outbox.sendNow();
    assert.equal((await field.store.photosOf(id))[0].bytes.byteLength, 8);
    field.server.fault = () => null;
    await field.outbox.sendNow();
    assert.equal((await field.store.photosOf(id))[0].bytes, undefined);
  });

  it('believes no answer about another photo', async () => {
    const field = await phone();
    const id = await save(field.store, {}, [photo(8)]);
    field.server.judge = ({ soort }) => (soort === 'foto'
      ? new Response('{"id": "other"}', { status: 201, headers: { 'Content-Type': 'application/json' } }) : null);
    await field.outbox.sendNow();
    assert.equal((await field.store.photosOf(id))[0].state, 'te-verzenden');
  });

  for (const status of [409, 413, 415, 422, 410]) {
    it(`keeps a photo that the server can't use (${status}), shows why, goes on with the rest`, async () => {
      const field = await phone();
      const id = await save(field.store, {}, [photo(3), photo(4)]);
      field.server.judge = ({ soort, bytes }) =>
        (soort === 'foto' && bytes.byteLength === 3 ? problem(status, 'Onbruikbaar') : null);
      await field.outbox.sendNow();
      const photos = (await field.store.photosOf(id)).sort((a, b) => a.size - b.size);
      assert.deepEqual(photos.map((each) => each.state), ['geweigerd', 'ontvangen']);
      assert.equal(photos[0].bytes.byteLength, 3);
      assert.equal((await field.store.item(photos[0].id)).problem.title, 'Onbruikbaar');
    });
  }

  it('is not held up by one photo that keeps failing', async () => {
    const field = await phone();
    await save(field.store, {}, [photo(3), photo(4), photo(5)]);
    field.server.judge = ({ soort, bytes }) => (soort === 'foto' && bytes.byteLength === 3 ? problem(500, 'Mis') : null);
    field.outbox.start();
    await settle(field, { rings: 20, done: async () => field.server.photos.size === 2 });
    assert.equal(field.server.photos.size, 2);
  });

  it('is not held up by one photo whose connection always breaks', async () => {
    const field = await phone();
    await save(field.store, {}, [photo(3), photo(4), photo(5)]);
    field.server.fault = ({ url, body }) => (url.includes('fotos') && body.byteLength === 3 ? 'drop-request' : null);
    field.outbox.start();
    await settle(field, { rings: 30, done: async () => field.server.photos.size === 2 });
    assert.equal(field.server.photos.size, 2);
  });
});

describe('rounds', () => {
  const round = (reeks, more = {}) => ({ id: ROUND, reeks, gebied: 'BU99990101', schouwlijst: 'dagronde', looproute: [], ...more });

  it('sends the start at once and the rest with pauses', async () => {
    const field = await phone();
    field.outbox.start();
    await field.store.saveRound({ userId: INSPECTOR, round: round(1) });
    await field.outbox.idle();
    assert.equal(syncs(field.server).length, 1);
    await field.store.saveRound({ userId: INSPECTOR, round: round(2) });
    await field.outbox.idle();
    field.clock.pass(20_000);
    await field.store.saveRound({ userId: INSPECTOR, round: round(3) });
    await field.outbox.idle();
    assert.equal(syncs(field.server).length, 1);
    assert.equal(field.outbox.state().nextAt - field.clock.now(), 10_000);
    await settle(field, { done: () => allReceived(field) });
    assert.equal(field.server.records.get(ROUND).inhoud.reeks, 3);
  });

  it('sends the end at once', async () => {
    const field = await phone();
    field.outbox.start();
    await field.store.saveRound({ userId: INSPECTOR, round: round(1) });
    await field.outbox.idle();
    await field.store.saveRound({ userId: INSPECTOR, round: round(2, { beeindigdOp: '2026-03-01T09:00:00Z' }) });
    await field.outbox.idle();
    assert.equal(field.server.records.get(ROUND).inhoud.reeks, 2);
  });

  it('sends again what grew while it was being sent', async () => {
    const field = await phone();
    await field.store.saveRound({ userId: INSPECTOR, round: round(1) });
    let grown = false;
    field.server.fault = ({ url }) => {
      if (url.endsWith('synchronisaties') && !grown) grown = field.store.saveRound({ userId: INSPECTOR, round: round(2) });
      return null;
    };
    field.outbox.start();
    await field.outbox.idle();
    await grown;
    await settle(field, { done: () => allReceived(field) });
    assert.equal(field.server.records.get(ROUND).inhoud.reeks, 2);
  });
});

describe('tasks', () => {
  const step = (store, soort, taskId = 't1') =>
    store.saveTaskEvent({ userId: INSPECTOR, taskId, event: { soort, op: '2026-03-01T08:00:00Z' } });

  it('sends the steps of one task one after another', async () => {
    const field = await phone();
    await step(field.store, 'accepteren');
    await step(field.store, 'afhandelen');
    await step(field.store, 'accepteren', 't2');
    await field.outbox.sendNow();
    const sent = syncs(field.server).map((request) => itemsOf(request).map(({ inhoud }) => `${inhoud.taakId} ${inhoud.soort}`));
    assert.deepEqual(sent, [['t1 accepteren', 't2 accepteren'], ['t1 afhandelen']]);
  });

  it('lets a later step wait for an earlier one that must wait', async () => {
    const field = await phone();
    const first = await step(field.store, 'accepteren');
    await step(field.store, 'afhandelen');
    field.server.judge = ({ id }) => (id === first ? { uitkomst: 'later' } : null);
    await field.outbox.sendNow();
    assert.equal(field.server.records.size, 0);
  });

  it('sends the photo that proves a step', async () => {
    const field = await phone();
    await field.store.saveTaskEvent({ userId: INSPECTOR, taskId: 't1', event: { soort: 'afhandelen' }, photos: [photo(9)] });
    await field.outbox.sendNow();
    assert.equal(field.server.photos.size, 1);
  });
});

describe('who is signed in', () => {
  it('asks to sign in on 401 (session ended while offline), keeps everything, and goes on afterwards', async () => {
    const field = await phone();
    const id = await save(field.store);
    field.server.user = null;
    await startAndWait(field);
    assert.equal(field.outbox.state().status, 'inloggen-nodig');
    assert.equal(await state(field.store, id), 'te-verzenden');
    field.server.user = INSPECTOR;
    await field.outbox.resume();
    assert.equal(await state(field.store, id), 'ontvangen');
  });

  it('leaves alone what is held when the session is back: its form may be completed (enketo-express#399)', async () => {
    const field = await phone();
    const held = await save(field.store);
    await field.store.hold(held, 5 * 60_000);
    await field.outbox.resume();
    assert.equal(await state(field.store, held), 'te-verzenden');
    await field.store.updateObservation(held, {}, [photo(3)]);
    await field.store.releaseHold(held);
    await field.outbox.resume();
    assert.ok(await allReceived(field));
  });

  it('notices a session that ends halfway', async () => {
    const field = await phone();
    await save(field.store, {}, [photo(5)]);
    field.server.fault = ({ url }) => (url.includes('fotos') ? '401' : null);
    await field.outbox.sendNow();
    assert.equal(field.outbox.state().status, 'inloggen-nodig');
    field.server.fault = () => null;
    await field.outbox.sendNow();
    assert.ok(await allReceived(field));
  });

  it('looks by itself now and then whether somebody signed in', async () => {
    const field = await phone();
    await save(field.store);
    field.server.user = null;
    await startAndWait(field);
    field.server.user = INSPECTOR;
    await settle(field, { rings: 2, done: () => allReceived(field) });
    assert.ok(await allReceived(field));
  });

  it('never sends what another person saved', async () => {
    const field = await phone();
    const theirs = await save(field.store, {}, [], OTHER);
    const mine = await save(field.store);
    await field.outbox.sendNow();
    assert.equal(await state(field.store, theirs), 'te-verzenden');
    assert.equal(await state(field.store, mine), 'ontvangen');
    assert.ok(!field.server.records.has(theirs));
  });

  it('sends nothing when the browser is signed in as somebody else', async () => {
    const field = await phone();
    const id = await save(field.store);
    field.server.user = OTHER;
    await field.outbox.sendNow();
    assert.equal(field.outbox.state().status, 'andere-gebruiker');
    assert.equal(await state(field.store, id), 'te-verzenden');
    assert.equal(field.server.records.size, 0);
  });

  it('records nothing under another name when somebody signs in halfway', async () => {
    const field = await phone();
    await save(field.store, {}, [photo(5)]);
    field.server.fault = ({ url }) => {
      if (url.endsWith('synchronisaties')) { field.server.user = OTHER; field.server.csrf = 'token-2'; }
      return null;
    };
    await field.outbox.sendNow();
    assert.equal(field.server.records.size, 0);
  });

  it('fetches a new token when the old one expired', async () => {
    const field = await phone();
    await save(field.store);
    field.server.fault = ({ url }) => {
      if (url.endsWith('synchronisaties') && field.server.csrf === 'token-1') field.server.csrf = 'token-2';
      return null;
    };
    await field.outbox.sendNow();
    assert.ok(await allReceived(field));
  });

  it('asks to sign in when nobody is known and something waits', async () => {
    const field = await phone();
    await save(field.store);
    field.facts.user = null;
    await field.outbox.sendNow();
    assert.equal(field.outbox.state().status, 'inloggen-nodig');
    assert.equal(field.server.requests.length, 0);
  });
});

describe('several tabs', () => {
  it('has one sender at a time', async () => {
    const one = await phone();
    const two = await phone({ ...one, server: one.server, locks: one.locks });
    for (let index = 0; index < 5; index += 1) await save(one.store);
    await Promise.all([one.outbox.sendNow(), two.outbox.sendNow()]);
    assert.equal(syncs(one.server).length, 1);
    assert.equal(two.outbox.state().status, 'ander-tabblad');
  });

  it('takes over when the other tab is gone', async () => {
    const one = await phone();
    const two = await phone({ ...one, server: one.server, locks: one.locks });
    one.locks.held.add('wijkschouw-outbox');
    await save(one.store);
    two.outbox.start();
    await two.outbox.idle();
    one.locks.held.clear();
    await settle(two, { done: () => allReceived(two) });
    assert.ok(await allReceived(one));
  });

  it('manages without Web Locks, by a lease', async () => {
    const one = await phone({ locks: null });
    const two = await phone({ ...one, server: one.server, locks: null });
    await save(one.store);
    await one.store.takeLease('somebody', 60_000);
    await two.outbox.sendNow();
    assert.equal(two.outbox.state().status, 'ander-tabblad');
    one.clock.pass(61_000);
    await two.outbox.sendNow();
    assert.ok(await allReceived(one));
  });

  it('loses nothing and doubles nothing when two tabs send at the same time all the same', async () => {
    const one = await phone();
    const two = await phone({ ...one, server: one.server, locks: { request: async (_n, _o, work) => work({}) } });
    for (let index = 0; index < 5; index += 1) await save(one.store, {}, [photo(index + 1)]);
    await Promise.all([one.outbox.sendNow(), two.outbox.sendNow()]);
    await one.outbox.sendNow();
    assert.ok(await allReceived(one));
    assert.ok([...one.server.records.values()].every(({ times }) => times === 1));
    assert.equal(one.server.photos.size, 5);
  });
});

describe('a clock that was put back', () => {
  it('holds nothing up', async () => {
    const field = await phone();
    const id = await save(field.store);
    field.clock.set(field.clock.now() - 365 * 86_400_000);
    field.outbox.start();
    await field.outbox.idle();
    assert.equal(await state(field.store, id), 'ontvangen');
  });
});
