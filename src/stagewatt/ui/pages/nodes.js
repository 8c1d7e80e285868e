// The nodes of this site: who is here, what each reads, how to open its screen, and what is known.

import { counting, useAges } from '../lib/ages.js';
import { age } from '../lib/format.js';
import { glyph } from '../lib/glyphs.js';
import { h, html, useEffect, useState } from '../lib/html.js';
import { rackAddress } from '../lib/route.js';
import * as store from '../lib/store.js';
import { TREAT_AS_LIVE } from '../lib/words.js';
import { title as nameOf } from '../panels/glance.js';
import { Known } from '../panels/known.js';
import { Labels, named, typedAddress } from '../panels/label.js';

export const title = 'Nodes';
export const order = 40;

/** @typedef {import('../lib/types.js').MeshDoc} MeshDoc */
/** @typedef {import('../lib/types.js').NodeDoc} NodeDoc */
/** @typedef {import('../lib/types.js').PeerDoc} PeerDoc */

const ASK_MS = 2000;

/**
 * Racks that more than one present node reads, with those nodes: the first of each pair is the one
 * whose picture is shown.
 * @param {readonly PeerDoc[]} nodes
 * @returns {{rack: string, by: string[]}[]}
 */
export function twice(nodes) {
  /** @type {Map<string, string[]>} */
  const by = new Map();
  for (const { id, racks, present } of nodes)
    if (present) for (const rack of racks) by.set(rack, [...(by.get(rack) ?? []), id]);
  return [...by].filter(([, ids]) => ids.length > 1).map(([rack, ids]) => ({ rack, by: ids.sort() }));
}

/**
 * The versions that the present nodes run, each with how many do; one entry where all are alike.
 * @param {readonly PeerDoc[]} nodes
 * @returns {[string, number][]}
 */
export function versions(nodes) {
  /** @type {Map<string, number>} */
  const count = new Map();
  for (const { version, present } of nodes)
    if (present) count.set(version, (count.get(version) ?? 0) + 1);
  return [...count].sort(([a], [b]) => a.localeCompare(b, undefined, { numeric: true }));
}

/** @type {Record<string, string>} */
const ROLES = {
  peer: 'speaks with every other node itself',
  router: 'carries the traffic of other nodes',
  client: 'speaks through another node',
};

/**
 * How this node takes part in the mesh, in words.
 * @param {MeshDoc | null | undefined} mesh
 */
export function meshWords(mesh) {
  if (!mesh) return 'takes no part: switched off in its configuration';
  if (!mesh.open) return 'cannot be spoken now: other nodes are neither heard nor told';
  const anew = mesh.opened > 1 ? `, begun anew ${mesh.opened - 1} ×` : '';
  return `${ROLES[mesh.role] ?? mesh.role}, port ${mesh.port}${anew}`;
}

/**
 * What is wrong with it, in sentences.
 * @param {MeshDoc | null | undefined} mesh
 */
export function meshTrouble(mesh) {
  if (!mesh) return [];
  const { problems, dropped } = mesh;
  const slow = `${dropped} ${dropped === 1 ? 'message was' : 'messages were'} left out: the network is too slow for them`;
  return [...problems, ...(dropped ? [slow] : [])].map((text) => `${text}.`);
}

/** @param {string} id */
function rackLink(id) {
  const rack = (store.racks.value ?? []).find((each) => each.id === id);
  return html`<a class="link" href=${rackAddress(id)}>${rack ? nameOf(rack) : id}</a>`;
}

/** @param {readonly string[]} ids */
function racksOf(ids) {
  return ids.length ? ids.map((id) => html`<li key=${id}>${rackLink(id)}</li>`) : html`<li>no rack: a viewer</li>`;
}

/** @param {readonly string[]} addresses */
function screens(addresses) {
  return addresses.map((address) => html`<li key=${address}><a class="link" href=${address}>${typedAddress(address)}</a></li>`);
}

/** @param {{node: NodeDoc, address: string}} props names beside the address, which always works */
function Names({ node, address }) {
  const urls = named(node.names, address);
  if (!urls.length) return null;
  return html`<p class="more">or by name, where the device finds .local names:</p>
    <ul class="row screens" data-testid="names">${urls.map((url) => html`<li key=${url}><a class="link" href=${url}>${url}</a></li>`)}</ul>`;
}

/** @param {{node: NodeDoc}} props */
function Here({ node }) {
  const addresses = node.addresses ?? [];
  const [chosen, choose] = useState(/** @type {string | null} */ (null));
  const address = chosen !== null && addresses.includes(chosen) ? chosen : addresses[0];
  const fact = (/** @type {string} */ name, /** @type {any} */ value) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  return html`<section class="node-here" aria-label="This node" data-testid="this-node">
    <div>
      <h2>${node.name} <span class="more">this node</span></h2>
      <dl class="facts">
        ${fact('Reads', html`<ul class="row">${racksOf(node.racks)}</ul>`)}
        ${fact('Site', node.site ?? '—')}
        ${fact('Who may join', node.locked ? 'locked: only nodes with its key' : 'open: any node on this network')}
        ${fact('Clock', node.clock === 'set' ? 'set' : 'not set: times are told as ages')}
        ${fact('Version', node.version)}
        ${node.uptime_s !== undefined && fact('Runs for', age(node.uptime_s))}
        ${fact('Mesh', html`<span data-testid="mesh">${meshWords(node.mesh)}</span>`)}
        ${fact('Node', html`<span class="num">${node.id}</span>`)}
        ${fact('This run', html`<span class="num">${node.boot_id}</span>`)}
      </dl>
      <h3>Its screen is at</h3>
      ${addresses.length === 0 && html`<p class="hint" data-testid="no-address">This node has no address on a network now.</p>`}
      <div class="choose" role=${addresses.length > 1 ? 'radiogroup' : undefined} aria-label="Address on the label">${addresses.map(
        (each) => html`<div key=${each}>
          ${addresses.length > 1 && html`<input type="radio" name="address" checked=${each === address}
            aria-label=${`${typedAddress(each)} on the label`} data-testid="choose-address" onChange=${() => choose(each)} />`}
          <a class="link num" href=${each}>${typedAddress(each)}</a></div>`,
      )}</div>
      ${address && h(Names, { node, address })}
    </div>
    ${address && h(Labels, { node, address })}
  </section>`;
}

/**
 * Another node of the site.
 * @param {PeerDoc} peer
 * @param {string | undefined} version of this node
 */
function other(peer, version) {
  const silent = !peer.present;
  const gone = peer.racks.length ? TREAT_AS_LIVE : 'NO ANSWER';
  return html`<li class="node" key=${peer.id} data-testid=${`node-${peer.id}`} data-online=${silent ? 'no' : 'yes'}>
    <span class="node-name">${silent && glyph('silent')}<b>${store.nodeName(peer.id)}</b></span>
    <span>${silent && html`<strong>${gone}</strong> `}${silent ? 'last ' : ''}heard ${counting(peer.age_s)} ago</span>
    <ul class="row">${racksOf(peer.racks)}</ul>
    <span class="more">${peer.version}${peer.version !== version && html` <b class="differs">other version</b>`}${peer.role === 'peer' ? '' : ` · ${peer.role}`}</span>
    <ul class="row screens">${screens(peer.addresses)}</ul>
  </li>`;
}

/** @param {{nodes: readonly PeerDoc[], trouble: readonly string[]}} props what a technician should know of them together */
function Notes({ nodes, trouble }) {
  const found = versions(nodes);
  const doubled = twice(nodes);
  if (found.length < 2 && !doubled.length && !trouble.length) return null;
  return html`<ul class="node-notes" data-testid="node-notes">
    ${trouble.map((text) => html`<li key=${text} data-testid="mesh-trouble">${glyph('p3')}<span><b>Mesh:</b> ${text}</span></li>`)}
    ${found.length > 1 && html`<li>${glyph('p3')}<span>Versions differ: ${found.map(([version, count]) => `${count} × ${version}`).join(', ')}.</span></li>`}
    ${doubled.map(({ rack, by: [owner = '', ...more] }) => html`<li key=${rack}>${glyph('p3')}<span>${rackLink(rack)} is read by ${more.length + 1} nodes: shown is
      what ${store.nodeName(owner)} reads; ${more.map(store.nodeName).join(', ')} ${more.length > 1 ? 'stand' : 'stands'} by.</span></li>`)}
  </ul>`;
}

/**
 * How many nodes there are, and how many of them do not answer.
 * @param {readonly PeerDoc[]} nodes
 * @param {string | undefined} site
 */
export function heading(nodes, site) {
  const silent = nodes.filter(({ present }) => !present).length;
  const count = `${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'}`;
  return `${count} of site “${site ?? '—'}”${silent ? ` · ${silent} without answer` : ''}`;
}

export function Panel() {
  const el = useAges(store.since.nodes);
  const node = store.node.value;
  const nodes = store.nodes.value;
  const others = nodes
    .filter(({ local }) => !local)
    .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  useEffect(() => {
    const ask = () => {
      void store.loadNodes();
      void store.loadNode();
    };
    ask();
    const timer = setInterval(ask, ASK_MS);
    return () => clearInterval(timer);
  }, []);
  return html`<section class="pane nodes" aria-label="Nodes" data-testid="nodes" ref=${el}>
    <header class="page-head"><h1>Nodes</h1> <span class="count">${heading(nodes, node?.site)}</span></header>
    ${node && h(Here, { node })}
    ${h(Notes, { nodes, trouble: meshTrouble(node?.mesh) })}
    <h2>Other nodes</h2>
    ${others.length ? html`<ul class="node-list live" data-testid="other-nodes">${others.map((peer) => other(peer, node?.version))}</ul>` : html`<p class="hint">None was heard since this one started.</p>`}
    ${h(Known, {})}
  </section>`;
}
