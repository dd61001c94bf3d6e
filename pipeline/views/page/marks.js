// A report's text with marks: cut at every edge of a mention, each piece marked with all the mentions over it.

const FIELDS = ["dates", "institutions", "headcounts", "platforms", "measures", "warnings"];
const LONG = 60000; // code units shown at once
const off = new Set(); // fields whose marks are hidden

function mentionsOf(record) {
  const found = [];
  const add = (field, span, entry, mention = null) =>
    span && found.push({ field, start: span[0], end: span[1], entry, mention });
  for (const date of record.dates) add("dates", date.span, date);
  for (const one of record.institutions) for (const mention of one.mentions) add("institutions", mention.span, one, mention);
  for (const count of record.headcounts) add("headcounts", count.span, count);
  for (const one of record.platforms) for (const mention of one.mentions) add("platforms", mention.span, one, mention);
  for (const measure of record.measures) add("measures", measure.span, measure);
  for (const warning of record.warnings) add("warnings", warning.span, warning);
  const reasons = new Map();
  for (const reason of record.explain ?? []) {
    const key = `${reason.field} ${reason.span}`;
    reasons.set(key, [...reasons.get(key) ?? [], reason]);
  }
  for (const one of found) one.reasons = reasons.get(`${one.field} ${[one.start, one.end]}`) ?? [];
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}

// Where the words searched for stand; only where lower case keeps every character in its place.
function hitsIn(text, words) {
  const small = text.toLowerCase();
  const hits = [];
  if (small.length !== text.length) return hits;
  for (const one of words) {
    for (let at = small.indexOf(one); one && at >= 0 && hits.length < 500; at = small.indexOf(one, at + one.length))
      hits.push([at, at + one.length]);
  }
  return hits;
}

class MarkedText {
  constructor(text, record, words, onPick) {
    const unit = places(text);
    this.text = text;
    this.onPick = onPick;
    this.mentions = mentionsOf(record);
    this.spans = this.mentions.map(one => ({ ...one, start: unit(one.start), end: unit(one.end), of: one }));
    this.title = record.title && [unit(record.title[0]), unit(record.title[1])];
    this.hits = hitsIn(text, words);
    this.element = make("div", { class: "text", lang: "zh-Hans", role: "group" });
    this.limit = LONG;
    this.draw();
  }

  draw() {
    this.pieces = new Map();
    const { text, title } = this;
    const end = Math.min(text.length, this.limit);
    const edges = new Set([0, end]);
    const cut = at => at < end && edges.add(at);
    for (const span of this.spans) { cut(span.start); cut(span.end); }
    for (const hit of this.hits) hit.forEach(cut);
    title?.forEach(cut);
    const order = [...edges].sort((a, b) => a - b);
    const nodes = document.createDocumentFragment();
    let next = 0, hit = 0, over = [];
    const hits = [...this.hits].sort((a, b) => a[0] - b[0]);
    for (let n = 0; n + 1 < order.length; n++) {
      const [from, to] = [order[n], order[n + 1]];
      over = over.filter(span => span.end > from);
      while (next < this.spans.length && this.spans[next].start <= from) {
        if (this.spans[next].end > from) over.push(this.spans[next]);
        next++;
      }
      while (hit < hits.length && hits[hit][1] <= from) hit++;
      const isHit = hit < hits.length && hits[hit][0] <= from;
      const isTitle = title && title[0] <= from && to <= title[1];
      nodes.append(this.piece(from, to, over, isHit, isTitle));
    }
    this.element.replaceChildren(nodes);
    if (end < text.length) this.element.append(this.moreButton(end));
    const first = this.element.querySelector("[role=button]");
    if (first) first.tabIndex = 0;
  }

  piece(from, to, over, isHit, isTitle) {
    const letters = this.text.slice(from, to);
    const classes = [isHit && "hit", isTitle && "headline"].filter(Boolean);
    if (!over.length) return classes.length ? make("span", { class: classes.join(" ") }, letters) : shown(letters);
    const fields = [...new Set(over.map(span => span.field))];
    const starts = over.filter(span => span.start === from);
    for (const field of fields) classes.push(field);
    for (const span of over) {
      if (span.start === from) classes.push(`first-${span.field}`);
      if (span.end === to) classes.push(`last-${span.field}`);
    }
    const piece = make("span", { class: `mark ${classes.join(" ")}` }, letters);
    piece.over = over.map(span => span.of);
    if (starts.length) {
      piece.setAttribute("role", "button");
      piece.tabIndex = -1;
      piece.setAttribute("aria-describedby", "card");
    }
    for (const one of piece.over) this.pieces.set(one, [...this.pieces.get(one) ?? [], piece]);
    return piece;
  }

  moreButton(end) {
    const rest = Math.min(LONG, this.text.length - end);
    const more = () => { this.limit += LONG; this.draw(); };
    return make("button", { type: "button", class: "more", onclick: more },
      say("more_text", { n: rest, all: this.text.length }));
  }

  // The pieces of a mention, after whatever must be drawn for them.
  reach(mention) {
    const span = this.spans.find(one => one.of === mention);
    if (span && span.start >= this.limit) {
      this.limit = span.end + LONG;
      this.draw();
    }
    return this.pieces.get(mention) ?? [];
  }

  light(mentions) {
    for (const piece of this.element.querySelectorAll(".lit")) piece.classList.remove("lit");
    for (const one of mentions) for (const piece of this.pieces.get(one) ?? []) piece.classList.add("lit");
  }

  stops() {
    return [...this.element.querySelectorAll("[role=button]")].filter(piece => piece.over.some(one => !off.has(one.field)));
  }

  // From mark to mark by the arrow keys: the text is one stop of the Tab key.
  step(from, by) {
    const stops = this.stops();
    if (!stops.length) return;
    const at = stops.indexOf(from);
    const to = by === "first" ? 0 : by === "last" ? stops.length - 1 : Math.max(0, Math.min(stops.length - 1, at + by));
    this.focus(stops[to]);
  }

  focus(piece) {
    for (const other of this.element.querySelectorAll("[tabindex='0']")) other.tabIndex = -1;
    if (piece.getAttribute("role") === "button") piece.tabIndex = 0;
    piece.focus({ preventScroll: true });
    piece.scrollIntoView({ block: "nearest" });
  }
}

function applyOff(root) {
  for (const field of FIELDS) root.classList.toggle(`no-${field}`, off.has(field));
}
