// Scans a folder of music into the library: the user browses the folders that the server offers.
import { folders as readFolders, scan } from './api.js';
import { byId, el, icon, say, toast } from './dom.js';
import { failureText } from './explain.js';
import { t } from './language.js';
import { on, state } from './state.js';

let path = [];     // folders from the top to the open one: {id, name}
let inside = [];
let last = null;      // the last event of a scan
let progress = null;  // the displayed one

export function startFolders() {
  byId('add-folder').addEventListener('click', () => (byId('folders').hidden ? open() : close()));
  byId('close-folders').addEventListener('click', close);
  byId('folders').addEventListener('keydown', (event) => { if (event.key === 'Escape') close(); });
  on('health', () => { byId('add-folder').hidden = !state.health?.scan; });
  on('server-scan', (event) => {
    last = event;
    // One scan runs at a time: its end is announced only on a page that has seen it run.
    if (event.state !== 'running' && progress?.state !== 'running') return;
    progress = event;
    showScan();
  });
  on('language', () => { show(); showScan(); });
}

function close() {
  byId('folders').hidden = true;
  byId('add-folder').setAttribute('aria-expanded', 'false');
  byId('add-folder').focus();
}

async function open() {
  byId('folders').hidden = false;
  byId('add-folder').setAttribute('aria-expanded', 'true');
  await enter([]);
}

async function enter(there) {
  try {
    const answer = await readFolders(there.at(-1)?.id);
    path = there;
    inside = answer.folders;
  } catch (error) {
    return complain(error);
  }
  show();
  byId('folder-path').querySelector('[aria-current]')?.focus();
}

function complain(error) {
  const { text, detail } = failureText(error);
  toast(error.status === 409 ? t('scanBusy') : [text, detail].filter(Boolean).join(' '), { bad: true });
}

function show() {
  const steps = [{ id: '', name: t('folderTop') }, ...path];
  byId('folder-path').replaceChildren(el('ol', {}, ...steps.map((folder, i) => el('li', {},
    i === steps.length - 1
      ? el('span', { 'aria-current': 'location', tabindex: '-1' }, folder.name)
      : el('button', { type: 'button', class: 'link', onclick: () => enter(path.slice(0, i)) }, folder.name)))));
  const rows = inside.map((folder) => el('li', {},
    el('button', { type: 'button', class: 'folder-open', 'aria-label': t('folderOpen', { name: folder.name }), onclick: () => enter([...path, folder]) }, icon('folder'), el('span', {}, folder.name), icon('forward')),
    el('button', { type: 'button', class: 'button', 'aria-label': t('folderAddNamed', { name: folder.name }), onclick: () => add(folder) }, t('folderAdd'))));
  byId('folder-list').replaceChildren(...(rows.length > 0 ? rows : [el('li', { class: 'fine' }, t('folderNone'))]));
}

async function add(folder) {
  try {
    const { job } = await scan(folder.id, byId('prune').checked);
    // Its first event, even its end, may arrive before this answer.
    progress = last?.job === job ? last : { job, state: 'running' };
    showScan();
    close();
  } catch (error) {
    complain(error);
  }
}

let said = '';

function showScan() {
  byId('scan').hidden = !progress;
  if (!progress) return;
  const { state: how, done = 0, total = 0, new: fresh = 0, failed = 0, dropped = 0 } = progress;
  const summary = [t('scanRunning', { done, n: total }), t('scanNew', { n: fresh }), dropped > 0 && t('scanDropped', { n: dropped }), failed > 0 && t('scanFailed', { n: failed })].filter(Boolean).join(' · ');
  const text = how === 'failed' ? t('scanBroken') : how === 'done' ? t('scanDone', { summary }) : total > 0 ? summary : t('scanStarting');
  byId('scan-text').textContent = text;
  const bar = byId('scan-progress');
  const share = how === 'done' ? 1 : total > 0 ? done / total : 0;
  bar.hidden = how === 'failed';
  bar.classList.toggle('is-done', how === 'done');
  bar.setAttribute('aria-valuenow', String(Math.round(share * 100)));
  bar.firstElementChild.style.width = `${share * 100}%`;
  const reasons = progress.failures ?? [];
  const more = failed - reasons.length;
  const lines = more > 0 && reasons.length > 0 ? [...reasons, t('andMore', { n: more })] : reasons;
  byId('scan-failures').hidden = lines.length === 0;
  byId('scan-failures').querySelector('ul').replaceChildren(...lines.map((line) => el('li', {}, line)));
  // Announced at the beginning, at the end and at each quarter, not for each track.
  const milestone = `${how} ${Math.floor(share * 4)}`;
  if (milestone !== said) say(text);
  said = milestone;
}
