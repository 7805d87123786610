import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IDBFactory } from 'fake-indexeddb';
import { isUuid } from '../../static/js/domain/ids.js';
import { INSPECTOR, OTHER, freshStore, observation, photo, receiveAll } from './support/store.mjs';

const save = (store, properties, photos = []) =>
  store.saveObservation({ userId: INSPECTOR, observation: observation(properties), photos });

describe('saving an observation', () => {
  it('takes place, accuracy and time from its fields, never from the photo (MapComplete#2202)', async () => {
    const { store } = await freshStore();
    const id = await save(store, { nauwkeurigheid: 12 }, [{ ...photo(4), lon: 1, lat: 1, takenAt: 'x' }]);
    const { content } = await store.item(id);
    assert.deepEqual(content.geometry.coordinates, [5.62, 52.345]);
    assert.equal(content.properties.nauwkeurigheid, 12);
    assert.deepEqual(Object.keys(content.properties.fotos[0]).sort(), ['id', 'mediatype', 'omvang', 'sha256']);
  });

  it('makes its id, a UUID version 7, once', async () => {
    const { store } = await freshStore();
    const id = await save(store);
    assert.ok(isUuid(id));
    assert.equal(id[14], '7');
    assert.equal((await store.item(id)).content.id, id);
  });

  it('stores the record, its photos and the queue entry together (enketo: photos in separate writes)', async () => {
    const { store } = await freshStore();
    const id = await save(store, {}, [photo(4), photo(5)]);
    const rows = await store.queue({ userId: INSPECTOR });
    assert.deepEqual(rows.map(({ kind, parentId }) => [kind, parentId]), [['waarneming', null], ['foto', id], ['foto', id]]);
    assert.deepEqual((await store.photosOf(id)).map(({ bytes }) => bytes.byteLength).sort(), [4, 5]);
  });

  it('stores photo bytes as ArrayBuffer, never as Blob (WebKit)', async () => {
    const { store } = await freshStore();
    const id = await save(store, {}, [photo(4)]);
    assert.ok((await store.photosOf(id))[0].bytes instanceof ArrayBuffer);
  });

  it('is still there after the page was reloaded', async () => {
    const { store, indexedDB } = await freshStore();
    const id = await save(store, { toelichting: 'twee matrassen' }, [photo(4)]);
    const { store: again } = await freshStore({ indexedDB });
    assert.equal((await again.item(id)).content.properties.toelichting, 'twee matrassen');
    assert.equal((await again.photosOf(id)).length, 1);
  });

  it('changes nothing when the same id is saved again (double tap)', async () => {
    const { store } = await freshStore();
    const id = await save(store);
    await store.saveObservation({ userId: INSPECTOR, observation: observation({ niveau: 'D' }, id), photos: [photo(9)] });
    assert.equal((await store.item(id)).content.properties.niveau, 'C');
    assert.equal((await store.queue({ userId: INSPECTOR })).length, 1);
  });

  it('leaves what the caller passed untouched', async () => {
    const { store } = await freshStore();
    const input = Object.freeze({ ...observation(), properties: Object.freeze(observation().properties) });
    await store.saveObservation({ userId: INSPECTOR, observation: input });
    assert.equal(input.properties.fotos, undefined);
  });

  it('shows another person nothing of it', async () => {
    const { store } = await freshStore();
    await save(store);
    assert.deepEqual(await store.queue({ userId: OTHER }), []);
    assert.equal((await store.counts({ userId: OTHER })).wachtend, 0);
    assert.equal((await store.exportPending({ userId: OTHER })).items.length, 0);
  });

  it('remembers the categories used last, newest first, each once', async () => {
    const { store } = await freshStore();
    for (const categorie of ['zwerfafval', 'dumping', 'zwerfafval']) await save(store, { categorie });
    assert.deepEqual(await store.recentCategories(), ['zwerfafval', 'dumping']);
  });

  it('tells whoever listens', async () => {
    const { store } = await freshStore();
    const heard = [];
    const stop = store.subscribe((change) => heard.push(change));
    const id = await save(store);
    stop();
    await save(store);
    assert.deepEqual(heard, [{ why: 'bewaard', id }]);
  });

  it('tells other tabs, and hears from them', async () => {
    const channel = Object.assign(new EventTarget(), { sent: [], postMessage(data) { this.sent.push(data); } });
    const { store } = await freshStore({ channel });
    const heard = [];
    store.subscribe(({ why }) => heard.push(why));
    channel.dispatchEvent(Object.assign(new Event('message'), { data: { why: 'verzonden' } }));
    await save(store);
    assert.deepEqual(heard, ['verzonden', 'bewaard']);
    assert.equal(channel.sent.length, 1);
  });
});

describe('changing and undoing', () => {
  it('merges what changed and announces new photos', async () => {
    const { store } = await freshStore();
    const id = await save(store, { toelichting: 'a' });
    await store.updateObservation(id, { properties: { niveau: 'D' }, geometry: { type: 'Point', coordinates: [5.7, 52.3] } }, [photo(3)]);
    const { content } = await store.item(id);
    assert.equal(content.properties.niveau, 'D');
    assert.equal(content.properties.toelichting, 'a');
    assert.deepEqual(content.geometry.coordinates, [5.7, 52.3]);
    assert.equal(content.properties.fotos[0].omvang, 3);
  });

  it('keeps photos named by id, drops the others', async () => {
    const { store } = await freshStore();
    const id = await save(store, {}, [photo(3), photo(4)]);
    const stay = (await store.photosOf(id)).find(({ size }) => size === 4);
    await store.updateObservation(id, {}, [{ id: stay.id }, photo(5)]);
    const { content } = await store.item(id);
    assert.deepEqual(content.properties.fotos.map(({ omvang }) => omvang), [4, 5]);
    assert.equal(content.properties.fotos[0].sha256, stay.sha256);
    assert.deepEqual((await store.photosOf(id)).map(({ size }) => size).sort(), [4, 5]);
  });

  it('leaves the photos alone when none are named', async () => {
    const { store } = await freshStore();
    const id = await save(store, {}, [photo(3)]);
    await store.updateObservation(id, { properties: { niveau: 'A' } });
    assert.equal((await store.item(id)).content.properties.fotos.length, 1);
  });

  it('undoes with photos and all', async () => {
    const { store } = await freshStore();
    const id = await save(store, {}, [photo(3)]);
    await store.removeObservation(id);
    assert.deepEqual(await store.queue({ userId: INSPECTOR }), []);
    assert.deepEqual(await store.photosOf(id), []);
  });

  for (const [name, work] of [
    ['change', (store, id) => store.updateObservation(id, {})], ['undo', (store, id) => store.removeObservation(id)],
  ]) {
    it(`refuses to ${name} what is being sent or was received`, async () => {
      const { store } = await freshStore();
      const id = await save(store);
      await store.claim([id]);
      await assert.rejects(work(store, id), { code: 'already-sent' });
      await store.settle([{ id, outcome: 'ontvangen', receivedAt: '2026-03-01T08:05:00Z' }]);
      await assert.rejects(work(store, id), { code: 'already-sent' });
    });

    it(`refuses to ${name} what is not there`, async () => {
      const { store } = await freshStore();
      await assert.rejects(work(store, 'nothing'), { code: 'not-found' });
    });
  }

  it('holds while its form is open and for ten minutes at most', async () => {
    const { store, clock } = await freshStore();
    const id = await save(store);
    await store.hold(id, 3_600_000);
    assert.equal((await store.item(id)).holdUntil - clock.now(), 600_000);
    await store.hold(id, 1000);
    assert.equal((await store.item(id)).holdUntil - clock.now(), 600_000);
    await store.releaseHold(id);
    assert.equal((await store.item(id)).holdUntil, 0);
  });

  it('says in the queue what can still be changed', async () => {
    const { store } = await freshStore();
    const [a, b] = [await save(store), await save(store)];
    await store.claim([b]);
    const changeable = Object.fromEntries((await store.queue({ userId: INSPECTOR })).map((row) => [row.id, row.changeable]));
    assert.deepEqual(changeable, { [a]: true, [b]: false });
  });
});

describe('rounds', () => {
  const id = '0198c2f0-1111-7000-8000-00000000000a';
  const round = (reeks, more = {}) => ({ userId: INSPECTOR, round: { id, reeks, schouwlijst: 'dagronde', gebied: 'BU99990101', ...more } });

  it('are replaced by a higher reeks alone', async () => {
    const { store } = await freshStore();
    await store.saveRound(round(2, { looproute: [1] }));
    await store.saveRound(round(2, { looproute: [2] }));
    await store.saveRound(round(1, { looproute: [3] }));
    assert.deepEqual((await store.item(id)).content.looproute, [1]);
    await store.saveRound(round(3, { looproute: [4] }));
    assert.deepEqual((await store.item(id)).content.looproute, [4]);
    assert.equal((await store.queue({ userId: INSPECTOR })).length, 1);
  });

  it('wait to be sent again after they grew', async () => {
    const { store } = await freshStore();
    await store.saveRound(round(1));
    await receiveAll(store);
    await store.saveRound(round(2));
    assert.equal((await store.item(id)).state, 'te-verzenden');
  });

  it('are not taken over by another person', async () => {
    const { store } = await freshStore();
    await store.saveRound(round(1));
    await store.saveRound({ ...round(2), userId: OTHER });
    assert.equal((await store.item(id)).userId, INSPECTOR);
    assert.equal((await store.item(id)).revision, 1);
  });
});

describe('the queue', () => {
  it('shows newest first with label, size and state', async () => {
    const { store } = await freshStore();
    await save(store, { thema: 'verlichting', categorie: 'lamp-uit' });
    await store.savePerception({ userId: INSPECTOR, perception: { properties: { cijfer: 7 } } });
    const rows = await store.queue({ userId: INSPECTOR });
    assert.deepEqual(rows.map(({ label }) => label), ['beleving · 7', 'verlichting · lamp-uit · C']);
    assert.ok(rows.every(({ size, state, attempts }) => size > 0 && state === 'te-verzenden' && attempts === 0));
  });

  it('counts what is not received, whatever the reason, and since when', async () => {
    const { store, clock } = await freshStore();
    const first = await save(store);
    clock.pass(1000);
    const bad = await save(store, {}, [photo(3)]);
    clock.pass(1000);
    await save(store);
    await store.claim([first, bad]);
    await store.settle([
      { id: first, outcome: 'ontvangen', receivedAt: '2026-03-01T08:05:00Z' },
      { id: bad, outcome: 'geweigerd', problem: { title: 'x' } },
    ]);
    const { oudsteWachtend, ...counts } = await store.counts({ userId: INSPECTOR });
    assert.deepEqual(counts, { teVerzenden: 2, bezig: 0, ontvangen: 1, geweigerd: 1, fotos: 1, wachtend: 3 });
    assert.equal(oudsteWachtend, '2026-03-01T08:00:01.000Z');
  });

  it('forgets what was received long ago, and only when its photos are there too', async () => {
    const { store, clock } = await freshStore();
    const whole = await save(store, {}, [photo(3)]);
    await receiveAll(store);
    const half = await save(store, {}, [photo(4)]);
    await store.claim([half]);
    await store.settle([{ id: half, outcome: 'ontvangen', receivedAt: '2026-03-01T08:05:00Z' }]);
    const waiting = await save(store);
    clock.pass(31 * 86_400_000);
    assert.equal(await store.purgeReceived(30), 2);
    assert.equal(await store.item(whole), undefined);
    assert.ok(await store.item(half));
    assert.ok(await store.item(waiting));
  });

  it('forgets nothing that was received recently', async () => {
    const { store } = await freshStore();
    await save(store);
    await receiveAll(store);
    assert.equal(await store.purgeReceived(30), 0);
  });
});

describe('the file of what was not received', () => {
  it('holds records with their photos in base64, in order', async () => {
    const { store } = await freshStore();
    const a = await save(store, {}, [photo(3, 255)]);
    const b = await save(store);
    const file = await store.exportPending({ userId: INSPECTOR });
    assert.equal(file.format, 'wijkschouw-wachtrij');
    assert.equal(file.version, 1);
    assert.equal(file.apparaat, await store.deviceId());
    assert.deepEqual(file.items.map(({ id }) => id), [a, b]);
    assert.equal(file.items[0].fotos[0].inhoud, '////');
    assert.equal(file.items[0].fotos[0].sha256, photo(3, 255).sha256);
    assert.deepEqual(JSON.parse(JSON.stringify(file)), file);
  });

  it('holds refused items with the reason', async () => {
    const { store } = await freshStore();
    const id = await save(store);
    await store.claim([id]);
    await store.settle([{ id, outcome: 'geweigerd', problem: { title: 'Onjuist' } }]);
    const [item] = (await store.exportPending({ userId: INSPECTOR })).items;
    assert.equal(item.staat, 'geweigerd');
    assert.equal(item.probleem.title, 'Onjuist');
  });

  it('holds a received record of which a photo is missing at the server', async () => {
    const { store } = await freshStore();
    const id = await save(store, {}, [photo(3)]);
    await store.claim([id]);
    await store.settle([{ id, outcome: 'ontvangen', receivedAt: '2026-03-01T08:05:00Z' }]);
    const [item] = (await store.exportPending({ userId: INSPECTOR })).items;
    assert.equal(item.staat, 'ontvangen');
    assert.equal(item.fotos.length, 1);
  });

  it('is empty when everything was received', async () => {
    const { store } = await freshStore();
    await save(store, {}, [photo(3)]);
    await receiveAll(store);
    assert.deepEqual((await store.exportPending({ userId: INSPECTOR })).items, []);
  });

  it('takes photos of many bytes', async () => {
    const { store } = await freshStore();
    await save(store, {}, [photo(200_001)]);
    const [item] = (await store.exportPending({ userId: INSPECTOR })).items;
    assert.equal(Buffer.from(item.fotos[0].inhoud, 'base64').length, 200_001);
  });
});

describe('draft and reference', () => {
  it('keeps a draft, bytes and all, when the camera app kills the page (enketo-express#399, field-tm#2740)', async () => {
    const { store, indexedDB } = await freshStore();
    assert.equal(await store.getDraft(), null);
    await store.setDraft({ note: 'half a sent', photo: new ArrayBuffer(3) });
    const { store: again } = await freshStore({ indexedDB });
    assert.equal((await again.getDraft()).photo.byteLength, 3);
    await again.clearDraft();
    assert.equal(await store.getDraft(), null);
  });

  it('keeps copies of reference data by key', async () => {
    const { store } = await freshStore();
    assert.equal(await store.getReference('catalogus'), null);
    await store.setReference('catalogus', { versie: 2 });
    await store.setReference('cellen:BU99990101', { cellen: [] });
    assert.deepEqual(await store.getReference('catalogus'), { versie: 2 });
  });

  it('is never pushed back (Mergin mobile#2382)', async () => {
    const { store } = await freshStore();
    await store.setReference('taken', { features: [{ id: 't1', properties: { status: 'nieuw' } }] });
    assert.deepEqual(await store.pending({ userId: INSPECTOR }), []);
    assert.deepEqual((await store.exportPending({ userId: INSPECTOR })).items, []);
  });

  it('has one device id, for good', async () => {
    const { store, indexedDB } = await freshStore();
    const { store: again } = await freshStore({ indexedDB });
    assert.equal(await again.deviceId(), await store.deviceId());
    const { store: other } = await freshStore({ indexedDB: new IDBFactory() });
    assert.notEqual(await other.deviceId(), await store.deviceId());
  });
});
