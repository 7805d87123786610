// Copies of the server's data for on the way: catalogue, areas, cells, plans, tasks, map source.
// A copy is replaced only by a whole new one; without the network the old one stays.

/** @param {{store, api, userId:()=>string|undefined, hasTasks:()=>boolean}} parts */
export function createReference({ store, api, userId, hasTasks }) {
  const mine = (key) => `${key}:${userId()}`;
  const data = { catalogus: null, gebieden: null, planning: null, taken: null, kaart: null };

  async function load() {
    const own = userId() ? ['planning', 'taken'] : [];
    await Promise.all([...['catalogus', 'gebieden', 'kaart'].map((key) => [key, key]), ...own.map((key) => [key, mine(key)])]
      .map(async ([key, stored]) => { data[key] = await store.getReference(stored); }));
  }

  async function fetchOne(key, get, { own = false } = {}) {
    try {
      const value = { op: new Date().toISOString(), inhoud: await get() };
      data[key] = value;
      await store.setReference(own ? mine(key) : key, value);
      return true;
    } catch (error) {
      console.warn(`${key}: ${error.message}`);
      return false;
    }
  }

  const fetchTasks = () => fetchOne('taken', () => api.taken(), { own: true });

  return {
    load,
    fetchTasks,
    /**
     * @param {() => void} onCatalogue as soon as it is there, or won't come
     * @returns {Promise<boolean>} whether all of it came
     */
    async fetchAll(onCatalogue) {
      const results = await Promise.all([
        fetchOne('catalogus', api.catalogus).then((came) => { onCatalogue(); return came; }),
        fetchOne('gebieden', () => api.gebieden('buurt')),
        fetchOne('planning', api.planning, { own: true }),
        ...(hasTasks() ? [fetchTasks()] : []),
        fetchOne('kaart', fetchMapSource),
      ]);
      return results.every(Boolean);
    },
    /** Differs when something that a list shows has changed. */
    signature: () => JSON.stringify([data.planning?.inhoud, data.taken?.inhoud, data.catalogus?.inhoud.versie, data.gebieden?.inhoud.features.length]),
    get: (key) => data[key]?.inhoud ?? null,
    at: (key) => data[key]?.op ?? null,
    /** The cells of an area with how long ago each was seen; the copy when there is no network. */
    async cells(area) {
      const key = `cellen:${area}`;
      if (!data[key]) data[key] = await store.getReference(key);
      if (navigator.onLine) await fetchOne(key, () => api.cellen(area));
      return data[key]?.inhoud?.cellen ?? [];
    },
  };
}

/** Whether there is a base map, and whom to name beside it. */
async function fetchMapSource() {
  const answer = await fetch('/tiles/bron', { headers: { Accept: 'application/json' } });
  const source = answer.ok ? await answer.json() : null;
  if (typeof source?.beschikbaar !== 'boolean') throw new Error('no description of the map');
  return source;
}
