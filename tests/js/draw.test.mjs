import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { centreOf } from '../../static/js/domain/cells.js';
import { drawCells, routeLength, seeded, walkingOrder, weight } from '../../static/js/domain/draw.js';

const NOW = Date.parse('2026-03-01T08:00:00Z');
const grid = (side, laatstGezien = () => null) => Array.from({ length: side * side }, (_, index) => {
  const [column, row] = [index % side, Math.floor(index / side)];
  return { cel: `E${1700 + column}N${4850 + row}`, laatstGezien: laatstGezien(column, row) };
});
const draw = (cells, count, seed = 1) => drawCells(cells, count, { now: NOW, random: seeded(seed) });

describe('chance', () => {
  it('is the same for the same seed, and even', () => {
    const [a, b] = [seeded(5), seeded(5)];
    assert.equal(a(), b());
    const random = seeded('round');
    const mean = Array.from({ length: 5000 }, random).reduce((sum, value) => sum + value, 0) / 5000;
    assert.ok(Math.abs(mean - 0.5) < 0.02);
  });

  it('differs between seeds', () => {
    assert.notEqual(seeded('a')(), seeded('b')());
  });
});

describe('the draw', () => {
  it('gives so many cells, each once, all from the area', () => {
    const cells = grid(10);
    const drawn = draw(cells, 12);
    assert.equal(new Set(drawn).size, 12);
    const names = new Set(cells.map(({ cel }) => cel));
    assert.ok(drawn.every((cel) => names.has(cel)));
  });

  it('gives all when there are no more, none when none', () => {
    assert.equal(draw(grid(2), 12).length, 4);
    assert.deepEqual(draw([], 3), []);
    assert.deepEqual(draw(grid(2), 0), []);
  });

  it('is the same for the same seed whatever the order of the cells', () => {
    const cells = grid(6);
    assert.deepEqual(draw(cells, 8, 'x'), draw([...cells].reverse(), 8, 'x'));
    assert.notDeepEqual(draw(cells, 8, 'x'), draw(cells, 8, 'y'));
  });

  it('prefers cells that were seen longest ago', () => {
    const half = grid(10, (column) => (column < 5 ? '2026-02-28T08:00:00Z' : '2025-03-01T08:00:00Z'));
    let old = 0;
    for (let seed = 0; seed < 100; seed += 1) old += draw(half, 5, seed).filter((cel) => Number(cel.slice(1, 5)) >= 1705).length;
    assert.ok(old > 400, `${old} of 500`);
  });

  it('leaves no cell without a chance', () => {
    const cells = grid(3, (column) => (column === 0 ? '2026-03-01T07:00:00Z' : null));
    const drawn = new Set();
    for (let seed = 0; seed < 3000; seed += 1) draw(cells, 2, seed).forEach((cel) => drawn.add(cel));
    assert.equal(drawn.size, 9);
  });

  it('is spread better than plain chance', () => {
    const cells = grid(12);
    const nearest = (drawn) => drawn.map((cel) => Math.min(...drawn.filter((other) => other !== cel)
      .map((other) => Math.hypot(...centreOf(cel).map((value, axis) => value - centreOf(other)[axis])))))
      .reduce((sum, value) => sum + value, 0) / drawn.length;
    let [balanced, plain] = [0, 0];
    for (let seed = 0; seed < 40; seed += 1) {
      balanced += nearest(draw(cells, 10, seed));
      const random = seeded(seed);
      plain += nearest([...cells].map(({ cel }) => [random(), cel]).sort().slice(0, 10).map(([, cel]) => cel));
    }
    assert.ok(balanced > plain * 1.15, `${balanced} against ${plain}`);
  });

  it('weighs by days, from one to a year', () => {
    assert.equal(weight({ cel: '', laatstGezien: null }, NOW), 365);
    assert.equal(weight({ cel: '', laatstGezien: '2026-02-19T08:00:00Z' }, NOW), 10);
    assert.equal(weight({ cel: '', laatstGezien: '2026-03-01T07:59:00Z' }, NOW), 1);
    assert.equal(weight({ cel: '', laatstGezien: '2027-03-01T08:00:00Z' }, NOW), 1);
    assert.equal(weight({ cel: '', laatstGezien: '2001-03-01T08:00:00Z' }, NOW), 365);
    assert.equal(weight({ cel: '', laatstGezien: 'ooit' }, NOW), 1);
  });
});

describe('the walk', () => {
  it('passes each cell once', () => {
    const cells = grid(4).map(({ cel }) => cel);
    const route = walkingOrder(cells);
    assert.deepEqual([...route].sort(), [...cells].sort());
  });

  it('goes along a street in order', () => {
    const street = ['E1703N4850', 'E1700N4850', 'E1702N4850', 'E1701N4850'];
    assert.deepEqual(walkingOrder(street), ['E1700N4850', 'E1701N4850', 'E1702N4850', 'E1703N4850']);
  });

  it('begins near where the inspector stands', () => {
    const street = ['E1700N4850', 'E1701N4850', 'E1702N4850'];
    assert.equal(walkingOrder(street, centreOf('E1702N4850'))[0], 'E1702N4850');
  });

  it('is a good deal shorter than the order of drawing', () => {
    let [walked, unordered] = [0, 0];
    for (let seed = 0; seed < 20; seed += 1) {
      const random = seeded(seed);
      const cells = grid(12).map(({ cel }) => [random(), cel]).sort().slice(0, 15).map(([, cel]) => cel);
      walked += routeLength(walkingOrder(cells));
      unordered += routeLength(cells);
    }
    assert.ok(walked < unordered * 0.6, `${walked} against ${unordered}`);
  });

  it('has no length for one cell or none', () => {
    assert.equal(routeLength([]), 0);
    assert.equal(routeLength(['E1700N4850']), 0);
    assert.deepEqual(walkingOrder([]), []);
  });
});
