// Look at a photo and blur before anything of it is stored. Boxes are drawn with a finger, or
// added and moved with the keyboard; they are in fractions of the photo's width and height.
import { h, fill } from './dom.js';
import { icon } from './icons.js';
import { openDialog } from './dialog.js';
import { blurBoxes } from './blur-boxes.js';

/**
 * @param {File} file  as chosen
 * @param {{busy:(on:boolean)=>void, failed:(text:string)=>void}} show
 * @returns {Promise<{id, bytes, sha256, mediaType}|null>} ready to store, or null
 */
export async function reviewPhoto(ctx, file, show) {
  const { t } = ctx;
  show.busy(true);
  const url = URL.createObjectURL(file);
  try {
    const image = await readable(url);
    if (!image) {
      await ctx.preparePhoto(file, []); // says what is wrong with it
      return fail(show, t('photo.unreadable'));
    }
    show.busy(false);
    const boxes = await askForBoxes(ctx, image);
    if (!boxes) return null;
    show.busy(true);
    const photo = await ctx.preparePhoto(file, boxes);
    show.busy(false);
    return photo;
  } catch (error) {
    console.error(error);
    return fail(show, t(`photo.${reason(error)}`));
  } finally {
    URL.revokeObjectURL(url);
  }
}

function fail(show, text) {
  show.busy(false);
  show.failed(text);
  return null;
}

const REASONS = {
  video: 'video', 'geen-foto': 'unreadable', heic: 'heic', 'te-groot': 'tooLarge', beschadigd: 'damaged', mislukt: 'failed',
};
const reason = (error) => REASONS[error?.code] ?? 'failed';

async function readable(url) {
  const image = h('img', { src: url, alt: '' });
  try {
    await image.decode();
    return image.naturalWidth ? image : null;
  } catch {
    return null;
  }
}

/** @returns {Promise<Array<{x,y,w,h}>|undefined>} fractions; undefined when dropped */
async function askForBoxes(ctx, image) {
  const { t } = ctx;
  const count = h('span.muted', { role: 'status' });
  const editor = blurBoxes(t, image, (n) => fill(count, t('photo.count', { n })));
  const dialog = openDialog({
    t, title: t('photo.title'), wide: true,
    body: [
      h('p', null, t('photo.blurHelp')),
      editor.el,
      h('div.row', null,
        h('button.button.button-secondary', { type: 'button', onclick: editor.add }, icon('blur'), h('span', null, t('photo.blurAdd'))),
        h('button.button.button-secondary', { type: 'button', onclick: editor.undo }, icon('undo'), h('span', null, t('photo.blurUndo'))),
        count),
    ],
    actions: [
      { label: t('photo.drop') },
      { label: t('photo.use'), tone: 'primary', run: (close) => close(editor.boxes()) },
    ],
  });
  return dialog.done;
}
