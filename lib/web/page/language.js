// Words, numbers and names in the reader's language.
import { genreNames, strings } from './strings.js';
import { emit, remember } from './state.js';

const root = document.documentElement;

export const language = () => root.lang;

// The text with this name, with placeholders such as {n} filled in; numbers are formatted for the
// language.
export function t(name, values = {}) {
  const text = strings[language()][name] ?? strings.en[name];
  const chosen = typeof text === 'object' ? text[new Intl.PluralRules(language()).select(values.n)] ?? text.other : text;
  return chosen.replace(/\{(\w+)\}/g, (whole, key) => {
    const value = values[key];
    if (value === undefined) return whole;
    return typeof value === 'number' ? number(value) : value;
  });
}

export function setLanguage(name) {
  root.lang = name;
  remember('language', name);
  translate();
  emit('language', name);
}

// The texts in index.html: data-t names the content, data-t-ATTRIBUTE an attribute.
export function translate(within = document) {
  for (const node of within.querySelectorAll('[data-t]')) node.textContent = t(node.dataset.t);
  for (const [attribute, property] of [['aria-label', 'tAriaLabel'], ['placeholder', 'tPlaceholder']]) {
    for (const node of within.querySelectorAll(`[data-t-${attribute}]`)) node.setAttribute(attribute, t(node.dataset[property]));
  }
  document.title = t('siteTitle');
  root.dataset.ready = '';
}

export const number = (value, digits = 0) =>
  new Intl.NumberFormat(language(), { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: 'negative' }).format(value);

export const percent = (share) => new Intl.NumberFormat(language(), { style: 'percent', maximumFractionDigits: 0 }).format(share);

export function fileSize(bytes) {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  let value = bytes, unit = 0;
  for (; value >= 1024 && unit < units.length - 1; ++unit) value /= 1024;
  return new Intl.NumberFormat(language(), { style: 'unit', unit: units[unit], maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

// 3:07, 1:02:45.
export function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

export function languageName(code) {
  try {
    return new Intl.DisplayNames(language(), { type: 'language' }).of(code) ?? code;
  } catch {
    return code;  // a tag may contain something else than a code
  }
}

export function genreName(name) {
  const form = name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  return genreNames[language()][form] ?? name;
}

export const titleOf = (track) => track.title || track.name || t('unnamedTrack');

// "Title by Artist", for labels and messages.
export function nameOf(track) {
  return track.artist ? t('byArtist', { title: titleOf(track), artist: track.artist }) : titleOf(track);
}
