/*
 * Lists with filters, updated in place: a choice, the search, an order, a page or a filter's removal shows the next
 * list without loading the whole page, and the address says what is shown. What the server answers is the whole page;
 * the part that differs is morphed, so that what has the focus, is unfolded or is scrolled stays so. Whatever goes
 * wrong, the browser loads the page as it would without this script.
 */
import { Idiomorph } from "./idiomorph.esm.js"
import { ErrorSummary } from "./nhsuk-frontend.min.js"

const list = document.getElementById("list")
const announcement = document.getElementById("announcement")
let shown = location.pathname + location.search
let request = new AbortController()

/** The address that a form leads to, without what is left empty. */
function addressOf(form) {
  const address = new URL(form.action)
  for (const [name, value] of new FormData(form)) {
    if (String(value).trim()) address.searchParams.append(name, value)
  }
  return address
}

/** Puts the focus where a reader goes on: a heading with what follows it in sight, or a tag. */
function focusOn(element) {
  element.focus({ preventScroll: true })
  element.scrollIntoView({ block: element.id === "range" ? "start" : "nearest" })
}

/**
 * Takes note of where the filters are scrolled to and of where the chosen one stands; gives what puts both back. What
 * has the focus stays under the pointer, clear of the bar that sticks to the foot of the filters.
 */
function notePlaces() {
  const places = [...list.querySelectorAll(".app-facet")].map(({ id, lastElementChild }) => [id, lastElementChild.scrollTop])
  const chosen = document.activeElement.closest(".app-facet__options label")
  const top = chosen?.getBoundingClientRect().top
  return () => {
    for (const [id, scrollTop] of places) {
      const options = document.getElementById(id)?.lastElementChild
      if (options) options.scrollTop = scrollTop
    }
    if (!chosen?.isConnected) return
    scrollBy({ top: chosen.getBoundingClientRect().top - top, behavior: "instant" })
    chosen.scrollIntoView({ block: "nearest", behavior: "instant" })
  }
}

/** The page at an address; null where it is not a list after all, which the browser had better load itself. */
async function pageAt(address) {
  request.abort()
  request = new AbortController()
  const response = await fetch(address, { signal: request.signal, credentials: "same-origin" })
  if ((!response.ok && response.status !== 400) || response.redirected) return null
  const page = new DOMParser().parseFromString(await response.text(), "text/html")
  return page.getElementById("list") && page
}

/** Shows a page's list in place of the one that is shown; `moveFocus` puts the focus somewhere, once it is there. */
function show(page, moveFocus, keepTyping) {
  const before = document.getElementById("state").textContent
  const putBack = notePlaces()
  document.title = page.title
  Idiomorph.morph(list, page.getElementById("list"), {
    ignoreActiveValue: keepTyping && document.activeElement.matches("[type=search], [type=text]"),
    callbacks: {
      // What the reader unfolded stays unfolded.
      beforeAttributeUpdated: (name, element) => !(name === "open" && element.tagName === "DETAILS"),
    },
  })
  list.dispatchEvent(new Event("redrawn"))
  const errors = list.querySelector(".nhsuk-error-summary")
  if (errors) new ErrorSummary(errors, { disableAutoFocus: !moveFocus })
  else if (moveFocus) moveFocus()
  else putBack()
  const state = document.getElementById("state").textContent
  if (state !== before) announcement.textContent = state
}

/** Leads to an address in place: fetches its list, shows it and, unless it is in the history already, adds it there. */
async function leadTo(address, { isInHistory = false, moveFocus } = {}) {
  list.setAttribute("aria-busy", "true")
  try {
    const page = await pageAt(address)
    if (!page) return location.assign(address)
    shown = address.pathname + address.search
    if (!isInHistory) history.pushState(null, "", address)
    show(page, moveFocus, !isInHistory)
    list.removeAttribute("aria-busy")
  } catch (error) {
    // A newer choice took its place.
    if (error.name !== "AbortError") location.assign(address)
  }
}

list.addEventListener("change", (event) => {
  // What is typed into the search waits for its button.
  if (event.target.form?.id === "filters" && event.target.type !== "search") {
    leadTo(addressOf(event.target.form))
  }
})

list.addEventListener("submit", (event) => {
  event.preventDefault()
  leadTo(addressOf(event.target), { moveFocus: () => focusOn(document.getElementById("range")) })
})

list.addEventListener("click", (event) => {
  const link = event.target.closest("a")
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  if (link.origin !== location.origin || link.pathname !== location.pathname || link.hash) return
  event.preventDefault()
  const place = [...list.querySelectorAll("#tags a")].indexOf(link)
  leadTo(new URL(link.href), {
    moveFocus: () => {
      // From a removed filter to the next, and from the last to what the list is now.
      const tags = list.querySelectorAll("#tags .app-tags__tag")
      const next = place < 0 ? document.getElementById("range") : tags[Math.min(place, tags.length - 1)]
      focusOn(next ?? document.getElementById("state"))
    },
  })
})

addEventListener("popstate", () => {
  if (location.pathname + location.search !== shown) leadTo(new URL(location.href), { isInHistory: true })
})
