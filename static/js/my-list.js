/*
 * The reader's own list, as pages show it that are the same for everybody: how many entries are in it, whether the entry
 * of the page is, and the rows of lists, each with a button to add its entry. An entry is added without leaving the page;
 * whatever goes wrong, a form is sent as it would be without this script.
 */

const link = document.querySelector(".nhsuk-header__account-link")
const status = document.createElement("p")

/** The keys of the entries in the list, from the signed text in the cookie. */
function keys() {
  const cookie = document.cookie.split("; ").find(each => each.startsWith("my_list="))
  const [listed] = decodeURIComponent(cookie?.slice("my_list=".length) ?? "").replaceAll('"', "").split(":")
  return listed.match(/.{9}/g) ?? []
}

/** The key of an entry, which pages/my_list/selection.py gives it, too. */
async function keyOf(kind, name) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(name)))
  const base64 = btoa(String.fromCharCode(...digest.slice(0, 6)))
  return kind[0] + base64.replaceAll("+", "-").replaceAll("/", "_")
}

/** Shows what is in the list now: a button to add an entry, or that it is in there. */
function show() {
  const listed = keys()
  link.textContent = listed.length ? `My list (${listed.length})` : "My list"
  for (const place of document.querySelectorAll(".app-add")) {
    const isListed = listed.includes(place.dataset.key)
    const button = place.querySelector("button")
    button.hidden = isListed
    place.querySelector("a")?.remove()
    if (!isListed) continue
    const inList = document.createElement("a")
    inList.href = link.href
    inList.append("In your list", button.querySelector("span").cloneNode(true))
    place.append(inList)
  }
}

/** The element of a row that its button ends: what is said of the entry in brief. */
function placeIn(row) {
  const brief = [...row.querySelectorAll(":scope > :is(.app-card__meta, .app-entry-list__detail)")].at(-1)
  if (brief || !row.matches(".app-card")) return brief ?? row
  const added = document.createElement("p")
  added.className = "app-card__meta nhsuk-u-display-none-print"
  row.querySelector(".app-card__title").after(added)
  return added
}

/** Adds a button to each row of a list that leads to an entry which can be collected. */
async function addButtons() {
  // Browsers compute digests in secure contexts alone. On the page of an entry, its own button is the only one.
  if (!crypto.subtle || document.querySelector("form.app-add")) return
  const made = []
  for (const to of document.querySelectorAll("main :is(.app-card__title, .app-entry-list > li) > a:first-of-type")) {
    const [, kind, name] = to.pathname.match(/\/(recommendations|studies|case-studies)\/([^/]+)\/$/) ?? []
    const row = to.closest("li")
    if (!kind || to.origin !== location.origin || !row || row.closest(".app-aside, .app-card-list")) continue
    if (row.querySelector(".app-add")) continue // It kept its button when the list was redrawn.
    const place = document.createElement("span")
    place.className = "app-add nhsuk-u-display-none-print"
    place.innerHTML = '<button type="button" class="app-link-button">Add to my list<span class="nhsuk-u-visually-hidden"></span></button>'
    place.querySelector("span").textContent = `: ${to.textContent.trim()}`
    placeIn(row).append(" ", place)
    made.push(keyOf(kind, decodeURIComponent(name)).then(key => (place.dataset.key = key)))
  }
  await Promise.all(made)
  show()
}

/** Adds an entry, as the page says at its place and to screen readers. */
async function add(place) {
  const { key } = place.dataset
  const sent = new URLSearchParams({ add: key, back: location.pathname + location.search })
  try {
    // The cookie comes with the answer, which leads on to the page of the list.
    await fetch(link.href, { method: "POST", body: sent, redirect: "manual" })
    if (!keys().includes(key)) throw new Error("It was not added.")
  } catch {
    return send(sent)
  }
  const hasFocus = place.contains(document.activeElement) // unless the reader has gone on meanwhile
  show()
  if (hasFocus) place.querySelector("a")?.focus()
  const { length } = keys()
  status.textContent = `Added to your list, which has ${length} ${length === 1 ? "entry" : "entries"} now.`
}

/** Sends what was asked by a form. */
function send(sent) {
  const form = document.createElement("form")
  Object.assign(form, { method: "post", action: link.href })
  for (const [name, value] of sent) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }))
  }
  document.body.append(form)
  form.submit()
}

/** Removes what kept-in-browser.js keeps of the forms about the list. */
function forgetWhatWasTyped() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith("kept:")) localStorage.removeItem(key)
  } catch {
    // Where the browser keeps nothing, there is nothing to remove.
  }
}

status.className = "nhsuk-u-visually-hidden"
status.setAttribute("role", "status")
document.querySelector("main").append(status)

show()
// The list is one cookie, so whoever is quick adds one entry after the other.
let turn = addButtons()
document.addEventListener("click", event => {
  const place = event.target.closest(".app-add button")?.parentElement
  if (!place) return
  event.preventDefault()
  turn = turn.catch(() => {}).then(() => add(place))
})
document.addEventListener("submit", event => {
  if (event.submitter?.name === "clear") forgetWhatWasTyped()
})
document.getElementById("list")?.addEventListener("redrawn", () => {
  turn = Promise.all([turn, addButtons()])
})
// A page that comes back as it was left may be older than the list.
addEventListener("pageshow", event => event.persisted && show())
