/*
 * Copies the address of a page or the reference to it, and hands it to the device's own way to share, where there is one.
 * Without this script, the page has a link to send it by mail, and its reference is text to select.
 */

/** Adds a button, which says what it did in the place of its name, and to screen readers. */
function addButton(row, name, done, act) {
  const button = document.createElement("button")
  button.type = "button"
  button.className = "app-link-button"
  button.textContent = name
  button.addEventListener("click", async () => {
    try {
      await act()
    } catch {
      // The reader changed their mind, or the browser does not allow it.
      return
    }
    if (!done) return
    button.textContent = status.textContent = done
    setTimeout(() => {
      button.textContent = name
      status.textContent = ""
    }, 4000)
  })
  row.append(button)
}

const status = document.createElement("span")
status.className = "nhsuk-u-visually-hidden"
status.setAttribute("role", "status")

for (const row of document.querySelectorAll(".app-share")) {
  const { address, title } = row.dataset
  const citation = document.getElementById("citation")
  row.append(status)
  if (navigator.clipboard) {
    addButton(row, "Copy link", "Link copied", () => navigator.clipboard.writeText(address))
    if (citation) {
      const text = citation.innerText.trim()
      addButton(row, "Copy citation", "Citation copied", () => navigator.clipboard.writeText(text))
    }
  }
  if (navigator.share) {
    addButton(row, "Share", "", () => navigator.share({ title, url: address }))
    row.querySelector(".app-share__mail").remove()
  }
}
