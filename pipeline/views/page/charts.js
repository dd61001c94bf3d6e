// Pictures: what they count, the same as a table, and Vega-Lite to draw them. No expression is ever evaluated (ast).

const PLATFORMS = 15, MONTHS = 60, GROUPS = 14;
const drawn = new Map(); // what is drawn in an element, to be let go when the element has gone

// The specification with the colours of the theme ("--name"), the words of the language ("say:key") and what is
// drawn ("of:names") put in.
function spec(name, more) {
  more.labels = innerWidth < 600 ? 116 : 220;
  const css = getComputedStyle(document.documentElement);
  const put = (_, value) => typeof value !== "string" ? value
    : value.startsWith("--") ? css.getPropertyValue(value).trim()
    : value.startsWith("say:") ? say(value.slice(4))
    : value.startsWith("of:") ? more[value.slice(3)] : value;
  const made = JSON.parse(JSON.stringify(given.charts[name]), put);
  return { width: "container", autosize: { type: "fit-x", contains: "padding" }, ...made, height: more.rows * made.height.step,
    config: JSON.parse(JSON.stringify(given.charts.config), put) };
}

async function draw(element, made, onClick) {
  if (!window.vegaEmbed || !made.data.values.length || !element.isConnected) return;
  for (const [old, result] of drawn) {
    if (old.isConnected) continue;
    result.finalize();
    drawn.delete(old);
  }
  const result = await vegaEmbed(element, made, { mode: "vega-lite", renderer: "svg", actions: false, defaultStyle: false,
    ast: true, tooltip: showTip, logLevel: 1, downloadFileName: "fangkong" });
  drawn.set(element, result);
  if (onClick) result.view.addEventListener("click", (_, item) => item?.datum && onClick(item.datum));
  element.setAttribute("aria-hidden", "true"); // the table beside it says the same
}

function showTip(_, event, __, value) {
  const tip = byId("tip");
  tip.hidden = value === null || value === undefined || value === "";
  if (tip.hidden) return;
  tip.replaceChildren(shown(value));
  const box = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(8, Math.min(event.clientX + 14, innerWidth - box.width - 8))}px`;
  tip.style.top = `${Math.max(8, Math.min(event.clientY + 16, innerHeight - box.height - 8))}px`;
}

function monthsBetween(first, last) {
  const months = [];
  for (let [year, month] = first.split("-").map(Number); months.length < 600; month === 12 ? (year++, month = 1) : month++) {
    months.push(`${year}-${String(month).padStart(2, "0")}`);
    if (months.at(-1) >= last) break;
  }
  return months;
}

function countMeasures(reports) {
  const counts = new Map();
  for (const row of reports) {
    for (const [code, counted] of Object.entries(row.measures)) {
      if (!counted || !row.month) continue;
      const key = `${row.month} ${given.categories[code] ?? "other"}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const most = Math.max(...counts.values(), 1);
  return [...counts].map(([key, count]) => {
    const [month, id] = key.split(" ");
    const category = word("category", id);
    return { month, id, category, count, share: count / most, tip: `${month} · ${category}: ${number(count)}` };
  }).sort((a, b) => a.month < b.month ? -1 : a.month > b.month ? 1 : order.indexOf(a.id) - order.indexOf(b.id));
}

function countPlatforms(reports) {
  const counts = new Map();
  for (const row of reports) for (const key of row.platforms) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort(byCount).map(([key, count]) => {
    const [name, category] = given.platforms[key];
    return { key, name: plain(name), count, tip: plain(`${name} · ${word("platform_category", category)}: ${number(count)}`) };
  });
}

function countHeads(reports) {
  const sums = { persons: new Map(), person_times: new Map(), cases: new Map() };
  for (const row of reports) {
    for (const [unit, groups, lower, upper, stated] of row.heads) {
      const key = groups.join("+");
      sums[unit] ??= new Map();
      const sum = sums[unit].get(key) ?? { key, reports: 0, lower: 0, upper: 0, stated: 0 };
      sum.reports += 1;
      sum.lower += lower;
      sum.upper = sum.upper === null || upper === null ? null : sum.upper + upper;
      sum.stated += stated;
      sums[unit].set(key, sum);
    }
  }
  return Object.entries(sums).filter(([, of]) => of.size).map(([unit, of]) => [unit, [...of.values()]
    .sort((a, b) => b.stated - a.stated || (a.key < b.key ? -1 : 1)).map(sum => {
      const name = (sum.key || "").split("+").map(group => word("group", group)).join(" + ");
      const upper = sum.upper === null ? say("open") : number(sum.upper);
      return { ...sum, name, open: sum.upper === null, drawn: sum.upper ?? Math.max(sum.stated, sum.lower),
        tip: `${name}: ${number(sum.stated)} ${word("unit", unit)} (${number(sum.lower)} – ${upper}) · ${say("report_count")} ${sum.reports}` };
    })]);
}

function tableFor(columns, lines) {
  return make("details", { class: "numbers", open: !window.vegaEmbed }, make("summary", {}, say("as_table")),
    make("div", { class: "scroll", tabindex: "0" }, make("table", {},
      make("thead", {}, make("tr", {}, columns.map(name => make("th", { scope: "col" }, name)))),
      make("tbody", {}, lines.map(line => make("tr", {}, line.map(cell => make("td", {}, String(cell)))))))));
}

function figure(id, title, note, table) {
  const picture = make("div", { class: "picture", id });
  return [make("section", { class: "figure" }, make("h3", {}, title), make("p", { class: "note" }, note), picture, table), picture];
}

function overviewFor(reports, rejects, all) {
  const dated = reports.filter(row => row.month).map(row => row.month).sort();
  const tiles = [
    [number(reports.length), say("tile_reports")], [number(rejects), say("tile_rejects")],
    [number(new Set(reports.map(row => row.reporter).filter(Boolean)).size), say("tile_institutions")],
    [number(reports.filter(row => row.warnings.length).length), say("tile_warnings")],
    [dated.length ? dated[0] === dated.at(-1) ? dated[0] : `${dated[0]} – ${dated.at(-1)}` : "–", say("tile_period")]];
  const jobs = [];
  const parts = [
    make("h2", { id: "overview-title" }, say("overview")),
    make("ul", { class: "tiles" }, tiles.map(([value, label]) => make("li", {}, make("b", {}, value), make("span", {}, label)))),
    make("p", { class: "scope" }, all ? say("scope_all") : say("scope_some", { n: reports.length }), " ",
      window.vegaEmbed ? say("click_filters") : say("no_charts"))];

  const measures = countMeasures(reports);
  const months = dated.length ? monthsBetween(dated[0], dated.at(-1)).slice(-MONTHS) : [];
  const [one, measuresAt] = figure("chart-measures", say("chart_measures"),
    say("chart_measures_note", { n: reports.length - dated.length }),
    tableFor([say("month"), say("category"), say("count")], measures.map(m => [m.month, m.category, m.count])));
  jobs.push(() => {
    const categories = order.map(id => word("category", id)).filter(name => measures.some(m => m.category === name));
    const made = spec("measures", { rows: categories.length, months, categories });
    const room = (measuresAt.clientWidth - 150) / months.length;
    if (room < 24) made.layer.pop();
    if (room < 12) made.layer[0].mark.strokeWidth = 1;
    made.data = { values: measures.filter(m => months.includes(m.month)) };
    return draw(measuresAt, made, datum => { filters.month = datum.month; setFilter("measure", `${datum.id}/`); byId("f-month").value = datum.month; });
  });

  const platforms = countPlatforms(reports);
  const [two, platformsAt] = figure("chart-platforms", say("chart_platforms"),
    say("chart_platforms_note", { n: Math.min(PLATFORMS, platforms.length), all: platforms.length }),
    tableFor([say("platform"), say("report_count")], platforms.map(p => [p.name, p.count])));
  jobs.push(() => draw(platformsAt, { ...spec("platforms", { rows: Math.min(PLATFORMS, platforms.length) }), data: { values: platforms.slice(0, PLATFORMS) } },
    datum => setFilter("platform", datum.key)));

  const heads = countHeads(reports);
  const lines = heads.flatMap(([unit, sums]) => sums.map(s =>
    [word("unit", unit), s.name, s.reports, number(s.stated), number(s.lower), s.upper === null ? say("open") : number(s.upper)]));
  const [three, headsAt] = figure("chart-heads", say("chart_heads"), say("chart_heads_note"),
    tableFor([say("unit"), say("groups"), say("report_count"), say("stated"), say("lower"), say("upper")], lines));
  for (const [unit, sums] of heads) {
    const at = make("div", { class: "unit", id: `chart-heads-${unit}` });
    headsAt.append(make("h4", {}, word("unit", unit)), at);
    const values = sums.slice(0, GROUPS), most = Math.max(...values.map(sum => sum.drawn));
    jobs.push(() => draw(at, { ...spec("heads", { rows: values.length, names: values.map(sum => sum.name), people: [0, most * 1.4 + 1] }),
      data: { values } }));
  }
  for (const [data, at] of [[measures, measuresAt], [platforms, platformsAt], [heads, headsAt]])
    if (!data.length) at.append(make("p", { class: "none" }, say("nothing_to_draw")));
  return [[...parts, one, two, three], jobs];
}

const DAY = 86400000;

// One row for each distinct date of a report, in the order of the calendar.
function timelineFor(marked, record) {
  const rows = new Map();
  const unplaced = [];
  for (const mention of marked.mentions.filter(one => one.field === "dates")) {
    const date = mention.entry;
    if (!date.start && !date.end) { unplaced.push(mention); continue; }
    const key = `${date.value} ${date.role}`;
    if (!rows.has(key)) rows.set(key, { mention, date, times: 0 });
    rows.get(key).times += 1;
  }
  const found = [...rows.values()].sort((a, b) => (a.date.start ?? a.date.end) < (b.date.start ?? b.date.end) ? -1 : 1);
  if (!found.length) return [[], [], unplaced, null];
  const at = day => Date.parse(`${day}T00:00Z`);
  const known = found.flatMap(({ date }) => [date.start && at(date.start), date.end && at(date.end) + DAY]).filter(Boolean);
  const [first, last] = [Math.min(...known), Math.max(...known)];
  const room = Math.max(DAY, (last - first) * 0.04);
  const names = new Map();
  const values = found.map(({ mention, date, times }) => {
    const span = marked.spans.find(one => one.of === mention);
    let name = plain(marked.text.slice(span.start, span.end).replace(/\s+/g, " "));
    const seen = (names.get(name) ?? 0) + 1;
    names.set(name, seen);
    if (seen > 1) name += " ".repeat(seen - 1); // two dates in the same words keep a row each
    return { name, key: marked.mentions.indexOf(mention), role: word("role", date.role),
      from: date.start ? at(date.start) : first - room, to: date.end ? at(date.end) + DAY : last + room,
      long: date.start !== date.end, openStart: !date.start, openEnd: !date.end,
      tip: `${date.value} · ${word("role", date.role)}${times > 1 ? ` ×${times}` : ""}` };
  });
  return [values, [first - room, last + room], unplaced, [...new Set(values.map(value => value.role))]];
}

// Whole days, or first days of months where the days are many; four or so.
function ticksFor(from, to) {
  const days = Math.max(1, Math.ceil((to - from) / DAY / 4)), months = Math.round(days / 30);
  const first = new Date(Math.ceil(from / DAY) * DAY);
  const ticks = [];
  for (let n = 0; n < 8; n++) {
    ticks.push(months ? Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + n * months, 1) : first.getTime() + n * days * DAY);
  }
  return ticks.filter(at => from <= at && at <= to);
}

function drawTimeline(element, marked, record) {
  const [values, days, unplaced, roles] = timelineFor(marked, record);
  if (unplaced.length) element.after(make("p", { class: "note" }, say("unplaced"), ": ",
    unplaced.flatMap(one => [quote(marked, [one]), " "])));
  if (!values.length) return;
  const names = values.map(value => value.name);
  const made = { ...spec("timeline", { days, ticks: ticksFor(...days), roles, names, rows: names.length }), data: { values } };
  draw(element, made, datum => marked.onPick(marked.mentions[datum.key]));
}
