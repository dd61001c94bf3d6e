// What happens when: start, ways through the page, the card, keys, language and theme.

let current = null; // the report on show: { n, row, report, marked }
let pinned = false;
let cardOf = null; // the piece of text that the card speaks of
let wish = 0;

const phone = () => matchMedia("(max-width: 899px)").matches;

function go(view) {
  document.body.dataset.view = view;
  byId("to-list").setAttribute("aria-pressed", String(view === "list"));
  byId("to-overview").setAttribute("aria-pressed", String(view === "overview" || view === "list" && !phone()));
  byId("report").hidden = view !== "report";
  byId("overview").hidden = view === "report";
  if (view === "list" && phone()) drawList();
}

// The address says what is on show, so that the browser's way back is the reader's.
function route() {
  const asked = /^#(\d+)$/.exec(location.hash);
  if (asked && rows[asked[1] - 1]) return show(asked[1] - 1);
  if (location.hash === "#main") return;
  hideCard();
  current = null;
  go(location.hash === "#overview" ? "overview" : "list");
  drawOverview();
}

const openRow = (n, intoText = false) => {
  focusText = intoText;
  if (location.hash === `#${n + 1}`) show(n);
  else location.hash = `#${n + 1}`;
};
let focusText = false;

// The arrow keys choose; a report opens when the choice rests.
let resting = 0;
function choose(n) {
  active = n;
  showInList(n);
  clearTimeout(resting);
  resting = setTimeout(() => openRow(n), 120);
}

async function show(n) {
  const mine = ++wish, row = rows[n];
  active = n;
  showInList(n);
  hideCard();
  const report = row.error ? null : await opened(row);
  if (mine !== wish) return;
  current = { n, row, report };
  go("report");
  drawReport();
  byId("main").scrollTop = 0;
  if (phone() || focusText) byId("report-title").focus({ preventScroll: true });
  focusText = false;
}

function drawReport() {
  const { n, row, report } = current;
  const at = listing.indexOf(n);
  const turn = (key, to) => make("button", { type: "button", class: "plain", disabled: to === undefined,
    onclick: () => openRow(to) }, say(key));
  const bar = make("div", { class: "bar" },
    make("button", { type: "button", class: "plain back", onclick: () => { location.hash = "#list"; } }, "‹ ", say("back")),
    make("span", { class: "turn" }, turn("previous", listing[at - 1]), turn("next", at < 0 ? undefined : listing[at + 1])));
  if (!report) {
    byId("report").replaceChildren(bar, make("h2", { id: "report-title", tabindex: "-1" }, row.path || row.id),
      make("ul", { class: "cautions" }, make("li", {}, make("b", {}, row.error), " ", row.message)),
      make("p", { class: "note" }, say("reject_note")));
    return;
  }
  const { record, text } = report;
  const marked = current.marked = new MarkedText(text, record, chosen().map(one => one.toLowerCase()), mention => pick(mention));
  applyOff(marked.element);
  watch(marked.element);
  const timeline = make("div", { class: "picture", id: "timeline" });
  byId("report").replaceChildren(bar, ...headOf(row, record).filter(Boolean), legendFor(marked), marked.element,
    make("section", { class: "figure" }, make("h3", {}, say("timeline")), make("p", { class: "note" }, say("timeline_note")), timeline),
    make("div", { class: "sheets" }, Object.keys(TABLES).map(field => tableOf(field, record, marked))), sourceOf(record));
  parsed.then(() => current?.marked === marked && drawTimeline(timeline, marked, record));
}

function legendFor(marked) {
  const counts = Object.fromEntries(FIELDS.map(field => [field, marked.mentions.filter(one => one.field === field).length]));
  return make("div", { class: "legend", role: "group", "aria-label": say("legend") },
    FIELDS.filter(field => counts[field]).map(field => make("button", { type: "button", class: `chip ${field}`,
      "aria-pressed": String(!off.has(field)), title: say("legend_hint"), onclick: event => {
        if (!off.delete(field)) off.add(field);
        event.currentTarget.setAttribute("aria-pressed", String(!off.has(field)));
        applyOff(marked.element);
        hideCard();
      } }, make("span", { class: "swatch", "aria-hidden": "true" }), word("field", field), " ", make("small", {}, number(counts[field])))));
}

// The card: what stands behind the mark under the pointer or the focus.

function watch(text) {
  const markAt = event => event.target.closest?.(".mark");
  text.addEventListener("pointerover", event => {
    if (event.pointerType === "mouse" && !pinned && markAt(event)) showCard(markAt(event));
  });
  text.addEventListener("pointerout", event => {
    if (event.pointerType === "mouse" && !pinned && !event.relatedTarget?.closest?.(".mark, .card")) hideCard();
  });
  text.addEventListener("click", event => {
    const piece = markAt(event);
    if (!piece) return hideCard();
    pinned = true;
    showCard(piece);
    if (piece.getAttribute("role") === "button") current.marked.focus(piece);
  });
  text.addEventListener("focusin", event => markAt(event) && showCard(markAt(event)));
  text.addEventListener("focusout", event => { if (!pinned && !event.relatedTarget?.closest?.(".card")) hideCard(); });
  text.addEventListener("keydown", event => {
    const by = { ArrowRight: 1, ArrowLeft: -1, Home: "first", End: "last" }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      current.marked.step(event.target.closest(".mark"), by);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      pinned = true;
      showCard(event.target);
    }
  });
}

function showCard(piece) {
  const card = byId("card");
  const over = piece.over.filter(one => !off.has(one.field)).sort((a, b) => a.end - a.start - b.end + b.start);
  if (!over.length) return hideCard();
  current.marked.light(over);
  card.replaceChildren(
    make("button", { type: "button", class: "close", "aria-label": say("close"), onclick: hideCard }, "×"),
    ...cardFor(over, current.report.text, current.report.record));
  card.hidden = false;
  cardOf = piece;
  placeCard();
}

function placeCard() {
  const card = byId("card"), piece = cardOf;
  if (phone()) {
    card.style.left = card.style.top = "";
    const box = piece.getBoundingClientRect(), top = card.getBoundingClientRect().top;
    if (box.bottom > top - 8) byId("main").scrollTop += box.bottom - top + 40;
    return;
  }
  const mark = piece.getClientRects()[0], box = card.getBoundingClientRect();
  const below = mark.bottom + 8 + box.height < innerHeight || mark.top < box.height + 16;
  card.style.left = `${Math.max(8, Math.min(mark.left, innerWidth - box.width - 16))}px`;
  card.style.top = `${Math.max(8, below ? Math.min(mark.bottom + 8, innerHeight - box.height - 8) : mark.top - box.height - 8)}px`;
}

function hideCard() {
  pinned = false;
  byId("card").hidden = true;
  current?.marked?.light([]);
}

function pick(mention) {
  off.delete(mention.field);
  applyOff(current.marked.element);
  for (const chip of document.querySelectorAll(`.chip.${mention.field}`)) chip.setAttribute("aria-pressed", "true");
  const piece = current.marked.reach(mention)[0];
  if (!piece) return;
  piece.scrollIntoView({ block: "center" });
  pinned = true;
  if (piece.getAttribute("role") === "button") current.marked.focus(piece);
  showCard(piece);
}

// Overview, language and theme.

let overviewOf = "";
async function drawOverview() {
  await parsed;
  if (byId("overview").hidden || phone() && document.body.dataset.view !== "overview") return;
  const state = [listing.join(), language, document.documentElement.dataset.theme, innerWidth < 600].join("|");
  if (state === overviewOf) return;
  overviewOf = state;
  const reports = listing.map(n => rows[n]).filter(row => !row.error);
  const [parts, jobs] = overviewFor(reports, listing.length - reports.length, listing.length === rows.length);
  byId("overview").replaceChildren(...parts);
  for (const job of jobs) await job();
}

function setTheme(theme) {
  remembered.set("theme", theme);
  document.documentElement.dataset.theme = theme;
  const name = `${say("theme")}: ${say(`theme_${theme}`)}`;
  byId("theme").replaceChildren(make("span", { "aria-hidden": "true" }, { auto: "◐", light: "☀", dark: "☾" }[theme]));
  byId("theme").setAttribute("aria-label", name);
  byId("theme").title = name;
}

const THEMES = ["auto", "light", "dark"];
const theme = () => document.documentElement.dataset.theme;

function redraw() {
  overviewOf = "";
  sayAll();
  setTheme(theme());
  byId("language").textContent = say("language");
  fillFilters();
  applyFilters();
  if (current) drawReport();
}

function keys(event) {
  const typing = event.target.closest?.("input, select, textarea");
  if (event.key === "/" && !typing) {
    event.preventDefault();
    if (phone()) location.hash = "#list";
    byId("search").focus();
  } else if (event.key === "Escape") {
    if (!byId("card").hidden) hideCard();
    else if (event.target === byId("search") && filters.search) setFilter("search", "");
    else if (current) {
      location.hash = "#list";
      byId("list").focus();
    }
  }
}

function debounced(task, wait) {
  let timer = 0;
  return () => { clearTimeout(timer); timer = setTimeout(task, wait); };
}

async function start() {
  document.documentElement.dataset.theme = THEMES.includes(remembered.get("theme")) ? remembered.get("theme") : "auto";
  sayAll();
  if (!window.DecompressionStream) {
    byId("status").textContent = say("too_old");
    return;
  }
  rows = await unpack("rows");
  prepare();
  listing = rows.map((_, n) => n);
  for (const name of ["institution", "search"]) {
    const box = byId(name === "search" ? "search" : "f-institution");
    box.addEventListener("input", debounced(() => { filters[name] = box.value; applyFilters(); }, 150));
  }
  for (const name of ["month", "platform", "measure", "warning", "show"])
    byId(`f-${name}`).addEventListener("change", event => { filters[name] = event.target.value; applyFilters(); });
  byId("search").addEventListener("focus", () => loadTexts());
  byId("find").addEventListener("submit", event => event.preventDefault());
  byId("clear").addEventListener("click", clearFilters);
  byId("list").addEventListener("scroll", () => requestAnimationFrame(() => drawList()));
  byId("list").addEventListener("keydown", listKey);
  byId("to-list").addEventListener("click", () => { location.hash = "#list"; });
  byId("to-overview").addEventListener("click", () => { location.hash = "#overview"; });
  byId("skip").addEventListener("click", event => { event.preventDefault(); byId("main").focus(); });
  byId("theme").addEventListener("click", () => {
    setTheme(THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length]);
    redraw();
  });
  byId("language").addEventListener("click", () => {
    language = language === "zh" ? "en" : "zh";
    remembered.set("language", language);
    redraw();
  });
  byId("main").addEventListener("scroll", () => { if (!phone() && !byId("card").hidden) placeCard(); });
  document.addEventListener("listing", drawOverview);
  document.addEventListener("keydown", keys);
  addEventListener("hashchange", route);
  addEventListener("resize", debounced(() => { drawList(); drawOverview(); go(document.body.dataset.view); }, 150));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  redraw();
  route();
  performance.mark("list");
}

start();
