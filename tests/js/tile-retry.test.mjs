/** Holes in the map are filled, without asking a busy server harder. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AT_ONCE, MOST_TRIES, PAUSE, createTileRetry } from '../../static/js/domain/tile-retry.js';

const BUSY = { status: 429 };
const FOUND = { status: 200 };
const NOW = 1_000_000;

describe('a tile that could not be shown', () => {
  it('is asked for again after a second', () => {
    const retry = createTileRetry();
    assert.equal(retry.next(), null);
    retry.failed('a', NOW);
    assert.equal(retry.next(), NOW + PAUSE);
    assert.deepEqual(retry.take(NOW + PAUSE - 1), []);
    assert.deepEqual(retry.take(NOW + PAUSE), ['a']);
    assert.equal(retry.answered('a', FOUND, NOW + PAUSE), true);
    assert.equal(retry.next(), null);
  });

  it('waits as long as Retry-After says, and a second when it says nothing', () => {
    const retry = createTileRetry();
    retry.failed('a', NOW);
    let now = NOW + PAUSE;
    retry.take(now);
    assert.equal(retry.answered('a', { status: 503, retryAfter: 20_000 }, now), false);
    assert.equal(retry.next(), now + 20_000);
    now += 20_000;
    retry.take(now);
    retry.answered('a', BUSY, now);
    assert.equal(retry.next(), now + PAUSE);
  });

  it('is given up after three tries', () => {
    const retry = createTileRetry();
    let now = NOW;
    let asked = 0;
    retry.failed('a', now);
    while (retry.next() !== null) {
      now = retry.next();
      asked += retry.take(now).length;
      retry.answered('a', BUSY, now);
      assert.ok(asked <= MOST_TRIES);
    }
    assert.equal(asked, MOST_TRIES);
    retry.failed('a', now);
    assert.equal(retry.next(), null);
  });

  it('has new chances when it comes back on the screen', () => {
    const retry = createTileRetry();
    let now = NOW;
    for (let n = 0; n < MOST_TRIES; n += 1) {
      retry.failed('a', now);
      now = retry.next();
      retry.take(now);
      retry.answered('a', BUSY, now);
    }
    retry.gone('a');
    retry.failed('a', now);
    assert.notEqual(retry.next(), null);
  });

  for (const status of [0, 401, 403, 404, 500]) {
    it(`is left alone after ${status || 'no answer'}`, () => {
      const retry = createTileRetry();
      retry.failed('a', NOW);
      retry.take(NOW + PAUSE);
      assert.equal(retry.answered('a', { status }, NOW + PAUSE), false);
      assert.equal(retry.next(), null);
    });
  }
});

describe('many tiles', () => {
  const some = ['a', 'b', 'c', 'd', 'e'];

  it('are asked for two at a time', () => {
    const retry = createTileRetry();
    for (const tile of some) retry.failed(tile, NOW);
    const now = NOW + PAUSE;
    assert.deepEqual(retry.take(now), ['a', 'b']);
    assert.equal(AT_ONCE, 2);
    assert.deepEqual(retry.take(now), []);
    assert.equal(retry.next(), null);
    retry.answered('a', FOUND, now);
    assert.deepEqual(retry.take(now), ['c']);
  });

  it('all wait when the server is busy for one', () => {
    const retry = createTileRetry();
    for (const tile of some) retry.failed(tile, NOW);
    const now = NOW + PAUSE;
    retry.take(now);
    retry.answered('a', { status: 429, retryAfter: 5_000 }, now);
    retry.answered('b', FOUND, now);
    assert.deepEqual(retry.take(now + 4_999), []);
    assert.equal(retry.take(now + 5_000).length, 2);
  });

  it('ask never more often than three times each, whatever happens', () => {
    const retry = createTileRetry();
    const asked = new Map();
    let now = NOW;
    for (const tile of some) retry.failed(tile, now);
    while (retry.next() !== null) {
      now = Math.max(now, retry.next());
      for (const tile of retry.take(now)) {
        asked.set(tile, (asked.get(tile) ?? 0) + 1);
        retry.answered(tile, BUSY, now);
      }
    }
    assert.deepEqual([...asked.values()], some.map(() => MOST_TRIES));
  });
});

describe('a tile that left the screen', () => {
  it('is not asked for', () => {
    const retry = createTileRetry();
    retry.failed('a', NOW);
    retry.gone('a');
    assert.equal(retry.next(), null);
    assert.deepEqual(retry.take(NOW + PAUSE), []);
  });

  it('still counts while its request runs, and is not shown', () => {
    const retry = createTileRetry();
    for (const tile of ['a', 'b', 'c']) retry.failed(tile, NOW);
    const now = NOW + PAUSE;
    retry.take(now);
    retry.gone('a');
    assert.deepEqual(retry.take(now), []);
    assert.equal(retry.answered('a', FOUND, now), false);
    assert.deepEqual(retry.take(now), ['c']);
  });

  it('is shown when it came back meanwhile', () => {
    const retry = createTileRetry();
    retry.failed('a', NOW);
    retry.take(NOW + PAUSE);
    retry.gone('a');
    retry.failed('a', NOW + PAUSE);
    assert.equal(retry.answered('a', FOUND, NOW + PAUSE), true);
  });
});
