/** Photos are made ready here, so that the page stays quick. In: {id, file, boxes}; out: {id, photo|code}. */
import { PhotoError, decodeBitmap, digest, makePhoto } from '../io/photo-work.js';

const tools = {
  decode: decodeBitmap,
  canvas: (/** @type {number} */ width, /** @type {number} */ height) => new OffscreenCanvas(width, height),
  encode: (/** @type {OffscreenCanvas} */ canvas, /** @type {number} */ quality) =>
    canvas.convertToBlob({ type: 'image/jpeg', quality }),
  digest,
};

self.addEventListener('message', async ({ data: { id, file, boxes } }) => {
  try {
    const photo = await makePhoto(file, boxes, tools);
    self.postMessage({ id, photo }, { transfer: [photo.bytes] });
  } catch (error) {
    self.postMessage({ id, code: error instanceof PhotoError ? error.code : 'mislukt' });
  }
});
