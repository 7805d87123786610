/** The file with everything that the server hasn't acknowledged (docs/intake-file.md). */
import { ITEMS, PHOTOS } from './schema.js';
import { photosOf } from './saving.js';

/** @param {{connection: any, clock: {now: () => number}, deviceId: () => Promise<string>}} parts */
export function exportMethods({ connection, clock, deviceId }) {
  return {
    /**
     * @param {{userId: string}} who
     * @returns {Promise<any>} to be written as JSON
     */
    async exportPending({ userId }) {
      const apparaat = await deviceId();
      const items = await connection.run([ITEMS, PHOTOS], 'readonly', async (/** @type {any} */ tx) => {
        const mine = await tx.objectStore(ITEMS).index('userId').getAll(userId);
        const found = [];
        for (const item of mine.filter((/** @type {any} */ each) => each.kind !== 'foto')) {
          const photos = (await photosOf(tx, item.id)).filter((photo) => photo.state !== 'ontvangen');
          if (item.state === 'ontvangen' && photos.length === 0) continue;
          found.push({ item, photos: await withBytes(tx, photos) });
        }
        return found.sort((a, b) => a.item.seq - b.item.seq);
      });
      return {
        format: 'wijkschouw-wachtrij', version: 1, apparaat, gebruiker: userId,
        gemaaktOp: new Date(clock.now()).toISOString(), items: items.map(line),
      };
    },
  };
}

/** @param {any} tx @param {any[]} photos */
async function withBytes(tx, photos) {
  const list = [];
  for (const photo of photos) {
    const stored = await tx.objectStore(PHOTOS).get(photo.id);
    if (stored) list.push({ photo, bytes: stored.bytes });
  }
  return list;
}

/** @param {{item: any, photos: {photo: any, bytes: ArrayBuffer}[]}} found */
function line({ item, photos }) {
  return {
    soort: item.kind, id: item.id, bewaardOp: item.savedAt, staat: item.state, probleem: item.problem,
    inhoud: item.content,
    fotos: photos.map(({ photo, bytes }) => ({
      id: photo.id, sha256: photo.content.sha256, mediatype: photo.content.mediaType,
      omvang: bytes.byteLength, inhoud: base64(bytes),
    })),
  };
}

/** @param {ArrayBuffer} buffer */
export function base64(buffer) {
  const bytes = new Uint8Array(buffer);
  let text = '';
  // In pieces: a photo has more bytes than a call may have arguments.
  for (let index = 0; index < bytes.length; index += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(index, index + 0x8000));
  }
  return btoa(text);
}
