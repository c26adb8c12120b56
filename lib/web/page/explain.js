// The server explains itself in English; here its explanations become short words in the reader's
// language.  What is not known is shown as it came.
import { clock, genreName, language, languageName, number, t } from './language.js';

const reasonForms = [
  [/^genre (.+), near (.+)$/, ([, genre, wanted]) => t('reasonGenreNear', { genre: genreName(genre), wanted: genreName(wanted) })],
  [/^genre (.+)$/, ([, genre]) => t('reasonGenre', { genre: genreName(genre) })],
  [/^year unknown/, () => t('reasonYearUnknown')],
  [/^year (\d+), years widened to (.+)$/, ([, year, years]) => t('reasonYearWidened', { year, years: span(years) })],
  [/^year (\d+)$/, ([, year]) => t('reasonYear', { year })],
  [/^language unknown/, () => t('reasonLanguageUnknown')],
  [/^language (\S+), widened to any$/, ([, code]) => t('reasonLanguageWidened', { language: languageName(code) })],
  [/^language (\S+)$/, ([, code]) => t('reasonLanguage', { language: languageName(code) })],
  [/^nearest to (.*) \((-?[\d.]+)\)$/, ([, name, value]) => t('reasonNearest', { name, value: number(Number(value), 2) })],
  [/^sound (-?[\d.]+)$/, ([, value]) => t('reasonSound', { value: number(Number(value), 2) })],
  [/^taste unknown$/, () => t('reasonTasteUnknown')],
  [/^taste (-?[\d.]+)$/, ([, value]) => t('reasonTaste', { value: number(Number(value), 2) })],
];

const noteForms = [
  [/^only (\d+) of (\d+) tracks match: widened to (.+)$/, ([, n, count, what]) =>
    t('noteWidened', { n: Number(n), count: Number(count), what: widenings(what) })],
  [/^only (\d+) of (\d+) tracks found$/, ([, n, count]) => t('noteFewer', { n: Number(n), count: Number(count) })],
  [/^(\d+) places? (?:is|are) drawn by lot from (\d+) /, ([, n, count]) => t('noteLot', { n: Number(n), count: Number(count) })],
];

const wideningForms = [
  [/^the genre (.+) \((\d+)\)$/, ([, genre, count]) => t('noteWidenedGenre', { genre: genreName(genre), count: Number(count) })],
  [/^the years (.+) \((\d+)\)$/, ([, years, count]) => t('noteWidenedYears', { years: span(years), count: Number(count) })],
  [/^any language \((\d+)\)$/, ([, count]) => t('noteWidenedLanguage', { count: Number(count) })],
];

const relaxationForms = [
  [/^also in: (.+)$/, ([, genre]) => t('alsoInGenre', { genre: genreName(genre) })],
  [/^also from: (.+)$/, ([, years]) => t('alsoFromYears', { years: span(years) })],
  [/^also in any language$/, () => t('alsoInAnyLanguage')],
];

const span = (years) => years.replace('-', '–');

const widenings = (text) => text.split(/(?<=\(\d+\)), /).map((part) => said(part, wideningForms)).join(', ');

function said(text, forms) {
  for (const [form, words] of forms) {
    const match = form.exec(text);
    if (match) return words(match);
  }
  return text;
}

export const reasonText = (text) => said(text, reasonForms);
export const relaxationText = (text) => text.split('; ').map((part) => said(part, relaxationForms)).join(', ');
export const noteText = (text) => said(text, noteForms);

// What to say of a failed request: {text, detail}.  The detail is the server's own English line; it
// is left out where our words say the same.
export function failureText(error, { file, limit_text, size_text } = {}) {
  const name = file?.name ?? '';
  const detail = error.message ?? '';
  switch (error.status) {
    case 0: return { text: t('errorOffline'), detail: '' };
    case 401: return { text: t('errorToken'), detail: '' };
    case 403: return { text: t('errorForbidden'), detail };
    case 413: return file ? { text: t('errorTooLarge', { name, size: size_text, limit: limit_text }), detail: '' } : { text: t('errorOther'), detail };
    case 415:
    case 422: return file ? { text: t('errorNotAudio', { name }), detail } : { text: detail || t('errorOther'), detail: '' };
    case 429:
    case 503: return { text: t('errorBusy'), detail: '' };
    default: return detail && language() === 'en' ? { text: detail, detail: '' } : { text: t('errorOther'), detail };
  }
}

// 1:02 – 1:05
export const stretch = (start_s, duration_s) => `${clock(start_s)} – ${clock(start_s + duration_s)}`;
