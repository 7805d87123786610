// Photos with an observation or a task step. The draft is stored before the camera app opens,
// because opening it may cost the page its life.
import { h, fill } from './dom.js';
import { icon } from './icons.js';
import { reviewPhoto } from './photo-review.js';
import { openCamera } from './camera.js';

/** @param {object} editor  item, patch(patch, photos), during(promise) */
export function photoField(ctx, editor) {
  const { t } = ctx;
  const list = h('ul.photos');
  const state = h('div', { role: 'status' });
  let photos = [];
  const urls = new Set();

  const input = h('input.visually-hidden', {
    type: 'file', accept: 'image/*', capture: 'environment', tabindex: '-1', 'aria-hidden': 'true',
    onchange: async () => {
      const [file] = input.files;
      input.value = '';
      if (file) await editor.during(add(file));
    },
  });

  async function takeWithApp() {
    await ctx.drafts.keep({ observationId: editor.item.id, at: 'camera' });
    input.click();
  }

  async function takeHere() {
    const file = await openCamera(ctx);
    if (file) await editor.during(add(file));
  }

  async function add(file) {
    fill(state);
    const photo = await reviewPhoto(ctx, file, {
      busy: (on) => fill(state, on ? h('p.muted', null, h('span.spinner'), t('observe.photoBusy')) : null),
      failed: (text) => fill(state, h('p.notice.notice-negative', null, icon('warning'), h('span', null, text))),
    });
    if (!photo) return;
    // Photos in the store are kept by their id alone; only the new one brings bytes.
    if (await editor.patch({}, [...photos.map(({ id }) => ({ id })), photo])) {
      await load();
      ctx.announce(t('observe.photoAdded'));
    }
  }

  async function remove(photo) {
    const kept = photos.filter((other) => other !== photo).map(({ id }) => ({ id }));
    if (await editor.patch({}, kept)) await load();
  }

  async function load() {
    photos = await ctx.store.photosOf(editor.item.id);
    for (const url of urls) URL.revokeObjectURL(url);
    urls.clear();
    fill(list, photos.map((photo, index) => thumbnail(t, photo, index + 1, urls, () => remove(photo))));
  }

  load();
  return h('div.field', null,
    h('h3.label', null, t('observe.photos')),
    list, state,
    h('div.row', null,
      h('button.button.button-secondary', { type: 'button', dataset: { photo: 'app' }, onclick: takeWithApp }, icon('camera'), h('span', null, t('observe.photoTake'))),
      ctx.hasCamera
        ? h('button.button.button-secondary', { type: 'button', dataset: { photo: 'page' }, onclick: takeHere }, icon('sun'), h('span', null, t('observe.photoIn')))
        : null),
    input);
}

export function thumbnail(t, photo, n, urls, onRemove) {
  const label = t('observe.photoNumber', { n, size: t.bytes(photo.size ?? photo.bytes?.byteLength ?? 0) });
  const url = photo.bytes ? URL.createObjectURL(new Blob([photo.bytes], { type: photo.mediaType })) : null;
  if (url) urls.add(url);
  return h('li', { dataset: { photoId: photo.id ?? '' } },
    url ? h('img', { src: url, alt: label }) : h('span.photo-sent', null, icon('check'), label),
    onRemove
      ? h('button.icon-button', { type: 'button', 'aria-label': t('observe.photoRemove', { n }), onclick: onRemove }, icon('close'))
      : null);
}
