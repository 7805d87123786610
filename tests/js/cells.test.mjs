import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  cellAt, cellCentre, cellOf, cellPolygon, cellsSeen, cornerOf, distance, fromRd, gapsIn, toRd,
} from '../../static/js/domain/cells.js';

// Computed with PROJ (EPSG:4326 → EPSG:28992), as the server does.
const KNOWN = [
  [[5.62, 52.345], [170863.361, 484146.176]], [[5.38720621, 52.1551744], [155000.185, 463000.234]],
  [[4.9, 52.37], [121819.365, 487013.762]], [[6.56, 53.21], [233352.605, 581012.301]],
  [[3.6, 51.45], [30775.061, 386068.513]], [[5.69, 50.85], [176325.222, 317840.15]],
  [[7.0, 53.0], [263268.261, 558214.815]], [[4.78, 52.95], [114188.799, 551611.797]],
  [[6.9, 52.22], [258371.318, 471291.225]], [[5.97, 50.78], [196106.423, 310172.143]],
];
const at = (x, y, nauwkeurigheid = 5) => {
  const [lon, lat] = fromRd([x, y]);
  return { lon, lat, nauwkeurigheid, op: '2026-03-01T08:00:00Z' };
};

describe('the Dutch grid', () => {
  it('agrees with the server within two centimetres, from Zeeland to Groningen', () => {
    for (const [place, [x, y]] of KNOWN) {
      const [ownX, ownY] = toRd(place);
      assert.ok(Math.hypot(ownX - x, ownY - y) < 0.02, `${place}: ${ownX - x}, ${ownY - y}`);
    }
  });

  it('goes there and back within a centimetre', () => {
    for (const [, point] of KNOWN) {
      const [x, y] = toRd(fromRd(point));
      assert.ok(Math.hypot(x - point[0], y - point[1]) < 0.01);
    }
  });

  it('measures distances in metres', () => {
    assert.ok(Math.abs(distance(fromRd([170_000, 484_000]), fromRd([170_300, 484_400])) - 500) < 0.05);
  });
});

describe('cells', () => {
  it('are named after their lower-left corner in hectometres', () => {
    assert.equal(cellOf([5.62, 52.345]), 'E1708N4841');
    assert.equal(cellAt(170_700, 485_300), 'E1707N4853');
    assert.equal(cellAt(170_799.99, 485_399.99), 'E1707N4853');
    assert.equal(cellAt(9_950, 386_068), 'E0099N3860');
  });

  it('give their corner back', () => {
    assert.deepEqual(cornerOf('E1707N4853'), [170_700, 485_300]);
  });

  it('refuse names that are none', () => {
    for (const name of ['', 'E170N4853', 'E1707N48533', 'x']) assert.throws(() => cornerOf(name), RangeError);
  });

  it('have their middle within them', () => {
    assert.equal(cellOf(cellCentre('E1707N4853')), 'E1707N4853');
  });

  it('have a closed ring, counter-clockwise, of a hundred metres', () => {
    const ring = cellPolygon('E1707N4853');
    assert.equal(ring.length, 5);
    assert.deepEqual(ring[0], ring[4]);
    const area = ring.slice(1).reduce((sum, [lon, lat], index) => sum + (ring[index][0] * lat - lon * ring[index][1]), 0);
    assert.ok(area > 0);
    assert.ok(Math.abs(distance(ring[0], ring[1]) - 100) < 0.1);
  });
});

describe('cells seen along a track', () => {
  it('are those with a good fix', () => {
    assert.deepEqual(cellsSeen([at(170_750, 485_350)]), ['E1707N4853']);
  });

  it('need a fix of thirty metres or better', () => {
    assert.deepEqual(cellsSeen([at(170_750, 485_350, 30)]), ['E1707N4853']);
    assert.deepEqual(cellsSeen([at(170_750, 485_350, 30.1)]), []);
    assert.deepEqual(cellsSeen([{ ...at(170_750, 485_350), nauwkeurigheid: undefined }]), []);
  });

  it('include a corner that was crossed between two near fixes', () => {
    const seen = cellsSeen([at(170_780, 485_390), at(170_810, 485_420)]);
    assert.deepEqual(seen, ['E1707N4853', 'E1707N4854', 'E1708N4854']);
  });

  it('never come from a straight line of over fifty metres (QField#1841)', () => {
    const far = cellsSeen([at(170_650, 485_350), at(170_950, 485_350)]);
    assert.deepEqual(far, ['E1706N4853', 'E1709N4853']);
  });

  it('are joined over fifty metres, not over more', () => {
    // From one cell through the corner of a second into a third, where no fix lies in the second.
    const across = (metres) => cellsSeen([at(170_797, 485_380), at(170_797 + metres * 0.6, 485_380 + metres * 0.8)]);
    assert.deepEqual(across(49.9), ['E1707N4853', 'E1708N4853', 'E1708N4854']);
    assert.deepEqual(across(50.1), ['E1707N4853', 'E1708N4854']);
  });

  it('skip a bad fix without ending the line', () => {
    const track = [at(170_790, 485_350), at(175_000, 480_000, 3000), at(170_810, 485_350)];
    assert.deepEqual(cellsSeen(track), ['E1707N4853', 'E1708N4853']);
  });

  it('are none for no track', () => {
    assert.deepEqual(cellsSeen([]), []);
  });

  it('show where the track was interrupted', () => {
    const gaps = gapsIn([at(170_700, 485_350), at(170_740, 485_350), at(170_840, 485_350)]);
    assert.equal(gaps.length, 1);
    assert.ok(Math.abs(gaps[0].metres - 100) < 0.1);
  });
});
