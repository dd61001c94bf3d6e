// A record for readers: what a mention says in a few words, as facts on a card, and the record as tables.

const listed = (group, keys) => keys.map(key => word(group, key)).join(say("and"));

function people(count) {
  const unit = count.unit === "persons" && language === "en" ? "" : ` ${word("unit", count.unit)}`;
  if (count.approx === "exact") return `${number(count.value)}${unit}`;
  if (count.approx === "range") return `${number(count.min)}–${number(count.max)}${unit}`;
  if (count.approx === "over" && language === "zh") return `${number(count.value)} 余${unit.trim()}`;
  return `${word("approx", count.approx)} ${number(count.value)}${unit}`;
}

function boundsOf(count) {
  const side = n => n === null ? say("open") : number(n);
  return `${side(count.min)} – ${side(count.max)}`;
}

function daysOf(date) {
  if (date.start && date.start === date.end) return date.start;
  return `${date.start ?? say("open")} – ${date.end ?? say("open")}`;
}

function summaryOf({ field, entry, mention }) {
  if (field === "dates") return entry.value;
  if (field === "institutions") return entry.name;
  if (field === "headcounts") return `${people(entry)}${entry.groups.length ? ` · ${listed("group", entry.groups)}` : ""}`;
  if (field === "platforms") return `${entry.name} · ${word("purpose", mention.purpose)}`;
  if (field === "measures") return `${word("code", entry.code)} · ${word("status", entry.status)}`;
  return word("warning", entry.code);
}

const nameIn = (record, id) => record.institutions.find(one => one.id === id)?.name ?? "";

function factsOf({ field, entry, mention }, record) {
  if (field === "dates") return [
    ["value", entry.value], ["days", daysOf(entry)], ["role", word("role", entry.role)],
    ["grain", word("grain", entry.grain)], ["year_from", word("resolved_from", entry.resolved_from)]];
  if (field === "institutions") return [
    ["name", entry.name], ["kind", word("kind", entry.kind)], ["form", word("form", mention.form)],
    ["region", entry.region && `${entry.region.name} ${entry.region.adcode}`],
    ["links", (entry.links ?? []).map(link => `${link.registry} ${link.id} (${link.score})`).join(", ")]];
  if (field === "headcounts") return [
    ["stated", entry.value === null ? "" : number(entry.value)], ["bounds", boundsOf(entry)],
    ["approx", word("approx", entry.approx)], ["unit", word("unit", entry.unit)], ["groups", listed("group", entry.groups)]];
  if (field === "platforms") return [
    ["name", entry.name], ["id", entry.id ?? say("not_in_catalogue")],
    ["category", word("platform_category", entry.category)], ["purpose", word("purpose", mention.purpose)]];
  if (field === "measures") return [
    ["code", `${word("code", entry.code)} (${entry.code})`],
    ["category", word("category", given.categories[entry.code] ?? "other")], ["status", word("status", entry.status)],
    ["who", entry.institution && nameIn(record, entry.institution)]];
  return [["warning", entry.message]];
}

function cardFor(mentions, text, record) {
  return mentions.map(one => {
    const facts = factsOf(one, record);
    const confidence = one.mention?.confidence ?? one.entry.confidence;
    if (confidence !== undefined && confidence !== null) facts.push(["confidence", confidence]);
    for (const reason of one.reasons) {
      facts.push(["rule", reason.found_by], ["won_against", (reason.won_against ?? []).join(", ")], ["why", reason.why]);
    }
    facts.push(["place", `${one.start}–${one.end}`]);
    return make("section", { class: `about ${one.field}` },
      make("h3", {}, make("span", { class: "badge", "aria-hidden": "true" }, word("badge", one.field)),
        make("span", { class: "kind" }, word("one", one.field)), " ", make("b", { lang: "zh-Hans" }, summaryOf(one))),
      make("dl", {}, facts.filter(([, value]) => value).map(([key, value]) =>
        make("div", {}, make("dt", {}, say(key)), make("dd", { class: key === "rule" ? "code" : null }, value)))));
  });
}

const TABLES = {
  dates: [["text"], ["value", d => d.value], ["days", daysOf], ["role", d => word("role", d.role)],
    ["year_from", d => word("resolved_from", d.resolved_from)]],
  institutions: [["name", i => i.name], ["kind", i => word("kind", i.kind)], ["region", i => i.region?.name ?? ""], ["mentions"]],
  headcounts: [["text"], ["people", people], ["bounds", boundsOf], ["groups", h => listed("group", h.groups)]],
  platforms: [["name", p => p.name], ["category", p => word("platform_category", p.category)],
    ["purpose", p => [...new Set(p.mentions.map(m => word("purpose", m.purpose)))].join(say("and"))], ["mentions"]],
  measures: [["text"], ["measure", m => word("code", m.code)], ["status", m => word("status", m.status)],
    ["who", (m, record) => nameIn(record, m.institution)]],
};

const SHORT = new Set(["value", "days", "role", "status", "kind", "region", "people", "bounds"]);
const TOO_LONG = 60;
const brief = text => text.length > TOO_LONG ? `${text.slice(0, TOO_LONG)}…` : text;

// A button that leads to the text, and with each further click to the next of several places.
function quote(marked, mentions, many) {
  const text = marked.text.slice(...["start", "end"].map(side => marked.spans.find(one => one.of === mentions[0])[side]));
  let turn = 0;
  return make("button", { type: "button", class: "quote", lang: "zh-Hans",
    onclick: () => marked.onPick(mentions[turn++ % mentions.length]) },
  brief(text.replace(/\s+/g, " ")), many && mentions.length > 1 ? make("small", {}, ` ×${mentions.length}`) : null);
}

function byText(marked, mentions) {
  const groups = new Map();
  for (const one of mentions) {
    const span = marked.spans.find(other => other.of === one);
    const text = marked.text.slice(span.start, span.end);
    groups.set(text, [...groups.get(text) ?? [], one]);
  }
  return [...groups.values()];
}

function tableOf(field, record, marked) {
  const columns = TABLES[field];
  const withRule = field !== "institutions" && field !== "platforms" && (record.explain ?? []).length > 0;
  const of = new Map();
  for (const one of marked.mentions) if (one.field === field) of.set(one.entry, [...of.get(one.entry) ?? [], one]);
  const names = [...columns.map(([key]) => key), ...withRule ? ["rule"] : []];
  const lines = record[field].map(entry => {
    const mine = of.get(entry) ?? [];
    const cells = columns.map(([key, value]) => {
      if (key === "text") return mine.length ? [quote(marked, mine)] : [""];
      if (key === "mentions") return byText(marked, mine).map(group => quote(marked, group, true));
      return [value(entry, record)];
    });
    if (withRule) cells.push([make("code", {}, mine[0]?.reasons.map(reason => reason.found_by).join(", ") ?? "")]);
    return make("tr", {}, cells.map((cell, n) => make("td", { "data-label": say(names[n]), class: SHORT.has(names[n]) ? "short" : null }, cell)));
  });
  return make("section", { class: `sheet ${field}` },
    make("h3", {}, make("span", { class: "swatch", "aria-hidden": "true" }), word("field", field), " ",
      make("small", {}, number(record[field].length))),
    lines.length
      ? make("table", {}, make("thead", {}, make("tr", {}, names.map(name => make("th", { scope: "col" }, say(name))))),
        make("tbody", {}, lines))
      : make("p", { class: "none" }, say("none_found")));
}

function headOf(row, record) {
  const reporter = record.institutions.find(one => one.id === record.institution);
  const where = [reporter?.region?.name, reporter && word("kind", reporter.kind)].filter(Boolean);
  return [
    make("h2", { id: "report-title", tabindex: "-1", lang: "zh-Hans" }, (row.title || say("untitled")).replace(/\s+/g, " ")),
    make("p", { class: "byline" }, make("b", { lang: "zh-Hans" }, reporter?.name ?? `${say("reporting")}: ${say("unknown")}`),
      where.map(one => ` · ${one}`), " · ", say("published"), " ", record.published?.value ?? say("unknown")),
    record.warnings.length ? make("ul", { class: "cautions" }, record.warnings.map(warning =>
      make("li", {}, make("b", {}, word("warning", warning.code)), " ", warning.message))) : null,
  ];
}

function sourceOf({ source, id }) {
  const facts = [
    ["source", [source.path, source.url].filter(Boolean).join(" · ")],
    ["id", id],
    ["text", `${number(source.chars)} ${say("chars")}${source.kind === "html" ? ` · ${say("html_source")}` : ""} · SHA-256 ${
      source.sha256.slice(0, 12)}…`],
  ];
  return make("dl", { class: "head" }, facts.filter(([, value]) => value).map(([key, value]) =>
    make("div", {}, make("dt", {}, say(key)), make("dd", {}, value))));
}
