import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import nl from '../../../static/js/i18n/nl.js';
import en from '../../../static/js/i18n/en.js';
import { createTranslator } from '../../../static/js/ui/i18n.js';

const JS = new URL('../../../static/js/', import.meta.url);
const placeholders = (text) => [...JSON.stringify(text).matchAll(/\{(\w+)\}/g)].map(([, name]) => name);

async function sources() {
  const texts = [];
  for (const folder of ['ui/', 'pages/']) {
    for (const name of await readdir(new URL(folder, JS))) {
      if (name.endsWith('.js')) texts.push(await readFile(new URL(folder + name, JS), 'utf8'));
    }
  }
  return texts.join('\n');
}

test('both languages have the same keys', () => {
  assert.deepEqual(Object.keys(en).sort(), Object.keys(nl).sort());
});

test('each text has the same placeholders in both languages', () => {
  for (const key of Object.keys(nl)) {
    assert.deepEqual(new Set(placeholders(en[key])), new Set(placeholders(nl[key])), key);
  }
});

test('every key that the screens ask for exists', async () => {
  const asked = [...(await sources()).matchAll(/\bt\('([\w.+-]+)'/g)].map(([, key]) => key);
  assert.ok(asked.length > 50);
  for (const key of asked) assert.ok(key in nl, key);
});

test('no text is kept that no screen asks for', async () => {
  const code = await sources();
  const families = [...code.matchAll(/`([\w]+\.(?:[\w]+\.)?)\$\{|`(\w+\.\w+)\$\{/g)].map(([, a, b]) => a ?? b);
  const unused = Object.keys(nl).filter((key) => !code.includes(`'${key}'`) && !families.some((start) => key.startsWith(start)));
  assert.deepEqual(unused, []);
});

test('plural forms follow the number', () => {
  const t = createTranslator('nl');
  assert.equal(t('queue.photos', { n: 1 }), '1 foto');
  assert.equal(t('queue.photos', { n: 3 }), '3 foto’s');
});

test('an unknown language gives Dutch, an unknown key itself', () => {
  const t = createTranslator('fr');
  assert.equal(t.lang, 'nl');
  assert.equal(t('no.such'), 'no.such');
});

test('sizes and distances read as people write them', () => {
  const t = createTranslator('nl');
  assert.equal(t.bytes(312_044), '312 kB');
  assert.equal(t.bytes(3_200_000), '3,2 MB');
  assert.equal(t.metres(1840), '1,8 km');
  assert.equal(t.metres(8.4), '8 m');
});
