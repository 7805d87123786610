/**
 * What the phone's database holds. Later versions only ADD stores and indexes, so that an older app
 * (rolled back, or a tab that was never closed) can still read and send everything.
 *
 * - items: what is queued, with its content and state; photos have an item of their own, `kind: 'foto'`
 * - photos: bytes of photos that the server doesn't have yet, as ArrayBuffer (WebKit refuses Blobs)
 * - meta: device id, counter, draft, recent categories, lease of the sender
 * - reference: catalogue, areas, cells, tasks, planning, account: copies of the server's
 */
export const VERSION = 1;
export const ITEMS = 'items';
export const PHOTOS = 'photos';
export const META = 'meta';
export const REFERENCE = 'reference';

/** @param {IDBDatabase} db @param {number} oldVersion */
export function upgrade(db, oldVersion) {
  if (oldVersion < 1) {
    const items = db.createObjectStore(ITEMS, { keyPath: 'id' });
    items.createIndex('userId', 'userId');
    items.createIndex('state', 'state');
    items.createIndex('parentId', 'parentId');
    db.createObjectStore(PHOTOS, { keyPath: 'id' });
    db.createObjectStore(META);
    db.createObjectStore(REFERENCE);
  }
}

/**
 * @typedef {'waarneming'|'ronde'|'gebeurtenis'|'beleving'|'foto'} Kind
 * @typedef {'te-verzenden'|'bezig'|'ontvangen'|'geweigerd'} State
 *
 * @typedef {object} Item one line of the queue
 * @property {string} id UUID version 7
 * @property {Kind} kind
 * @property {string|null} parentId of a photo: what it belongs to
 * @property {string} userId who saved it; only sent when that person is signed in
 * @property {State} state
 * @property {string} savedAt RFC 3339
 * @property {number} seq order of saving on this phone, whatever its clock says
 * @property {any} content what is sent (photo: {sha256, mediaType})
 * @property {number} revision grows with each change (rounds: their `reeks`)
 * @property {string} label
 * @property {number} size bytes
 * @property {number} attempts
 * @property {number} holdUntil ms; not sent before, so that it can be undone
 * @property {number} notBefore ms; not sent before, after a failure of its own
 * @property {number} busySince ms; when it was taken up for sending
 * @property {boolean} maybeSent the server may have it: no more changes
 * @property {boolean} maybeSentBefore the same, as it was before the attempt that runs
 * @property {boolean} solo made a whole batch fail: goes by itself
 * @property {boolean} parentReceived of a photo: the server knows what it belongs to
 * @property {string|null} receipt
 * @property {string|null} receivedAt RFC 3339, the server's clock
 * @property {any} answer what the server said about it
 * @property {any} problem RFC 9457 problem or {title, detail}
 */

/**
 * @param {Partial<Item> & {id: string, kind: Kind, userId: string}} known
 * @returns {Item}
 */
export function newItem(known) {
  return {
    parentId: null, state: 'te-verzenden', savedAt: '', seq: 0, content: null, revision: 1,
    label: known.kind, size: 0, attempts: 0, holdUntil: 0, notBefore: 0, busySince: 0,
    maybeSent: false, maybeSentBefore: false, solo: false, parentReceived: false,
    receipt: null, receivedAt: null, answer: null, problem: null,
    ...known,
  };
}
