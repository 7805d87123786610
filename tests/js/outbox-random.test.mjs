/**
 * Chance against the sender: people save, edit, undo, walk and handle tasks while requests and answers
 * get lost, the server stumbles, sessions end, clocks jump and the app is killed. At the end the
 * server has exactly what was saved, once, and the phone knows. A failing seed is in the test's name.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seeded } from '../../static/js/domain/draw.js';
import { uuidV7 } from '../../static/js/domain/ids.js';
import { allReceived, phone, settle } from './support/phone.mjs';
import { INSPECTOR, observation, photo } from './support/store.mjs';

const FAULTS = ['drop-request', 'drop-answer', 'cut-answer', 'timeout', '500', '500-html', '502-html', '503',
  '429', '401', 'captive', 'captive-json', 'redirect', '413-html'];
const SEEDS = Number(process.env.SEEDS ?? 25);
const STEPS = 25;

/** One life of a phone in the street. */
class Walk {
  constructor(field, random) {
    this.field = field;
    this.random = random;
    /** What must be at the server in the end: id → what counts of it. */
    this.expected = new Map();
    this.photos = new Map();
    this.rounds = new Map();
  }

  get store() { return this.field.store; }
  chance(part) { return this.random() < part; }
  pick(list) { return list[Math.floor(this.random() * list.length)]; }

  pictures() {
    return Array.from({ length: Math.floor(this.random() * 3) }, () => ({
      ...photo(1 + Math.floor(this.random() * 60), Math.floor(this.random() * 256)),
      id: uuidV7(this.field.clock.now()),
    }));
  }

  async save() {
    const pictures = this.pictures();
    const level = this.pick(['A+', 'A', 'B', 'C', 'D']);
    const id = await this.store.saveObservation({
      userId: INSPECTOR, observation: observation({ niveau: level }), photos: pictures,
    });
    this.expected.set(id, level);
    for (const { id: photoId, sha256 } of pictures) this.photos.set(photoId, { parent: id, sha256 });
  }

  async doubleTap() {
    const id = uuidV7(this.field.clock.now());
    const input = { userId: INSPECTOR, observation: observation({ niveau: 'B' }, id) };
    await Promise.all([this.store.saveObservation(input), this.store.saveObservation(input)]);
    this.expected.set(id, 'B');
  }

  async edit() {
    const id = this.pick([...this.expected.keys()]);
    if (!id || (await this.store.item(id))?.kind !== 'waarneming') return;
    const level = this.pick(['A+', 'D']);
    await this.unlessSent(async () => {
      await this.store.updateObservation(id, { properties: { niveau: level } });
      this.expected.set(id, level);
    });
  }

  async undo() {
    const id = this.pick([...this.expected.keys()]);
    if (!id || (await this.store.item(id))?.kind !== 'waarneming') return;
    await this.unlessSent(async () => {
      await this.store.removeObservation(id);
      this.expected.delete(id);
      for (const [photoId, { parent }] of this.photos) if (parent === id) this.photos.delete(photoId);
    });
  }

  async unlessSent(work) {
    await work().catch((error) => { if (error.code !== 'already-sent') throw error; });
  }

  async walk() {
    const id = this.pick([...this.rounds.keys(), 'new']);
    const roundId = id === 'new' ? uuidV7(this.field.clock.now()) : id;
    const reeks = (this.rounds.get(id) ?? 0) + 1;
    this.rounds.set(roundId, reeks);
    await this.store.saveRound({
      userId: INSPECTOR, round: { id: roundId, reeks, gebied: 'BU99990101', beeindigdOp: this.chance(0.2) ? 'x' : null },
    });
    this.expected.set(roundId, reeks);
  }

  async handle() {
    const id = await this.store.saveTaskEvent({
      userId: INSPECTOR, taskId: this.pick(['t1', 't2']), event: { soort: 'accepteren', n: this.random() },
    });
    this.expected.set(id, undefined);
  }

  async crash() {
    await this.field.outbox.stop();
    this.field.store.close();
    const { clock, indexedDB, server } = this.field;
    this.field = await phone({ clock, indexedDB, server, locks: this.chance(0.3) ? null : undefined, random: this.random });
    this.field.outbox.start();
  }

  async wait() {
    const { clock, outbox } = this.field;
    if (this.chance(0.1)) clock.set(clock.now() + (this.random() - 0.5) * 1e9);
    else clock.pass(this.random() * 20_000);
    if (this.chance(0.5)) clock.ring();
    await outbox.idle();
  }

  async step() {
    const deed = this.pick(['save', 'save', 'save', 'edit', 'undo', 'doubleTap', 'walk', 'walk', 'handle', 'crash', 'wait', 'wait', 'push']);
    if (deed === 'push') await this.field.outbox.sendNow();
    else await this[deed]();
  }
}

const counts = (record) => {
  if (record.soort === 'waarneming') return record.inhoud.properties.niveau;
  return record.soort === 'ronde' ? record.inhoud.reeks : undefined;
};

async function live(seed) {
  const random = seeded(seed);
  const field = await phone({ random });
  const { server } = field;
  const walk = new Walk(field, random);
  const badness = random() * 0.8;
  server.fault = () => (random() < badness ? FAULTS[Math.floor(random() * FAULTS.length)] : null);
  server.judge = ({ soort }) => (soort !== 'foto' && random() < 0.1 ? { uitkomst: 'later' } : null);
  field.outbox.start();
  for (let step = 0; step < STEPS; step += 1) await walk.step();
  server.fault = () => null;
  server.judge = () => null;
  await walk.crash();
  await settle(walk.field, { rings: 500, done: () => allReceived(walk.field) });
  return { walk, server };
}

describe('a day in the street', () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    it(`seed ${seed}: nothing lost, nothing doubled`, async () => {
      const { walk, server } = await live(seed);
      assert.ok(await allReceived(walk.field), JSON.stringify(await walk.store.counts()));
      const arrived = new Map([...server.records].map(([id, record]) => [id, counts(record)]));
      assert.deepEqual(sorted(arrived), sorted(walk.expected));
      assert.deepEqual(server.conflicts, []);
      const sums = new Map([...walk.photos].map(([id, { sha256 }]) => [id, sha256]));
      assert.deepEqual(sorted(server.photos), sorted(sums));
    });
  }
});

const sorted = (map) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
