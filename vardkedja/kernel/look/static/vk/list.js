// Work lists: arrow keys move between rows, Enter opens (it is a link), and coming back leads to the same row.
(() => {
  "use strict";
  const PLACE = "vk-place";
  const table = document.querySelector("[data-list]");
  if (!table) return;
  const here = location.pathname + location.search;
  const links = () => [...table.querySelectorAll(".vk-list__name")];

  const remembered = () => {
    try {
      return JSON.parse(sessionStorage.getItem(PLACE)) || {};
    } catch {
      return {};
    }
  };

  // Only the row's random id and the list's address are kept, and only in this window.
  table.addEventListener("click", (event) => {
    const row = event.target.closest(".vk-list__row");
    if (row && event.target.closest("a")) sessionStorage.setItem(PLACE, JSON.stringify({ list: here, row: row.id }));
  });

  document.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
    if (!(event.key in steps) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const focused = document.activeElement;
    const inList = table.contains(focused);
    // Outside the list only the arrow down, and only when nothing else has the focus, may begin.
    const nowhere = focused === document.body || focused === document.querySelector("main");
    if (!inList && !(nowhere && event.key === "ArrowDown")) return;
    const all = links();
    if (!all.length) return;
    const at = all.indexOf(focused);
    const to = at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + steps[event.key]));
    all[to].focus();
    event.preventDefault();
  });

  const place = remembered();
  const type = performance.getEntriesByType("navigation")[0]?.type;
  const referrer = document.referrer ? new URL(document.referrer) : null;
  const cameFromRow = referrer && links().some((link) => link.pathname === referrer.pathname);
  if (place.list === here && (type === "back_forward" || cameFromRow)) {
    const row = document.getElementById(place.row);
    if (row) {
      row.dataset.here = "";
      row.querySelector(".vk-list__name").focus({ focusVisible: true });
    }
  }
})();
