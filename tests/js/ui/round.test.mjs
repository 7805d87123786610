import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createRound, forServer } from '../../../static/js/pages/field-round.js';
import { cellCentre, cellOf, cellsSeen } from '../../../static/js/domain/cells.js';

const CELLS = ['E1707N4853', 'E1708N4853'];
const middle = (cell) => {
  const [lon, lat] = cellCentre(cell);
  return { lon, lat };
};

function setUp(shared = new Map()) {
  const sent = [];
  const store = {
    getReference: async (key) => structuredClone(shared.get(key) ?? null),
    setReference: async (key, value) => { shared.set(key, structuredClone(value)); },
    saveRound: async ({ round }) => { sent.push(structuredClone(round)); },
  };
  let minute = 0;
  const keeper = createRound({
    store, userId: () => 'ilse', newId: () => 'round-1', seenCells: cellsSeen,
    now: () => new Date(Date.UTC(2026, 2, 1, 10, minute)).toISOString(),
    cellOf: (lon, lat) => cellOf([lon, lat]), cellMiddle: middle,
  });
  return { keeper, sent, shared, later: (minutes) => { minute += minutes; } };
}

const begin = (keeper) => keeper.begin({ area: 'BU99990101', areaName: 'Kade', template: 'avondronde', cells: CELLS });
const fixIn = (cell, at, accuracy = 6) => ({ ...middle(cell), accuracy, at: `2026-03-01T10:${at}Z` });

test('a round is sent at its start and carries what the server asks for', async () => {
  const { keeper, sent } = setUp();
  await begin(keeper);
  assert.deepEqual(sent.map(({ reeks }) => reeks), [1]);
  assert.deepEqual(Object.keys(sent[0]).sort(), [
    'beeindigdOp', 'gebied', 'gecontroleerdeCellen', 'gestartOp', 'getrokkenCellen', 'id', 'looproute', 'planningId', 'reeks', 'schouwlijst',
  ]);
});

test('a good fix in a drawn cell marks it as seen, a poor one does not', async () => {
  const { keeper } = setUp();
  await begin(keeper);
  keeper.fix(fixIn(CELLS[0], '00:10'));
  keeper.fix(fixIn(CELLS[1], '05:20', 80));
  assert.equal(keeper.progress().seen, 1);
  assert.equal(keeper.progress().next.cell, CELLS[1]);
});

test('standing still adds nothing to the track', async () => {
  const { keeper } = setUp();
  await begin(keeper);
  keeper.fix(fixIn(CELLS[0], '00:10'));
  keeper.fix(fixIn(CELLS[0], '00:12'));
  assert.equal(keeper.round.get().looproute.length, 1);
});

test('no fix is kept during a pause', async () => {
  const { keeper } = setUp();
  await begin(keeper);
  await keeper.setPaused(true);
  keeper.fix(fixIn(CELLS[0], '00:10'));
  assert.deepEqual(keeper.round.get().looproute, []);
});

test('minutes without a position are a gap, those of a pause are not', async () => {
  const { keeper, later } = setUp();
  await begin(keeper);
  keeper.fix(fixIn(CELLS[0], '00:10'));
  keeper.fix(fixIn(CELLS[1], '06:10'));
  assert.equal(keeper.gapMinutes(), 6);
  assert.equal(keeper.parts().length, 2);
  later(7);
  await keeper.setPaused(true);
  later(10);
  await keeper.setPaused(false);
  keeper.fix(fixIn(CELLS[0], '17:10'));
  assert.equal(keeper.gapMinutes(), 6);
});

test('a page that was killed goes on with the same round', async () => {
  const first = setUp();
  await begin(first.keeper);
  first.keeper.fix(fixIn(CELLS[0], '00:10'));
  await first.keeper.markFine(middle(CELLS[1]));
  const second = setUp(first.shared);
  await second.keeper.restore();
  assert.equal(second.keeper.round.get().id, 'round-1');
  assert.equal(second.keeper.progress().seen, 2);
});

test('a page that was killed while it finished finishes at the next start', async () => {
  const first = setUp();
  await begin(first.keeper);
  const key = [...first.shared.keys()][0];
  first.shared.set(key, { ...first.shared.get(key), beeindigdOp: '2026-03-01T10:30:00Z' });
  const second = setUp(first.shared);
  await second.keeper.restore();
  assert.equal(second.keeper.round.get(), null);
  assert.equal(second.sent.at(-1).beeindigdOp, '2026-03-01T10:30:00Z');
});

test('a round that another tab finished is not opened again', async () => {
  const first = setUp();
  await begin(first.keeper);
  const second = setUp(first.shared);
  await second.keeper.restore();
  await first.keeper.end();
  second.keeper.fix(fixIn(CELLS[0], '00:10'));
  await new Promise((resolve) => { setTimeout(resolve, 20); });
  assert.equal(second.keeper.round.get(), null);
  assert.equal(first.sent.at(-1).beeindigdOp !== null, true);
  assert.deepEqual(second.sent, []);
});

test('each time a round is sent its number is higher, whichever tab sends it', async () => {
  const first = setUp();
  await begin(first.keeper);
  const second = setUp(first.shared);
  await second.keeper.restore();
  await first.keeper.markFine(middle(CELLS[0]));
  await second.keeper.markFine(middle(CELLS[1]));
  assert.equal(first.sent.at(-1).reeks, 2);
  assert.equal(second.sent.at(-1).reeks, 3);
});

test('when the store is full the round goes on and the problem shows', async () => {
  const { keeper, shared } = setUp();
  await begin(keeper);
  shared.set = () => { throw Object.assign(new Error('full'), { code: 'quota' }); };
  keeper.fix(fixIn(CELLS[0], '00:10'));
  await new Promise((resolve) => { setTimeout(resolve, 20); });
  assert.equal(keeper.round.get().problem.code, 'quota');
  assert.equal(keeper.progress().seen, 1);
});

test('what goes to the server holds no names and no notes of the phone itself', () => {
  const round = forServer({ id: 'x', userId: 'ilse', areaName: 'Kade', problem: null, pauses: [], cells: [], looproute: [] });
  assert.ok(!('userId' in round) && !('areaName' in round) && !('pauses' in round));
});
