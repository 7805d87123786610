// The queue in the words of the screens: what it is, its photos with it, why it was refused.

/**
 * @param {object[]} rows  store.queue()
 * @param {{t:Function, categoryName:(code)=>string, areaName:(code)=>string}} words
 * @param {Set<string>} [forms]  ids of which the form is open, here or in another tab
 * @returns {object[]} one entry for each item that is not a photo, newest first
 */
export function describeQueue(rows, words, forms = new Set()) {
  const photos = new Map();
  for (const row of rows) {
    if (row.kind === 'foto') photos.set(row.parentId, [...(photos.get(row.parentId) ?? []), row]);
  }
  return rows.filter(({ kind }) => kind !== 'foto').map((row) => ({
    ...describe(row, photos.get(row.id) ?? [], words), formOpen: forms.has(row.id),
  }));
}

function describe(row, photos, words) {
  const all = [row, ...photos];
  const title = titleOf(row, words);
  const problems = all.filter(({ state }) => state === 'geweigerd').map(({ id, problem }) => ({ id, text: reason(problem) }));
  return {
    ...row, photos, title,
    icon: iconOf(row),
    waiting: all.some(({ state }) => state !== 'ontvangen'),
    refused: problems.length > 0,
    problems,
    size: all.reduce((sum, { size }) => sum + (size ?? 0), 0),
    searchText: [title, row.receipt, row.id, row.savedAt.slice(0, 10), words.t.moment(row.savedAt)].join(' ').toLowerCase(),
  };
}

function iconOf({ kind, content }) {
  if (kind === 'waarneming') return content.properties.categorie;
  return { ronde: 'walk', beleving: 'feeling', gebeurtenis: 'tasks' }[kind];
}

function titleOf({ kind, content, label }, { t, categoryName, areaName }) {
  if (kind === 'waarneming') return `${categoryName(content.properties.categorie)}, ${content.properties.niveau}`;
  if (kind === 'beleving') return `${t('queue.kind.beleving')} ${content.properties.cijfer}`;
  if (kind === 'ronde') return `${t('queue.kind.ronde')} ${areaName(content.gebied)}`;
  if (kind === 'gebeurtenis') return label;
  return label;
}

/** What the server said, all of it: a refused item is only of use with its reason. */
export function reason(problem) {
  if (!problem) return '';
  const details = (problem.errors ?? []).map((error) => error.detail).filter(Boolean);
  return [problem.detail ?? problem.title, ...details].filter(Boolean).join(' ');
}
