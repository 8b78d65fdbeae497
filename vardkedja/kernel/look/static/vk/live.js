// Live updates: a list and an open case say by themselves that somebody else has acted. Nothing moves under the pointer or the
// focus, and nothing typed is lost. Without a stream the page asks now and then; without script it is as it was.
(() => {
  "use strict";
  const ASK = 30000; // milliseconds between two questions when there is no stream
  const STREAM_AGAIN = 10; // questions before a stream is tried again
  const SPREAD = 1000; // milliseconds at random before a list is fetched, so that a whole unit does not fetch at once

  const page = document.querySelector("[data-live='list'], [data-live-case]");
  const meta = document.querySelector("meta[name='vk-live']");
  const bar = document.querySelector("[data-live-bar]");
  if (!page || !meta || !bar) return;
  const isCase = "liveCase" in page.dataset;
  const status = bar.querySelector("p");
  const button = bar.querySelector("button");
  const list = () => document.querySelector("[data-list]");

  // What is typed and not saved as a draft. A page that came back with faults holds what was typed.
  let typed = Boolean(document.querySelector("[data-summary]"));
  document.addEventListener("input", (event) => {
    if (!event.target.closest("main form")) return;
    typed = true;
    label();
  });
  document.body.addEventListener("vk:saved", () => {
    typed = false;
    label();
  });

  let act = null; // what the button does
  const label = () => {
    button.textContent = !isCase ? bar.dataset.showRows : typed ? bar.dataset.showAside : bar.dataset.show;
  };
  const say = (words, todo) => {
    act = todo;
    label();
    button.hidden = !todo;
    if (todo) bar.dataset.on = "";
    else delete bar.dataset.on; // said to those who listen, not shown
    status.textContent = words;
  };
  button.addEventListener("click", () => act && act());

  const reload = () => (typed ? window.open(location.href, "_blank", "noopener") : location.reload());

  // Lists. Rows are known by their id; a form's secret differs each time and says nothing.
  const content = (part) => {
    const copy = part.cloneNode(true);
    copy.querySelectorAll("input[name='csrfmiddlewaretoken']").forEach((field) => field.remove());
    copy.querySelectorAll("[data-here], [data-changed]").forEach((row) => {
      delete row.dataset.here;
      delete row.dataset.changed;
    });
    return copy.innerHTML;
  };
  const rows = (table) => new Map([...table.querySelectorAll(".vk-list__row[id]")].map((row) => [row.id, content(row)]));

  const inUse = (table) =>
    table.matches(":hover") || table.contains(document.activeElement) || table.querySelector("input:checked");

  const put = (fresh) => {
    const table = list();
    const before = rows(table);
    table.replaceChildren(...fresh.querySelector("[data-list]").childNodes);
    for (const [id, now] of rows(table)) {
      if (before.get(id) !== now) document.getElementById(id).dataset.changed = before.has(id) ? "changed" : "new";
    }
    document.querySelectorAll("[data-live-part][id]").forEach((part) => {
      const other = fresh.getElementById(part.id);
      if (other && !part.contains(table)) part.replaceChildren(...other.childNodes);
    });
    if (window.htmx) window.htmx.process(table);
  };

  const show = (fresh) => {
    put(fresh);
    say(bar.dataset.done, null);
    page.focus({ preventScroll: true }); // the button that had the focus is gone
  };

  const fetchList = async () => {
    due = 0;
    if (document.hidden) {
      stale = true;
      return;
    }
    stale = false;
    let fresh;
    try {
      const answer = await fetch(location.href, { redirect: "manual" });
      if (!answer.ok) return;
      fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      return; // no network: the next event, or the next question, tries again
    }
    const [table, other] = [list(), fresh.querySelector("[data-list]")];
    if (!table || !other) {
      if (table || other) say(bar.dataset.rows, reload); // the list became empty, or was
    } else if (content(table) !== content(other)) {
      if (inUse(table)) say(bar.dataset.rows, () => show(fresh));
      else {
        put(fresh);
        say(bar.dataset.done, null);
      }
    }
  };

  let due = 0;
  let stale = false;
  document.addEventListener("visibilitychange", () => {
    if (stale && !document.hidden) fetchList();
  });

  const heard = (change) => {
    if (!isCase) due = due || setTimeout(fetchList, Math.random() * SPREAD);
    else if (change.case === page.dataset.liveCase && !change.mine) say(bar.dataset.case, reload);
  };

  // The question: what has happened since the page was made, or since it was asked the last time.
  let since = meta.dataset.now;
  const ask = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(`/andrat/?sedan=${encodeURIComponent(since)}`, { redirect: "manual" });
      if (!answer.ok) return;
      const { now, cases } = await answer.json();
      since = now;
      cases.forEach(heard);
    } catch {
      // no network: the next question tries again
    }
  };

  const address = meta.content.startsWith(":") ? `${location.protocol}//${location.hostname}${meta.content}` : meta.content;
  let failures = 0;
  let timer = 0;
  let asked = 0;
  let stream = null;

  const open = () => {
    stream = new EventSource(address, { withCredentials: true });
    stream.addEventListener("open", () => {
      if (failures || timer) ask(); // what happened meanwhile
      failures = 0;
      clearInterval(timer);
      timer = 0;
    });
    stream.addEventListener("case", (event) => heard(JSON.parse(event.data)));
    stream.addEventListener("again", ask);
    stream.addEventListener("error", () => {
      failures += 1;
      if (stream.readyState !== EventSource.CLOSED && failures < 3) return; // the browser tries again by itself
      stream.close();
      if (timer) return;
      asked = 0;
      timer = setInterval(askOrOpen, ASK);
      ask();
    });
  };

  const askOrOpen = () => {
    ask();
    asked += 1;
    if (asked % STREAM_AGAIN === 0) open();
  };

  open();
})();
