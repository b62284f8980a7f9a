/*
 * The reader's own list, as pages show it that are the same for everybody: how many entries are in it, and whether
 * the entry of the page is. An entry is added without leaving the page; whatever goes wrong, the form is sent as it
 * would be without this script.
 */

/** The keys of the entries in the list, from the signed text in the cookie. */
function keys() {
  const cookie = document.cookie.split("; ").find(each => each.startsWith("my_list="))
  const [listed] = decodeURIComponent(cookie?.slice("my_list=".length) ?? "").replaceAll('"', "").split(":")
  return listed.match(/.{9}/g) ?? []
}

/** Shows what is in the list now. */
function show() {
  const listed = keys()
  const link = document.querySelector(".nhsuk-header__account-link")
  if (link && listed.length) link.textContent = `My list (${listed.length})`
  for (const form of document.querySelectorAll(".app-add")) {
    if (!listed.includes(form.dataset.key)) continue
    const note = document.createElement("p")
    note.className = "app-add"
    note.tabIndex = -1
    note.innerHTML = `This is in <a href="${form.action}">your list</a>.`
    form.replaceWith(note)
  }
}

/** Removes what kept-in-browser.js keeps of the forms about the list. */
function forgetWhatWasTyped() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith("kept:")) localStorage.removeItem(key)
  } catch {
    // Where the browser keeps nothing, there is nothing to remove.
  }
}

document.addEventListener("submit", async event => {
  const form = event.target
  if (event.submitter?.name === "clear") forgetWhatWasTyped()
  if (!form.matches(".app-add")) return
  event.preventDefault()
  const place = form.parentElement
  try {
    const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, event.submitter)) })
    if (!response.ok || !keys().includes(form.dataset.key)) throw new Error("It was not added.")
    show()
    place.querySelector("p.app-add")?.focus()
  } catch {
    const sent = document.createElement("input")
    Object.assign(sent, { type: "hidden", name: "add", value: form.dataset.key })
    form.append(sent)
    form.submit()
  }
})

show()
// A page that comes back as it was left may be older than the list.
addEventListener("pageshow", event => event.persisted && show())
