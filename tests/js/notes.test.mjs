import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { elevenTest, findPersonalData, isPlate } from '../../static/js/domain/personal-data.js';
import {
  cleanText, fixQuality, inNetherlands, observationFaults, protections, textFault,
} from '../../static/js/domain/validation.js';
import { observation } from './support/store.mjs';

const kinds = (note) => findPersonalData(note).map(({ kind, text }) => `${kind}:${text}`);

describe('personal data in a note', () => {
  for (const plate of ['XX-99-99', '12-AB-34', 'GB-123-K', '1-KBB-00', '12-ABC-3', 'K-123-BB', 'BBB-12-K', 'KB123B', '12 AB 34', 'gb-123-k']) {
    it(`finds the number plate ${plate}`, () => {
      assert.deepEqual(kinds(`auto ${plate} staat fout`), [`kenteken:${plate}`]);
    });
  }

  for (const number of ['06-12345678', '0612345678', '06 12 34 56 78', '+31 6 12345678', '0341-123456', '0031612345678']) {
    it(`finds the telephone number ${number}`, () => {
      assert.deepEqual(kinds(`bel ${number}.`), [`telefoon:${number}`]);
    });
  }

  it('finds e-mail addresses', () => {
    assert.deepEqual(kinds('mail j.de.vries+schouw@voorbeeldstad.example!'), ['e-mail:j.de.vries+schouw@voorbeeldstad.example']);
  });

  it('finds citizen service numbers by the eleven test', () => {
    assert.deepEqual(kinds('bsn 111222333 gevonden'), ['bsn:111222333']);
    assert.deepEqual(kinds('bsn 111.222.333'), ['bsn:111.222.333']);
    assert.deepEqual(kinds('nummer 111222334'), []);
  });

  it('finds bank accounts', () => {
    assert.deepEqual(kinds('rekening NL91ABNA0417164300'), ['iban:NL91ABNA0417164300']);
    assert.deepEqual(kinds('NL91 ABNA 0417 1643 00'), ['iban:NL91 ABNA 0417 1643 00']);
  });

  it('finds several, in the order of the text', () => {
    assert.deepEqual(kinds('12-AB-34, bel 0612345678 of a@b.nl'), ['kenteken:12-AB-34', 'telefoon:0612345678', 'e-mail:a@b.nl']);
  });

  for (const note of ['twee matrassen naast container 14', 'lamp 23 op paal 1204 is uit', 'sinds 2026-03-01', 'om 12:30 weer 3 zakken',
    '4x kapot', 'huisnummer 12a en 14b', '25 tot 30 zakken', 'A28 afslag 12', 'BU99990101', 'mast LP-2034', '', 'vak E1707N4853',
    'in de Dorpsstraat op 3 mei', '10-20 blikjes', 'op 12 de hele dag', 'om 10 uur']) {
    it(`leaves "${note}" alone`, () => {
      assert.deepEqual(kinds(note), []);
    });
  }

  it('knows the eleven test', () => {
    assert.ok(elevenTest('123456782'));
    assert.ok(elevenTest('11122233') === elevenTest('011122233'));
    assert.equal(elevenTest('123456789'), false);
    assert.equal(elevenTest('000000000'), false);
    assert.equal(elevenTest('12345'), false);
  });

  it('takes only what looks like a Dutch plate', () => {
    assert.ok(isPlate('GB-123-K'));
    assert.equal(isPlate('ABC-DEF-GH'), false);
    assert.equal(isPlate('123-45-6'), false);
  });

  it('says where it stands', () => {
    assert.equal(findPersonalData('bel 0612345678')[0].index, 4);
  });
});

describe('the form\'s rules', () => {
  const faults = (properties = {}, geometry = undefined) => {
    const feature = observation(properties);
    return observationFaults(geometry === undefined ? feature : { ...feature, geometry }).map(({ location, code }) => `${location} ${code}`);
  };

  it('find nothing wrong with a right observation', () => {
    assert.deepEqual(faults(), []);
  });

  it('name everything that is wrong at once', () => {
    assert.deepEqual(faults({ thema: '', categorie: null, niveau: 'E', waargenomenOp: 'nu', nauwkeurigheid: -1 }), [
      '#/properties/thema verplicht', '#/properties/categorie verplicht', '#/properties/niveau niveau',
      '#/properties/waargenomenOp tijd', '#/properties/nauwkeurigheid negatief',
    ]);
  });

  it('notice places outside the Netherlands, and swapped ones', () => {
    assert.ok(inNetherlands(5.62, 52.345));
    assert.equal(inNetherlands(52.345, 5.62), false);
    assert.equal(inNetherlands(3.1, 51), false);
    assert.equal(inNetherlands(NaN, 52), false);
    assert.deepEqual(faults({}, null), ['#/geometry/coordinates buiten-nederland']);
  });

  it('count a note as the server does', () => {
    assert.equal(textFault('a'.repeat(2000)), null);
    assert.equal(textFault('a'.repeat(2001)), 'te-lang');
    assert.equal(textFault('😀'.repeat(2000)), null);
    assert.equal(textFault('regel\nregel\r\nregel'), null);
    assert.equal(textFault('nul\u0000'), 'stuurteken');
    assert.equal(textFault(null), null);
    assert.equal(textFault(5), 'type');
  });

  it('clean what dictation and pasting bring along (QFieldCloud#327)', () => {
    assert.equal(cleanText(' a\u0000b\tc\r\nd\u200a '), 'ab c\nd');
    assert.equal(textFault(cleanText('\u0007\u001b[31mrood\u0085')), null);
  });

  it('ask to wait or to place by hand when the fix is poor (collect#4679)', () => {
    assert.deepEqual([5, 30, 30.5, 999, 3000, null, NaN].map(fixQuality), ['goed', 'goed', 'matig', 'matig', 'onbruikbaar', 'onbruikbaar', 'onbruikbaar']);
  });

  it('protect sensitive categories: no photo, cell only', () => {
    assert.deepEqual(protections({ gevoelig: true, foto: true }), { photo: false, cellOnly: true });
    assert.deepEqual(protections({ gevoelig: false, foto: false }), { photo: false, cellOnly: false });
    assert.deepEqual(protections({}), { photo: true, cellOnly: false });
  });
});
