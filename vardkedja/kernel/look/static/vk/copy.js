// Copy buttons (shown only where script runs), and the menu with one's own name closes by Escape or a click outside.
(() => {
  "use strict";
  // What is read aloud but not seen, links onward and the button itself do not belong in a mail.
  const LEFT_OUT = ".vk-why__more, .vk-sr, .vk-reason__no, .ds-button, button, .vk-no-print";

  const textOf = (source) => {
    const copy = source.cloneNode(true);
    copy.querySelectorAll(LEFT_OUT).forEach((part) => part.remove());
    copy.querySelectorAll("summary").forEach((part) => part.remove());
    copy.querySelectorAll("dt").forEach((part) => part.append(": "));
    copy.querySelectorAll("p, li, dd, h1, h2, h3, br").forEach((part) => part.append("\n"));
    return copy.textContent.replace(/[ \t]+/g, " ").replace(/ ?\n\s*/g, "\n").trim();
  };

  const write = async (text) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done ? undefined : Promise.reject(new Error("copying was refused"));
  };

  const show = (root) => root.querySelectorAll("button[data-copy][hidden]").forEach((button) => (button.hidden = false));
  show(document);
  document.addEventListener("htmx:load", (event) => show(event.detail.elt));

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (button) {
      const source = button.dataset.copy ? document.querySelector(button.dataset.copy) : button.closest("[data-copy-text]");
      try {
        await write(textOf(source));
        button.textContent = button.dataset.done;
      } catch {
        // The text stands on the page and can be marked by hand.
        getSelection().selectAllChildren(source);
      }
    }
    document.querySelectorAll("details.vk-who[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.vk-who[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
})();
