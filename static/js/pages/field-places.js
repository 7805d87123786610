// Areas, cells and map tiles in the shapes that the screens draw.
import { CELL, cellAt, cellCentre, cellOf, cellPolygon, toRd } from '../domain/cells.js';
import { drawCells, seeded, walkingOrder } from '../domain/draw.js';
import { fetchTiles, tilesForCells } from '../io/tiles.js';
import { inside, middle } from '../ui/geo.js';

const CELLS_PER_ROUND = 12;

export function createPlaces(ctx, { reference }) {
  const features = () => reference.get('gebieden')?.features ?? [];
  const nameOf = ({ naam, name, code }) => naam ?? name ?? code;
  const find = (code) => features().find(({ properties }) => properties.code === code);
  const names = new Map();
  let namesOf = null;

  const cellMiddle = (cell) => {
    const [lon, lat] = cellCentre(cell);
    return { lon, lat };
  };

  return {
    /** In the order of a list: by wijk, then by name. */
    areas: () => features()
      .map(({ properties, geometry }) => ({ code: properties.code, name: nameOf(properties), wijk: properties.wijkNaam ?? '', geometry }))
      .sort((a, b) => a.wijk.localeCompare(b.wijk) || a.name.localeCompare(b.name)),
    areaName(code) {
      if (namesOf !== reference.get('gebieden')) {
        namesOf = reference.get('gebieden');
        names.clear();
        for (const { properties } of features()) names.set(properties.code, nameOf(properties));
      }
      return names.get(code) ?? code ?? '';
    },
    areaGeometry: (code = ctx.round.get()?.gebied ?? ctx.preferences.get('area')) => find(code)?.geometry ?? null,
    /** Somewhere to begin when the phone does not know where it is. */
    areaMiddle() {
      const geometry = ctx.areaGeometry() ?? features()[0]?.geometry;
      if (!geometry) return null;
      return middle(geometry.type === 'MultiPolygon' ? geometry.coordinates[0][0] : geometry.coordinates[0]);
    },
    cellRing: cellPolygon,
    cellMiddle,
    /** A sensitive place is kept as its cell: its middle, without a direction. */
    cellPlace: ({ lon, lat, source }) => ({ ...cellMiddle(cellOf([lon, lat])), accuracy: 71, heading: null, source }),
    async drawCells(area) {
      const known = await reference.cells(area);
      const candidates = known.length ? known : cellsWithin(find(area)?.geometry);
      return drawCells(candidates, CELLS_PER_ROUND, { now: Date.now(), random: seeded(ctx.newId()) });
    },
    walkingOrder(cells) {
      const here = ctx.freshPlace();
      return walkingOrder(cells, here ? toRd([here.lon, here.lat]) : undefined);
    },
    get mapOptions() {
      const source = reference.get('kaart');
      return {
        tiles: source?.beschikbaar === false ? null : '/tiles/{z}/{x}/{y}',
        attribution: source?.bronvermelding ?? '',
        borders: features().map(({ properties, geometry }) => ({ name: nameOf(properties), geometry })),
      };
    },
    /** @returns {{bytes:number, fetch(onProgress):Promise<number>}|null} null without a map source */
    offlineTiles(cells) {
      if (!reference.get('kaart')?.beschikbaar) return null;
      const { paths, bytes } = tilesForCells(cells);
      return {
        bytes,
        async fetch(onProgress) {
          const result = await fetchTiles(paths, { onProgress });
          if (result.fetched === 0 || result.failed > paths.length / 10) throw new Error(`${result.failed} tiles failed`);
          return result.bytes;
        },
      };
    },
  };
}

/** The cells whose middle lies in an area: what the phone can say itself while the server is away. */
export function cellsWithin(geometry) {
  if (!geometry) return [];
  const rings = geometry.type === 'MultiPolygon' ? geometry.coordinates.flat() : geometry.coordinates;
  const corners = rings.flat().map(toRd);
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const found = [];
  for (let x = Math.min(...xs); x < Math.max(...xs) + CELL; x += CELL) {
    for (let y = Math.min(...ys); y < Math.max(...ys) + CELL; y += CELL) {
      const cel = cellAt(x, y);
      const [lon, lat] = cellCentre(cel);
      if (inside({ lon, lat }, geometry)) found.push({ cel, laatstGezien: null });
    }
  }
  return found;
}
