import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { match } from '../../../static/js/ui/router.js';
import { readCatalogue, themesFor } from '../../../static/js/ui/catalogue.js';
import { observable } from '../../../static/js/ui/observable.js';
import { buildObservation, localTime, placeProperties } from '../../../static/js/ui/observation-record.js';
import { compassPoint, direction, distance, inside } from '../../../static/js/ui/geo.js';
import { describeQueue, reason } from '../../../static/js/pages/field-queue.js';
import { createCapture } from '../../../static/js/pages/field-capture.js';
import { createDrafts } from '../../../static/js/pages/field-drafts.js';
import { cellsWithin } from '../../../static/js/pages/field-places.js';
import { cellPolygon } from '../../../static/js/domain/cells.js';
import { observationFaults } from '../../../static/js/domain/validation.js';
import { createTranslator } from '../../../static/js/ui/i18n.js';
import { hasIcon } from '../../../static/js/ui/icons.js';

const shipped = JSON.parse(await readFile(new URL('../../../wijkschouw/catalogue/catalogue.json', import.meta.url)));
const catalogue = readCatalogue(shipped, 'nl');

test('an address leads to its screen with its parameters', () => {
  const routes = [{ path: '/taken' }, { path: '/taken/:id' }];
  assert.equal(match(routes, '#/taken').path, '/taken');
  assert.deepEqual(match(routes, '#/taken/7?beeld=kaart').params, { beeld: 'kaart', id: '7' });
  assert.equal(match(routes, '#/elders'), null);
});

test('every theme and category that ships has a picture', () => {
  for (const theme of catalogue.themes) {
    assert.ok(hasIcon(theme.code), theme.code);
    for (const { code } of theme.categories) assert.ok(hasIcon(code), code);
  }
});

test('a template says which themes a round looks at', () => {
  assert.deepEqual(themesFor(catalogue, 'dagronde').map(({ code }) => code), ['afval', 'overlast']);
  assert.deepEqual(themesFor(catalogue, 'avondronde').map(({ code }) => code), ['verlichting', 'overlast', 'afval']);
});

test('an unknown template falls back to the active themes', () => {
  assert.deepEqual(themesFor(catalogue, 'weg').map(({ code }) => code), ['verlichting', 'afval', 'overlast']);
});

test('the catalogue speaks the language of the app', () => {
  assert.equal(readCatalogue(shipped, 'en').category('lamp-uit').name, 'Lamp out');
});

const ctx = {
  newId: () => '0198aaaa-0000-7000-8000-000000000001',
  round: observable(null),
  cellPlace: () => ({ lon: 5.6, lat: 52.3, accuracy: 71, heading: null, source: 'gps' }),
};
const capture = { at: '2026-03-01T09:12:44+01:00', place: { lon: 5.6212345678, lat: 52.345, accuracy: 8.46, heading: 91.7, source: 'gps' } };
const build = (code, level = 'C') => {
  const category = catalogue.category(code);
  return buildObservation(ctx, { theme: catalogue.theme(category.theme), category, level, capture, catalogue });
};

test('an observation has the shape of the contract', () => {
  const feature = build('bijplaatsing');
  assert.deepEqual(observationFaults(feature), []);
  assert.deepEqual(feature.geometry.coordinates, [5.621235, 52.345]);
  assert.deepEqual(feature.properties, {
    rondeId: null, thema: 'afval', categorie: 'bijplaatsing', niveau: 'C', toelichting: '', nauwkeurigheid: 8.5,
    plaatsbepaling: 'gps', richting: 92, waargenomenOp: capture.at, catalogusVersie: shipped.versie, fotos: [],
  });
});

test('a sensitive observation keeps the cell and no direction', () => {
  const feature = build('intimidatie');
  assert.deepEqual(feature.geometry.coordinates, [5.6, 52.3]);
  assert.equal(feature.properties.richting, null);
});

test('a place from the map has no accuracy', () => {
  assert.deepEqual(placeProperties({ accuracy: null, heading: null, source: 'kaart' }), {
    nauwkeurigheid: null, plaatsbepaling: 'kaart', richting: null,
  });
});

test('times carry the offset of the phone', () => {
  assert.match(localTime(new Date()), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
  assert.equal(Date.parse(localTime(new Date(1_772_352_764_000))), 1_772_352_764_000);
});

test('place and time are those of the tap on the theme', () => {
  let place = { lon: 1 };
  let now = '10:00';
  const captures = createCapture({ freshPlace: () => place, askPlace: async () => null, now: () => now });
  captures.start('afval');
  place = { lon: 2 };
  now = '10:05';
  assert.deepEqual(captures.take('afval'), { theme: 'afval', at: '10:00', place: { lon: 1 }, asked: null });
});

test('a place that was not known at the tap is asked for and follows', async () => {
  const captures = createCapture({ freshPlace: () => null, askPlace: async () => ({ lon: 3 }), now: () => '10:00' });
  captures.start('afval');
  await captures.take('afval').asked;
  assert.deepEqual(captures.take('afval').place, { lon: 3 });
});

test('going back to a form that was saved starts no second observation', () => {
  const captures = createCapture({ freshPlace: () => null, askPlace: async () => null, now: () => '10:00' });
  captures.start('afval');
  captures.done();
  assert.equal(captures.take('afval'), null);
  captures.start('afval');
  assert.ok(captures.take('afval'));
});

test('a draft survives in the store and belongs to one observation', async () => {
  let stored = null;
  const store = { getDraft: async () => stored, setDraft: async (draft) => { stored = draft; }, clearDraft: async () => { stored = null; } };
  const drafts = await createDrafts(store);
  await drafts.keep({ observationId: 'a', note: 'twee matr' });
  await drafts.keep({ observationId: 'a', at: 'camera' });
  const after = await createDrafts(store);
  assert.equal(after.note('a'), 'twee matr');
  assert.equal(after.note('b'), undefined);
  await after.drop();
  assert.equal(stored, null);
});

const words = { t: createTranslator('nl'), categoryName: (code) => code, areaName: (code) => code };
const row = (over) => ({
  id: 'o', kind: 'waarneming', parentId: null, state: 'ontvangen', savedAt: '2026-03-01T10:00:00Z', size: 10, attempts: 1,
  content: { properties: { categorie: 'dumping', niveau: 'D' } }, ...over,
});

test('an observation whose photo still waits is not done', () => {
  const [item] = describeQueue([row(), row({ id: 'f', kind: 'foto', parentId: 'o', state: 'te-verzenden' })], words);
  assert.equal(item.waiting, true);
  assert.equal(item.photos.length, 1);
});

test('a refused photo shows with its observation, with the reason', () => {
  const problem = { title: 'Onbruikbaar', detail: 'Deze foto is beschadigd.' };
  const [item] = describeQueue([row(), row({ id: 'f', kind: 'foto', parentId: 'o', state: 'geweigerd', problem })], words);
  assert.deepEqual(item.problems, [{ id: 'f', text: 'Deze foto is beschadigd.' }]);
});

test('all that the server said about a refusal is shown', () => {
  const problem = { title: 'x', detail: 'De invoer klopt niet.', errors: [{ detail: 'Het niveau ontbreekt.' }] };
  assert.equal(reason(problem), 'De invoer klopt niet. Het niveau ontbreekt.');
});

test('distances and directions on the ground', () => {
  const here = { lon: 5.62, lat: 52.35 };
  assert.ok(Math.abs(distance(here, { lon: 5.62, lat: 52.351 }) - 111) < 1);
  assert.equal(direction(here, { lon: 5.62, lat: 52.36 }), 0);
  assert.equal(direction(here, { lon: 5.64, lat: 52.35 }), 2);
  assert.equal(compassPoint(-10), 0);
  assert.equal(compassPoint(225), 5);
});

test('inside knows holes', () => {
  const square = (a, b) => [[a, a], [b, a], [b, b], [a, b], [a, a]];
  const area = { type: 'Polygon', coordinates: [square(0, 10), square(4, 6)] };
  assert.equal(inside({ lon: 2, lat: 2 }, area), true);
  assert.equal(inside({ lon: 5, lat: 5 }, area), false);
  assert.equal(inside({ lon: 11, lat: 2 }, area), false);
});

test('the phone itself knows the cells of an area when the server is away', () => {
  const geometry = { type: 'Polygon', coordinates: [cellPolygon('E1707N4853')] };
  assert.deepEqual(cellsWithin(geometry).map(({ cel }) => cel), ['E1707N4853']);
  assert.deepEqual(cellsWithin(null), []);
});
