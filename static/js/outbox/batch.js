/** One POST with many items; each stands or falls by itself. */
import { skew, utc } from '../domain/clock.js';
import { MOST_ITEMS } from '../domain/queue.js';

/** A verdict on what we sent, not on the moment: the same again would get the same answer. */
const VERDICTS = new Set([400, 409, 410, 413, 415, 422]);

/**
 * @param {any} run shared parts, see outbox.js
 * @param {any[]} wanted
 * @returns {Promise<void>} throws what should stop this round of sending
 */
export async function sendBatch(run, wanted) {
  const items = await run.store.claim(wanted.map(({ id }) => id));
  if (items.length === 0) return;
  const sentAt = run.clock.now();
  const batch = {
    apparaat: await run.store.deviceId(),
    verzondenOp: utc(sentAt),
    items: items.map(({ kind, id, content }) => ({ soort: kind, id, inhoud: content })),
  };
  let answer;
  try {
    answer = await run.api.synchroniseer(batch);
  } catch (error) {
    await failed(run, items, error);
    return;
  }
  run.setSkew(skew(sentAt, run.clock.now(), answer.ontvangenOp));
  await run.store.settle(settlements(run, items, answer));
  run.limit = Math.min(MOST_ITEMS, run.limit * 2);
  run.failuresInRow = 0;
  run.success();
}

/** @param {any} run @param {any[]} items @param {any} answer */
function settlements(run, items, answer) {
  const results = new Map(answer.resultaten.map((/** @type {any} */ result) => [result?.id, result]));
  return items.map((item) => settlement(run, item, results.get(item.id), answer.ontvangenOp));
}

/** @param {any} run @param {any} item @param {any} result @param {string} receivedAt */
function settlement(run, { id, revision, attempts }, result, receivedAt) {
  const problem = result?.probleem ?? null;
  switch (result?.uitkomst) {
    case 'nieuw':
    case 'bekend':
      return { id, outcome: 'ontvangen', receivedAt, revision, answer: result };
    case 'conflict':
    case 'geweigerd':
      return { id, outcome: 'geweigerd', problem: problem ?? { title: result.uitkomst } };
    case 'later':
      return { id, outcome: 'opnieuw', notBefore: run.later(attempts), problem, notStored: true };
    default:
      // Not named, or in a word we don't know: a newer server, or not our business. It stays.
      return { id, outcome: 'opnieuw', notBefore: run.later(attempts), problem };
  }
}

/** @param {any} run @param {any[]} items @param {any} error */
async function failed(run, items, error) {
  const { status = 0, problem = null } = error;
  const verdict = VERDICTS.has(status) && (problem || status === 413);
  const several = items.length > 1;
  if (verdict && several) {
    // One of them spoils it for the rest: halves find out which.
    run.limit = Math.ceil(items.length / 2);
    await again(run, items, { notStored: true });
    return;
  }
  if (verdict && problem) {
    await run.store.settle([{ id: items[0].id, outcome: 'geweigerd', problem }]);
    return;
  }
  if ((status === 500 || status === 413) && !several) {
    // It fails by itself: it steps behind the others and waits on its own account.
    const [{ attempts }] = items;
    await again(run, items, { notBefore: run.later(attempts, error.retryAfter), problem, solo: true });
    run.failuresInRow += 1;
    if (run.failuresInRow < run.patience) return;
  } else {
    if (status === 500) run.limit = Math.ceil(items.length / 2);
    await again(run, items, { notStored: status === 401 || status === 403 });
  }
  throw error;
}

/** @param {any} run @param {any[]} items @param {any} facts */
function again(run, items, facts) {
  return run.store.settle(items.map(({ id }) => ({ id, outcome: 'opnieuw', ...facts })));
}
