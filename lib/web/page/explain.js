// The server gives reasons, warnings and notes as facts, objects with a kind (melsift-records(5));
// here they become short words in the reader's language.
import { clock, genreName, language, languageName, number, t } from './language.js';

const two = (value) => number(value, 2);
// "1985–2005", "1985–", "–2005".
const years = ({ from = '', to = '' }) => (from === to ? String(from) : `${from}–${to}`);

const voices = {
  taste: ({ score }) => (score === undefined ? t('reasonTasteUnknown') : t('reasonTaste', { value: two(score) })),
  crowd: ({ score }) => (score === undefined ? t('reasonCrowdUnknown') : t('reasonCrowd', { value: two(score) })),
};

// "jazz, pop, 5 more"; "none".
const known = (names, more) => [...names, more > 0 && t('andMore', { n: more })].filter(Boolean).join(', ') || t('none');

const kinds = {
  genre: ({ genre }) => t('reasonGenre', { genre: genreName(genre) }),
  widened_genre: ({ genre, wanted }) => t('reasonGenreNear', { genre: genreName(genre), wanted: genreName(wanted) }),
  year: ({ year }) => (year === undefined ? t('reasonYearUnknown') : t('reasonYear', { year: String(year) })),
  widened_year: (fact) => t('reasonYearWidened', { year: String(fact.year), years: years(fact) }),
  language: (fact) => (fact.language === undefined ? t('reasonLanguageUnknown') : t('reasonLanguage', { language: languageName(fact.language) })),
  widened_language: (fact) =>
    (fact.language === undefined ? t('reasonLanguageUnknown') : t('reasonLanguageWidened', { language: languageName(fact.language) })),
  nearest: ({ track, similarity }) => t('reasonNearest', { name: track, value: two(similarity) }),
  sound: ({ similarity }) => t('reasonSound', { value: two(similarity) }),
  step: ({ track, similarity }) => t('reasonStep', { name: track, value: two(similarity) }),
  voice: (fact) => voices[fact.voice]?.(fact),

  widened: ({ exact, wanted, parts }) => t('noteWidened', { n: exact, count: wanted, what: parts.map(words).join(', ') }),
  to_genre: ({ genre, tracks }) => t('noteWidenedGenre', { genre: genreName(genre), count: tracks }),
  to_years: (fact) => t('noteWidenedYears', { years: years(fact), count: fact.tracks }),
  to_any_language: ({ tracks }) => t('noteWidenedLanguage', { count: tracks }),
  fewer: ({ found, wanted }) => t('noteFewer', { n: found, count: wanted }),
  ties: ({ places, among }) => t('noteTies', { n: places, count: among }),

  missing_genre: ({ genre, parts = [], more }) =>
    t('warnMissingGenre', { name: genre, known: known(parts.map((part) => genreName(part.genre)), more) }),
  missing_language: ({ language: name, parts = [], more }) =>
    t('warnMissingLanguage', { name: languageName(name), known: known(parts.map((part) => languageName(part.language)), more) }),
  sound_not_compared: () => t('warnSoundNotCompared'),
  without_sound: ({ tracks, seeds }) => t('warnWithoutSound', { n: tracks, count: seeds }),
  no_taste: () => t('warnNoTaste'),
  no_crowd: () => t('warnNoCrowd'),
};

// Undefined for an unknown kind of a newer server.
const words = (fact) => kinds[fact.kind]?.(fact);

// Each fact in the reader's language, or, if its kind is unknown, the server's own English.
export const factTexts = (facts, english) => facts.map((fact, i) => words(fact) ?? english[i]);

const relaxations = {
  widened_genre: ({ genre }) => t('alsoInGenre', { genre: genreName(genre) }),
  widened_year: (fact) => t('alsoFromYears', { years: years(fact) }),
  widened_language: () => t('alsoInAnyLanguage'),
};

// How far the filters were relaxed for a track with these reasons: "also in: metal, also from: 1985–2005".
export const relaxationText = (facts = []) => facts.map((fact) => relaxations[fact.kind]?.(fact)).filter(Boolean).join(', ');

// The text for a failed request: {text, detail}.  The detail is the server's own English line; it
// is left out if the text says the same.
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
