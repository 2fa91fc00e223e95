// Light or dark: the person's choice wins over the system's, and the server writes it into the page, so that nothing flashes.
const theme = document.querySelector('.theme');
theme.hidden = false;
theme.addEventListener('click', () => {
  const chosen = document.documentElement.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  const next = chosen === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset.theme = next;
  document.cookie = `gp-theme=${next}; path=/; max-age=31536000; samesite=lax`;
});

// A live page reads itself anew while somebody looks at it, and takes over what has changed.
const main = document.querySelector('main[data-live]');
if (main) {
  const status = main.querySelector('.live');
  const say = (text, lost) => {
    status.hidden = false;
    status.classList.toggle('lost', lost);
    if (status.textContent !== text) status.textContent = text;
  };
  const refresh = async () => {
    if (document.hidden || main.contains(document.activeElement) && document.activeElement.matches('input, select, textarea')) return;
    const answer = await fetch(location.href, { headers: { accept: 'text/html' }, redirect: 'manual', signal: AbortSignal.timeout(10000) });
    if (!answer.ok) throw new Error(answer.type);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const part of main.querySelectorAll('[data-part]')) {
      const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
      if (fresh && fresh.innerHTML !== part.innerHTML && !part.contains(document.activeElement)) part.replaceChildren(...fresh.childNodes);
    }
    say('Live', false);
  };
  say('Live', false);
  setInterval(() => refresh().catch(() => say('Not live: reload the page', true)), main.dataset.live * 1000);
}
