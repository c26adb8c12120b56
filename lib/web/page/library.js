// The catalogue: search, filters, pages.
import { tracks as findTracks } from './api.js';
import { languageChoices, options } from './controls.js';
import { byId, calm, debounced, el, say } from './dom.js';
import { failureText } from './explain.js';
import { genreName, number, t } from './language.js';
import { fillTracks } from './rows.js';
import { on, state } from './state.js';

const kPage = 50;
const kSoon_ms = 180;

const query = { q: '', genre: '', language: '', liked: '', sort: '', offset: 0 };
let asking = null;
let shown = null;  // {answer} | {error}

export function startLibrary() {
  byId('search').addEventListener('submit', (event) => event.preventDefault());
  const typed = debounced(kSoon_ms, () => find({ q: byId('query').value.trim() }));
  byId('query').addEventListener('input', typed);
  for (const [id, name] of [['by-genre', 'genre'], ['by-language', 'language'], ['by-opinion', 'liked'], ['by-order', 'sort']])
    byId(id).addEventListener('change', (event) => find({ [name]: event.target.value }));
  byId('page-previous').addEventListener('click', () => turn(-kPage));
  byId('page-next').addEventListener('click', () => turn(kPage));
  on('view', (name) => { if (name === 'library') refresh(); });
  on('server-catalogue', () => { if (!byId('library').hidden) refresh(); });
  on('facets', showChoices);
  on('language', () => { showChoices(); show(); });
  showChoices();
}

function find(values) {
  Object.assign(query, values, { offset: 0 });
  refresh();
}

async function turn(by) {
  query.offset = Math.max(0, query.offset + by);
  await refresh();
  byId('library-heading').scrollIntoView({ behavior: calm() ? 'auto' : 'smooth' });
}

async function refresh() {
  asking?.abort();
  const mine = asking = new AbortController();
  const list = byId('library-list');
  const waiting = setTimeout(() => list.setAttribute('aria-busy', 'true'), 150);
  try {
    shown = { answer: await findTracks({ ...query, limit: kPage }, mine.signal) };
  } catch (error) {
    if (mine.signal.aborted) return;
    shown = { error };
  } finally {
    clearTimeout(waiting);
  }
  if (asking !== mine) return;
  list.removeAttribute('aria-busy');
  // The last page may have fewer tracks now.
  if (shown.answer && shown.answer.tracks.length === 0 && query.offset > 0) return find({});
  show();
  if (shown.answer) say(t('libraryCount', { n: shown.answer.total }));
}

function showChoices() {
  const genres = (state.facets?.genres ?? []).map(({ name, count }) => [name, `${genreName(name)} (${number(count)})`]).sort((a, b) => a[1].localeCompare(b[1]));
  options(byId('by-genre'), t('anyGenre'), genres, query.genre);
  options(byId('by-language'), t('anyLanguage'), languageChoices(), query.language);
  options(byId('by-opinion'), t('anyOpinion'), [['true', t('onlyLiked')], ['false', t('onlyDisliked')]], query.liked);
  options(byId('by-order'), t('orderPath'), [['title', t('orderTitle')], ['artist', t('orderArtist')], ['album', t('orderAlbum')], ['year', t('orderYear')]], query.sort);
}

// What stands above the tracks of an album.
function albumText(track) {
  const artist = track.album_artist ?? track.artist;
  return track.album ? [track.album, artist].filter(Boolean).join(' · ') : t('noAlbum');
}

function show() {
  if (!shown) return;
  const found = shown.answer?.tracks ?? [], total = shown.answer?.total ?? 0;
  fillTracks(byId('library-list'), found, { fallback: byId('query'), heading: query.sort === 'album' ? albumText : undefined });
  byId('library-count').textContent = shown.answer ? t('libraryCount', { n: total }) : '';
  const pages = byId('pages');
  pages.hidden = total <= kPage;
  const first = query.offset + 1, last = query.offset + found.length;
  byId('page-text').textContent = t('pageOf', { first, last, n: total });
  const focused = document.activeElement;
  byId('page-previous').disabled = query.offset === 0;
  byId('page-next').disabled = last >= total;
  // A button that becomes disabled passes the focus to its neighbour.
  if (focused?.disabled && pages.contains(focused)) pages.querySelector('button:enabled')?.focus({ preventScroll: true });
  const blank = byId('library-blank');
  blank.hidden = found.length > 0;
  if (!blank.hidden) blank.replaceChildren(...blankWords());
}

function blankWords() {
  const words = (title, help) => [el('p', { class: 'blank-title' }, title), help && el('p', {}, help)].filter(Boolean);
  if (shown.error) {
    const { text, detail } = failureText(shown.error);
    return words(text, detail);
  }
  const anything = query.q || query.genre || query.language || query.liked;
  return anything ? words(t('noTracks'), t('noTracksHelp')) : words(t('emptyLibrary'), t('emptyLibraryHelp'));
}
