// The trainer's hands: faults that happen and are repaired, apart from the rack.

import { h, html, useEffect, useState } from '../lib/html.js';
import { Sheet, useSend } from './sheet.js';

/** @typedef {{at: Element, item: any, panel: any, hands: any, close: () => void}} Props */

/**
 * The parameters of a fault as fields.
 * @param {any} parameter
 * @param {any} panel
 */
function field(parameter, panel) {
  const { name, values, usual, low, high } = parameter;
  const options = values ?? (name === 'way' ? panel.ways.map((/** @type {any} */ { id }) => id) : null);
  if (options) {
    return html`<label>${name} <select name=${name}>${options.map((/** @type {string} */ each) => html`<option>${each}</option>`)}</select></label>`;
  }
  return html`<label>${name} <input name=${name} type="number" step="any" min=${low} max=${high} value=${usual} /></label>`;
}

/**
 * @param {{kind: any, active: any[], panel: any, send: any}} props
 */
function Fault({ kind, active, panel, send }) {
  const begin = (/** @type {Event} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    /** @type {Record<string, unknown>} */
    const given = {};
    for (const { name, usual } of kind.parameters) {
      const text = String(form.get(name) ?? '');
      given[name] = usual === undefined ? text : Number(text);
    }
    void send('faults', { fault: kind.fault, active: true, ...given });
  };
  return html`<form class="fp-fault" onSubmit=${begin} data-active=${active.length ? 'yes' : 'no'}>
    <p><b>${kind.fault.replaceAll('_', ' ')}</b> ${kind.does}</p>
    ${kind.shows && html`<p class="note">A node shows: ${kind.shows}</p>`}
    <div class="fp-fields">${kind.parameters.map((/** @type {any} */ each) => field(each, panel))}
      <button type="submit" class="button" data-testid=${`fp-begin-${kind.fault}`}>Let it happen</button>
      ${active.length > 0 && html`<button type="button" class="button main" data-testid=${`fp-end-${kind.fault}`}
        onClick=${() => send('faults', { fault: kind.fault, active: false })}>Repair (${active.length})</button>`}</div></form>`;
}

/** The trainer's hands, apart from the front. @param {Props} props */
export function FaultSheet({ at, panel, hands, close }) {
  const [all, setAll] = useState(/** @type {any} */ (null));
  const { send, shown } = useSend(hands);
  useEffect(() => {
    hands.ask('faults').then(setAll, () => undefined);
  }, [panel.faults?.length]);
  /** @type {Map<string, any[]>} */
  const groups = new Map();
  for (const kind of all?.faults ?? []) {
    const name = kind.group ?? 'faults';
    groups.set(name, [...(groups.get(name) ?? []), kind]);
  }
  const active = panel.faults ?? [];
  return h(
    Sheet,
    { title: 'Faults: the trainer’s hands', at, close },
    html`<p class="note">Not on the rack: whoever trains a crew lets these happen.</p>${shown}
      ${[...groups].map(
        ([name, kinds]) => html`<details class="fp-group"><summary>${name} <span class="badge">${kinds.length}</span></summary>
          ${kinds.map((kind) =>
            h(Fault, {
              key: kind.fault,
              kind,
              panel,
              send,
              active: active.filter((/** @type {any} */ each) => each.fault === kind.fault),
            }),
          )}</details>`,
      )}`,
  );
}
