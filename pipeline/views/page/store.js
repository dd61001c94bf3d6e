// The data of the page: rows at once, texts and records when somebody asks for them.

const byId = id => document.getElementById(id);
const given = JSON.parse(byId("page-data").textContent);
const parsed = new Promise(done => {
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", done, { once: true });
  else done();
});

async function unpack(id) {
  const letters = atob(byId(id).textContent);
  const bytes = new Uint8Array(letters.length);
  for (let n = 0; n < letters.length; n++) bytes[n] = letters.charCodeAt(n);
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(plain).text());
}

let rows = [];
const kept = new Map(); // the chunks opened last
const KEPT = 4;

async function chunk(number) {
  await parsed;
  const known = kept.get(number) ?? unpack(`chunk-${number}`);
  kept.delete(number);
  kept.set(number, known);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  return known;
}

const opened = async row => (await chunk(row.at[0]))[row.at[1]];

// What two ways of writing a word have in common: width and case do not count.
const fold = text => text.normalize("NFKC").toLowerCase();

let texts = null; // of every report, folded, once somebody has searched
let loading = null;

function loadTexts() {
  loading ??= (async () => {
    await parsed;
    const found = new Array(rows.length);
    const of = new Map();
    rows.forEach((row, n) => {
      if (!row.at) return;
      if (!of.has(row.at[0])) of.set(row.at[0], []);
      of.get(row.at[0]).push(n);
    });
    for (const [number, members] of of) {
      const reports = await (kept.get(number) ?? unpack(`chunk-${number}`));
      for (const n of members) found[n] = fold(reports[rows[n].at[1]].text);
    }
    texts = found;
  })();
  return loading;
}

// Code points, in which records count, to the units of a JavaScript string.
function places(text) {
  if (!/[\ud800-\udfff]/.test(text)) return at => at;
  const units = [0];
  for (const character of text) units.push(units[units.length - 1] + character.length);
  return at => units[at];
}
