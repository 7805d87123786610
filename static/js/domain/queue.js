/**
 * What to send next. Oldest first; what an item belongs to goes before its photos; photos smallest
 * first; whoever made a whole batch fail goes by itself, after the others.
 *
 * @typedef {import('../io/store/schema.js').Item} Item
 * @typedef {{type: 'batch', items: Item[]} | {type: 'photo', item: Item}
 *   | {type: 'wait', until: number|null}} Step `until`: null when nothing waits for a moment
 */
import { isAhead } from './clock.js';

export const MOST_ITEMS = 500;
/** 5 MiB is the server's limit; the envelope needs some of it. */
export const MOST_BYTES = 5 * 1024 * 1024 - 64 * 1024;
const ENVELOPE = 120;
/** No hold and no back-off lasts longer than this; a moment further away is a clock put back. */
const LONGEST_WAIT = 15 * 60_000;

/**
 * @param {Item[]} pending waiting items of one person
 * @param {{now: number, forced?: Set<string>, limit?: number, bytes?: number}} options `forced`: ids
 *   that go now, whatever they were waiting for
 * @returns {Step}
 */
export function nextStep(pending, { now, forced = new Set(), limit = MOST_ITEMS, bytes = MOST_BYTES }) {
  const sendable = pending.filter((item) => item.kind !== 'foto' || item.parentReceived);
  const due = sendable.filter((item) => forced.has(item.id) || waitsUntil(item, now) === null);
  const records = inOrder(due.filter((item) => item.kind !== 'foto'));
  const ready = firstOfEachTask(records, pending);
  const together = ready.filter((item) => !item.solo);
  if (together.length > 0) return { type: 'batch', items: fitting(together, limit, bytes) };
  if (ready.length > 0) return { type: 'batch', items: [ready[0]] };
  const photos = due.filter((item) => item.kind === 'foto');
  if (photos.length > 0) return { type: 'photo', item: photos.sort(smallestFirst)[0] };
  const moments = sendable.map((item) => waitsUntil(item, now)).filter((moment) => moment !== null);
  return { type: 'wait', until: moments.length > 0 ? Math.min(...moments) : null };
}

/** @param {Item} item @param {number} now @returns {number|null} */
export function waitsUntil(item, now) {
  const moments = [item.holdUntil, item.notBefore].filter((moment) => isAhead(moment, now, LONGEST_WAIT));
  return moments.length > 0 ? Math.max(...moments) : null;
}

/** @param {Item[]} items */
function inOrder(items) {
  return [...items].sort((a, b) => a.seq - b.seq);
}

/** @param {Item} a @param {Item} b */
function smallestFirst(a, b) {
  return a.size - b.size || a.seq - b.seq || (a.id < b.id ? -1 : 1);
}

/**
 * Steps of one task go one after another: the server judges each by the state that the former left.
 * @param {Item[]} records @param {Item[]} pending
 */
function firstOfEachTask(records, pending) {
  /** @type {Map<string, number>} */
  const first = new Map();
  for (const item of pending) {
    if (item.kind !== 'gebeurtenis') continue;
    const { taakId } = item.content;
    first.set(taakId, Math.min(first.get(taakId) ?? Infinity, item.seq));
  }
  return records.filter((item) =>
    item.kind !== 'gebeurtenis' || first.get(item.content.taakId) === item.seq);
}

/** @param {Item[]} items @param {number} limit @param {number} bytes */
function fitting(items, limit, bytes) {
  const batch = [];
  let used = 0;
  for (const item of items) {
    used += item.size + ENVELOPE;
    if (batch.length > 0 && (used > bytes || batch.length >= limit)) break;
    batch.push(item);
  }
  return batch;
}
