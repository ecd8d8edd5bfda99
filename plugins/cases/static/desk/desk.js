// The desk where there is JavaScript: keys in the queue, and the citizen's words shown while they are written. All of it works without.
(() => {
  "use strict";
  const KEY = "pendopo.desk.keys";
  const on = () => { try { return localStorage.getItem(KEY) !== "off"; } catch { return true; } };

  // Single letters are a trap for whoever speaks to the machine or whose hand slips: they can be switched off (WCAG 2.1.4).
  const box = document.querySelector("[data-keys]");
  if (box) {
    box.hidden = false;
    const button = box.querySelector("button");
    const look = () => { button.setAttribute("aria-pressed", String(on())); };
    button.addEventListener("click", () => {
      try { localStorage.setItem(KEY, on() ? "off" : "on"); } catch { /* a browser that keeps nothing keeps them on */ }
      look();
    });
    look();
  }

  const rows = [...document.querySelectorAll("[data-row]")];
  if (rows.length) {
    document.addEventListener("keydown", (event) => {
      if (!on() || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
      const here = rows.findIndex((row) => row.contains(document.activeElement));
      if (event.key === "j" || event.key === "k") {
        const next = rows[Math.max(0, Math.min(rows.length - 1, here + (event.key === "j" ? 1 : here < 0 ? 1 : -1)))];
        next.querySelector("a").focus();
        event.preventDefault();
      } else if (event.key === "x" && here >= 0) {
        rows[here].querySelector("input[type=checkbox]").click();
        event.preventDefault();
      }
    });
  }

  for (const area of document.querySelectorAll("textarea[data-reads]")) {
    const shown = document.getElementById(area.dataset.reads);
    if (shown) area.addEventListener("input", () => { shown.textContent = area.value; });
  }
})();
