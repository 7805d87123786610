/** The sender leaves alone what somebody is still filling in, and nothing stays behind for ever. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createOpenForms } from '../../static/js/io/open-forms.js';
import { describeQueue } from '../../static/js/pages/field-queue.js';
import { createFormHolds } from '../../static/js/pages/field-forms.js';
import { allReceived, fakeLocks, itemsOf, phone, settle, syncs, uploads } from './support/phone.mjs';
import { INSPECTOR, observation, photo } from './support/store.mjs';

const ID = '0198c2f0-2222-7000-8000-00000000000a';
const save = (store, photos = [], id = undefined) =>
  store.saveObservation({ userId: INSPECTOR, observation: observation({}, id), photos });
const state = async (store, id) => (await store.item(id)).state;

/** Two tabs of one browser: a form is open in the one, the sender runs in the other. */
async function tabs({ locks = fakeLocks() } = {}) {
  const [here, there] = [createOpenForms({ locks }), createOpenForms({ locks })];
  return { field: await phone({ locks, openForms: here.ids }), here, there, locks };
}

describe('an observation of which the form is open', () => {
  for (const where of ['here', 'there']) {
    it(`is not sent by a push on the button; form ${where === 'here' ? 'in this tab' : 'in another tab'}`, async () => {
      const { field, ...forms } = await tabs();
      const close = await forms[where].open(ID);
      await save(field.store, [], ID);
      const other = await save(field.store);
      await field.outbox.sendNow();
      assert.deepEqual(syncs(field.server).flatMap(itemsOf).map(({ id }) => id), [other]);
      await field.store.updateObservation(ID, {}, [photo(3)]);
      await close();
      await field.outbox.sendNow();
      assert.ok(await allReceived(field));
      assert.equal(field.server.photos.size, 1);
    });
  }

  it('is not sent by a push that goes on while it is saved', async () => {
    const { field, here } = await tabs();
    const first = await save(field.store, [photo(4)]);
    const holds = createFormHolds({ store: field.store, openForms: here });
    let again;
    field.server.fault = async ({ url }) => {
      if (!url.includes('synchronisaties') || again) return null;
      again = field.outbox.sendNow(); // a second push, before the first has ended
      await holds.duringSave(ID, () => save(field.store, [], ID));
      return null;
    };
    await field.outbox.sendNow();
    await again;
    assert.equal(await state(field.store, first), 'ontvangen');
    assert.equal(await state(field.store, ID), 'te-verzenden');
    const close = await holds.hold(ID);
    await field.store.updateObservation(ID, {}, [photo(5)]);
    await close();
    await field.outbox.resume();
    assert.ok(await allReceived(field));
    assert.equal(field.server.photos.size, 2);
  });

  it('is left alone also when its hold ended while the phone slept', async () => {
    const { field, here } = await tabs();
    const close = await here.open(ID);
    await save(field.store, [], ID);
    field.clock.pass(3_600_000);
    await field.outbox.resume();
    assert.equal(await state(field.store, ID), 'te-verzenden');
    await close();
    await field.outbox.resume();
    assert.equal(await state(field.store, ID), 'ontvangen');
  });

  it('keeps its photos on the phone too', async () => {
    const { field, here } = await tabs();
    await save(field.store, [photo(6)], ID);
    await field.store.settle([{ id: ID, outcome: 'ontvangen', receivedAt: '2026-03-01T08:05:00Z' }]);
    const close = await here.open(ID);
    await field.outbox.sendNow();
    assert.equal(uploads(field.server).length, 0);
    await close();
    await field.outbox.sendNow();
    assert.equal(uploads(field.server).length, 1);
  });

  it('says in the queue that it waits for that', async () => {
    const { field, there } = await tabs();
    await there.open(ID);
    await save(field.store, [], ID);
    await save(field.store);
    const words = { t: Object.assign(() => '', { moment: () => '' }), categoryName: () => '', areaName: () => '' };
    const rows = describeQueue(await field.store.queue({ userId: INSPECTOR }), words, await there.ids());
    assert.deepEqual(rows.map(({ id, formOpen }) => formOpen === (id === ID)), [true, true]);
  });
});

describe('nothing stays behind for ever', () => {
  it('a page that dies takes its forms along; a sender elsewhere notices by itself', async () => {
    const { field, there, locks } = await tabs();
    await there.open(ID);
    await save(field.store, [], ID);
    field.clock.pass(20_000);
    field.outbox.start();
    await field.outbox.idle();
    assert.equal(field.outbox.state().nextAt - field.clock.now(), 60_000);
    await settle(field, { rings: 3 });
    assert.equal(await state(field.store, ID), 'te-verzenden');
    locks.kill();
    await settle(field, { rings: 1 });
    assert.equal(await state(field.store, ID), 'ontvangen');
  });

  it('a form that closes has the observation sent at once', async () => {
    const { field, here } = await tabs();
    const holds = createFormHolds({ store: field.store, openForms: here });
    field.outbox.start();
    await holds.duringSave(ID, () => save(field.store, [], ID));
    const close = await holds.hold(ID);
    await field.outbox.idle();
    await close();
    await field.outbox.idle();
    assert.equal(await state(field.store, ID), 'ontvangen');
    await field.outbox.stop();
  });

  it('a form that could not be saved leaves nothing', async () => {
    const { field, here } = await tabs();
    const holds = createFormHolds({ store: field.store, openForms: here });
    await assert.rejects(holds.duringSave(ID, async () => { throw new Error('quota'); }));
    assert.deepEqual(await here.ids(), new Set());
  });

  it('the same form in two tabs is open until both have closed', async () => {
    const { here, there } = await tabs();
    const [one, two] = [await here.open(ID), await there.open(ID)];
    await one();
    assert.deepEqual(await here.ids(), new Set([ID]));
    await two();
    assert.deepEqual(await here.ids(), new Set());
  });

  for (const [name, locks] of [
    ['without Web Locks', null],
    ['where the browser forbids them', { request: async () => { throw new Error('no'); }, query: async () => { throw new Error('no'); } }],
  ]) {
    it(`${name} the forms of this page are known`, async () => {
      const forms = createOpenForms({ locks });
      const close = await forms.open(ID);
      assert.deepEqual(await forms.ids(), new Set([ID]));
      await close();
      assert.deepEqual(await forms.ids(), new Set());
    });
  }
});
