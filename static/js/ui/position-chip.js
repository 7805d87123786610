// How well the phone knows where it is, as a number and in words.
import { h, fill } from './dom.js';
import { icon } from './icons.js';

export function positionChip(ctx) {
  const chip = h('p.position', { role: 'status' });
  let said = '';
  ctx.watch(ctx.place, chip, (place) => {
    const { t } = ctx;
    const { tone, text } = describe(ctx, place);
    chip.dataset.tone = tone;
    if (text === said) return; // not read out again for every fix
    said = text;
    fill(chip, icon(tone === 'good' ? 'locate' : 'warning'), h('span', { 'aria-label': place.accuracy && tone === 'good' ? t('position.label', { metres: text }) : null }, text));
  });
  return chip;
}

function describe({ t, limits }, place) {
  if (place.status === 'denied') return { tone: 'bad', text: t('position.denied') };
  if (place.status === 'unavailable') return { tone: 'bad', text: t('position.unavailable') };
  if (place.lon === undefined) return { tone: 'wait', text: t('position.waiting') };
  const metres = t.metres(place.accuracy);
  if (place.accuracy > limits.poorAccuracy) return { tone: 'bad', text: t('position.poor', { metres }) };
  return { tone: 'good', text: t('position.accuracy', { metres }) };
}
