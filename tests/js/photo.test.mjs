import assert from 'node:assert/strict';
import { createHash, webcrypto } from 'node:crypto';
import { describe, it } from 'node:test';
import { PhotoError, createPhotoMaker } from '../../static/js/io/photo.js';
import { fitted, kindOf, makePhoto, sizeOf } from '../../static/js/io/photo-work.js';

const text = (string) => Uint8Array.from(string, (character) => character.charCodeAt(0));
const JPEG_HEAD = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0];
/** The first bytes of a JPEG of this size. */
const jpeg = (width, height) => new Uint8Array([
  ...JPEG_HEAD, 0xff, 0xc0, 0, 11, 8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0, 0, 0, 0,
]);
const file = (bytes, type = 'image/jpeg') => new Blob([bytes], { type });
const heic = file(text('\0\0\0\x18ftypheic\0\0\0\0mif1heic'), 'image/heic');

/** Canvases that remember what was drawn. */
function tools({ width = 4000, height = 3000, decode, encode } = {}) {
  const drawn = [];
  return {
    drawn,
    decode: decode ?? (async () => ({ width, height, close: () => drawn.push('close') })),
    canvas: (w, h) => ({
      width: w, height: h,
      getContext: () => ({
        fillRect: () => {},
        drawImage: (...args) => drawn.push(args.slice(1)),
      }),
    }),
    encode: encode ?? (async (canvas, quality) => new Blob([`jpeg ${canvas.width}x${canvas.height} ${quality}`], { type: 'image/jpeg' })),
    digest: (bytes) => webcrypto.subtle.digest('SHA-256', bytes),
  };
}
const refused = (promise, code) => assert.rejects(promise, (error) => {
  assert.ok(error instanceof PhotoError, error.stack);
  assert.equal(error.code, code);
  return true;
});

describe('what was chosen', () => {
  for (const [name, bytes] of [
    ['jpeg', jpeg(10, 10)], ['png', text('\x89PNG\r\n\x1a\n')], ['webp', text('RIFF\0\0\0\0WEBPVP8 ')], ['gif', text('GIF89a')],
    ['avif', text('\0\0\0\x18ftypavif')], ['heic', text('\0\0\0\x18ftypheic')], ['heic', text('\0\0\0\x18ftypmif1')],
    ['video', text('\0\0\0\x18ftypisom')], ['video', text('\0\0\0\x18ftypqt  ')], ['video', text('\x1aE\xdf\xa3')],
    ['video', text('RIFF\0\0\0\0AVI LIST')], ['onbekend', text('hello')], ['onbekend', new Uint8Array()],
  ]) {
    it(`is known by its bytes: ${name} (${String.fromCharCode(...bytes.slice(4, 12)).replace(/[^ -~]/g, '.')})`, () => {
      assert.equal(kindOf(bytes), name);
    });
  }

  it('tells its size before it is decoded', () => {
    assert.deepEqual(sizeOf(jpeg(4032, 3024), 'jpeg'), { width: 4032, height: 3024 });
    const png = new Uint8Array(24);
    png.set(text('\x89PNG\r\n\x1a\n'));
    png.set([0, 0, 1, 0], 16);
    png.set([0, 0, 0, 9], 20);
    assert.deepEqual(sizeOf(png, 'png'), { width: 256, height: 9 });
  });

  it('is no puzzle when it is cut off or odd', () => {
    assert.equal(sizeOf(jpeg(1, 1).slice(0, 11), 'jpeg'), null);
    assert.equal(sizeOf(new Uint8Array(JPEG_HEAD.concat(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)), 'jpeg'), null);
    assert.equal(sizeOf(new Uint8Array(3), 'png'), null);
    assert.equal(sizeOf(new Uint8Array(30), 'webp'), null);
  });
});

describe('a photo', () => {
  it('is scaled to 2048 pixels, as JPEG of quality 0.8', async () => {
    const photo = await makePhoto(file(jpeg(4000, 3000)), [], tools());
    assert.deepEqual([photo.width, photo.height, photo.mediaType], [2048, 1536, 'image/jpeg']);
    assert.equal(Buffer.from(photo.bytes).toString(), 'jpeg 2048x1536 0.8');
  });

  it('is never made larger, nor flattened to nothing', () => {
    assert.deepEqual(fitted(800, 600), { width: 800, height: 600 });
    assert.deepEqual(fitted(20_000, 2), { width: 2048, height: 1 });
  });

  it('has the SHA-256 of the bytes that are stored', async () => {
    const photo = await makePhoto(file(jpeg(40, 30)), [], tools());
    assert.equal(photo.sha256, createHash('sha256').update(Buffer.from(photo.bytes)).digest('hex'));
  });

  it('has its boxes burnt in, in coarse blocks', async () => {
    const kit = tools({ width: 1000, height: 1000 });
    await makePhoto(file(jpeg(1000, 1000)), [{ x: 0.1, y: 0.2, w: 0.24, h: 0.12 }], kit);
    const [whole, down, up] = kit.drawn;
    assert.deepEqual(whole, [0, 0, 1000, 1000]);
    assert.deepEqual(down, [100, 200, 240, 120, 0, 0, 12, 6]);
    assert.deepEqual(up, [0, 0, 12, 6, 100, 200, 240, 120]);
  });

  it('has boxes cut at its edges, and none outside', async () => {
    const kit = tools({ width: 100, height: 100 });
    await makePhoto(file(jpeg(100, 100)), [{ x: 0.9, y: -0.1, w: 0.5, h: 0.5 }, { x: 1.2, y: 0, w: 0.1, h: 0.1 }], kit);
    assert.equal(kit.drawn.filter((args) => args !== 'close').length, 3);
    assert.deepEqual(kit.drawn[1].slice(0, 4), [90, 0, 10, 50]);
  });

  it('frees the picture, also when it fails', async () => {
    const kit = tools({ encode: async () => { throw new Error('out of memory'); } });
    await refused(makePhoto(file(jpeg(10, 10)), [], kit), 'mislukt');
    assert.equal(kit.drawn.at(-1), 'close');
  });
});

describe('what cannot be a photo', () => {
  const broken = tools({ decode: async () => { throw new DOMException('', 'InvalidStateError'); } });

  it('a HEIC that the browser cannot decode', () => refused(makePhoto(heic, [], broken), 'heic'));
  it('but a HEIC that it can is taken', async () => assert.equal((await makePhoto(heic, [], tools())).mediaType, 'image/jpeg'));
  it('a corrupt JPEG', () => refused(makePhoto(file(jpeg(10, 10)), [], broken), 'beschadigd'));
  it('a JPEG that is no JPEG', () => refused(makePhoto(file(text('hello')), [], tools()), 'beschadigd'));
  it('an empty file', () => refused(makePhoto(file(new Uint8Array()), [], tools()), 'beschadigd'));
  it('a video', () => refused(makePhoto(file(text('\0\0\0\x18ftypisom'), 'video/mp4'), [], tools()), 'video'));
  it('a video of unknown make', () => refused(makePhoto(file(text('????'), 'video/x'), [], tools()), 'video'));
  it('a document', () => refused(makePhoto(file(text('%PDF-1.7'), 'application/pdf'), [], tools()), 'geen-foto'));
  it('more than fifty megapixels, before it is decoded', () =>
    refused(makePhoto(file(jpeg(10_000, 5_001)), [], tools({ decode: () => assert.fail() })), 'te-groot'));
  it('more than fifty megapixels, where only decoding tells', () =>
    refused(makePhoto(file(text('RIFF\0\0\0\0WEBPVP8 '), 'image/webp'), [], tools({ width: 10_000, height: 5_001 })), 'te-groot'));
  it('48 megapixels are fine', async () =>
    assert.equal((await makePhoto(file(jpeg(8064, 6048)), [], tools({ width: 8064, height: 6048 }))).width, 2048));
  it('a file that vanished under the picker', () => {
    const gone = { size: 5, type: 'image/jpeg', slice: () => ({ arrayBuffer: async () => { throw new DOMException('', 'NotReadableError'); } }) };
    return refused(makePhoto(gone, [], tools()), 'beschadigd');
  });
  it('a canvas that gives PNG all the same', () =>
    refused(makePhoto(file(jpeg(10, 10)), [], tools({ encode: async () => new Blob(['x'], { type: 'image/png' }) })), 'mislukt'));
});

describe('the worker', () => {
  /** A worker that answers as `behave` says. */
  const workerOf = (behave) => class extends EventTarget {
    postMessage(message) {
      queueMicrotask(() => behave(this, message));
    }
    terminate() {}
  };
  const answer = (worker, data) => worker.dispatchEvent(Object.assign(new Event('message'), { data }));
  const maker = (behave, kit = tools()) => createPhotoMaker({ workerUrl: '/w.js', Worker: workerOf(behave), tools: kit });

  it('does the work', async () => {
    const { prepare } = maker((worker, { id }) => answer(worker, { id, photo: { sha256: 'x' } }));
    assert.deepEqual(await prepare(file(jpeg(1, 1))), { sha256: 'x' });
  });

  it('keeps apart two photos at the same time', async () => {
    const waiting = [];
    const { prepare } = maker((worker, message) => {
      waiting.push([worker, message]);
      if (waiting.length === 2) for (const [each, { id }] of waiting.reverse()) answer(each, { id, photo: { id } });
    });
    const photos = await Promise.all([prepare(file(jpeg(1, 1))), prepare(file(jpeg(1, 1)))]);
    assert.deepEqual(photos, [{ id: 1 }, { id: 2 }]);
  });

  it('passes on that it was a video', () =>
    refused(maker((worker, { id }) => answer(worker, { id, code: 'video' })).prepare(file(jpeg(1, 1))), 'video'));

  it('leaves it to the page what it cannot decode', async () => {
    const { prepare } = maker((worker, { id }) => answer(worker, { id, code: 'heic' }));
    assert.equal((await prepare(heic)).mediaType, 'image/jpeg');
  });

  it('leaves it to the page when it breaks, from then on', async () => {
    let asked = 0;
    const { prepare } = maker((worker) => { asked += 1; worker.dispatchEvent(new Event('error')); });
    assert.equal((await prepare(file(jpeg(1, 1)))).mediaType, 'image/jpeg');
    await prepare(file(jpeg(1, 1)));
    assert.equal(asked, 1);
  });

  it('is done without where there is none', async () => {
    const { prepare } = createPhotoMaker({ workerUrl: null, Worker: null, tools: tools() });
    assert.equal((await prepare(file(jpeg(1, 1)))).width, 2048);
  });
});
