// Forms: the first error gets the focus, drafts are saved while one types, and nothing typed is lost to a lost network.
(() => {
  "use strict";
  const PAUSE = 900; // milliseconds without typing before a draft is saved
  const AGAIN = 8000; // milliseconds before a failed save is tried again

  document.querySelector("[data-summary]")?.focus();

  // A link in the summary leads to the field itself, also when it is a set of choices.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-summary] a[href^='#'], .vk-todo a[href^='#']");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    const first = target.matches("fieldset") ? target.querySelector("input:not([disabled])") : target;
    (first || target).focus();
  });

  for (const form of document.querySelectorAll("form[data-form]")) {
    const status = document.querySelector("[data-saved]");
    const drafts = form.dataset.autosave;
    let changed = false;
    let sending = false;
    let timer = 0;

    const say = (kind, text) => {
      if (!status) return;
      status.hidden = false;
      status.dataset.kind = kind;
      const words = text ? `${status.dataset[kind]} ${text}` : status.dataset[kind];
      const line = status.querySelector("span");
      if (line.textContent !== words) line.textContent = words;
    };

    // A laptop without network still reaches the server that runs on itself.
    const cut = () => !navigator.onLine && !/^(localhost|127\.|\[::1\])/.test(location.hostname);

    const later = (wait) => {
      clearTimeout(timer);
      timer = setTimeout(save, wait);
    };

    // The server answers {"saved": "10:42", "version": 5}; 409 means that somebody else was first.
    // A lost network or a server in trouble is tried again; a refusal waits for the next thing typed.
    const save = async () => {
      timer = 0;
      if (!drafts || !changed || sending) return;
      sending = true;
      changed = false;
      let wait = PAUSE;
      try {
        const answer = await fetch(drafts, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" } });
        if (answer.ok) {
          const { saved, version } = await answer.json();
          const field = form.elements.namedItem("version");
          if (field && version !== undefined) field.value = version;
          say("kept", saved);
          document.body.dispatchEvent(new CustomEvent("vk:saved"));
        } else {
          changed = true;
          wait = answer.status >= 500 ? AGAIN : 0;
          say(answer.status === 409 ? "conflict" : "failed");
        }
      } catch {
        changed = true;
        wait = AGAIN;
        say("offline");
      }
      sending = false;
      if (changed && wait && !timer) later(wait);
    };

    form.addEventListener("input", () => {
      changed = true;
      if (drafts) later(PAUSE);
    });
    form.addEventListener("submit", (event) => {
      if (cut()) {
        event.preventDefault();
        say("offline");
        return;
      }
      clearTimeout(timer);
      changed = false;
    });
    window.addEventListener("offline", () => cut() && say("offline"));
    window.addEventListener("online", () => {
      if (changed) later(0);
      else if (status && status.dataset.kind === "offline") status.hidden = true;
    });
    window.addEventListener("beforeunload", (event) => {
      if (changed || sending) event.preventDefault();
    });
  }
})();
