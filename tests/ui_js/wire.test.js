import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from '../../src/stagewatt/ui/lib/wire.js';

/** @param {string} hex */
const bytes = (hex) => Uint8Array.from(Buffer.from(hex.replace(/\s+|#.*$/gm, ''), 'hex')).buffer;

// One rack, written by hand from the table of fields (little-endian; all ones: missing).
const FLEET = `
  02 01 0100 05000000 e8030000 0100   # kind, version, topic, seq, mono_ms, rows
  d2040000 39300000 ffffffff 00000000 # i_a 12.34, 123.45, missing, 0 A
  98feffff                            # worst_left_a -3.60 A
  a4a00000                            # p_w 41124 W
  0a09 ffff 0509                      # v_ln_v 231.4, missing, 230.9 V
  8a13                                # f_hz 50.02 Hz
  2d01 f600 ffff 0000                 # used_pct 30.1, 24.6, missing, 0 %
  2204                                # worst_used_pct 105.8 %
  0700                                # age_s 0.7 s
  0200 0100                           # alarms, unacked
  00 01                               # severity critical, unacked_severity warning
  01 00                               # online, warning
  02 01 00                            # tripped, neutral_loss, sensed
  00 01                               # e_stop released, neutral_relay tripped
  00 02                               # quality mains good, board stale
  00 01                               # used_bound exact, worst_bound lower
  6d61696e2e6c31 0000000000           # worst_place main.l1
`;

test('a fleet frame reads as it was written', () => {
  const frame = decode(bytes(FLEET));
  assert.ok(frame);
  assert.deepEqual([frame.kind, frame.topic, frame.seq, frame.rows], ['fleet', 1, 5, 1]);
  assert.deepEqual(
    [0, 1, 2, 3].map((k) => frame.rowNum('i_a', 0, k)),
    [12.34, 123.45, null, 0],
  );
  assert.equal(frame.rowNum('worst_left_a', 0), -3.6);
  assert.equal(frame.rowNum('p_w', 0), 41124);
  assert.deepEqual(
    [0, 1, 2].map((k) => frame.rowNum('v_ln_v', 0, k)),
    [231.4, null, 230.9],
  );
  assert.deepEqual([frame.rowNum('f_hz', 0), frame.rowNum('worst_used_pct', 0)], [50.02, 105.8]);
  assert.deepEqual([frame.rowNum('age_s', 0), frame.rowNum('alarms', 0)], [0.7, 2]);
  assert.deepEqual(
    [0, 1, 2, 3].map((k) => frame.rowNum('used_pct', 0, k)),
    [30.1, 24.6, null, 0],
  );
  assert.equal(frame.rowNum('unacked', 0), 1);
  assert.deepEqual(
    [frame.rowWord('severity', 0), frame.rowWord('unacked_severity', 0)],
    ['critical', 'warning'],
  );
  assert.deepEqual([frame.rowNum('online', 0), frame.rowNum('warning', 0)], [1, 0]);
  const words = ['main_state', 'main_cause', 'main_cause_quality', 'e_stop', 'neutral_relay'];
  assert.deepEqual(
    words.map((name) => frame.rowWord(name, 0)),
    ['tripped', 'neutral_loss', 'sensed', 'released', 'tripped'],
  );
  assert.deepEqual(
    [frame.rowWord('quality_mains', 0), frame.rowWord('quality_board', 0)],
    ['good', 'stale'],
  );
  assert.deepEqual(
    [frame.rowWord('worst_bound', 0), frame.rowWord('worst_place', 0)],
    ['lower', 'main.l1'],
  );
});

test('what is no frame of this version is none: wrong kind, version, length, nothing', () => {
  const good = new Uint8Array(bytes(FLEET));
  assert.equal(decode(new ArrayBuffer(0)), null);
  assert.equal(decode(good.slice(0, -1).buffer), null);
  assert.equal(decode(Uint8Array.from([...good, 0]).buffer), null);
  for (const [at, value] of [
    [0, 9],
    [1, 2],
    [12, 2],
  ]) {
    const bad = good.slice();
    bad[Number(at)] = Number(value);
    assert.equal(decode(bad.buffer), null, `byte ${at}`);
  }
});

test('a field that does not exist is an error, not a zero', () => {
  const frame = decode(bytes(FLEET));
  assert.throws(() => frame?.rowNum('i_amps', 0), /no field i_amps/);
  assert.throws(() => frame?.num('i_a'), /no field i_a/);
  assert.throws(() => frame?.rowNum('worst_place', 0), /is a text/);
});
