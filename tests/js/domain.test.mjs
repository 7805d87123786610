import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isAhead, isSkewed, skew } from '../../static/js/domain/clock.js';
import { isUuid, timeOfUuid, uuidV7 } from '../../static/js/domain/ids.js';
import { labelOf, sizeLabel } from '../../static/js/domain/labels.js';
import { receiptNumber, receiptText } from '../../static/js/domain/receipts.js';
import { backoffDelay, parseRetryAfter } from '../../static/js/domain/retry.js';
import { tileAt, tilesCovering } from '../../static/js/domain/tiles.js';

describe('ids', () => {
  it('are UUIDs of version 7', () => {
    const id = uuidV7(Date.parse('2026-03-01T08:00:00Z'));
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.ok(isUuid(id));
  });

  it('carry the moment they were made', () => {
    assert.equal(timeOfUuid(uuidV7(1_772_352_000_123)), 1_772_352_000_123);
  });

  it('sort by that moment', () => {
    assert.ok(uuidV7(1000) < uuidV7(2000));
  });

  it('never agree', () => {
    assert.equal(new Set(Array.from({ length: 1000 }, () => uuidV7(5))).size, 1000);
  });

  it('keep version and variant whatever chance gives', () => {
    for (const fill of [0, 255]) {
      assert.ok(isUuid(uuidV7(1, () => new Uint8Array(10).fill(fill))));
    }
  });

  it('tell other text apart', () => {
    for (const text of ['', 'x', null, 5, '0198c2f0-1111-7000-8000-00000000000', '0198C2F0-1111-7000-8000-00000000000A']) {
      assert.equal(isUuid(text), false);
    }
  });
});

describe('back-off', () => {
  it('doubles from one second to five minutes', () => {
    const whole = (failures) => backoffDelay(failures, () => 1);
    assert.deepEqual([1, 2, 3, 4].map(whole), [1000, 2000, 4000, 8000]);
    assert.equal(whole(9), 256_000);
    assert.equal(whole(10), 300_000);
    assert.equal(whole(10_000), 300_000);
  });

  it('spreads phones by up to half', () => {
    assert.equal(backoffDelay(3, () => 0), 2000);
    assert.equal(backoffDelay(3, () => 0.5), 3000);
  });

  it('is never shorter than the server asks, and the server may not ask for a day', () => {
    assert.equal(backoffDelay(1, () => 0, 30_000), 30_000);
    assert.equal(backoffDelay(1, () => 0, 86_400_000), 600_000);
  });

  it('reads Retry-After in seconds and as a date', () => {
    const now = Date.parse('2026-03-01T08:00:00Z');
    assert.equal(parseRetryAfter('7', now), 7000);
    assert.equal(parseRetryAfter('Sun, 01 Mar 2026 08:00:30 GMT', now), 30_000);
    assert.equal(parseRetryAfter('Sun, 01 Mar 2026 07:00:00 GMT', now), 0);
  });

  it('ignores a Retry-After that is nonsense', () => {
    for (const header of [null, undefined, '', 'soon', '-5']) assert.equal(parseRetryAfter(header, Date.now()), 0);
  });
});

describe('clocks', () => {
  it('are compared halfway the request', () => {
    assert.equal(skew(1_000_000, 1_002_000, new Date(1_000_000).toISOString()), 1000);
  });

  it('may differ by a minute', () => {
    assert.equal(isSkewed(60_000), false);
    assert.equal(isSkewed(-60_001), true);
  });

  it('say nothing when the server says nonsense', () => {
    assert.equal(skew(1, 2, 'yesterday'), 0);
  });

  it('that were put back hold nothing up', () => {
    assert.equal(isAhead(1000, 500, 600), true);
    assert.equal(isAhead(1000, 500, 400), false);
    assert.equal(isAhead(400, 500, 600), false);
    assert.equal(isAhead(null, 500, 600), false);
  });
});

describe('receipts', () => {
  const id = '0198c2f0-1111-7000-8000-00ffffffffff';

  it('are short, with the day of receipt in front', () => {
    assert.equal(receiptNumber(id, '2026-11-27T23:30:00Z'), '261127-ZZZZ-ZZZZ');
  });

  it('are the same for the same item and differ between items', () => {
    const other = '0198c2f0-1111-7000-8000-00fffffffffe';
    assert.equal(receiptNumber(id, '2026-11-27T01:00:00Z'), receiptNumber(id, '2026-11-27T02:00:00Z'));
    assert.notEqual(receiptNumber(id, '2026-11-27T01:00:00Z'), receiptNumber(other, '2026-11-27T01:00:00Z'));
  });

  it('avoid letters that look like figures', () => {
    for (let n = 0; n < 200; n += 1) {
      assert.doesNotMatch(receiptNumber(uuidV7(n), '2026-11-27T01:00:00Z'), /[ILOU]/);
    }
  });

  it('never fail, so that settling never fails', () => {
    assert.equal(receiptNumber('r', '2026-11-27T01:00:00Z'), '261127-0000-0000');
  });

  it('can be shared as text', () => {
    const text = receiptText({ id, label: 'afval', receipt: 'R', receivedAt: 'T' });
    assert.deepEqual(text.split('\n'), ['afval', 'Ontvangen: T', 'Bewijs: R', `Kenmerk: ${id}`]);
  });
});

describe('labels', () => {
  it('name each kind by its content', () => {
    assert.equal(labelOf('waarneming', { properties: { thema: 'afval', categorie: 'dumping', niveau: 'D' } }), 'afval · dumping · D');
    assert.equal(labelOf('ronde', { schouwlijst: 'avondronde', gebied: 'BU99990101' }), 'ronde · avondronde · BU99990101');
    assert.equal(labelOf('gebeurtenis', { soort: 'afhandelen', uitkomst: 'opgelost' }), 'afhandelen · opgelost');
  });

  it('manage without content', () => {
    assert.equal(labelOf('foto', undefined), 'foto');
    assert.equal(labelOf('waarneming', {}), 'waarneming');
  });

  it('show sizes as people say them', () => {
    assert.deepEqual([999, 312_044, 5_250_000].map(sizeLabel), ['999 B', '312 kB', '5,3 MB']);
  });
});

describe('tiles', () => {
  it('are counted as web maps do', () => {
    assert.deepEqual(tileAt(5.62, 52.345, 14), [8447, 5386]);
    assert.deepEqual(tileAt(0, 0, 1), [1, 1]);
  });

  it('cover a place at all zooms, each tile once', () => {
    const ring = [[5.62, 52.345], [5.6215, 52.345], [5.6215, 52.346], [5.62, 52.346]];
    const paths = tilesCovering([ring, ring]);
    assert.equal(new Set(paths).size, paths.length);
    assert.deepEqual([...new Set(paths.map((path) => path.split('/')[0]))], ['14', '15', '16', '17', '18']);
    assert.ok(paths.length < 20);
  });
});
