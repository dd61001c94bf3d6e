// The list of reports: search, filters, and a window over as many rows as there are.

const ROW = 72; // height of a row; page.css knows it too
const filters = { search: "", institution: "", month: "", platform: "", measure: "", warning: "", show: "" };
const chosen = () => filters.search.split(/\s+/).filter(Boolean);
let listing = []; // numbers of the rows that pass
let active = -1; // number of the row that is open, or was last

function passes(row, n, words) {
  if (filters.show && (filters.show === "rejected") !== Boolean(row.error)) return false;
  if (row.error) {
    if (filters.institution || filters.month || filters.platform || filters.measure || filters.warning) return false;
  } else {
    if (filters.institution && !row.folded.who.includes(fold(filters.institution))) return false;
    if (filters.month && row.month !== (filters.month === "undated" ? "" : filters.month)) return false;
    if (filters.platform && !row.platforms.includes(filters.platform)) return false;
    if (filters.measure && !Object.keys(row.measures).some(code =>
      filters.measure === code || filters.measure === `${given.categories[code] ?? "other"}/`)) return false;
    if (filters.warning === "any" && !row.warnings.length) return false;
    if (filters.warning === "none" && row.warnings.length) return false;
    if (!["", "any", "none"].includes(filters.warning) && !row.warnings.includes(filters.warning)) return false;
  }
  return words.every(one => row.folded.all.includes(one) || texts?.[n]?.includes(one));
}

function prepare() {
  for (const row of rows) {
    const who = row.error ? [] : [row.reporter, ...row.names];
    row.folded = { who: fold(who.join("\n")),
      all: fold([row.id, row.title, row.path, row.message, row.error, ...who].filter(Boolean).join("\n")) };
  }
}

let searches = 0;

async function applyFilters() {
  const mine = ++searches;
  const words = chosen().map(fold);
  if (words.length && !texts) { // titles and names first, for unpacking every text takes a moment
    listing = rows.map((_, n) => n).filter(n => passes(rows[n], n, words));
    byId("status").textContent = say("searching");
    drawList(true);
    await loadTexts();
    if (mine !== searches) return;
  }
  listing = rows.map((_, n) => n).filter(n => passes(rows[n], n, words));
  byId("status").textContent = listing.length ? say("shown_of", { n: listing.length, all: rows.length }) : say("nothing");
  const set = Object.entries(filters).filter(([name, value]) => value && name !== "search").length;
  byId("filter-count").hidden = !set;
  byId("filter-count").textContent = set;
  byId("clear").hidden = !set && !words.length;
  drawList(true);
  document.dispatchEvent(new Event("listing"));
}

function drawList(fromTop = false) {
  const list = byId("list"), rail = byId("rail");
  if (fromTop) list.scrollTop = 0;
  rail.style.height = `${listing.length * ROW}px`;
  const from = Math.max(0, Math.floor(list.scrollTop / ROW) - 8);
  const to = Math.min(listing.length, Math.ceil((list.scrollTop + list.clientHeight) / ROW) + 8);
  const nodes = [];
  for (let at = from; at < to; at++) nodes.push(option(at));
  rail.replaceChildren(...nodes);
  const at = listing.indexOf(active);
  if (at >= from && at < to) list.setAttribute("aria-activedescendant", `row-${active}`);
  else list.removeAttribute("aria-activedescendant");
}

function option(at) {
  const n = listing[at], row = rows[n];
  const title = row.error ? row.path || row.id : row.title || row.id;
  const who = row.error ? word("ui", "rejected") + " · " + row.error : row.reporter || say("unknown");
  const element = make("div", { role: "option", id: `row-${n}`, class: row.error ? "row rejected" : "row",
    "aria-selected": String(n === active), "aria-posinset": at + 1, "aria-setsize": listing.length,
    onclick: () => openRow(n) },
  make("span", { class: "title", lang: "zh-Hans" }, title.replace(/\s+/g, " ")),
  make("span", { class: "line" },
    make("span", { class: "who", lang: "zh-Hans" }, who),
    row.error ? null : make("span", { class: "day" }, row.day ? row.day.slice(0, 10) : say("undated")),
    row.error ? null : make("span", { class: "found", title: `${row.found} ${say("findings")}` }, row.found),
    row.warnings?.length ? make("span", { class: "warned", title: row.warnings.map(code => word("warning", code)).join(", ") }, "!") : null));
  element.style.top = `${at * ROW}px`;
  return element;
}

function showInList(n) {
  const at = listing.indexOf(n), list = byId("list");
  if (at < 0) return drawList();
  if (at * ROW < list.scrollTop) list.scrollTop = at * ROW;
  if ((at + 1) * ROW > list.scrollTop + list.clientHeight) list.scrollTop = (at + 1) * ROW - list.clientHeight;
  drawList();
}

function listKey(event) {
  const at = listing.indexOf(active), page = Math.max(1, Math.floor(byId("list").clientHeight / ROW) - 1);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: listing.length - 1 }[event.key];
  if (event.key === "Enter" && active >= 0) {
    event.preventDefault();
    openRow(active, true);
  } else if (to !== undefined && listing.length) {
    event.preventDefault();
    choose(listing[Math.max(0, Math.min(listing.length - 1, to))]);
  }
}

function fill(select, entries) {
  const value = select.value;
  select.replaceChildren(make("option", { value: "" }, say("any")), ...entries);
  select.value = value;
}

function tally(keys) {
  const counts = new Map();
  for (const row of rows) for (const key of row.error ? [] : keys(row)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

const choice = (value, label, count) => make("option", { value }, `${label} (${number(count)})`);
const byCount = (a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1);

function fillFilters() {
  const months = [...tally(row => [row.month || "undated"])].sort((a, b) => a[0] < b[0] ? -1 : 1);
  fill(byId("f-month"), months.map(([key, n]) => choice(key, key === "undated" ? say("undated") : key, n)));
  fill(byId("f-platform"), [...tally(row => row.platforms)].sort(byCount).map(([key, n]) => choice(key, given.platforms[key][0], n)));
  const measures = tally(row => Object.keys(row.measures));
  const categories = tally(row => [...new Set(Object.keys(row.measures).map(code => given.categories[code] ?? "other"))]);
  fill(byId("f-measure"), [...categories.keys()].sort((a, b) => order.indexOf(a) - order.indexOf(b)).map(key => make("optgroup",
    { label: word("category", key) }, choice(`${key}/`, `${word("category", key)} · ${say("show_all")}`, categories.get(key)),
    [...measures].filter(([code]) => (given.categories[code] ?? "other") === key).sort(byCount)
      .map(([code, n]) => choice(code, word("code", code), n)))));
  const warned = rows.filter(row => row.warnings?.length).length;
  const read = rows.filter(row => !row.error).length;
  fill(byId("f-warning"), [choice("any", say("any_warning"), warned), choice("none", say("no_warning"), read - warned),
    ...[...tally(row => row.warnings)].sort(byCount).map(([key, n]) => choice(key, word("warning", key), n))]);
  fill(byId("f-show"), [choice("read", say("show_read"), read), choice("rejected", say("show_rejected"), rows.length - read)]);
  byId("institutions").replaceChildren(...[...tally(row => row.reporter ? [row.reporter] : [])].sort(byCount).slice(0, 200)
    .map(([name]) => make("option", { value: name })));
}

const order = [...new Set(Object.values(given.categories)), "other"];

function setFilter(name, value) {
  filters[name] = value;
  byId(name === "search" ? "search" : `f-${name}`).value = value;
  applyFilters();
}

function clearFilters() {
  for (const name of Object.keys(filters)) {
    filters[name] = "";
    byId(name === "search" ? "search" : `f-${name}`).value = "";
  }
  applyFilters();
}
