// Sets theme and language before the first paint, so that neither flickers.
(() => {
  const stored = (name) => {
    try {
      return localStorage.getItem(`melsift.${name}`);
    } catch {
      return null;  // a browser without storage
    }
  };
  const root = document.documentElement;
  const theme = stored('theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  const known = ['en', 'ru'];
  const preferred = [stored('language'), ...(navigator.languages ?? [navigator.language])];
  root.lang = preferred.map((name) => (name ?? '').slice(0, 2)).find((name) => known.includes(name)) ?? 'en';
  // The text of the page is English until it is translated: only English readers see it before
  // that.
  if (root.lang === 'en') root.dataset.ready = '';
})();
