// Photos for something that is not saved yet (the handling of a task): kept in the draft, bytes
// and all, until the step is saved.
import { h, fill } from './dom.js';
import { icon } from './icons.js';
import { reviewPhoto } from './photo-review.js';
import { openCamera } from './camera.js';
import { thumbnail } from './photo-field.js';

/** @returns {{el:HTMLElement, photos():object[]}} */
export function photoChooser(ctx, { draftKey }) {
  const { t } = ctx;
  const list = h('ul.photos');
  const state = h('div', { role: 'status' });
  const urls = new Set();
  let photos = ctx.drafts.photos(draftKey);

  const input = h('input.visually-hidden', {
    type: 'file', accept: 'image/*', capture: 'environment', tabindex: '-1', 'aria-hidden': 'true',
    onchange: async () => {
      const [file] = input.files;
      input.value = '';
      if (file) await add(file);
    },
  });

  async function add(file) {
    fill(state);
    const photo = await reviewPhoto(ctx, file, {
      busy: (on) => fill(state, on ? h('p.muted', null, h('span.spinner'), t('observe.photoBusy')) : null),
      failed: (text) => fill(state, h('p.notice.notice-negative', null, icon('warning'), h('span', null, text))),
    });
    if (photo) await keep([...photos, photo]);
  }

  async function keep(next) {
    photos = next;
    draw();
    await ctx.drafts.keep({ draftKey, photos });
  }

  function draw() {
    for (const url of urls) URL.revokeObjectURL(url);
    urls.clear();
    fill(list, photos.map((photo, index) => thumbnail(t, photo, index + 1, urls, () => keep(photos.filter((other) => other !== photo)))));
  }

  draw();
  const el = h('div.field', null,
    h('h3.label', null, t('observe.photos')), list, state,
    h('div.row', null,
      h('button.button.button-secondary', {
        type: 'button', dataset: { photo: 'app' },
        onclick: async () => { await ctx.drafts.keep({ draftKey, photos, at: 'camera' }); input.click(); },
      }, icon('camera'), h('span', null, t('observe.photoTake'))),
      ctx.hasCamera
        ? h('button.button.button-secondary', {
          type: 'button', dataset: { photo: 'page' },
          onclick: async () => { const file = await openCamera(ctx); if (file) await add(file); },
        }, icon('sun'), h('span', null, t('observe.photoIn')))
        : null),
    input);
  return { el, photos: () => photos };
}
