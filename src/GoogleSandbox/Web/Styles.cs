namespace GmailPlatform.GoogleSandbox.Web;

/// <summary>The one style sheet, inlined: no page needs a second request.</summary>
internal static class Styles
{
    public static readonly Html Css = new("""
        :root { color-scheme: light dark; --ink: #1c2024; --soft: #5b636d; --line: #d5dae0; --page: #eef1f5; --card: #fff;
          --accent: #1557b0; --accent-ink: #fff; --note: #fff4d6; --note-ink: #5c4300; --hover: #f3f6fa; --error: #a3190f; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --soft: #a9b1ba; --line: #3a4149; --page: #14171a; --card: #1e2226;
          --accent: #9ec3ff; --accent-ink: #0b2545; --note: #3a3012; --note-ink: #f6dd93; --hover: #272c31; --error: #ffb4ab; } }
        * { box-sizing: border-box; }
        body { margin: 0; min-height: 100vh; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", Roboto, sans-serif;
          display: flex; flex-direction: column; align-items: center; }
        .banner { width: 100%; margin: 0; padding: .55rem 1rem; background: var(--note); color: var(--note-ink); text-align: center; font-size: .875rem; }
        .banner strong { text-transform: uppercase; letter-spacing: .06em; margin-right: .5em; }
        .card { width: min(30rem, calc(100% - 2rem)); margin: auto; padding: 2.25rem; background: var(--card); border: 1px solid var(--line); border-radius: 1.25rem; }
        .card.wide { width: min(52rem, calc(100% - 2rem)); margin: 2rem auto; }
        h1 { font-size: 1.6rem; font-weight: 500; line-height: 1.25; margin: 0 0 .5rem; }
        h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
        .lead { color: var(--soft); margin: 0 0 1.5rem; }
        .small { color: var(--soft); font-size: .875rem; }
        .app { color: var(--accent); font-weight: 600; overflow-wrap: anywhere; }
        .error { color: var(--error); font-weight: 600; }
        ul.plain { list-style: none; margin: 0; padding: 0; }
        .row { display: flex; align-items: center; gap: .9rem; width: 100%; padding: .8rem .5rem; border-top: 1px solid var(--line); }
        li:last-child > .row { border-bottom: 1px solid var(--line); }
        button.row { border-width: 1px 0 0; border-style: solid; background: none; color: inherit; font: inherit; text-align: left; cursor: pointer; }
        button.row:hover { background: var(--hover); }
        .avatar { flex: none; width: 2.5rem; height: 2.5rem; border-radius: 50%; }
        .who { display: flex; flex-direction: column; line-height: 1.3; min-width: 0; }
        .who span { color: var(--soft); font-size: .9rem; overflow-wrap: anywhere; }
        .pill { display: inline-flex; align-items: center; gap: .5rem; padding: .25rem .8rem .25rem .25rem; border: 1px solid var(--line); border-radius: 2rem; font-size: .9rem; margin-bottom: 1.25rem; max-width: 100%; }
        .pill .avatar { width: 1.75rem; height: 1.75rem; }
        .pill span { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
        fieldset { border: 0; margin: 0 0 1.25rem; padding: 0; }
        legend { padding: 0; font-weight: 600; margin-bottom: .25rem; }
        label.scope, .scope { display: flex; gap: .9rem; align-items: flex-start; padding: .8rem .25rem; border-top: 1px solid var(--line); }
        label.scope { cursor: pointer; }
        label.scope:hover { background: var(--hover); }
        .scope input { flex: none; width: 1.2rem; height: 1.2rem; margin: .15rem 0 0; accent-color: var(--accent); }
        .scope code { display: block; color: var(--soft); font-size: .8rem; overflow-wrap: anywhere; }
        .actions { display: flex; flex-direction: row-reverse; justify-content: flex-start; flex-wrap: wrap; gap: .75rem; margin-top: 1.5rem; }
        .button { padding: .6rem 1.4rem; border-radius: 2rem; border: 1px solid var(--line); background: none; color: var(--accent); font: inherit; font-weight: 600; cursor: pointer; }
        .button:hover { background: var(--hover); }
        .button.primary { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); }
        .link { background: none; border: 0; padding: 0; font: inherit; color: var(--accent); text-decoration: underline; cursor: pointer; }
        a { color: var(--accent); }
        :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
        code { font-family: ui-monospace, "Cascadia Mono", Menlo, monospace; font-size: .875em; overflow-wrap: anywhere; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .4rem 1.25rem; margin: 0; }
        dt { color: var(--soft); } dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
        @media (max-width: 32rem) { .card { padding: 1.5rem; } dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .6rem; } }
        """);
}
