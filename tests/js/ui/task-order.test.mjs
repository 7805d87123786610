import { test } from 'node:test';
import assert from 'node:assert/strict';
import { mergeTasks, sortTasks, urgency } from '../../../static/js/ui/task-order.js';

const feature = (id, status, extra = {}) => ({
  id, geometry: { type: 'Point', coordinates: [5.62, 52.35] },
  properties: { status, termijn: null, gewijzigdOp: '2026-03-01T10:00:00Z', ...extra },
});
const HERE = { lon: 5.62, lat: 52.35 };
const task = (id, termijn, lat = 52.35) => ({ id, status: 'toegewezen', termijn, lon: 5.62, lat });

test('what is late comes first, then what is due today, then what is near', () => {
  const tasks = [
    task('far', null, 52.36), task('near', null, 52.351), task('today', '2026-03-02'), task('late', '2026-02-20', 52.4),
  ];
  assert.deepEqual(sortTasks(tasks, HERE, '2026-03-02').map(({ id }) => id), ['late', 'today', 'near', 'far']);
});

test('without a position tasks are ordered by their deadline', () => {
  const tasks = [task('b', '2026-04-02'), task('none', null), task('a', '2026-04-01')];
  assert.deepEqual(sortTasks(tasks, {}, '2026-03-02').map(({ id }) => id), ['a', 'b', 'none']);
});

test('a closed task is not in the list', () => {
  assert.deepEqual(sortTasks([{ ...task('x', null), status: 'afgehandeld' }], HERE, '2026-03-02'), []);
});

test('two days before the deadline a task is urgent', () => {
  assert.equal(urgency('2026-03-04', '2026-03-02'), 2);
  assert.equal(urgency('2026-03-05', '2026-03-02'), 3);
});

test('a step that waits on the phone shows at once', () => {
  const [merged] = mergeTasks([feature('t', 'toegewezen')], [{ taakId: 't', soort: 'accepteren', state: 'te-verzenden' }]);
  assert.equal(merged.status, 'geaccepteerd');
  assert.ok(merged.pending);
});

test('a refused step does not change the task and says so', () => {
  const [merged] = mergeTasks([feature('t', 'toegewezen')], [{ taakId: 't', soort: 'accepteren', state: 'geweigerd' }]);
  assert.equal(merged.status, 'toegewezen');
  assert.ok(merged.refused);
  assert.ok(!merged.pending);
});

test('a newer copy from the server is believed over a step that it received', () => {
  const reopened = feature('t', 'heropend', { gewijzigdOp: '2026-03-02T12:00:00Z' });
  const events = [{ taakId: 't', soort: 'afhandelen', state: 'ontvangen', receivedAt: '2026-03-02T09:00:00Z' }];
  assert.equal(mergeTasks([reopened], events)[0].status, 'heropend');
});

const step = (id, soort, more = {}) => ({ id, soort, op: '2026-03-01T09:00:00Z', ...more });
const steps = ({ gebeurtenissen }) => gebeurtenissen.map(({ id, state }) => [id, state]);

test('the history is the server\'s, then what was done here since, also offline', () => {
  const given = feature('t', 'toegewezen', { gebeurtenissen: [step('a', 'toewijzen', { toegepast: true })] });
  const [merged] = mergeTasks([given], [
    step('b', 'accepteren', { taakId: 't', state: 'ontvangen', receivedAt: '2026-03-02T09:00:00Z' }),
    step('c', 'afhandelen', { taakId: 't', state: 'te-verzenden' }),
    step('x', 'accepteren', { taakId: 'other', state: 'te-verzenden' }),
  ]);
  assert.deepEqual(steps(merged), [['a', undefined], ['b', 'ontvangen'], ['c', 'te-verzenden']]);
  assert.equal(merged.status, 'afgehandeld');
});

test('a step that the copy has is shown once, and the copy knows the state after it', () => {
  const given = feature('t', 'heropend', {
    gewijzigdOp: '2026-03-02T09:00:00Z',
    gebeurtenissen: [step('a', 'afhandelen', { toegepast: true }), step('b', 'heropenen', { toegepast: true })],
  });
  const [merged] = mergeTasks([given], [
    step('a', 'afhandelen', { taakId: 't', state: 'ontvangen', receivedAt: '2026-03-02T09:00:00Z' }),
  ]);
  assert.deepEqual(steps(merged), [['a', undefined], ['b', undefined]]);
  assert.equal(merged.status, 'heropend');
});

test('a copy of an older server, without steps, still shows what was done here', () => {
  const [merged] = mergeTasks([feature('t', 'toegewezen')], [step('b', 'accepteren', { taakId: 't', state: 'te-verzenden' })]);
  assert.deepEqual(steps(merged), [['b', 'te-verzenden']]);
});
