// All resources once stood on one page, each at an anchor: leads from there to the page of the resource.
const anchor = decodeURIComponent(location.hash.slice(1))
if (/^[\w-]+$/.test(anchor) && !document.getElementById(anchor)) {
  const kind = anchor.match(/^kind-(.+)/)
  location.replace(location.pathname + (kind ? `?kind=${kind[1]}` : `${anchor}/`))
}
