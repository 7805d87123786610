/** One PUT with the bytes of one photo. */
import { utc } from '../domain/clock.js';

/** What the server says about these very bytes: the photo steps aside, the rest goes on. */
const VERDICTS = new Set([400, 403, 404, 409, 410, 413, 415, 422]);

/**
 * @param {any} run shared parts, see outbox.js
 * @param {any} wanted
 * @returns {Promise<void>} throws what should stop this round of sending
 */
export async function sendPhoto(run, wanted) {
  const [item] = await run.store.claim([wanted.id]);
  if (!item) return;
  const bytes = await run.store.photoBytes(item.id);
  if (!bytes) {
    const problem = { title: 'foto ontbreekt', detail: 'De bytes van deze foto staan niet meer op de telefoon.' };
    await run.store.settle([{ id: item.id, outcome: 'geweigerd', problem }]);
    return;
  }
  try {
    const { data } = await run.api.putPhoto(item.id, bytes, item.content.sha256, item.content.mediaType);
    const receivedAt = isTime(data.ontvangenOp) ? data.ontvangenOp : utc(run.clock.now());
    await run.store.settle([{ id: item.id, outcome: 'ontvangen', receivedAt }]);
  } catch (error) {
    await failed(run, item, error);
    return;
  }
  run.failuresInRow = 0;
  run.success();
}

/** @param {any} run @param {any} item @param {any} error */
async function failed(run, item, error) {
  if (error?.problem && VERDICTS.has(error.status)) {
    await run.store.settle([{ id: item.id, outcome: 'geweigerd', problem: error.problem }]);
    return;
  }
  if (error?.status === 401) {
    await run.store.settle([{ id: item.id, outcome: 'opnieuw', notStored: true }]);
    throw error;
  }
  // It waits on its own account, and longer than the sender does, so that the next round begins with
  // another photo.
  const notBefore = run.later(item.attempts + 2, error?.retryAfter);
  await run.store.settle([{ id: item.id, outcome: 'opnieuw', notBefore, problem: error?.problem ?? null }]);
  run.failuresInRow += 1;
  const mayGoOn = error?.status === 500 || error?.status === 413;
  if (!mayGoOn || run.failuresInRow >= run.patience) throw error;
}

/** @param {any} text */
function isTime(text) {
  return typeof text === 'string' && !Number.isNaN(Date.parse(text));
}
