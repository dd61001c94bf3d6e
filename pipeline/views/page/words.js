// Words of the page in two languages, and text as nodes: what a report says is shown, never obeyed.

const remembered = {
  get(key) { try { return localStorage.getItem(`fangkong-${key}`); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(`fangkong-${key}`, value); } catch { /* a page from a file may not */ } },
};

let language = remembered.get("language") ?? (/^zh/i.test(navigator.language) ? "zh" : "en");

function word(group, key) {
  const words = given.labels[group];
  return Object.hasOwn(words, key) ? words[key][language === "zh" ? 0 : 1] : key;
}

const number = n => n.toLocaleString("en");

function say(key, values = {}) {
  const text = word("ui", key);
  return text.replace(/{(\w+)}/g, (_, name) => typeof values[name] === "number" ? number(values[name]) : values[name]);
}

const HIDDEN = new RegExp(`[${Object.keys(given.hidden).map(code =>
  `\\u{${(+code).toString(16)}}`).join("")}]`, "gu");

const nameOf = character => given.hidden[character.codePointAt(0)];

// For places that hold text alone: a picture's labels, an attribute.
const plain = text => String(text).replace(/\r\n/g, "\n").replace(HIDDEN, c => `⟨${nameOf(c)}⟩`);

function shown(text) {
  text = String(text);
  if (text.search(HIDDEN) < 0) return document.createTextNode(text);
  const nodes = document.createDocumentFragment();
  let at = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match[0] === "\r" && text[match.index + 1] === "\n") continue;
    nodes.append(text.slice(at, match.index));
    const chip = document.createElement("span");
    chip.className = "hidden-character";
    chip.title = `${say("hidden_character")} U+${match[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    chip.textContent = nameOf(match[0]);
    nodes.append(chip);
    at = match.index + match[0].length;
  }
  nodes.append(text.slice(at));
  return nodes;
}

// An element; strings among the children become text nodes, and an attribute that is null is left out.
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : plain(value));
  }
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === "") continue;
    element.append(child instanceof Node ? child : shown(child));
  }
  return element;
}

function sayAll() {
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  for (const element of document.querySelectorAll("[data-say-label]"))
    element.setAttribute("aria-label", say(element.dataset.sayLabel));
  for (const element of document.querySelectorAll("[data-say-placeholder]"))
    element.placeholder = say(element.dataset.sayPlaceholder);
}
