// The one door to the vendored view library: templates, components, signals.

import htm from '../vendor/htm.js';
import { h } from '../vendor/preact.js';

export { Component, h, render } from '../vendor/preact.js';
export { useEffect, useLayoutEffect, useRef, useState } from '../vendor/hooks.js';
export { signal } from '../vendor/signals.js';

/** Every template becomes elements; an unbalanced one is found by tests/ui_js/templates.test.js. */
export const html = htm.bind(h);
