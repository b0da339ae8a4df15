// The shells' behavior: theme without a reload, menus that close, toasts that leave, and what htmx may do.
// Every page works without any of it.

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-theme-switch]");
  if (!form) return;
  event.preventDefault();
  const chosen = document.documentElement.dataset.bsTheme;
  const isDark = chosen === "dark" || (chosen === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  const wanted = isDark ? "light" : "dark";
  const body = new FormData(form);
  body.set("theme", wanted);
  document.documentElement.dataset.bsTheme = wanted;
  await fetch(form.action, { method: "POST", body, headers: { Accept: "*/*" }, credentials: "same-origin" });
});

// A menu closes on Escape, on a click elsewhere, and when another one opens.
const openMenus = () => document.querySelectorAll("details.ui-menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// The rail keeps open what was opened by hand.
const KEPT = "rail-open";
const kept = new Set((sessionStorage.getItem(KEPT) || "").split(" ").filter(Boolean));
for (const group of document.querySelectorAll("[data-group]")) {
  if (kept.has(group.dataset.group)) group.open = true;
  group.addEventListener("toggle", () => {
    kept[group.open ? "add" : "delete"](group.dataset.group);
    sessionStorage.setItem(KEPT, [...kept].join(" "));
  });
}

// Toasts: six seconds, or as long as an undo is offered; they wait while the pointer or the focus is on them.
function live(toast) {
  let left = Number(toast.dataset.seconds || 6);
  const shown = toast.querySelector("[data-countdown]");
  const tick = () => {
    if (shown) shown.textContent = `, ${left} s`;
    if (toast.matches(":hover, :focus-within")) return;
    if (left-- <= 0) toast.remove();
  };
  tick();
  const timer = setInterval(() => (toast.isConnected ? tick() : clearInterval(timer)), 1000);
}
const region = document.getElementById("toasts");
if (region) {
  for (const toast of region.querySelectorAll("[data-toast]")) live(toast);
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (node.dataset && "toast" in node.dataset) live(node);
  }).observe(region, { childList: true });
}
document.addEventListener("click", (event) => event.target.closest("[data-dismiss]")?.closest("[data-toast]")?.remove());

// htmx swaps refusals too: a form with its errors (400, 409, 422), a toast (any status that names its target).
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if ([400, 409, 422].includes(xhr.status) || xhr.getResponseHeader("HX-Retarget")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
// A tab loaded into its panel is marked and can be linked to.
document.addEventListener("htmx:afterOnLoad", (event) => {
  const tab = event.detail.elt;
  if (!tab.matches?.("[data-tab]")) return;
  for (const other of tab.parentElement.querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
  tab.setAttribute("aria-current", "page");
  if (tab.dataset.tab) history.replaceState(history.state, "", `?tab=${encodeURIComponent(tab.dataset.tab)}`);
});
