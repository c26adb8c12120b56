// Uploads a track: chosen or dropped, sent and analysed, with the progress of each step.
import { ApiError, classify } from './api.js';
import { byId, el, say, svg } from './dom.js';
import { failureText } from './explain.js';
import { fileSize, language, percent, t } from './language.js';
import { change, emit, on, state } from './state.js';

// The part of the wave that each stage fills, of 1.
const reach = { uploading: 0.4, waiting: 0.4, decoding: 0.55, features: 0.9, classifying: 1, done: 1 };
const stageWords = { waiting: 'stageWaiting', decoding: 'stageDecoding', features: 'stageFeatures', classifying: 'stageClassifying' };
const kBars = 96;
const kMaxTries = 5;

let job = null;  // {id, file, abort, stage, share} while one runs
let problem = null;  // the text for the last upload, if it failed
let bars = [];

export function startUpload() {
  drawWave();
  byId('choose').addEventListener('click', () => byId('file').click());
  byId('another').addEventListener('click', () => byId('file').click());
  byId('cancel').addEventListener('click', cancel);
  byId('file').addEventListener('change', (event) => {
    const [file] = event.target.files;
    event.target.value = '';  // so that the same file may be chosen again
    if (file) take(file);
  });
  takeDrops();
  on('server-analysis', (event) => {
    if (!job || event.job !== job.id || job.waiting || !(event.stage in stageWords)) return;
    const stages = Object.keys(reach);
    const before = reach[stages[stages.indexOf(event.stage) - 1]];
    show(event.stage, before + (reach[event.stage] - before) * (event.share ?? 0));
  });
  on('language', words);
  on('health', words);
  words();
}

// A static wave of bars, like that of a track; it fills as the work progresses.
function drawWave() {
  const heights = Array.from({ length: kBars }, (_, i) => {
    const phrase = 0.55 + 0.45 * Math.sin((i / kBars) * Math.PI * 3.2 + 0.4) * Math.sin((i / kBars) * Math.PI);
    const beat = 0.5 + 0.5 * Math.abs(Math.sin(i * 1.7) * Math.cos(i * 0.61));
    return Math.max(0.08, phrase * beat);
  });
  bars = heights.map((height, i) => {
    const tall = Math.round(height * 92);
    const bar = svg('rect', { x: i * 10 + 2.5, y: 50 - tall / 2, width: 5, height: tall, rx: 2.5 });
    bar.style.setProperty('--at', i / (kBars - 1));
    return bar;
  });
  byId('wave').append(svg('svg', { viewBox: `0 0 ${kBars * 10} 100`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, ...bars));
}

function takeDrops() {
  let depth = 0;  // an element is entered before the last one is left
  const carriesFile = (event) => event.dataTransfer?.types.includes('Files');
  const mark = (change_of_depth) => {
    depth = change_of_depth === 0 ? 0 : Math.max(0, depth + change_of_depth);
    document.body.classList.toggle('is-dropping', depth > 0);
  };
  window.addEventListener('dragenter', (event) => { if (carriesFile(event)) mark(1); });
  window.addEventListener('dragleave', (event) => { if (carriesFile(event)) mark(-1); });
  window.addEventListener('dragover', (event) => { if (carriesFile(event)) event.preventDefault(); });
  window.addEventListener('drop', (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    mark(0);
    const [file] = event.dataTransfer.files;
    if (file) take(file);
  });
}

async function take(file) {
  cancel();
  location.hash = '#sift';
  report(null);
  const limit = state.health?.max_upload_bytes ?? Infinity;
  if (file.size > limit) return report({ error: new ApiError(413, ''), file, limit });
  if (file.size === 0) return report({ empty: true, file });
  const mine = job = { id: crypto.getRandomValues(new Uint32Array(4)).join('-'), file, abort: new AbortController(), said: '' };
  showBusy(true);
  try {
    const track = await send(mine);
    if (job !== mine) return;
    job = null;
    const wasHere = byId('drop').contains(document.activeElement) || document.activeElement === document.body;
    change('track', { track });
    showBusy(false);
    if (wasHere) byId('track-title').focus({ preventScroll: true });
  } catch (error) {
    if (error.name === 'AbortError' || job !== mine) return;
    job = null;
    showBusy(false);
    report({ error, file, limit });
    byId('choose').focus({ preventScroll: true });
  }
}

// A busy server says when to try again.
async function send(mine) {
  const { file, abort: { signal } } = mine;
  for (let attempt = 1; ; ++attempt) {
    show('uploading', 0);
    try {
      return await classify(file, mine.id, { signal, onSent: (share) => { if (job === mine) sent(share); } });
    } catch (error) {
      if (error.status !== 503 || attempt === kMaxTries) throw error;
      await pause(mine, Math.min(Math.max(error.retry_s, 1), 30));
    }
  }
}

async function pause(mine, seconds) {
  for (mine.waiting = seconds; mine.waiting > 0; --mine.waiting) {
    words();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    mine.abort.signal.throwIfAborted();
  }
}

function sent(share) {
  if (job.stage === 'uploading') show('uploading', share * reach.uploading, share);
}

function cancel() {
  if (!job) return;
  const { abort } = job;
  job = null;
  abort.abort();
  showBusy(false);
  byId('choose').focus({ preventScroll: true });
}

function showBusy(busy) {
  byId('drop-idle').hidden = busy;
  byId('drop-busy').hidden = !busy;
  document.body.classList.toggle('is-busy', busy);
  const wave = byId('wave');
  if (busy) {
    wave.setAttribute('role', 'progressbar');
    wave.setAttribute('aria-valuemin', '0');
    wave.setAttribute('aria-valuemax', '100');
    byId('cancel').focus({ preventScroll: true });
  } else {
    for (const name of ['role', 'aria-valuemin', 'aria-valuemax', 'aria-valuenow', 'aria-valuetext', 'aria-label']) wave.removeAttribute(name);
    fill(0);
  }
  words();
  emit('busy', busy);
}

function fill(share) {
  bars.forEach((bar, i) => bar.classList.toggle('on', i < share * kBars));
}

function show(stage, share, of_stage = 0) {
  Object.assign(job, { stage, share, of_stage });
  fill(share);
  words();
}

function stageText() {
  if (job.waiting) return t('stageBusy', { n: job.waiting });
  if (stageWords[job.stage]) return t(stageWords[job.stage]);
  return t('stageUploading', { share: percent(job.of_stage ?? 0) });
}

function words() {
  const limit = state.health?.max_upload_bytes;
  byId('formats').textContent = limit ? t('formats', { size: fileSize(limit) }) : '';
  const tracks = state.health?.tracks ?? 0;
  byId('lede').textContent = tracks > 0 ? t('lede', { n: tracks }) : t('ledeEmpty');
  if (problem) report(problem);
  if (!job) return;
  const wave = byId('wave');
  const text = stageText();
  byId('busy-name').textContent = job.file.name;
  byId('busy-stage').textContent = text;
  wave.setAttribute('aria-label', t('analysisProgress'));
  wave.setAttribute('aria-valuenow', String(Math.round((job.share ?? 0) * 100)));
  wave.setAttribute('aria-valuetext', text);
  // Each stage is announced once, not each of its steps.
  const stage = job.waiting ? 'busy' : job.stage;
  if (stage && stage !== job.said) {
    job.said = stage;
    say(`${job.file.name}: ${stage === 'uploading' ? t('stageUploading', { share: '' }).trim().replace(/:$/, '') : text}`);
  }
}

function report(what) {
  problem = what;
  const box = byId('upload-problem');
  if (!what) return box.replaceChildren();
  const { error, file, limit, empty } = what;
  const { text, detail } = empty
    ? { text: t('errorEmpty', { name: file.name }), detail: '' }
    : failureText(error, { file, limit_text: fileSize(limit), size_text: fileSize(file.size) });
  box.replaceChildren(el('p', {}, text));
  if (detail) box.append(el('p', { class: 'fine', lang: language() === 'en' ? null : 'en' }, detail));
}
