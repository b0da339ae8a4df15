// Ctrl/Cmd-K opens the palette; arrows move, Enter opens. The search field of the top bar is its fallback.

const dialog = document.getElementById("palette");
if (dialog) {
  const input = dialog.querySelector("input");
  const hits = () => [...dialog.querySelectorAll("#palette-hits a")];
  const mark = (index) => hits().forEach((hit, at) => hit.toggleAttribute("data-active", at === index));
  const current = () => hits().findIndex((hit) => hit.hasAttribute("data-active"));

  const open = () => {
    if (dialog.open) return;
    dialog.showModal();
    input.value = "";
    input.focus();
    input.dispatchEvent(new Event("palette-open"));
  };

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  for (const field of document.querySelectorAll("[data-palette-open]")) {
    field.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      open();
    });
    field.addEventListener("keydown", (event) => {
      if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) open();
    });
  }
  dialog.addEventListener("keydown", (event) => {
    const all = hits();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = (current() + step + all.length) % (all.length || 1);
      mark(next);
      all[next]?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && document.activeElement === input) {
      event.preventDefault();
      // Typed faster than answered: Enter means the first hit of what stands in the field, not of what stood there.
      if (stale) wanted = true;
      else all[Math.max(0, current())]?.click();
    }
  });
  // A click on the backdrop closes, as Escape does.
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  let stale = false;
  let wanted = false;
  input.addEventListener("input", () => {
    stale = true;
    wanted = false;
  });
  dialog.addEventListener("htmx:afterSwap", (event) => {
    // An answer to what stood in the field before.
    if (new URL(event.detail.xhr.responseURL).searchParams.get("q") !== input.value) return;
    stale = false;
    mark(0);
    if (wanted) hits()[0]?.click();
  });
}
