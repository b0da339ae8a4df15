// A, R and X press the decision bar's buttons, unless somebody is typing. J and K walk the queue where it has links.

const typing = (element) => element?.closest("input, select, textarea, [contenteditable], dialog");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const key = event.key.toLowerCase();
  const button = document.querySelector(`[data-decision-bar] button[data-key="${CSS.escape(key)}"]`);
  if (button && !button.disabled) {
    event.preventDefault();
    button.click();
    return;
  }
  const way = { j: "next", k: "prev" }[key];
  if (way) document.querySelector(`a[data-queue="${way}"]`)?.click();
});
