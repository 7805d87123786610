// From what was tapped to the GeoJSON that the server expects. Pure but for the id.

const round6 = (value) => Math.round(value * 1e6) / 1e6;

/**
 * @param {object} ctx  gives newId, cellOf, cellPolygon and the round
 * @param {{theme, category, level:string, capture:{at:string, place:object}, catalogue}} chosen
 * @returns {object} GeoJSON Feature
 */
export function buildObservation(ctx, { theme, category, level, capture, catalogue }) {
  const place = category.sensitive ? ctx.cellPlace(capture.place) : capture.place;
  return {
    type: 'Feature',
    id: ctx.newId(),
    geometry: geometryOf(place),
    properties: {
      rondeId: ctx.round.get()?.id ?? null,
      thema: theme.code,
      categorie: category.code,
      niveau: level,
      toelichting: '',
      ...placeProperties(place, category),
      waargenomenOp: capture.at,
      catalogusVersie: catalogue.version,
      fotos: [],
    },
  };
}

export const geometryOf = ({ lon, lat }) => ({ type: 'Point', coordinates: [round6(lon), round6(lat)] });

/** A heading tells where somebody stood and looked; a sensitive category keeps none. */
export function placeProperties(place, category) {
  return {
    nauwkeurigheid: place.accuracy === null || place.accuracy === undefined ? null : Math.round(place.accuracy * 10) / 10,
    plaatsbepaling: place.source ?? 'gps',
    richting: category?.sensitive || typeof place.heading !== 'number' ? null : Math.round(place.heading) % 360,
  };
}

/** @param {Date} date @returns {string} RFC 3339 with the phone's own offset */
export function localTime(date) {
  const offset = -date.getTimezoneOffset();
  const pad = (value) => String(Math.trunc(Math.abs(value))).padStart(2, '0');
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? '-' : '+'}${pad(offset / 60)}:${pad(offset % 60)}`;
}
