// Tests of the page's files without a browser.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../lib/web/page');
const files = readdirSync(folder);
const text = (name) => readFileSync(path.join(folder, name), 'utf8');
// Imported as text: outside of a browser, the extension .js alone does not make a module.
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

// explain.js with a test language instead of that of the page.
async function explainer(language) {
  const words = `
    import { strings, genreNames } from 'data:text/javascript;base64,${Buffer.from(text('strings.js')).toString('base64')}';
    const language = () => '${language}';
    const number = (value, digits = 0) => new Intl.NumberFormat('${language}', { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
    const genreName = (name) => genreNames.${language}[name] ?? name;
    const languageName = (code) => new Intl.DisplayNames('${language}', { type: 'language' }).of(code);
    const clock = String;
    const t = (name, values = {}) => {
      const text = strings.${language}[name];
      const chosen = typeof text === 'object' ? text[new Intl.PluralRules('${language}').select(values.n)] : text;
      return chosen.replace(/\\{(\\w+)\\}/g, (_, key) => (typeof values[key] === 'number' ? number(values[key]) : values[key]));
    };`;
  const source = text('explain.js').replace(/^import .* from '\.\/language\.js';$/m, words);
  return import(`data:text/javascript;base64,${Buffer.from(source).toString('base64')}`);
}

test('each kind of fact is said in both languages', async () => {
  const en = await explainer('en'), ru = await explainer('ru');
  const cases = [
    [{ kind: 'genre', genre: 'jazz' }, 'jazz', 'джаз'],
    [{ kind: 'widened_genre', genre: 'metal', wanted: 'rock' }, 'metal, near rock', 'метал: близко к жанру рок'],
    [{ kind: 'year', year: 1995 }, 'from 1995', '1995 год'],
    [{ kind: 'year' }, 'year unknown', 'год неизвестен'],
    [{ kind: 'step', track: 'A – b', similarity: 0.9124 }, 'after A – b (0.91)', 'после «A – b» (0,91)'],
    [{ kind: 'widened_year', year: 2004, from: 1985, to: 2005 }, '2004, years widened to 1985–2005', '2004 год, годы расширены до 1985–2005'],
    [{ kind: 'widened_year', year: 2004, to: 2005 }, '2004, years widened to –2005', '2004 год, годы расширены до –2005'],
    [{ kind: 'language', language: 'fr' }, 'in French', 'язык: французский'],
    [{ kind: 'language' }, 'language unknown', 'язык неизвестен'],
    [{ kind: 'widened_language', language: 'fr' }, 'French, widened to any language', 'язык: французский (подходит любой)'],
    [{ kind: 'nearest', track: 'A - b', similarity: 0.912 }, 'nearest to A - b (0.91)', 'ближе всего к «A - b» (0,91)'],
    [{ kind: 'sound', similarity: 0.5 }, 'sound 0.50', 'звучание 0,50'],
    [{ kind: 'voice', voice: 'taste', score: 1 }, 'your taste 1.00', 'ваш вкус 1,00'],
    [{ kind: 'voice', voice: 'taste' }, 'no score for your taste', 'нет оценки по вкусу'],
    [{ kind: 'voice', voice: 'crowd', score: 0.25 }, 'other listeners 0.25', 'другие слушатели 0,25'],
    [{ kind: 'voice', voice: 'crowd' }, 'unknown to other listeners', 'другие слушатели этого не слушали'],
    [{ kind: 'widened', exact: 3, wanted: 10, parts: [
      { kind: 'to_genre', genre: 'jazz', tracks: 4 }, { kind: 'to_years', from: 1985, tracks: 2 }, { kind: 'to_any_language', tracks: 1 }] },
    'Only 3 of 10 tracks match, so the filters are widened to the genre jazz (4), the years 1985– (2), any language (1).',
    'Подходят только 3 из 10, поэтому фильтры расширены: жанр джаз (4), годы 1985– (2), любой язык (1).'],
    [{ kind: 'fewer', found: 7, wanted: 10 }, 'Only 7 of 10 tracks were found.', 'Нашлись только 7 из 10.'],
    [{ kind: 'ties', places: 1, among: 40 }, '1 place was chosen at random from 40 equally near tracks.', '1 место выбрано случайно среди одинаково близких (40).'],
    [{ kind: 'missing_genre', genre: 'rokc', more: 5, parts: [{ kind: 'genre', genre: 'rock' }, { kind: 'genre', genre: 'pop' }] },
      'No track of the library has the genre “rokc”. Its genres: rock, pop, 5 more.', 'В фонотеке нет треков жанра «rokc». Есть жанры: рок, поп, ещё 5.'],
    [{ kind: 'missing_language', language: 'fr', more: 0, parts: [{ kind: 'language', language: 'en' }] },
      'No track of the library is in the language “French”. Its languages: English.', 'В фонотеке нет треков на языке «французский». Есть языки: английский.'],
    [{ kind: 'missing_language', language: 'fr', more: 0 },
      'No track of the library is in the language “French”. Its languages: none.', 'В фонотеке нет треков на языке «французский». Есть языки: нет.'],
    [{ kind: 'sound_not_compared', seeds: 'a', catalogue: 'b' },
      'Sound is not compared: the seed tracks and the library were analysed in different ways.',
      'Звучание не сравнивается: исходные треки и фонотека проанализированы по-разному.'],
    [{ kind: 'without_sound', tracks: 1, seeds: 3 }, '1 of 3 seed tracks has no sound to compare.', '1 трек из 3 исходных нельзя сравнить по звучанию.'],
    [{ kind: 'no_taste' }, 'There is no taste yet: like and dislike some tracks, and train it.', 'Модель вкуса ещё не обучена: отметьте, что вам нравится и что нет, и запустите обучение.'],
    [{ kind: 'no_crowd' }, 'This server does not know what others play (serve --crowd).', 'Сервер не знает, что слушают другие (serve --crowd).'],
    [{ kind: 'of a newer server' }, 'as it came', 'as it came'],
  ];
  for (const [fact, english, russian] of cases) {
    assert.deepEqual(en.factTexts([fact], ['as it came']), [english]);
    assert.deepEqual(ru.factTexts([fact], ['as it came']), [russian]);
  }
  const relaxed = [
    { kind: 'widened_genre', genre: 'metal', wanted: 'rock' }, { kind: 'widened_year', year: 2004, from: 1985, to: 2005 },
    { kind: 'widened_language', language: 'fr' }, { kind: 'sound', similarity: 0.5 },
  ];
  assert.equal(en.relaxationText(relaxed), 'also in: metal, also from: 1985–2005, also in any language');
  assert.equal(ru.relaxationText(relaxed), 'другой жанр: метал, другие годы: 1985–2005, на любом языке');
  assert.equal(en.relaxationText([{ kind: 'genre', genre: 'jazz' }]), '');
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
