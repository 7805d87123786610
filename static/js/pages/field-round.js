// The round that is being walked: kept in the store with every step, so that a killed page goes on
// where it was, and handed to the queue whole with a higher number now and then.
import { observable } from '../ui/observable.js';
import { distance, lengthOf } from '../ui/geo.js';

const SEND_EVERY = 30_000;
const STEP_METRES = 4;
const STEP_MS = 10_000;
const GAP_MS = 60_000;
const KEY = 'ronde';

/**
 * @param {object} parts
 * @param parts.store  setReference, getReference, saveRound
 * @param parts.userId  () => string
 * @param parts.now  () => RFC 3339 text
 * @param parts.newId  () => UUID
 * @param parts.seenCells  (track) => cells by the rules of the domain
 */
export function createRound({ store, userId, now, newId, seenCells, cellOf, cellMiddle }) {
  const round = observable(null);
  let current = null;
  let queued = 0;
  let writing = Promise.resolve();
  const replace = (value) => {
    current = value;
    round.replace(value);
  };

  async function restore() {
    const kept = await store.getReference(keyOf(userId()));
    replace(kept ?? null);
    if (current?.beeindigdOp) await tell(() => send()); // the page died while it was finishing
  }

  const keyOf = (id) => `${KEY}:${id}`;

  /**
   * Durable when it resolves. Writes follow one another, so the newest one wins. A round that another
   * tab finished stays finished: writing to it would open it again.
   */
  function keep(next, { first = false } = {}) {
    replace(next);
    writing = writing.catch(() => {}).then(async () => {
      const kept = await store.getReference(keyOf(userId()));
      if (!first && next && kept?.id !== next.id) {
        if (current?.id === next.id) replace(null);
        throw Object.assign(new Error('this round has ended in another tab'), { code: 'ended' });
      }
      await store.setReference(keyOf(userId()), next && { ...next, reeks: Math.max(next.reeks, kept?.id === next.id ? kept.reeks : 0) });
    });
    return writing;
  }

  async function begin({ area, areaName, template, planId, cells }) {
    await keep({
      userId: userId(), id: newId(), reeks: 0, gebied: area, areaName, schouwlijst: template, planningId: planId ?? null,
      gestartOp: now(), beeindigdOp: null, cells, gecontroleerdeCellen: [], looproute: [], paused: false, pauses: [], problem: null,
    }, { first: true });
    await send();
  }

  /**
   * Hand the whole round to the queue with a higher number. Kept here first: after a crash between
   * the two the next number is higher still, so nothing that follows is taken for old.
   */
  async function send(changes = {}) {
    const known = await store.getReference(keyOf(userId()));
    const sent = { ...current, ...changes, reeks: Math.max(current.reeks, known?.reeks ?? 0) + 1, problem: null };
    await keep(sent);
    queued = Date.now();
    await store.saveRound({ userId: sent.userId, round: forServer(sent), label: sent.areaName });
    if (sent.beeindigdOp) await keep(null);
  }

  async function tell(work) {
    try {
      await work();
    } catch (error) {
      if (error.code !== 'ended') replace(current && { ...current, problem: error });
    }
  }

  function fix(place) {
    if (!current || current.paused || place.lon === undefined) return;
    const point = {
      lon: round6(place.lon), lat: round6(place.lat), nauwkeurigheid: Math.round(place.accuracy * 10) / 10, op: place.at,
    };
    const last = current.looproute.at(-1);
    const still = last && distance(last, point) < STEP_METRES && Date.parse(point.op) - Date.parse(last.op) < STEP_MS;
    if (still) return;
    tell(async () => {
      await keep({ ...current, looproute: [...current.looproute, point] });
      if (Date.now() - queued > SEND_EVERY) await send();
    });
  }

  function setPaused(paused) {
    const pauses = paused ? [...current.pauses, { van: now() }] : current.pauses.map((p, i, all) => (i === all.length - 1 ? { ...p, tot: now() } : p));
    return tell(() => send({ paused, pauses }));
  }

  /** All is well here: the cell counts as seen though no fix was good enough, or to be sure. */
  async function markFine(place) {
    const cell = cellOf(place.lon, place.lat);
    if (current.gecontroleerdeCellen.includes(cell)) return;
    await send({ gecontroleerdeCellen: [...current.gecontroleerdeCellen, cell] });
  }

  function cells() {
    const seen = new Set([...seenCells(current.looproute), ...current.gecontroleerdeCellen]);
    const drawn = current.cells.map((cell, index) => ({ cell, number: index + 1, state: seen.has(cell) ? 'seen' : 'todo' }));
    const next = drawn.find(({ state }) => state === 'todo');
    if (next) next.state = 'next';
    const extra = [...seen].filter((cell) => !current.cells.includes(cell)).map((cell) => ({ cell, state: 'extra' }));
    return [...drawn, ...extra];
  }

  function progress() {
    const all = cells();
    const drawn = all.filter(({ state }) => state !== 'extra');
    const next = drawn.find(({ state }) => state === 'next');
    const total = drawn.length;
    const seen = total ? drawn.filter(({ state }) => state === 'seen').length : all.length;
    return { seen, total, next: next ? { cell: next.cell, middle: cellMiddle(next.cell) } : null };
  }

  /** Stretches of the track; between two of them the phone did not know where it was. */
  function parts() {
    const lines = [];
    let last = null;
    for (const point of current.looproute) {
      if (!last || isGap(last, point)) lines.push([]);
      lines.at(-1).push([point.lon, point.lat]);
      last = point;
    }
    return lines;
  }

  function gapMinutes() {
    const points = current?.looproute ?? [];
    const lost = points.slice(1).reduce((sum, point, index) => {
      const before = points[index];
      return isGap(before, point) && !pausedBetween(before, point) ? sum + Date.parse(point.op) - Date.parse(before.op) : sum;
    }, 0);
    return Math.round(lost / 60_000);
  }

  const isGap = (a, b) => Date.parse(b.op) - Date.parse(a.op) > GAP_MS;
  const pausedBetween = (a, b) => current.pauses.some(({ van }) => Date.parse(van) >= Date.parse(a.op) && Date.parse(van) <= Date.parse(b.op));

  function summary() {
    const { seen, total } = progress();
    const paused = current.pauses.reduce((sum, { van, tot }) => sum + Date.parse(tot ?? now()) - Date.parse(van), 0);
    const metres = parts().reduce((sum, line) => sum + lengthOf(line.map(([lon, lat]) => ({ lon, lat }))), 0);
    const minutes = Math.max(0, Math.round((Date.parse(now()) - Date.parse(current.gestartOp) - paused) / 60_000));
    return { seen, total, metres, minutes };
  }

  return {
    round, restore, begin, fix, setPaused, markFine, cells, progress, parts, gapMinutes, summary,
    end: () => send({ beeindigdOp: now(), paused: false }),
  };
}

const round6 = (value) => Math.round(value * 1e6) / 1e6;

/** The round as the API knows it. */
export function forServer(round) {
  const { id, reeks, gebied, schouwlijst, planningId, gestartOp, beeindigdOp, cells, gecontroleerdeCellen, looproute } = round;
  return { id, reeks, gebied, schouwlijst, planningId, gestartOp, beeindigdOp, getrokkenCellen: cells, gecontroleerdeCellen, looproute };
}
