/*
 * Keeps what is typed into a `<form data-kept-as="NAME">` in this browser alone, and fills it in again when the page is
 * next opened. Where the server has filled the form itself, from a file (`data-filled`) or after a mistake, what it
 * sent stands. Where the browser keeps nothing, the form works as it would without this script.
 *
 * Fields are kept by their names, also those that another page of the same NAME has. Not kept: hidden fields, files, and
 * fields with `data-not-kept`.
 */

const PAUSE = 300 // milliseconds without typing after which it is kept
const STAYS = "What you type is kept in this browser alone."
const NO_ROOM = "This browser has no room for what you type. Download it before you leave this page."
const NOT_KEPT = ["hidden", "file", "password", "submit", "button", "reset", "image"]

const isTicked = field => field.type === "radio" || field.type === "checkbox"

/** The fields of a form that are kept, by name. */
function fieldsOf(form) {
  const fields = {}
  for (const field of form.elements) {
    const isKept = field.name && "value" in field && !NOT_KEPT.includes(field.type) && !("notKept" in field.dataset)
    if (isKept) (fields[field.name] ??= []).push(field)
  }
  return fields
}

/** What stands in the fields of one name, as a list of texts. */
function valuesOf(fields) {
  return fields.flatMap(field => {
    if (isTicked(field)) return field.checked ? [field.value] : []
    if (field.tagName === "SELECT") return [...field.selectedOptions].map(option => option.value)
    return [field.value]
  })
}

/** Puts such texts into the fields of one name. */
function fill(fields, values) {
  fields.forEach((field, place) => {
    if (isTicked(field)) field.checked = values.includes(field.value)
    else if (field.tagName === "SELECT") {
      // A choice that is no longer offered leaves the field as it is.
      if (![...field.options].some(option => values.includes(option.value))) return
      for (const option of field.options) option.selected = values.includes(option.value)
    } else field.value = values[place] ?? ""
  })
}

function empty(fields) {
  for (const field of fields) {
    if (isTicked(field)) field.checked = false
    else if (field.tagName === "SELECT") field.selectedIndex = 0
    else field.value = ""
  }
}

/** What was kept, by the names of fields. Throws where the browser keeps nothing. */
function read(key) {
  const text = localStorage.getItem(key)
  try {
    const kept = JSON.parse(text) ?? {}
    return Object.fromEntries(Object.entries(kept).filter(([, values]) => Array.isArray(values)))
  } catch {
    return {}
  }
}

/** Says on the page that it is kept, and offers to clear it; returns the elements of both. */
function note(form) {
  const box = document.createElement("div")
  box.className = "app-kept nhsuk-u-display-none-print"
  // None of this is from outside.
  box.innerHTML = `<p role="status" tabindex="-1">${STAYS}</p>
    <details class="nhsuk-details">
      <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">Clear what I typed</span></summary>
      <div class="nhsuk-details__text">
        <p>This empties the form, and this browser forgets what you typed. You cannot undo it.</p>
        <button class="nhsuk-button nhsuk-button--warning nhsuk-button--small" type="button">Clear what I typed</button>
      </div>
    </details>`
  form.prepend(box)
  return { said: box.querySelector("p"), folded: box.querySelector("details"), clear: box.querySelector("button") }
}

function keep(form) {
  const key = `kept:${form.dataset.keptAs}`
  const changed = new Set()
  const isFilled = "filled" in form.dataset || Boolean(document.querySelector(".nhsuk-error-summary"))
  let timer

  const kept = read(key)
  if (localStorage.getItem(key) === null) {
    // Throws where the browser refuses. Nothing stays until something is typed.
    localStorage.setItem("kept?", "")
    localStorage.removeItem("kept?")
  }

  const { said, folded, clear } = note(form)
  const fields = fieldsOf(form)
  if (isFilled) Object.keys(fields).forEach(name => changed.add(name))
  else for (const [name, values] of Object.entries(kept)) if (Object.hasOwn(fields, name)) fill(fields[name], values)

  const say = text => {
    if (said.textContent !== text) said.textContent = text
  }
  // Only what was changed here, since another tab may hold the same form.
  const save = () => {
    clearTimeout(timer)
    if (!changed.size) return
    const now = fieldsOf(form)
    try {
      const values = read(key)
      for (const name of changed) if (Object.hasOwn(now, name)) values[name] = valuesOf(now[name])
      localStorage.setItem(key, JSON.stringify(values))
      changed.clear()
      say(STAYS)
    } catch {
      say(NO_ROOM)
    }
  }
  const typed = event => {
    if (event.target === form) return
    changed.add(event.target.name)
    clearTimeout(timer)
    timer = setTimeout(save, PAUSE)
  }
  form.addEventListener("input", typed)
  form.addEventListener("change", typed)
  form.addEventListener("submit", save)
  addEventListener("pagehide", save)
  document.addEventListener("visibilitychange", save)
  save()

  clear.addEventListener("click", () => {
    clearTimeout(timer)
    changed.clear()
    localStorage.removeItem(key)
    if (isFilled) Object.values(fieldsOf(form)).forEach(empty)
    else form.reset()
    folded.open = false
    say("What you typed is cleared.")
    said.focus()
    form.dispatchEvent(new Event("change"))
  })
}

for (const form of document.querySelectorAll("form[data-kept-as]")) {
  try {
    keep(form)
  } catch {
    // Nothing is kept, and nothing says that it is.
  }
}
