import { test } from 'node:test';
import assert from 'node:assert/strict';
import { showNewest } from '../../../static/js/ui/newest.js';

/** A reading that ends when told to. */
function slowReading() {
  const going = [];
  return { read: () => new Promise((resolve, reject) => going.push({ resolve, reject })), going };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('what changes while it is being read is read again', async () => {
  const { read, going } = slowReading();
  const shown = [];
  const load = showNewest(read, (found) => shown.push(found));
  load();
  load();
  load();
  assert.equal(going.length, 1);
  going[0].resolve('te-verzenden');
  await settled();
  assert.equal(going.length, 2);
  going[1].resolve('bezig');
  await settled();
  assert.deepEqual(shown, ['te-verzenden', 'bezig']);
  assert.equal(going.length, 2);
});

test('a reading that fails is no end', async () => {
  const { read, going } = slowReading();
  const shown = [];
  const load = showNewest(read, (found) => shown.push(found));
  const first = load();
  going[0].reject(new Error('closed'));
  await assert.rejects(first, /closed/);
  load();
  going[1].resolve('ontvangen');
  await settled();
  assert.deepEqual(shown, ['ontvangen']);
});
