/** What a phone's database does to us: closed connections, full disks, other versions. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IDBFactory } from 'fake-indexeddb';
import { StoreError, connect } from '../../static/js/io/database.js';
import { INSPECTOR, freshStore, observation, photo } from './support/store.mjs';

const save = (store, photos = []) =>
  store.saveObservation({ userId: INSPECTOR, observation: observation(), photos });

/** A factory whose connections a test can spoil. */
function spoilable(spoil) {
  const real = new IDBFactory();
  const opened = [];
  return {
    opened,
    open(...parameters) {
      const request = real.open(...parameters);
      request.addEventListener('success', () => {
        const db = request.result;
        opened.push(db);
        const listen = db.addEventListener.bind(db);
        db.addEventListener = (type, listener) => (type === 'close' ? (db.onGone = listener) : listen(type, listener));
        const transaction = db.transaction.bind(db);
        db.transaction = (stores, ...rest) => spoil({ db, nth: opened.length, stores, go: () => transaction(stores, ...rest) });
      });
      return request;
    },
  };
}

describe('a connection that the browser closed (enketo#1576, dexie#2008)', () => {
  it('is opened again, and the save is done', async () => {
    const { store, indexedDB } = await freshStore();
    const other = await freshStore({ indexedDB });
    await store.close();
    const id = await save(store);
    assert.ok(await other.store.item(id));
  });

  it('is opened again when only InvalidStateError tells', async () => {
    let broken = false;
    const indexedDB = spoilable(({ nth, go }) => {
      if (broken && nth === 1) throw new DOMException('The database connection is closing.', 'InvalidStateError');
      return go();
    });
    const { store } = await freshStore({ indexedDB });
    broken = true;
    const id = await save(store, [photo(3)]);
    assert.equal((await store.photosOf(id)).length, 1);
    assert.equal(indexedDB.opened.length, 2);
  });

  it('is opened again after WebKit lost its server', async () => {
    let broken = false;
    const indexedDB = spoilable(({ nth, go }) => {
      if (broken && nth === 1) throw new DOMException('Connection to Indexed Database server lost. Refresh the page to try again', 'UnknownError');
      return go();
    });
    const { store } = await freshStore({ indexedDB });
    broken = true;
    assert.ok(await save(store));
  });

  it('is opened again after the close event', async () => {
    const indexedDB = spoilable(({ go }) => go());
    const { store } = await freshStore({ indexedDB });
    indexedDB.opened[0].onGone();
    assert.ok(await save(store));
    assert.equal(indexedDB.opened.length, 2);
  });

  it('is retried once, then said clearly, with nothing half-stored', async () => {
    let broken = false;
    const indexedDB = spoilable(({ go }) => {
      if (broken) throw new DOMException('The database connection is closing.', 'InvalidStateError');
      return go();
    });
    const { store } = await freshStore({ indexedDB });
    broken = true;
    await assert.rejects(save(store), (error) => error instanceof StoreError && error.code === 'closed');
    assert.equal(indexedDB.opened.length, 2);
    broken = false;
    assert.deepEqual(await store.queue({ userId: INSPECTOR }), []);
  });
});

describe('a full phone', () => {
  const full = () => { throw new DOMException('The quota has been exceeded.', 'QuotaExceededError'); };

  it('is said as such, and nothing is half-stored', async () => {
    let broken = false;
    const indexedDB = spoilable(({ go }) => {
      const tx = go();
      if (!broken) return tx;
      const objectStore = tx.objectStore.bind(tx);
      tx.objectStore = (name) => {
        const found = objectStore(name);
        if (name === 'photos') found.put = full;
        return found;
      };
      return tx;
    });
    const { store } = await freshStore({ indexedDB });
    broken = true;
    await assert.rejects(save(store, [photo(3)]), { code: 'quota' });
    broken = false;
    assert.deepEqual(await store.queue({ userId: INSPECTOR }), []);
  });

  it('is noticed when only the end of the transaction says so', async () => {
    let broken = false;
    const indexedDB = spoilable(({ go }) => {
      const tx = go();
      if (broken) setTimeout(() => { try { tx.abort(); } catch { /* ended */ } }, 0);
      return tx;
    });
    const connection = connect({ indexedDB, name: 'x', version: 1, upgrade: (db) => db.createObjectStore('s') });
    await connection.run(['s'], 'readwrite', (tx) => tx.objectStore('s').put(1, 'a'));
    broken = true;
    const many = async (tx) => { for (let n = 0; n < 500; n += 1) await tx.objectStore('s').put(n, `k${n}`); };
    await assert.rejects(connection.run(['s'], 'readwrite', many), StoreError);
    broken = false;
    assert.equal(await connection.run(['s'], 'readonly', (tx) => tx.objectStore('s').count()), 1);
  });

  it('leaves the store usable', async () => {
    const { store } = await freshStore();
    await assert.rejects(store.setDraft({ cannot: () => {} }), { code: 'unknown' });
    assert.ok(await save(store));
  });
});

describe('other versions of the app', () => {
  it('lets a newer version upgrade instead of blocking it', async () => {
    const { indexedDB } = await freshStore();
    const newer = connect({ indexedDB, name: 'test', version: 2, upgrade: (db) => db.createObjectStore('extra') });
    assert.equal(await newer.run(['extra'], 'readonly', (tx) => tx.objectStore('extra').count()), 0);
  });

  it('goes on in an old tab after a newer version upgraded', async () => {
    const { store, indexedDB } = await freshStore();
    const newer = connect({ indexedDB, name: 'test', version: 2, upgrade: (db) => db.createObjectStore('extra') });
    await newer.run(['extra'], 'readonly', () => {});
    const id = await save(store);
    assert.ok(await store.item(id));
  });

  it('says when another tab blocks it', async () => {
    const indexedDB = new IDBFactory();
    const stubborn = indexedDB.open('test', 1);
    await new Promise((resolve) => { stubborn.onsuccess = resolve; });
    let blocked = false;
    const newer = connect({
      indexedDB, name: 'test', version: 2, upgrade: () => {},
      onBlocked: () => { blocked = true; stubborn.result.close(); },
    });
    await newer.run([], 'readonly', () => {}).catch(() => {});
    assert.ok(blocked);
  });
});

describe('a save', () => {
  it('is done at the end of the transaction, not of the request', async () => {
    const order = [];
    const indexedDB = spoilable(({ go }) => {
      const tx = go();
      tx.addEventListener('complete', () => order.push('complete'));
      return tx;
    });
    const { store } = await freshStore({ indexedDB });
    order.length = 0;
    await save(store, [photo(3)]);
    order.push('resolved');
    assert.deepEqual(order, ['complete', 'resolved']);
  });

  it('asks the browser to write it through to disk', async () => {
    let options;
    const real = new IDBFactory();
    const indexedDB = {
      open(...parameters) {
        const request = real.open(...parameters);
        request.addEventListener('success', () => {
          const transaction = request.result.transaction.bind(request.result);
          request.result.transaction = (...args) => { [, , options] = args; return transaction(...args); };
        });
        return request;
      },
    };
    const { store } = await freshStore({ indexedDB });
    await save(store);
    assert.deepEqual(options, { durability: 'strict' });
  });
});
