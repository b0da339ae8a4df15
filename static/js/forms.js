// Forms and lists: sent once, errors in view, rows chosen, long selects searchable.

// A second click while the first is under way does nothing; the page coming back from the cache is usable again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.method === "get") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  setTimeout(() => form.querySelectorAll("button[type=submit]").forEach((button) => button.setAttribute("aria-disabled", "true")));
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  }
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form");
  if (form) delete form.dataset.sent;
});

document.querySelector("[data-focus]")?.focus();

// A question that depends on an answer stands there only after that answer; the server decides the same without this.
const dependent = [...document.querySelectorAll("[data-show-if]")];
function answersTo(form, name) {
  const fields = [...form.querySelectorAll(`[name="${name}"]`)].filter((field) => !field.closest("[data-not-asked]"));
  return fields.flatMap((field) => (["checkbox", "radio"].includes(field.type) && !field.checked ? [] : [field.value]));
}
function showAsked() {
  for (const field of dependent) {
    const place = field.closest(".ui-field");
    const answers = answersTo(field.form || document, field.dataset.showIf);
    const isAsked = field.dataset.showValues.split("|").some((value) => answers.includes(value));
    place.hidden = !isAsked;
    place.toggleAttribute("data-not-asked", !isAsked);
  }
}
if (dependent.length) {
  document.addEventListener("change", showAsked);
  // What drafts.js brings back is there once the page is ready.
  window.addEventListener("load", showAsked);
  showAsked();
}

// Lists: all on this page, and how many.
for (const list of document.querySelectorAll("[data-list]")) {
  const all = list.querySelector("[data-select-all]");
  const boxes = [...list.querySelectorAll("tbody .form-check-input")];
  const count = list.querySelector("[data-bulk-count]");
  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    if (count) count.textContent = chosen;
    if (all) {
      all.checked = chosen > 0 && chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    }
  };
  list.addEventListener("change", (event) => {
    if (event.target === all) boxes.forEach((box) => (box.checked = all.checked));
    show();
  });
  list.addEventListener("reset", () => setTimeout(show));
  show();
}

// Selects with many options become searchable; the library is fetched only then.
const here = document.querySelector("script[data-combobox-js]");
const fetchOnce = {};
function combobox() {
  return (fetchOnce.done ??= new Promise((resolve, reject) => {
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: here.dataset.comboboxCss });
    const script = Object.assign(document.createElement("script"), { src: here.dataset.comboboxJs, onload: resolve, onerror: reject });
    document.head.append(style, script);
  }));
}
async function enhance(root) {
  const selects = [...root.querySelectorAll("select[data-combobox]:not([data-enhanced])")];
  if (!selects.length || !here) return;
  for (const select of selects) {
    select.dataset.enhanced = "";
    select.setAttribute("aria-label", select.labels[0]?.textContent.trim() || select.name);
  }
  await combobox();
  for (const select of selects) {
    const url = select.dataset.combobox;
    const load = url
      ? { valueField: "value", labelField: "label", searchField: "label", load: (text, done) => fetch(`${url}${url.includes("?") ? "&" : "?"}q=${encodeURIComponent(text)}`).then((answer) => answer.json()).then(done, () => done()) }
      : {};
    const box = new window.TomSelect(select, { maxOptions: 200, plugins: select.multiple ? ["remove_button"] : [], ...load });
    box.control_input.setAttribute("aria-label", select.getAttribute("aria-label"));
  }
}
enhance(document);
document.addEventListener("htmx:load", (event) => enhance(event.detail.elt.parentElement || document));
