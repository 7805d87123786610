// Due first, then near first. Pure.
import { distance } from './geo.js';

export const OPEN = ['nieuw', 'toegewezen', 'geaccepteerd', 'heropend'];
const NEXT = { accepteren: 'geaccepteerd', afhandelen: 'afgehandeld' };

/**
 * What the phone shows: the server's tasks with the steps that were taken here since.
 * @param {object[]} features  tasks as the server gave them
 * @param {object[]} events  queued steps, oldest first: {id, taakId, soort, op, state, receivedAt, …}
 * @returns {object[]} {id, lon, lat, status, pending, refused, …properties}; `gebeurtenissen` ends
 *   with the steps that the copy does not have yet, each with its `state`
 */
export function mergeTasks(features, events) {
  return features.map(({ id, geometry, properties }) => {
    const own = events.filter((event) => event.taakId === id);
    const applied = own.filter((event) => event.state !== 'geweigerd');
    const last = applied.at(-1);
    const told = properties.gebeurtenissen ?? [];
    const known = new Set(told.map((event) => event.id));
    const [lon, lat] = geometry.coordinates;
    return {
      ...properties, id, lon, lat,
      gebeurtenissen: [...told, ...own.filter((event) => !known.has(event.id))],
      status: last && !known.has(last.id) && !isKnown(properties, last) ? NEXT[last.soort] ?? properties.status : properties.status,
      pending: applied.some((event) => event.state !== 'ontvangen'),
      refused: own.some((event) => event.state === 'geweigerd'),
    };
  });
}

/** The server's copy is newer than the step: it knows better. */
function isKnown(properties, event) {
  return event.state === 'ontvangen' && Date.parse(properties.gewijzigdOp) > Date.parse(event.receivedAt) + 1000;
}

/** @param {string|null} due 'YYYY-MM-DD' @param {string} today @returns {0|1|2|3} late, today, soon, later */
export function urgency(due, today) {
  if (!due) return 3;
  if (due < today) return 0;
  if (due === today) return 1;
  return daysBetween(today, due) <= 2 ? 2 : 3;
}

const daysBetween = (a, b) => Math.round((Date.parse(b) - Date.parse(a)) / 86_400_000);

/** @returns {object[]} open tasks with `urgency` and `away` (metres or null), most pressing first */
export function sortTasks(tasks, here, today) {
  return tasks
    .filter((task) => OPEN.includes(task.status))
    .map((task) => ({
      ...task,
      urgency: urgency(task.termijn, today),
      away: here?.lon === undefined ? null : distance(here, task),
    }))
    .sort((a, b) => a.urgency - b.urgency || compareAway(a, b) || compareDue(a, b));
}

const compareAway = (a, b) => (a.away ?? 0) - (b.away ?? 0);
const compareDue = (a, b) => (a.termijn ?? '9999').localeCompare(b.termijn ?? '9999');
