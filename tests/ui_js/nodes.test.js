// The nodes page: versions, racks read twice, names of nodes, labels, known racks, kept names.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeBrowser } from './ui.js';

fakeBrowser();
const { meshTrouble, meshWords, twice, versions } = await import('../../src/stagewatt/ui/pages/nodes.js');
const { codeOf, labels, named, typedAddress } = await import('../../src/stagewatt/ui/panels/label.js');
const { rows } = await import('../../src/stagewatt/ui/panels/known.js');
const { kept } = await import('../../src/stagewatt/ui/panels/offer.js');

const { groupsOf, nodeTitle } = await import('../../src/stagewatt/ui/lib/facts.js');

/** @param {string} id @param {object} more */
const peer = (id, more = {}) =>
  /** @type {any} */ ({ id, name: id, version: '0.4.0', racks: [], present: true, ...more });

test('a rack that two present nodes read is told, the one that is shown first', () => {
  const nodes = [
    peer('b', { racks: ['r1', 'r2'] }),
    peer('a', { racks: ['r1'] }),
    peer('c', { racks: ['r2'], present: false }),
  ];
  assert.deepEqual(twice(nodes), [{ rack: 'r1', by: ['a', 'b'] }]);
});

test('versions are counted, the oldest first, of those that are here', () => {
  const nodes = [
    peer('a'),
    peer('b', { version: '0.10.0' }),
    peer('c'),
    peer('d', { version: '9', present: false }),
  ];
  assert.deepEqual(versions(nodes), [
    ['0.4.0', 2],
    ['0.10.0', 1],
  ]);
});

test('a node is called by its name, two of the same name by their ids as well', () => {
  const all = [peer('aaaa1111', { name: 'foh' }), peer('bbbb2222', { name: 'foh' }), peer('c')];
  assert.equal(nodeTitle('c', all), 'c');
  assert.equal(nodeTitle('aaaa1111', all), 'foh (aaaa)');
  assert.equal(nodeTitle('unknown', all), 'unknown');
});

test('a label: the node with all its racks, or each rack with its own page', () => {
  const node = /** @type {any} */ ({ id: 'n1', name: 'foh', racks: ['r1', 'r2'] });
  const racks = /** @type {any} */ ([
    { id: 'r1', name: 'Dimmer SL', printed_name: 'smartPDU000001' },
    { id: 'r2', name: null, printed_name: 'smartPDU000002' },
  ]);
  const address = 'http://10.0.0.5:8080/';
  const [one, ...more] = labels(node, racks, address, false);
  assert.deepEqual([one?.name, one?.url, more.length], ['foh', address, 0]);
  assert.deepEqual(one?.racks, [
    { printed: 'smartPDU000001', called: 'Dimmer SL' },
    { printed: 'smartPDU000002', called: '' },
  ]);
  const each = labels(node, racks, address, true);
  assert.deepEqual(
    each.map(({ name, url }) => [name, url]),
    [
      ['Dimmer SL', 'http://10.0.0.5:8080/#/rack/r1'],
      ['smartPDU000002', 'http://10.0.0.5:8080/#/rack/r2'],
    ],
  );
  const asked = new URL(each[0]?.code ?? '', address).searchParams;
  assert.deepEqual([asked.get('path'), asked.get('address')], ['#/rack/r1', address]);
  assert.match(codeOf(address, '/'), /^\/api\/v1\/node\/qr\.svg\?/);
  assert.equal(typedAddress(address), '10.0.0.5:8080');
});

test('names stand beside the address, with its port; a label bears the name of its rack', () => {
  const names = ['foh.local', 'smartpdu000002.local'];
  assert.deepEqual(named(names, 'http://10.0.0.5:8080/'), [
    'http://foh.local:8080/',
    'http://smartpdu000002.local:8080/',
  ]);
  assert.deepEqual(named(['foh.local'], 'http://[fd00::7]/'), ['http://foh.local/']);
  assert.deepEqual(named(undefined, 'http://10.0.0.5/'), []);
  const node = /** @type {any} */ ({ id: 'n1', name: 'foh', racks: ['r1', 'r2'], names });
  const racks = /** @type {any} */ ([
    { id: 'r1', name: 'Dimmer SL', printed_name: 'smartPDU000001' },
    { id: 'r2', name: null, printed_name: 'smartPDU000002' },
  ]);
  const bears = (/** @type {any} */ of, /** @type {boolean} */ each) =>
    labels(of, racks, 'http://10.0.0.5:8080/', each).map(({ byName }) => byName);
  assert.deepEqual(bears(node, false), ['http://foh.local:8080/']);
  assert.deepEqual(bears(node, true), ['http://foh.local:8080/', 'http://smartpdu000002.local:8080/']);
  assert.deepEqual(bears({ ...node, names: [] }, true), ['', '']);
});

test('the mesh in plain words, and what is wrong with it', () => {
  const mesh = { open: true, role: 'peer', port: 7432, opened: 1, dropped: 0, problems: [] };
  assert.equal(meshWords(mesh), 'speaks with every other node itself, port 7432');
  assert.match(meshWords({ ...mesh, role: 'router', opened: 3 }), /^carries .*, begun anew 2 ×$/);
  assert.match(meshWords({ ...mesh, role: 'client' }), /^speaks through another node/);
  assert.match(meshWords({ ...mesh, open: false }), /^cannot be spoken now/);
  assert.match(meshWords(null), /switched off/);
  assert.deepEqual([meshTrouble(mesh), meshTrouble(null)], [[], []]);
  const locked = '10.0.0.9:7432 is locked, this node has no key';
  assert.deepEqual(meshTrouble({ ...mesh, problems: [locked], dropped: 1 }), [
    `${locked}.`,
    '1 message was left out: the network is too slow for them.',
  ]);
});

test('known racks: those of the picture, then those only remembered', () => {
  const racks = /** @type {any} */ ([{ id: 'r1', online: true, age_s: 0.1 }]);
  const old = /** @type {any} */ ([{ id: 'r9', last_seen: '2026-05-14T21:43:07Z' }]);
  assert.deepEqual(
    rows(racks, old).map(({ id, online, last_seen }) => [id, online, last_seen]),
    [
      ['r1', true, null],
      ['r9', null, '2026-05-14T21:43:07Z'],
    ],
  );
});

test('what is offered, in words', () => {
  const none = { former_node: 'a', kept_by: 'b', last_seen: null };
  assert.equal(
    kept({ ...none, name: 'Dimmer SL', group: null, names: 12, limits: 3, colors: 1 }),
    'the name “Dimmer SL”, 12 way names, 3 limits and 1 tape colour',
  );
  assert.equal(kept({ ...none, name: null, names: 1, limits: 0, colors: 0 }), '1 way name');
  assert.equal(kept({ ...none, name: null, names: 0, limits: 0, colors: 0 }), 'nothing');
});

test('the groups in use are offered once each, in their order', () => {
  const racks = [{ group: 'Stage R' }, { group: null }, { group: 'FOH' }, { group: 'Stage R' }, {}];
  assert.deepEqual(groupsOf(racks), ['FOH', 'Stage R']);
});
