import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inflateSync } from 'node:zlib';
import { drawIcons } from '../../static/icons/draw.mjs';

const icons = new Map(drawIcons().map(({ name, bytes }) => [name, bytes]));

/** @returns size and a way to look at a pixel */
function decode(bytes) {
  const size = bytes.readUInt32BE(16);
  const start = bytes.indexOf('IDAT') + 4;
  const rows = inflateSync(bytes.subarray(start, start + bytes.readUInt32BE(start - 8)));
  return { size, pixel: (x, y) => [...rows.subarray(y * (1 + size * 4) + 1 + x * 4).subarray(0, 4)] };
}

describe('the app\'s icons', () => {
  for (const [name, size] of [['icon-192.png', 192], ['icon-512.png', 512], ['icon-maskable-512.png', 512], ['apple-touch-icon.png', 180]]) {
    it(`${name} is a PNG of ${size} pixels with a white pin on blue`, () => {
      const bytes = icons.get(name);
      assert.equal(bytes.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n');
      const picture = decode(bytes);
      assert.equal(picture.size, size);
      assert.deepEqual(picture.pixel(size >> 1, Math.round(size * 0.66)), [255, 255, 255, 255]);
      assert.deepEqual(picture.pixel(size >> 1, 4), [0x0b, 0x3d, 0x63, 255]);
    });
  }

  it('have round corners, but where the system cuts them itself', () => {
    assert.equal(decode(icons.get('icon-512.png')).pixel(0, 0)[3], 0);
    assert.equal(decode(icons.get('icon-maskable-512.png')).pixel(0, 0)[3], 255);
    assert.equal(decode(icons.get('apple-touch-icon.png')).pixel(0, 0)[3], 255);
  });
});
