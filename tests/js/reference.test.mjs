import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createReference } from '../../static/js/pages/field-reference.js';

/** A server whose answers come when the test says so, and a store that remembers. */
function setUp() {
  const stored = new Map();
  const waiting = [];
  const person = { id: 'a' };
  const reference = createReference({
    store: { getReference: async (key) => stored.get(key) ?? null, setReference: async (key, value) => { stored.set(key, value); } },
    api: { taken: () => new Promise((resolve, reject) => { waiting.push({ resolve, reject }); }) },
    userId: () => person.id, hasTasks: () => true,
  });
  return { stored, waiting, person, reference };
}

test('an older answer that comes late does not replace a newer one', async () => {
  const { waiting, reference, stored } = setUp();
  const [first, second] = [reference.fetchTasks(), reference.fetchTasks()];
  waiting[1].resolve('new');
  assert.equal(await second, true);
  waiting[0].resolve('old');
  assert.equal(await first, true);
  assert.equal(reference.get('taken'), 'new');
  assert.equal(stored.get('taken:a').inhoud, 'new');
});

test('an answer still counts when a later question was refused', async () => {
  const { waiting, reference } = setUp();
  const [first, second] = [reference.fetchTasks(), reference.fetchTasks()];
  waiting[1].reject(new Error('no network'));
  assert.equal(await second, false);
  waiting[0].resolve('old');
  assert.equal(await first, true);
  assert.equal(reference.get('taken'), 'old');
});

test('the tasks of who signed out are not those of who came after', async () => {
  const { waiting, person, reference, stored } = setUp();
  const asked = reference.fetchTasks();
  person.id = 'b';
  waiting[0].resolve('of a');
  assert.equal(await asked, false);
  assert.equal(reference.get('taken'), null);
  assert.equal(stored.size, 0);
});
