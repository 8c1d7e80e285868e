// A label to print: the node's name, its racks, its address, and a QR code of the same address.

import { html, useState } from '../lib/html.js';
import * as store from '../lib/store.js';
import { title } from './glance.js';

/** @typedef {import('../lib/types.js').NodeDoc} NodeDoc */
/** @typedef {import('../lib/types.js').RackRowDoc} RackRowDoc */
/**
 * What stands on one label: `racks` are printed names with what people call them.
 * @typedef {{key: string, name: string, racks: readonly {printed: string, called: string}[], url: string, typed: string, byName: string, code: string}} Label
 */

/**
 * Where the node answers with a QR code.
 * @param {string} address one of the node's own
 * @param {string} path of the screen
 */
export function codeOf(address, path) {
  return `/api/v1/node/qr.svg?${new URLSearchParams({ path, address })}`;
}

/**
 * The labels: one for the node with all its racks, or one for each rack that opens its own page.
 * @param {NodeDoc} node
 * @param {readonly RackRowDoc[]} racks those that it reads
 * @param {string} address
 * @param {boolean} each
 * @returns {Label[]}
 */
export function labels(node, racks, address, each) {
  const line = (/** @type {RackRowDoc} */ rack) => ({
    printed: rack.printed_name,
    called: rack.name ?? '',
  });
  const typed = typedAddress(address);
  const byName = (/** @type {string} */ printed) => {
    const name = nameOf(node.names, printed);
    return name ? (named([name], address)[0] ?? '') : '';
  };
  if (!each) {
    const code = codeOf(address, '/');
    return [{ key: node.id, name: node.name, racks: racks.map(line), url: address, typed, byName: byName(''), code }];
  }
  return racks.map((rack) => {
    const path = `#/rack/${encodeURIComponent(rack.id)}`;
    const code = codeOf(address, path);
    return { key: rack.id, name: title(rack), racks: [line(rack)], url: address + path, typed, byName: byName(rack.printed_name), code };
  });
}

/**
 * The part of an address that people type.
 * @param {string} url
 */
export function typedAddress(url) {
  return url.replace(/^http:../, '').replace(/[/]$/, '');
}

/**
 * The addresses by name beside one by IP address: the names as a node tells them, the port as there.
 * @param {readonly string[] | undefined} names
 * @param {string} address
 */
export function named(names, address) {
  return (names ?? []).map((name) => {
    const url = new URL(address);
    url.hostname = name;
    return url.href;
  });
}

/**
 * Of a node's names that of one of its racks, which bears it as a print; else the first.
 * @param {readonly string[] | undefined} names
 * @param {string | undefined} printed
 */
export function nameOf(names, printed) {
  return names?.find((name) => name === `${printed?.toLowerCase()}.local`) ?? names?.[0];
}

/** Today as this device says: a label is stuck on for years, an address may not stay as long. */
function today() {
  const now = new Date();
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/**
 * @param {Label} label
 * @param {string} node
 */
function drawn({ key, name, racks, url, typed, byName, code }, node) {
  return html`<li class="label" key=${key} data-testid=${`label-${key}`}>
    <img src=${code} alt=${`QR code of ${url}`} data-testid="qr" />
    <div class="label-text">
      <strong>${name}</strong>
      <ul>${racks.map(({ printed, called }) => html`<li>${printed}${called && called !== name ? ` · ${called}` : ''}</li>`)}</ul>
      <p class="label-address">${typed}</p>
      ${byName && html`<p class="label-name">or ${byName.replace(/[^/]+[/]$/, '')}<span>${/[^/]+[/]$/.exec(byName)?.[0]}</span></p>`}
      <p class="label-note">Scan it, or type it into a browser on the same network.${name === node ? '' : ` Node ${node}.`} Address
        as of ${today()}: it may change with the network.</p>
    </div>
  </li>`;
}

/** @param {{node: NodeDoc, address: string}} props */
export function Labels({ node, address }) {
  const [each, setEach] = useState(false);
  const [alone, setAlone] = useState(false);
  const own = (store.racks.value ?? []).filter(({ id }) => node.racks.includes(id));
  const tick = (/** @type {string} */ text, /** @type {boolean} */ on, /** @type {(on: boolean) => void} */ set, /** @type {string} */ id) =>
    html`<label class="switch"><input type="checkbox" checked=${on} data-testid=${id}
      onChange=${(/** @type {Event} */ event) => set(/** @type {HTMLInputElement} */ (event.target).checked)} /> ${text}</label>`;
  return html`<section class="labels" aria-label="Label" data-alone=${alone ? 'yes' : 'no'}>
    <h2>Label</h2>
    <div class="label-tools">
      ${own.length > 0 && tick('one for each rack', each, setEach, 'label-each')}
      ${each && own.length > 1 && tick('one on each page', alone, setAlone, 'label-alone')}
      <button type="button" class="button" data-testid="print" onClick=${() => print()}>Print</button>
    </div>
    <ul class="label-sheet">${labels(node, own, address, each).map((label) => drawn(label, node.name))}</ul>
  </section>`;
}
