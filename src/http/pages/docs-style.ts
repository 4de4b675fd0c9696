// How the API's description looks: a list beside the text where there is room, above it on a telephone. Colors are those of
// the other pages; text has a contrast of at least 5 : 1 in both schemes (WCAG 2.2, 1.4.3).

export const docsStyle = `
:root { color-scheme: light dark; --ground: #f3f1ec; --card: #fff; --ink: #1c1b1a; --soft: #5d5953; --line: #e4e0d8;
  --accent: #1f4fbf; --note: #f7f4ee; }
@media (prefers-color-scheme: dark) { :root { --ground: #161513; --card: #211f1d; --ink: #f1eee9; --soft: #b5afa6;
  --line: #38342f; --accent: #8fb0ff; --note: #2a2724; } }
* { box-sizing: border-box; }
body { margin: 0; display: grid; grid-template-columns: 18rem minmax(0, 1fr); background: var(--ground); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
a { color: var(--accent); }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.25rem 1rem; border-right: 1px solid var(--line); }
nav h2 { margin: 1rem 0 .25rem; font-size: .9rem; color: var(--soft); }
nav ul { margin: 0; padding: 0; list-style: none; }
nav a { display: block; padding: .25rem 0; font-size: .9rem; text-decoration: none; }
nav a:hover { text-decoration: underline; }
main { max-width: 56rem; padding: 1.5rem 2rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.3; }
h2 { font-size: 1.25rem; }
h3 { margin: 0 0 .5rem; font-size: 1.1rem; }
h4 { margin: 1rem 0 .25rem; font-size: .95rem; }
p { margin: 0 0 .6rem; }
article { margin: 0 0 1.25rem; padding: 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem;
  scroll-margin-top: 1rem; }
code { font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, monospace; }
.call { padding: .5rem .75rem; background: var(--note); border-radius: .5rem; }
.soft { color: var(--soft); }
dl { margin: 0 0 .75rem; }
dt { margin-top: .4rem; }
dd { margin: 0 0 0 1rem; color: var(--soft); }
.answers { margin: 0; padding: 0; list-style: none; }
.answers > li { padding: .5rem 0; border-top: 1px solid var(--line); }
details { margin: 0 0 .75rem; }
summary { padding: .6rem 0; color: var(--accent); cursor: pointer; }
pre { margin: 0 0 .75rem; padding: .75rem; background: var(--note); border-radius: .5rem; overflow-x: auto; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 1rem; padding: .5rem 1rem; background: var(--card); z-index: 1; }
:focus-visible { outline: 3px solid #e08a1e; outline-offset: 2px; }
@media (max-width: 48rem) { body { display: block; } nav { position: static; height: auto; max-height: 40vh;
  border-right: 0; border-bottom: 1px solid var(--line); } nav a { padding: .6rem 0; } main { padding: 1.25rem 1rem 3rem; } }`;
