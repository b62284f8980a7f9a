/*
 * Takes entries from words that are marked in a document's text, with the mouse or the keyboard, without loading the
 * page again: the form comes to stand beside the text, and what was taken shows in it. Without this script, or where it
 * fails, the same forms work as pages.
 */

const text = () => document.getElementById("text")
const taking = () => document.getElementById("taking")
const SHOWN = 120
const WAIT = 150
const WORD = /[\p{L}\p{N}’'-]+/gu

// Marked words, as offsets in the text: in code points, as the server counts them

const count = (words) => [...words].length
const pieces = () => [...text().querySelectorAll("span[data-start], mark[data-start]")]

/** The offset of a place in the page; of one between the pieces of the text, that of the next piece. */
function offsetAt(node, place) {
  const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("span[data-start], mark[data-start]")
  if (piece) {
    const before = node.nodeType === Node.TEXT_NODE ? node.data.slice(0, place) : place ? piece.textContent : ""
    return Number(piece.dataset.start) + count(before)
  }
  const range = document.createRange()
  range.setStart(node, place)
  const next = pieces().find((each) => range.comparePoint(each, 0) >= 0)
  const last = pieces().at(-1)
  return next ? Number(next.dataset.start) : Number(last.dataset.start) + count(last.textContent)
}

/** The place in the page of an offset: a text and an index in it. */
function placeOf(offset) {
  const all = pieces()
  const piece = all.findLast((each) => Number(each.dataset.start) <= offset) ?? all[0]
  const words = [...piece.textContent]
  const within = Math.max(0, Math.min(words.length, offset - Number(piece.dataset.start)))
  return [piece.firstChild, words.slice(0, within).join("").length]
}

/** What is marked in the text; null if nothing is. */
function marked() {
  const selection = getSelection()
  if (selection.isCollapsed || !selection.rangeCount) return null
  const range = selection.getRangeAt(0)
  if (!range.intersectsNode(text()) || !String(selection).trim()) return null
  const inText = document.createRange()
  inText.selectNodeContents(text())
  const isBefore = range.compareBoundaryPoints(Range.START_TO_START, inText) < 0
  const isAfter = range.compareBoundaryPoints(Range.END_TO_END, inText) > 0
  const start = isBefore ? Number(pieces()[0].dataset.start) : offsetAt(range.startContainer, range.startOffset)
  const end = isAfter ? offsetAt(text(), text().childNodes.length) : offsetAt(range.endContainer, range.endOffset)
  return end > start ? { start, end } : null
}

function mark(start, end) {
  getSelection().setBaseAndExtent(...placeOf(start), ...placeOf(end))
  const { top, bottom } = getSelection().getRangeAt(0).getBoundingClientRect()
  if (top < 60 || bottom > innerHeight) scrollBy({ top: top - innerHeight / 3, behavior: "instant" })
}

let timer

function noteMarked() {
  const form = taking()?.querySelector("[data-mark]")
  const found = form && marked()
  if (!found) return
  form.elements.start.value = found.start
  form.elements.end.value = found.end
  clearTimeout(timer)
  timer = setTimeout(() => {
    const words = String(getSelection()).replace(/\s+/g, " ").trim()
    form.querySelector("[data-marked]").textContent =
      `Marked: “${words.length > SHOWN ? `${words.slice(0, SHOWN)}…` : words}”`
  }, WAIT)
}

document.addEventListener("selectionchange", noteMarked)

// The keyboard

/** The offsets at which sentences, or words, start, and the end of the text. */
function starts(ofWords) {
  const found = []
  for (const block of text().children) {
    const words = [...block.querySelectorAll("span[data-start], mark[data-start]")].map((each) => each.textContent).join("")
    const ends = ofWords
      ? [...words.matchAll(WORD)].map(({ index }) => index)
      : [0, ...[...words.matchAll(/[.!?][”’)\]]*\s+(?=\S)/g)].map((each) => each.index + each[0].length)]
    for (const index of ends) found.push(Number(block.dataset.start) + count(words.slice(0, index)))
    if (words) found.end = Number(block.dataset.start) + count(words)
  }
  return [...found, found.end]
}

/** Marks the next or the previous sentence. */
function move(step) {
  const all = starts(false)
  const from = marked()?.start ?? -1
  const place = step > 0 ? all.findIndex((each) => each > from) : all.findLastIndex((each) => each < from)
  const at = Math.max(0, Math.min(place < 0 ? all.length - 2 : place, all.length - 2))
  mark(all[at], all[at + 1])
}

/** Marks more or less, up to the next or the previous start of a sentence or a word. */
function extend(step, ofWords) {
  const found = marked()
  if (!found) return move(1)
  const all = starts(ofWords)
  const end = step > 0 ? all.find((each) => each > found.end) : all.findLast((each) => each < found.end)
  if (end > found.start) mark(found.start, end)
}

const MOVES = {
  ArrowDown: (isShift) => (isShift ? extend(1, false) : move(1)),
  ArrowUp: (isShift) => (isShift ? extend(-1, false) : move(-1)),
  ArrowRight: (isShift) => isShift && extend(1, true),
  ArrowLeft: (isShift) => isShift && extend(-1, true),
}

document.addEventListener("keydown", (event) => {
  if (event.target !== text() || event.ctrlKey || event.altKey || event.metaKey) return
  const button = taking()?.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`)
  if (MOVES[event.key]) {
    if (MOVES[event.key](event.shiftKey) !== false) event.preventDefault()
  } else if (button) {
    event.preventDefault()
    button.click()
  }
})

// Forms beside the text

let isSending = false

async function pageOf(address, options = {}) {
  const response = await fetch(address, { ...options, headers: { "X-Beside-The-Text": "1" }, credentials: "same-origin" })
  const page = new DOMParser().parseFromString(await response.text(), "text/html")
  if (!page.getElementById("taking")) throw new Error(response.redirected ? "signed out" : response.statusText)
  return [page, response.url]
}

/** Shows what a page has in the place of what this one has. */
function replace(page, selector) {
  const [here, there] = [document.querySelector(selector), page.querySelector(selector)]
  if (here && there) here.replaceWith(there)
  return there
}

// There before anything is said in it, so that it is announced.
const announced = document.createElement("div")
announced.setAttribute("role", "status")
document.getElementById("content-main")?.before(announced)

function showMessages(page) {
  for (const old of document.querySelectorAll(".messagelist")) old.remove()
  announced.replaceChildren(...page.querySelectorAll(".messagelist"))
}

/** Shows the form, or the choice, that a page has beside the text, and all else of it if something was taken. */
function show(page, address) {
  const was = taking().querySelector("[data-take]")
  const isForm = page.querySelector("[data-take]")
  const at = was && { start: Number(was.elements.start.value), end: Number(was.elements.end.value) }
  if (was && !isForm) {
    const scrolled = scrollY
    for (const selector of [".workspace-share", ".workspace-text", ".workspace-beside"]) replace(page, selector)
    scrollTo({ top: scrolled, behavior: "instant" })
  } else replace(page, "#taking")
  showMessages(page)
  history.replaceState(null, "", address)
  const saved = page.querySelector("script[data-saved]")?.dataset.saved
  if (saved) document.dispatchEvent(new CustomEvent("forms:saved", { detail: saved }))
  // As Django says that a form was added, whose fields that search are then made.
  for (const name of ["formset:added", "forms:shown"]) taking().dispatchEvent(new CustomEvent(name, { bubbles: true }))
  focusIn(at)
}

/** Puts the focus where the work goes on: the errors, the first field, or after the words in the text. */
function focusIn(at) {
  const form = taking().querySelector("[data-take]")
  const wrong = taking().querySelector(".errornote, .workspace-alike")
  if (form && !wrong) {
    form.querySelector("fieldset :is(input, select, textarea):not([type=hidden])")?.focus()
    return
  }
  if (wrong) {
    wrong.tabIndex = -1
    wrong.focus()
    return
  }
  text().focus({ preventScroll: true })
  if (at) mark(at.start, at.end)
}

function tell(error) {
  const said = document.createElement("p")
  said.className = "errornote"
  said.setAttribute("role", "alert")
  said.textContent =
    error.message === "signed out"
      ? "You are signed out. Sign in again in another tab, then save here. Nothing that you entered is lost."
      : "The server does not answer just now. Try again. Nothing that you entered is lost."
  taking().querySelector(".errornote[data-told]")?.remove()
  said.dataset.told = ""
  taking().querySelector("h2").after(said)
}

async function send(address, options) {
  // A doubled click is one.
  if (isSending) return
  isSending = true
  taking().setAttribute("aria-busy", "true")
  try {
    show(...(await pageOf(address, options)))
  } catch (error) {
    tell(error)
  } finally {
    isSending = false
    taking().removeAttribute("aria-busy")
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-mark], [data-take]")
  if (!form || event.submitter?.matches("[data-leaves]")) return
  event.preventDefault()
  // What was marked a moment ago may not have been told yet.
  noteMarked()
  send(form.action, { method: "POST", body: new FormData(form, event.submitter) })
})

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-beside]")
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  send(link.href)
})
