// Copies of the server's data for on the way: catalogue, areas, cells, plans, tasks, map source.
// A copy is replaced only by a whole new one; without the network the old one stays.

/** @param {{store, api, userId:()=>string|undefined, hasTasks:()=>boolean}} parts */
export function createReference({ store, api, userId, hasTasks }) {
  const mine = (key) => `${key}:${userId()}`;
  const asked = {};
  const answered = {};
  const data = { catalogus: null, gebieden: null, planning: null, taken: null, kaart: null };

  async function load() {
    const own = userId() ? ['planning', 'taken'] : [];
    await Promise.all([...['catalogus', 'gebieden', 'kaart'].map((key) => [key, key]), ...own.map((key) => [key, mine(key)])]
      .map(async ([key, stored]) => { data[key] = await store.getReference(stored); }));
  }

  async function fetchOne(key, get, { own = false } = {}) {
    const stored = own ? mine(key) : key;
    asked[stored] = (asked[stored] ?? 0) + 1;
    const turn = asked[stored];
    try {
      const value = { op: new Date().toISOString(), inhoud: await get() };
      if (own && stored !== mine(key)) return false; // of somebody who has signed out since
      if (turn < (answered[stored] ?? 0)) return true; // who asked later was answered sooner
      answered[stored] = turn;
      data[key] = value;
      await store.setReference(stored, value);
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
     * @param {(part: string) => void} onPart with the name of each part as soon as it came, or won't
     * @returns {Promise<boolean>} whether all of it came
     */
    async fetchAll(onPart) {
      const parts = {
        catalogus: () => fetchOne('catalogus', api.catalogus),
        gebieden: () => fetchOne('gebieden', () => api.gebieden('buurt')),
        planning: () => fetchOne('planning', api.planning, { own: true }),
        ...(hasTasks() ? { taken: fetchTasks } : {}),
        kaart: () => fetchOne('kaart', fetchMapSource),
      };
      const results = await Promise.all(Object.entries(parts).map(async ([part, get]) => {
        const came = await get();
        onPart(part);
        return came;
      }));
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
