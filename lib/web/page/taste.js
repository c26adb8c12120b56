// Likes and dislikes, the network that learns from them, and the switch for plays of others.
import { taste as readTaste, trainTaste } from './api.js';
import { byId, say, toast } from './dom.js';
import { failureText } from './explain.js';
import { t } from './language.js';
import { change, emit, on, remember, remembered, state } from './state.js';

let pending = false;  // a training was requested and has not ended
let finished = 0;

export function startTaste() {
  byId('train').addEventListener('click', train);
  byId('use-taste').addEventListener('change', (event) => {
    remember('taste', event.target.checked ? 'on' : 'off');
    change('use-taste', { useTaste: event.target.checked });
  });
  byId('use-crowd').addEventListener('change', (event) => {
    remember('crowd', event.target.checked ? 'on' : 'off');
    change('use-crowd', { useCrowd: event.target.checked });
  });
  on('health', showCrowd);
  on('server-taste', take);
  on('liked', refreshTaste);
  on('language', show);
  show();
}

// Only a server with a crowd model has the switch.
function showCrowd() {
  const known = Boolean(state.health?.crowd);
  byId('crowd').hidden = !known;
  const wanted = known && remembered('crowd') === 'on';
  byId('use-crowd').checked = wanted;
  if (wanted !== state.useCrowd) change('use-crowd', { useCrowd: wanted });
}

export async function refreshTaste() {
  try {
    take(await readTaste());
  } catch {
    // The notice about the connection says it.
  }
}

function take(now) {
  const before = state.taste?.state;
  change('taste', { taste: now });
  const ready = now.state === 'ready';
  if (before === undefined && ready) useFrom(remembered('taste') !== 'off');
  if (ready && (before === 'training' || pending)) {
    pending = false;
    ++finished;
    say(t('tasteReady'));
    // The user wants to see the effect of a new taste.
    if (state.useTaste) emit('taste-ready');
    else useFrom(true);
  }
  if (now.state === 'failed') pending = false;
  if (before === 'training' && now.state === 'failed') say(t('tasteFailed', { why: now.error ?? '' }));
  if (!ready && now.state !== 'training' && state.useTaste) useFrom(false);
  show();
}

function useFrom(useTaste) {
  change('use-taste', { useTaste });
}

async function train() {
  byId('train').disabled = true;
  try {
    const before = finished;
    await trainTaste();
    // A small taste is trained before this answer arrives; the event about its end may have come
    // already, or may have been missed.
    if (finished === before) {
      pending = true;
      say(t('tasteTrainingSoon'));
      await refreshTaste();
    }
  } catch (error) {
    if (error.status === 409 && error.answer.likes !== undefined) {
      await refreshTaste();
      say(words(state.taste));
    } else {
      const { text, detail } = failureText(error);
      toast([text, detail].filter(Boolean).join(' '), { bad: true });
    }
    show();
  }
}

function show() {
  const { taste, useTaste } = state;
  const training = taste?.state === 'training';
  byId('taste-counts').textContent = taste ? `${t('likes', { n: taste.likes ?? 0 })} · ${t('dislikes', { n: taste.dislikes ?? 0 })}` : '';
  byId('taste-text').textContent = words(taste);
  const progress = byId('taste-progress');
  progress.hidden = !training;
  const share = training && taste.epochs > 0 ? taste.epoch / taste.epochs : 0;
  progress.setAttribute('aria-valuenow', String(Math.round(share * 100)));
  progress.firstElementChild.style.width = `${share * 100}%`;
  const button = byId('train');
  button.disabled = training;
  button.textContent = t(taste?.state === 'ready' ? 'trainAgain' : 'trainTaste');
  byId('use-taste').disabled = taste?.state !== 'ready' && !useTaste;
  byId('use-taste').checked = useTaste;
}

// "2 likes, 1 dislike": the ratings without which no taste can be trained.
function stillNeeded(taste) {
  return [['neededLikes', taste?.needed_likes], ['neededDislikes', taste?.needed_dislikes]]
    .filter(([, n]) => n > 0).map(([name, n]) => t(name, { n })).join(', ');
}

function words(taste) {
  if (taste?.state === 'training') return taste.epochs > 0 ? t('tasteTraining', { epoch: taste.epoch ?? 0, epochs: taste.epochs }) : t('tasteTrainingSoon');
  const needed = stillNeeded(taste);
  if (needed && taste.state !== 'ready') return t('tasteNeeds', { needed });
  if (taste?.state === 'failed') return t('tasteFailed', { why: taste.error ?? '' });
  return t(taste?.state === 'ready' ? 'tasteReady' : 'tasteNone');
}
