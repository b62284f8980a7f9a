/*
 * Keeps what is typed into a form with `data-keep-unsaved` in this browser alone until it is saved, and offers it again
 * when the form is next opened by the same person. The attribute stands on the form or on an element in it, which shows
 * the offer; its value tells apart forms at one address. `data-posted` says that the page answers a save that failed,
 * and which text that was. Each page tells with `data-saved` which texts the server has meanwhile; see
 * curation/admin_base/unsaved.py.
 *
 * Not kept: passwords, files, hidden fields, and what stands as it was when the form was opened.
 */

const page = document.querySelector("script[data-person]");
const OURS = "unsaved:";
const OWN = `${OURS}${page.dataset.person}:`;
const PAUSE = 300; // milliseconds without typing after which it is kept
const KEPT_FOR = 30 * 24 * 60 * 60 * 1000; // milliseconds
const MOST_FORMS = 20;
const LONGEST = 300_000; // characters of one form
const NOT_KEPT = ["hidden", "file", "password", "submit", "button", "reset", "image"];
const NOT_STORED = "This browser cannot keep what you type here. Save it before you leave this page.";
/** The name of a field of a row: the name of the row, and of its list. */
const IN_ROW = /^((.+)-\d+)-[^-]+$/;

let isSigningOut = false;

// What is stored: under the key of each text {address, at, seen, values: {name: [value or [value, label]]}, rows: {row: key}}

function stored(key) {
  try {
    const text = JSON.parse(localStorage.getItem(key));
    return text && typeof text.values === "object" && Number.isFinite(text.at) ? { rows: {}, ...text, key } : null;
  } catch {
    return null;
  }
}

/** The texts under keys that begin so, the newest first; what is no text is removed. */
function all(prefix) {
  const found = [];
  for (const key of Object.keys(localStorage).filter((each) => each.startsWith(prefix))) {
    const text = stored(key);
    if (text && Date.now() - text.at < KEPT_FOR) found.push(text);
    else localStorage.removeItem(key);
  }
  return found.sort((one, other) => other.at - one.at);
}

function store(key, text) {
  const written = JSON.stringify(text);
  if (written.length > LONGEST) throw new RangeError("too long");
  for (const old of all(OURS).filter((each) => each.key !== key).slice(MOST_FORMS - 1)) localStorage.removeItem(old.key);
  localStorage.setItem(key, written);
}

// Fields

const isTicked = (field) => field.type === "radio" || field.type === "checkbox";

/** The fields of a form that are kept, by name. */
function fieldsOf(form) {
  const fields = {};
  for (const field of form.elements) {
    const isKept = field.name && !field.name.includes("__prefix__") && "value" in field;
    if (isKept && !NOT_KEPT.includes(field.type)) (fields[field.name] ??= []).push(field);
  }
  return fields;
}

function optionsOf(select, isDefault) {
  const chosen = [...select.options].filter((option) => (isDefault ? option.defaultSelected : option.selected));
  // Where the page chooses none, a browser chooses the first.
  return isDefault && !chosen.length && !select.multiple ? [...select.options].slice(0, 1) : chosen;
}

/** What stands in fields of one name or, as defaults, stood in them when the page was loaded. */
function valuesOf(fields, isDefault = false) {
  return fields.flatMap((field) => {
    if (isTicked(field)) return (isDefault ? field.defaultChecked : field.checked) ? [field.value] : [];
    if (field.tagName === "SELECT") return optionsOf(field, isDefault).map(({ value, text }) => [value, text]);
    return [isDefault ? field.defaultValue : field.value];
  });
}

const plain = (values) => JSON.stringify(values.map((each) => (Array.isArray(each) ? each[0] : each)));
const areSame = (values, others) => plain(values) === plain(others);

function fill(fields, values) {
  fields.forEach((field, place) => {
    if (isTicked(field)) field.checked = values.includes(field.value);
    else if (field.tagName === "SELECT") choose(field, values);
    else field.value = values[place] ?? "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function choose(select, values) {
  const offered = [...select.options].map((option) => option.value);
  // Fields that search hold only the options that were chosen in them.
  if (select.matches(".admin-autocomplete")) {
    for (const [value, text] of values) if (!offered.includes(value)) select.add(new Option(text, value));
  } else if (values.some(([value]) => !offered.includes(value))) return;
  for (const option of select.options) option.selected = values.some(([value]) => value === option.value);
}

// Rows below a form, which are known by the keys of what they show

const keyField = (form, row) => form.elements.namedItem(`${row}-id`);

function keysOfRows(form, names) {
  const rows = {};
  for (const name of names) {
    const row = IN_ROW.exec(name)?.[1];
    const field = row && keyField(form, row);
    if (field) rows[row] = field.value;
  }
  return rows;
}

/** The row that shows what a row of a text showed; for a new one an empty row, which is added if there is none. */
function rowFor(form, row, list, key, used, mayAdd) {
  const nameOf = (field) => field.name.slice(0, -"-id".length);
  const rows = [...form.querySelectorAll(`input[name^="${list}-"][name$="-id"]`)].filter(
    (field) => IN_ROW.test(field.name) && !used.has(nameOf(field)),
  );
  const same = rows.find((field) => (key ? field.value === key : !field.value && nameOf(field) === row));
  if (same) return nameOf(same);
  const add = mayAdd && document.querySelector(`#${list}-group .add-row a`);
  if (!add) return null;
  add.click();
  return `${list}-${form.elements.namedItem(`${list}-TOTAL_FORMS`).value - 1}`;
}

/** Where each value of a text belongs in a form: pairs of its fields, none if it has no place any more, and its values. */
function placed(form, text, mayAdd) {
  const rows = {};
  const used = new Set();
  return Object.entries(text.values).map(([name, values]) => {
    const [, row, list] = IN_ROW.exec(name) ?? [];
    let place = name;
    if (row in text.rows) {
      rows[row] ??= rowFor(form, row, list, text.rows[row], used, mayAdd) ?? "";
      used.add(rows[row]);
      place = rows[row] && rows[row] + name.slice(row.length);
    }
    return [(place && fieldsOf(form)[place]) || [], values];
  });
}

const stands = (form, text) => placed(form, text, false).every(([fields, values]) => areSame(valuesOf(fields), values));

// The page

function timeOf(at) {
  const time = new Date(at);
  const isToday = time.toDateString() === new Date().toDateString();
  const day = isToday ? {} : { day: "numeric", month: "long" };
  return time.toLocaleString("en-GB", { ...day, hour: "2-digit", minute: "2-digit" });
}

function button(text, click) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: text });
  made.addEventListener("click", click);
  return made;
}

class Keeper {
  constructor(form, marker) {
    this.form = form;
    this.marker = marker;
    this.address = [location.pathname, marker.dataset.keepUnsaved].filter(Boolean).join("#");
    this.id = marker.dataset.posted || [...crypto.getRandomValues(new Uint32Array(4))].map((each) => each.toString(16)).join("-");
    this.key = OWN + this.id;
    // Of a save that failed the form shows what was typed, which is not saved yet.
    this.typed = new Set("posted" in marker.dataset ? Object.keys(stored(this.key)?.values ?? {}) : []);
    this.addMarkup();
    this.offer();
    this.listen();
    if (this.typed.size) this.keep();
  }

  get seen() {
    return this.form.elements.namedItem("_seen");
  }

  addMarkup() {
    const id = Object.assign(document.createElement("input"), { type: "hidden", name: "_unsaved", value: this.id });
    this.said = Object.assign(document.createElement("p"), { tabIndex: -1 });
    this.said.setAttribute("role", "status");
    this.box = document.createElement("div");
    this.box.append(this.said);
    if (this.marker === this.form) this.form.prepend(this.box);
    else this.marker.append(this.box);
    this.form.append(id);
  }

  say(text) {
    this.said.classList.toggle("curation-unsaved", Boolean(text));
    if (this.said.textContent !== text) this.said.textContent = text;
  }

  offer() {
    for (const text of all(OWN).filter((each) => each.address === this.address && each.key !== this.key)) {
      if (stands(this.form, text)) localStorage.removeItem(text.key);
      else this.box.append(this.offerOf(text));
    }
  }

  offerOf(text) {
    const section = Object.assign(document.createElement("section"), { className: "curation-unsaved" });
    section.setAttribute("aria-label", `Text from ${timeOf(text.at)} that was not saved`);
    const told = document.createElement("p");
    const isOld = this.seen && text.seen && text.seen !== this.seen.value;
    const since = isOld ? " This entry was saved since. If you bring it back, you see both when you save." : "";
    told.textContent = `You have text that was not saved, from ${timeOf(text.at)}.${since}`;
    const done = (said) => {
      section.remove();
      localStorage.removeItem(text.key);
      this.say(said);
      this.said.focus();
    };
    section.append(
      told,
      button("Bring it back", () => done(this.bringBack(text))),
      button("Discard it", () => done("The text was discarded.")),
    );
    return section;
  }

  bringBack(text) {
    // The server then compares it with what it was written on, and shows both where somebody saved another text.
    if (this.seen && text.seen) this.seen.value = text.seen;
    let lost = 0;
    for (const [fields, values] of placed(this.form, text, true)) {
      if (fields.length) fill(fields, values);
      else lost += 1;
    }
    this.typed = new Set([...this.typed, ...Object.keys(text.values)]);
    this.keep();
    return `Your text is back in the form. It is not saved yet.${lost ? " Some of it has no place any more." : ""}`;
  }

  listen() {
    const typed = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.keep(), PAUSE);
    };
    const flush = () => this.timer && !isSigningOut && this.keep();
    // The fields that search for what is typed tell of changes through jQuery alone.
    const jQuery = window.django?.jQuery;
    if (jQuery) jQuery(this.form).on("input change", typed);
    else for (const event of ["input", "change"]) this.form.addEventListener(event, typed);
    for (const event of ["formset:added", "formset:removed"]) document.addEventListener(event, typed);
    this.form.addEventListener("submit", flush);
    addEventListener("pagehide", flush);
    document.addEventListener("visibilitychange", flush);
  }

  /** Keeps what differs from the form as it was opened; forgets it where nothing does. */
  keep() {
    clearTimeout(this.timer);
    this.timer = undefined;
    const values = {};
    for (const [name, fields] of Object.entries(fieldsOf(this.form))) {
      const now = valuesOf(fields);
      if (this.typed.has(name) || !areSame(now, valuesOf(fields, true))) values[name] = now;
    }
    try {
      if (Object.keys(values).length) {
        const rows = keysOfRows(this.form, Object.keys(values));
        store(this.key, { address: this.address, at: Date.now(), seen: this.seen?.value, values, rows });
      } else localStorage.removeItem(this.key);
      if (this.said.textContent === NOT_STORED) this.say("");
    } catch {
      this.say(NOT_STORED);
    }
  }
}

function forgetAll() {
  isSigningOut = true;
  for (const text of all(OWN)) localStorage.removeItem(text.key);
}

function forget(saved) {
  for (const id of saved.split(" ")) localStorage.removeItem(OWN + id);
}

function keepIn(place) {
  for (const marker of place.querySelectorAll("[data-keep-unsaved]")) new Keeper(marker.closest("form"), marker);
}

try {
  forget(page.dataset.saved);
  document.getElementById("logout-form")?.addEventListener("submit", forgetAll);
  keepIn(document);
  // Of pages that show forms without being loaded again.
  document.addEventListener("forms:shown", ({ target }) => keepIn(target));
  document.addEventListener("forms:saved", ({ detail }) => forget(detail));
} catch {
  // Where the browser keeps nothing, forms work as they would without this script.
}
