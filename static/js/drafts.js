// Long forms keep what is typed in this browser until it is sent. Files and passwords are never kept.

const WAIT = 600;
const skipped = (field) => !field.name || field.name === "csrfmiddlewaretoken" || ["file", "password", "hidden"].includes(field.type);

function read(form) {
  const values = {};
  for (const field of form.elements) {
    if (skipped(field)) continue;
    if (field.type === "checkbox" || field.type === "radio") (values[field.name] ??= []).push(...(field.checked ? [field.value] : []));
    else if (field.multiple) values[field.name] = [...field.selectedOptions].map((option) => option.value);
    else values[field.name] = field.value;
  }
  return values;
}

function write(form, values) {
  for (const field of form.elements) {
    if (skipped(field) || !(field.name in values)) continue;
    const value = values[field.name];
    if (field.type === "checkbox" || field.type === "radio") field.checked = value.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = value.includes(option.value);
    else field.value = value;
  }
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = `draft:${form.dataset.draft}`;
  const state = document.querySelector("[data-draft-state]");
  const say = (at) => {
    if (state) state.textContent = `${state.dataset.words || "Draft saved"} ${new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })}`;
  };
  const stored = localStorage.getItem(key);
  // A form shown again with its errors already holds what was typed.
  if (stored && !form.querySelector(".ui-errors")) {
    const { at, values } = JSON.parse(stored);
    write(form, values);
    say(at);
  }
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const at = Date.now();
      localStorage.setItem(key, JSON.stringify({ at, values: read(form) }));
      say(at);
    }, WAIT);
  });
  form.addEventListener("submit", () => localStorage.removeItem(key));
}
