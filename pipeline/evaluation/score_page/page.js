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
