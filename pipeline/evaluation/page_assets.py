"""Style and script of the score page. Both are inlined and named by hash in its policy, so nothing else can run."""

STYLE = """
:root { color-scheme: light dark; font: 15px/1.6 system-ui, "Noto Sans CJK SC", sans-serif; }
body { margin: 0 auto; max-width: 90rem; padding: 1rem; }
table { border-collapse: collapse; margin: .5rem 0; }
th, td { padding: .1rem .6rem; text-align: right; vertical-align: top; border-bottom: 1px solid #8884; }
th:first-child, td.t { text-align: left; }
fieldset { display: inline-block; border: 1px solid #8884; margin: 0 .5rem .5rem 0; }
.bar { position: sticky; top: 0; background: Canvas; z-index: 1; padding: .3rem 0; border-bottom: 1px solid #8888; }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #8884; padding: .5rem; }
.errors td { text-align: left; }
.errors tr { cursor: pointer; }
summary { font-weight: bold; cursor: pointer; }
mark { color: inherit; background: #8883; border-bottom: 2px solid #888; }
mark.off { background: none; border: 0; }
mark.dates { background: #3b82f644; } mark.institutions { background: #22c55e44; }
mark.headcounts { background: #eab30855; } mark.platforms { background: #a855f744; }
mark.measure_mentions { background: #06b6d433; } mark.self_mentions { background: #84cc1633; }
mark.bad { border-bottom: 3px solid #dc2626; } mark.optional { border-bottom: 2px dotted #888; }
mark.lit { outline: 3px solid #dc2626; }
[hidden] { display: none; }
"""

SCRIPT = """
"use strict";
const all = (css, root = document) => [...root.querySelectorAll(css)];
const chosen = name => new Set(all(`input[name=${name}]:checked`).map(box => box.value));
function apply() {
  const fields = chosen("field"), kinds = chosen("kind");
  for (const row of all("tr[data-field]"))
    row.hidden = !(fields.has(row.dataset.field) && kinds.has(row.dataset.kind));
  for (const mark of all("mark")) {
    const seen = mark.dataset.items.split(" ").map(item => item.split("|")).filter(item =>
      fields.has(item[0]) && (item[1] === "right" || item[1] === "optional" || kinds.has(item[1])));
    const bad = seen.find(item => item[1] !== "right" && item[1] !== "optional");
    const first = bad || seen[0];
    mark.className = !first ? "off" : first[0] + (bad ? " bad" : first[1] === "optional" ? " optional" : "");
  }
  const shown = all("tr[data-field]").filter(row => !row.hidden).length;
  document.getElementById("shown").textContent = `${shown} errors shown`;
  for (const report of all("details.report"))
    report.hidden = document.getElementById("only").checked && !all("tr[data-field]", report).some(row => !row.hidden);
}
addEventListener("change", apply);
addEventListener("click", event => {
  const row = event.target.closest("tr[data-start]");
  if (!row || row.dataset.start === "") return;
  for (const mark of all("mark.lit")) mark.classList.remove("lit");
  const inside = all("mark", row.closest("details")).filter(mark =>
    +mark.dataset.start >= +row.dataset.start && +mark.dataset.start < +row.dataset.end);
  for (const mark of inside) mark.classList.add("lit");
  if (inside.length) inside[0].scrollIntoView({block: "center", behavior: "smooth"});
});
apply();
"""
