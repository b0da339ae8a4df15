// Drawing a signature. Without this script the typed name signs, so nothing here is needed to sign.

for (const box of document.querySelectorAll("[data-signpad]")) {
  const field = box.querySelector("input[name=drawing]");
  const canvas = box.querySelector("canvas");
  const clear = box.querySelector("[data-signpad-clear]");
  const state = box.querySelector("[data-signpad-state]");
  const pen = canvas.getContext("2d");
  let last = null;
  box.hidden = false;

  const scale = () => Math.min(2, window.devicePixelRatio || 1);
  const fit = () => {
    const { width, height } = canvas.getBoundingClientRect();
    canvas.width = Math.round(width * scale());
    canvas.height = Math.round(height * scale());
    pen.scale(scale(), scale());
    Object.assign(pen, { lineWidth: 2, lineCap: "round", lineJoin: "round", strokeStyle: "#181c24" });
    field.value = "";
  };
  const at = (event) => {
    const frame = canvas.getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  };
  const tell = (text) => (state.textContent = text);

  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    last = at(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const point = at(event);
    pen.beginPath();
    pen.moveTo(...last);
    pen.lineTo(...point);
    pen.stroke();
    last = point;
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      if (!last) return;
      last = null;
      field.value = canvas.toDataURL("image/png");
      tell(state.dataset.drawn);
    });
  }
  clear.addEventListener("click", () => {
    fit();
    tell(state.dataset.empty);
  });
  fit();
}
