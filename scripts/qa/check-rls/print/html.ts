import type { Finding } from "../finding.ts";
import { failuresOf, type Matrix, type Report } from "../report.ts";

const safe = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const style = `
:root { color-scheme: light dark; --fg: light-dark(#1b1f24, #e6e8eb); --bg: light-dark(#fff, #14171a); --soft: light-dark(#eef1f4, #20252a);
  --line: light-dark(#d5dae0, #343b42); --good: light-dark(#10693d, #6fd3a0); --bad: light-dark(#b3261e, #ff8f86); --dim: light-dark(#5c6670, #98a2ad); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 90rem; padding: 2rem 1.5rem 4rem; background: var(--bg); color: var(--fg); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2.5rem 0 .75rem; }
p { margin: .25rem 0; max-width: 75ch; } .dim { color: var(--dim); } .good { color: var(--good); } .bad { color: var(--bad); }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: collapse; width: 100%; } th, td { padding: .35rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
tr:last-child td { border-bottom: 0; } thead th { background: var(--soft); font-weight: 600; }
.matrix td, .matrix thead th { text-align: center; } .matrix tbody th { position: sticky; left: 0; background: var(--bg); font-weight: 500; white-space: nowrap; }
.matrix thead th { vertical-align: bottom; } .matrix thead th:first-child { position: sticky; left: 0; } .matrix .who { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; text-align: left; font-weight: 500; }
.matrix td { font-family: ui-monospace, monospace; } .matrix td.none { color: var(--dim); } .matrix td.wrong { background: var(--bad); color: var(--bg); font-weight: 700; }
.numbers { display: flex; flex-wrap: wrap; gap: 1rem; } .numbers div { border: 1px solid var(--line); border-radius: 6px; padding: .75rem 1rem; min-width: 14rem; }
.numbers b { display: block; font-size: 1.4rem; } code { font-family: ui-monospace, monospace; }
`;

/** One self-contained page: the verdict, the matrix of who may do what, every finding. Nothing is loaded from anywhere. */
export function toHtml(report: Report): string {
  const failed = failuresOf(report).length;
  const verdict =
    failed === 0
      ? '<span class="good">No way across tenants was found</span>'
      : `<span class="bad">${failed} findings</span>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Isolation of tenants</title><style>${style}</style></head><body>
<h1>${verdict}</h1>
<p class="dim">${safe(report.database)} · ${report.seconds.toFixed(1)} s</p>
<h2>What was checked</h2>
<div class="numbers">${numbers(report)}</div>
${findings("Failures", [...(report.static?.failures ?? []), ...(report.behaviour?.failures ?? [])])}
${findings("Mutants that survived", report.mutation?.survivors ?? [])}
${report.matrix ? matrix(report.matrix) : ""}
${kinds(report)}
${notes(report)}
</body></html>
`;
}

function numbers({ static: rules, behaviour, mutation }: Report): string {
  const box = (number: string, words: string) => `<div><b>${number}</b>${safe(words)}</div>`;
  return [
    ...(rules ? [box(String(rules.checked), "rules asked of the catalogue")] : []),
    ...(behaviour
      ? [
          box(String(behaviour.through.sql), `attempts in SQL, as the ${behaviour.as}`),
          box(String(behaviour.through.edge), "requests to the edge"),
          box(String(behaviour.through.rest), "requests to the REST endpoint"),
        ]
      : []),
    ...(mutation ? [box(`${mutation.killed} / ${mutation.tried}`, "mutants noticed")] : []),
  ].join("");
}

function notes({ behaviour, mutation }: Report): string {
  const lines = [
    ...(behaviour?.skipped ?? []).map((way) => `Not tried: ${way}`),
    ...(mutation?.equivalent ?? []).map((e) => `No hole: ${e.object}: ${e.sentence}. ${e.reason}`),
    ...(mutation?.untried ?? []).map((u) => `Mutant not tried: ${u.object}: ${u.sentence}. ${u.reason}`),
  ];
  return lines.length === 0
    ? ""
    : `<h2>Not tried, and argued</h2>${lines.map((line) => `<p>${safe(line)}</p>`).join("\n")}`;
}

function findings(title: string, list: Finding[]): string {
  if (list.length === 0) return "";
  const rows = list.map(
    (f) =>
      `<tr><td><code>${safe(f.rule)}</code></td><td><code>${safe(f.object)}</code></td><td>${safe(f.sentence)}</td><td>${safe(f.fix)}</td></tr>`,
  );
  return `<h2 class="bad">${title}</h2><div class="scroll"><table><thead><tr><th>Rule</th><th>Object</th><th>What</th><th>Fix</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div>`;
}

function matrix({ principals, tables }: Matrix): string {
  const head = principals.map((p) => `<th scope="col"><span class="who">${safe(p)}</span></th>`).join("");
  const rows = tables.map(({ name, rule, cells }) => {
    const row = cells.map(
      (c) => `<td class="${c.expected ? (c.letters ? "" : "none") : "wrong"}">${c.letters || "·"}</td>`,
    );
    return `<tr><th scope="row" title="${safe(rule)}">${safe(name)}</th>${row.join("")}</tr>`;
  });
  const rules = tables.map(({ name, rule }) => `<tr><td><code>${safe(name)}</code></td><td>${safe(rule)}</td></tr>`);
  return `<h2>Who may do what</h2>
<p><code>r</code> reads, <code>a</code> adds, <code>c</code> changes, <code>d</code> deletes rows of their own tenant or themselves, as seen in SQL; never another's. Marked: not as declared.</p>
<div class="scroll"><table class="matrix"><thead><tr><th></th>${head}</tr></thead><tbody>${rows.join("\n")}</tbody></table></div>
<h2>As declared</h2><div class="scroll"><table><tbody>${rules.join("\n")}</tbody></table></div>`;
}

function kinds({ mutation }: Report): string {
  if (!mutation) return "";
  const rows = Object.entries(mutation.kinds).map(
    ([kind, { tried, killed }]) =>
      `<tr><td>${safe(kind)}</td><td>${tried}</td><td class="${killed === tried ? "good" : "bad"}">${killed}</td></tr>`,
  );
  return `<h2>Ways it was broken</h2><div class="scroll"><table><thead><tr><th>Kind</th><th>Tried</th><th>Noticed</th></tr></thead><tbody>${rows.join("\n")}</tbody></table></div>`;
}
