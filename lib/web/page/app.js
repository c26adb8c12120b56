// The page of melsift serve: starts its parts, and keeps what they share up to date.
import { facets, health, listen } from './api.js';
import { isDark, startAnalysis } from './analysis.js';
import { startControls } from './controls.js';
import { byId, debounced } from './dom.js';
import { failureText } from './explain.js';
import { startFolders } from './folders.js';
import { language, setLanguage, t, translate } from './language.js';
import { startLibrary } from './library.js';
import { startPlayer } from './player.js';
import { startResults } from './results.js';
import { change, emit, on, remember, state } from './state.js';
import { refreshTaste, startTaste } from './taste.js';
import { startUpload } from './upload.js';

function startPreferences() {
  for (const button of document.querySelectorAll('[data-language]'))
    button.addEventListener('click', () => setLanguage(button.dataset.language));
  on('language', showPreferences);
  byId('theme').addEventListener('click', () => {
    const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
    const wanted = isDark() ? 'light' : 'dark';
    // A theme that equals the system's is not stored: the page then follows the system again.
    if (wanted === system) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = wanted;
    remember('theme', wanted === system ? null : wanted);
    emit('theme');
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => emit('theme'));
  on('theme', showPreferences);
  showPreferences();
}

function showPreferences() {
  for (const button of document.querySelectorAll('[data-language]'))
    button.setAttribute('aria-pressed', String(button.dataset.language === language()));
  const label = t(isDark() ? 'themeLight' : 'themeDark');
  byId('theme').setAttribute('aria-label', label);
  byId('theme').title = label;
}

// The two views have URLs, so that the browser's back button works.
function startViews() {
  const show = () => {
    if (location.hash !== '#library' && location.hash !== '#sift' && location.hash !== '') return;
    const name = location.hash === '#library' ? 'library' : 'sift';
    for (const view of ['sift', 'library']) {
      byId(view).hidden = view !== name;
      if (view === name) byId(`nav-${view}`).setAttribute('aria-current', 'page');
      else byId(`nav-${view}`).removeAttribute('aria-current');
    }
    document.querySelector('.skip').setAttribute('href', name === 'library' ? '#query' : '#results-heading');
    emit('view', name);
  };
  window.addEventListener('hashchange', () => { show(); if (location.hash === '#library') scrollTo(0, 0); });
  show();
}

function showFooter() {
  const { version, model } = state.health ?? {};
  byId('footer').textContent = [version && t('footer', { version }), model?.name && t('footerModel', { name: model.name })].filter(Boolean).join(' · ');
}

async function refresh() {
  try {
    const [healthNow, facetsNow] = await Promise.all([health(), facets()]);
    change('health', { health: healthNow });
    change('facets', { facets: facetsNow });
    showConnection('');
  } catch (error) {
    showConnection(failureText(error).text);
  }
}

function showConnection(text) {
  byId('connection').hidden = !text;
  byId('connection').textContent = text;
}


let heard = true;

translate();
startPreferences();
startUpload();
startAnalysis();
startControls();
startPlayer();
startFolders();
startLibrary();
startTaste();
on('health', showFooter);
on('language', showFooter);
on('connection', (now) => {
  if (now && !heard) {  // much may have changed meanwhile
    refresh();
    refreshTaste();
  }
  if (!now) showConnection(t('connectionLost'));
  heard = now;
});
on('server-catalogue', debounced(500, refresh));
refreshTaste();
refresh();
startResults();
startViews();
listen();
