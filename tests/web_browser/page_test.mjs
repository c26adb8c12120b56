// What can be said of the page's files without a browser.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../lib/web/page');
const files = readdirSync(folder);
const text = (name) => readFileSync(path.join(folder, name), 'utf8');
// By its text: outside of a browser the suffix .js alone does not make a module.
const { strings, genreNames } = await import(`data:text/javascript;base64,${Buffer.from(text('strings.js')).toString('base64')}`);

test('both languages say everything, with the plural forms that they have', () => {
  assert.deepEqual(Object.keys(strings.ru), Object.keys(strings.en));
  for (const [language, words] of Object.entries(strings)) {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const [name, value] of Object.entries(words)) {
      if (typeof value === 'object') assert.deepEqual(Object.keys(value).sort(), [...forms].sort(), `${language} ${name}`);
      const filled = (one) => [...new Set((typeof one === 'object' ? one.other : one).match(/\{\w+\}/g) ?? [])].sort();
      assert.deepEqual(filled(value), filled(strings.en[name]), `${language} ${name} fills in other values than English`);
    }
  }
  assert.ok(Object.keys(genreNames.ru).length > 10);
});

test('every text that is named is there, and none is left over', () => {
  const all = files.filter((name) => /\.(js|html)$/.test(name) && name !== 'strings.js').map(text).join('\n');
  const named = new Set([...all.matchAll(/data-t(?:-[\w-]+)?="(\w+)"/g), ...all.matchAll(/'([a-z]\w*)'/g)].map((match) => match[1]));
  for (const [, name] of all.matchAll(/data-t(?:-[\w-]+)?="(\w+)"/g)) assert.ok(name in strings.en, name);
  for (const [, name] of all.matchAll(/\bt\('(\w+)'/g)) assert.ok(name in strings.en, name);
  assert.deepEqual(Object.keys(strings.en).filter((name) => !named.has(name)), []);
});

test('nothing is inline, nothing comes from elsewhere, and text is only ever text', () => {
  const page = text('index.html');
  assert.doesNotMatch(page, /\sstyle=|\son\w+=|<style|javascript:/i);
  for (const [, attributes, body] of page.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)) {
    assert.match(attributes, /src="\w+\.js"/);
    assert.equal(body, '');
  }
  for (const name of files) {
    const outside = (text(name).match(/(?:https?:)?\/\/[\w.-]+\.\w+[^\s"']*/g) ?? []).filter((address) => !address.includes('www.w3.org/'));
    assert.deepEqual(outside, [], name);
    assert.doesNotMatch(text(name), /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/, name);
  }
});
