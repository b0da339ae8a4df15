// Counts a quiz's minutes down and hands in when they are over. Without it the moment stands on the page all the same.
const timer = document.querySelector("[data-seconds]");
const form = document.getElementById("quiz");

if (timer && form) {
  const end = performance.now() + Number(timer.dataset.seconds) * 1000;
  let told = null;
  let beat = null;
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 60000));
    if (left !== told) {
      told = left;
      timer.textContent = `· ${left} ${timer.dataset.left}`;
    }
    if (performance.now() >= end) {
      clearInterval(beat);
      form.requestSubmit();
    }
  };
  beat = setInterval(tick, 1000);
  tick();
}
