/**
 * From the file that was chosen to the bytes that are stored: decoded, turned upright, scaled to at
 * most 2048 pixels, blur boxes burnt in, as JPEG whatever it was, with its SHA-256. Runs in a worker
 * with an OffscreenCanvas, or in the page with an ordinary canvas.
 *
 * @typedef {{x: number, y: number, w: number, h: number}} Box fractions of width and height
 * @typedef {{bytes: ArrayBuffer, sha256: string, mediaType: 'image/jpeg', width: number, height: number}} Photo
 */

export const LONGEST_SIDE = 2048;
export const QUALITY = 0.8;
export const MOST_PIXELS = 50_000_000;
export const MOST_BYTES = 60_000_000;

/**
 * `video`, `geen-foto`, `heic`, `te-groot`, `beschadigd`, `mislukt`: each has words on the page.
 */
export class PhotoError extends Error {
  /** @param {'video'|'geen-foto'|'heic'|'te-groot'|'beschadigd'|'mislukt'} code @param {unknown} [cause] */
  constructor(code, cause) {
    super(code, { cause });
    this.name = 'PhotoError';
    this.code = code;
  }
}

/**
 * What a file is by its first bytes; names and types that pickers give are wrong too often.
 * @param {Uint8Array} head at least the first 32 bytes
 * @returns {'jpeg'|'png'|'webp'|'gif'|'avif'|'heic'|'video'|'onbekend'}
 */
export function kindOf(head) {
  const text = (/** @type {number} */ from, /** @type {number} */ to) =>
    String.fromCharCode(...head.subarray(from, to));
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'jpeg';
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp';
  if (text(0, 4) === 'GIF8') return 'gif';
  if (text(0, 4) === 'RIFF' || text(0, 4) === '\x1aE\xdf\xa3') return 'video';
  if (text(4, 8) === 'ftyp') return brandOf(text(8, 32));
  return 'onbekend';
}

/** @param {string} brands of an ISO media file */
function brandOf(brands) {
  if (/^avi[fs]/.test(brands)) return 'avif';
  return /^(hei[cxms]|hev[cxms]|mif1|msf1)/.test(brands) ? 'heic' : 'video';
}

/**
 * Width and height as the file says, so that a huge picture is refused before it is decoded.
 * @param {Uint8Array} bytes @param {string} kind
 * @returns {{width: number, height: number}|null} null when it doesn't say where we look
 */
export function sizeOf(bytes, kind) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (kind === 'png' && bytes.length >= 24) return { width: view.getUint32(16), height: view.getUint32(20) };
  if (kind !== 'jpeg') return null;
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1];
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}

/** @param {number} width @param {number} height @returns {{width: number, height: number}} */
export function fitted(width, height) {
  const factor = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

/** @param {Blob} file @returns {Promise<string>} its kind; throws PhotoError when it can't be a photo */
async function inspect(file) {
  if (file.size === 0) throw new PhotoError('beschadigd');
  const bytes = await read(file.slice(0, 512 * 1024));
  const kind = kindOf(bytes);
  if (kind === 'video' || (kind === 'onbekend' && file.type.startsWith('video/'))) throw new PhotoError('video');
  if (kind === 'onbekend') throw new PhotoError(file.type === 'image/jpeg' ? 'beschadigd' : 'geen-foto');
  if (file.size > MOST_BYTES) throw new PhotoError('te-groot');
  const size = sizeOf(bytes, kind);
  if (size && size.width * size.height > MOST_PIXELS) throw new PhotoError('te-groot');
  return kind;
}

/** @param {Blob} blob @returns {Promise<Uint8Array>} */
async function read(blob) {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (error) {
    // The picker's file vanished: the camera app's temporary file, mostly.
    throw new PhotoError('beschadigd', error);
  }
}

/**
 * @typedef {object} Tools what differs between worker and page
 * @property {(file: Blob) => Promise<any>} decode to something a canvas can draw, upright
 * @property {(width: number, height: number) => any} canvas
 * @property {(canvas: any, quality: number) => Promise<Blob>} encode as JPEG
 * @property {(bytes: ArrayBuffer) => Promise<ArrayBuffer>} digest SHA-256
 */

/**
 * @param {Blob} file @param {Box[]} boxes @param {Tools} tools
 * @returns {Promise<Photo>} throws PhotoError
 */
export async function makePhoto(file, boxes, tools) {
  const kind = await inspect(file);
  const image = await tools.decode(file).catch((error) => {
    throw new PhotoError(kind === 'heic' ? 'heic' : 'beschadigd', error);
  });
  try {
    if (image.width * image.height > MOST_PIXELS) throw new PhotoError('te-groot');
    const { width, height } = fitted(image.width, image.height);
    const canvas = tools.canvas(width, height);
    paint(canvas, image, boxes, tools);
    const blob = await tools.encode(canvas, QUALITY);
    // Safari gives PNG where it can't do what was asked: the server wants JPEG, always.
    if (blob?.type !== 'image/jpeg') throw new PhotoError('mislukt');
    const bytes = await blob.arrayBuffer();
    const sha256 = hex(await tools.digest(bytes));
    return { bytes, sha256, mediaType: 'image/jpeg', width, height };
  } catch (error) {
    throw error instanceof PhotoError ? error : new PhotoError('mislukt', error);
  } finally {
    image.close?.();
  }
}

/** @param {any} canvas @param {any} image @param {Box[]} boxes @param {Tools} tools */
function paint(canvas, image, boxes, tools) {
  const { width, height } = canvas;
  const pen = canvas.getContext('2d', { alpha: false });
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(image, 0, 0, width, height);
  for (const box of boxes) burn(pen, canvas, box, tools);
}

/**
 * Twelve blocks of flat colour at most along the longer side: nothing of a face or a number plate can
 * be computed back from those.
 */
function burn(pen, canvas, box, tools) {
  const left = Math.max(0, Math.floor(box.x * canvas.width));
  const top = Math.max(0, Math.floor(box.y * canvas.height));
  const width = Math.min(canvas.width - left, Math.ceil(box.w * canvas.width));
  const height = Math.min(canvas.height - top, Math.ceil(box.h * canvas.height));
  if (width <= 0 || height <= 0) return;
  const blocks = Math.max(width, height) / 12;
  const small = tools.canvas(Math.max(1, Math.round(width / blocks)), Math.max(1, Math.round(height / blocks)));
  const smallPen = small.getContext('2d', { alpha: false });
  smallPen.imageSmoothingQuality = 'high';
  smallPen.drawImage(canvas, left, top, width, height, 0, 0, small.width, small.height);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(small, 0, 0, small.width, small.height, left, top, width, height);
  pen.imageSmoothingEnabled = true;
}

/** @param {ArrayBuffer} buffer */
export function hex(buffer) {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @type {Tools['digest']} */
export const digest = (bytes) => globalThis.crypto.subtle.digest('SHA-256', bytes);

/** Browsers turn a picture upright by its EXIF when asked so. @type {Tools['decode']} */
export const decodeBitmap = (file) =>
  globalThis.createImageBitmap(file, { imageOrientation: 'from-image' });
