import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLayers, readView, viewText, withLayers } from '../../static/js/map/state.js';

test('a view that was written is read back', () => {
  const text = viewText(13.5, { lat: 52.34512, lng: 5.62 });
  assert.deepEqual(readView(text), { zoom: 13.5, place: [52.34512, 5.62] });
});

for (const hash of ['', '#', '#13', '#13/52', '#a/b/c', '#13/520/5', '#99/52/5', '#inhoud']) {
  test(`'${hash}' is no view`, () => assert.equal(readView(hash), null));
}

test('layers stand in the address beside what was there', () => {
  const address = withLayers('https://x.example/kaart?thema=afval#13/52/5', ['taken', 'los']);
  assert.equal(address, 'https://x.example/kaart?thema=afval&lagen=taken,los#13/52/5');
  assert.deepEqual(readLayers(address), ['taken', 'los']);
});

test('without layers the address is clean', () => {
  assert.equal(withLayers('https://x.example/kaart?lagen=taken', []), 'https://x.example/kaart');
  assert.deepEqual(readLayers('https://x.example/kaart'), []);
});
