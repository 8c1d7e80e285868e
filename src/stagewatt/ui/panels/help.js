// The keys, and the switch that turns single keys off.

import { html } from '../lib/html.js';
import { HELP, keysOn, switchKeys } from '../lib/keys.js';

export function Help() {
  const change = (/** @type {Event} */ event) =>
    switchKeys(/** @type {HTMLInputElement} */ (event.target).checked);
  return html`<div class="help">
    <dl>${HELP.map(([key, does]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${does}</dd>
      </div>`)}</dl>
    <label class="switch"><input type="checkbox" checked=${keysOn.value}
      onChange=${change} data-first data-testid="keys-on" /> single keys act</label>
  </div>`;
}
