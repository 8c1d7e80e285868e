import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unbalanced } from './balance.js';
import { ownModules } from './ui.js';

/**
 * The static strings of every html template in a module, nested ones too.
 * @param {string} text
 */
export function templates(text) {
  /** @type {string[][]} */
  const found = [];
  /** @param {number} at just behind the opening backtick */
  const read = (at) => {
    /** @type {string[]} */
    const strings = [''];
    let k = at;
    while (text[k] !== '`') {
      if (k >= text.length) throw new Error('a template without an end');
      if (text.startsWith('${', k)) {
        k = hole(k + 2);
        strings.push('');
      } else {
        strings[strings.length - 1] += text[k];
        k += text[k] === '\\' ? 2 : 1;
      }
    }
    return { strings, end: k + 1 };
  };
  /** @param {number} at just behind the opening brace; skips to behind the closing one */
  const hole = (at) => {
    let [k, depth] = [at, 1];
    while (depth > 0) {
      if (text[k] === '`') k = template(k);
      else if (text[k] === "'" || text[k] === '"') k = text.indexOf(String(text[k]), k + 1) + 1;
      else {
        if (text[k] === '{') depth += 1;
        if (text[k] === '}') depth -= 1;
        k += 1;
      }
    }
    return k;
  };
  /** @param {number} at the backtick */
  const template = (at) => {
    const { strings, end } = read(at + 1);
    if (text.slice(0, at).endsWith('html')) found.push(strings);
    return end;
  };
  const code = text.replace(/\/\*[\s\S]*?\*\//g, (comment) => ' '.repeat(comment.length));
  text = code.replace(/^\s*\/\/.*$/gm, (comment) => ' '.repeat(comment.length));
  for (let k = text.indexOf('html`'); k >= 0; k = text.indexOf('html`', k)) k = template(k + 4);
  return found;
}

test('every template of every module closes what it opens', () => {
  let count = 0;
  for (const { path, text } of ownModules()) {
    if (path === 'lib/html.js') continue;
    for (const strings of templates(text)) {
      count += 1;
      assert.equal(unbalanced(strings), null, `${path}: ${strings.join('${}').slice(0, 120)}`);
    }
  }
  assert.ok(count > 40, `only ${count} templates found`);
});

test('broken templates are found, nested ones too', () => {
  assert.match(String(unbalanced(['<div><b>x</div>'])), /<b> is closed by <\/div>/);
  assert.match(String(unbalanced(['<div>'])), /never closed/);
  assert.match(String(unbalanced(['</p>'])), /not open/);
  assert.match(String(unbalanced(['<', ' a=1 />'])), /component as a tag/);
  assert.equal(unbalanced(['<p class=', '><img src="a>b" /></p>']), null);
  const nested = templates(
    'x = html`<ul>${list.map((a) => html`<li>${a ? "}" : `<i>`}</b>`)}</ul>`;',
  );
  assert.deepEqual(
    nested.map((strings) => unbalanced(strings) === null),
    [false, true],
  );
});
