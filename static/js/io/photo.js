/** Makes photos ready for storing, in a worker where that is possible and in the page where not. */
import { PhotoError, decodeBitmap, digest, makePhoto } from './photo-work.js';

export { PhotoError };

/* global __PHOTO_WORKER__ */
const BUILT = typeof __PHOTO_WORKER__ === 'undefined' ? null : __PHOTO_WORKER__;
const PATIENCE = 30_000;

/** @type {import('./photo-work.js').Tools} */
const pageTools = {
  decode: (file) => decodeBitmap(file).catch(() => decodeByElement(file)),
  canvas: (width, height) => Object.assign(document.createElement('canvas'), { width, height }),
  encode: (canvas, quality) => new Promise((resolve) => { canvas.toBlob(resolve, 'image/jpeg', quality); }),
  digest,
};

/** An <img> decodes what createImageBitmap refuses in some browsers (HEIC in Safari). */
async function decodeByElement(/** @type {Blob} */ file) {
  const address = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    return await createImageBitmap(image);
  } finally {
    URL.revokeObjectURL(address);
  }
}

/**
 * @param {{workerUrl?: string|null, Worker?: typeof globalThis.Worker|null,
 *   tools?: import('./photo-work.js').Tools}} [parts]
 * @returns {{prepare: (file: Blob, boxes?: import('./photo-work.js').Box[]) =>
 *   Promise<import('./photo-work.js').Photo>, close: () => void}} `prepare` throws PhotoError
 */
export function createPhotoMaker({
  workerUrl = BUILT, Worker = globalThis.OffscreenCanvas ? globalThis.Worker : null, tools = pageTools,
} = {}) {
  /** @type {Worker|null} */
  let worker = null;
  let usable = Boolean(Worker && workerUrl);
  let last = 0;

  /** @param {Blob} file @param {any[]} boxes @returns {Promise<any>} */
  function inWorker(file, boxes) {
    worker ??= new /** @type {any} */ (Worker)(workerUrl);
    const current = /** @type {Worker} */ (worker);
    last += 1;
    const id = last;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => end(() => reject(new Error('no answer'))), PATIENCE);
      const end = (/** @type {() => void} */ then) => {
        clearTimeout(timer);
        current.removeEventListener('message', answered);
        current.removeEventListener('error', broke);
        then();
      };
      const answered = (/** @type {MessageEvent} */ { data }) => {
        if (data.id !== id) return;
        end(() => (data.photo ? resolve(data.photo) : reject(new PhotoError(data.code))));
      };
      const broke = () => end(() => reject(new Error('worker broke')));
      current.addEventListener('message', answered);
      current.addEventListener('error', broke);
      current.postMessage({ id, file, boxes });
    });
  }

  function giveUpWorker() {
    worker?.terminate();
    worker = null;
    usable = false;
  }

  return {
    async prepare(file, boxes = []) {
      if (!usable) return makePhoto(file, boxes, tools);
      try {
        return await inWorker(file, boxes);
      } catch (error) {
        const verdict = error instanceof PhotoError && ['video', 'geen-foto', 'te-groot'].includes(error.code);
        if (verdict) throw error;
        // The page can do what a worker can't in some browsers; slower, but the photo is kept.
        if (!(error instanceof PhotoError)) giveUpWorker();
        return makePhoto(file, boxes, tools);
      }
    },
    close: giveUpWorker,
  };
}
