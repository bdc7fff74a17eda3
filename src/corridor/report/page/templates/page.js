// Sorting, details on demand, light and dark, printing. Text is only ever moved, never read as markup.
(function () {
  "use strict";
  const root = document.documentElement;
  const every = (selector, within) => Array.from((within || document).querySelectorAll(selector));

  // -- light and dark --
  const theme = document.getElementById("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const nameTheme = () => {
    theme.textContent = isDark() ? "Light" : "Dark";
    theme.setAttribute("aria-label", "Show the page in " + theme.textContent.toLowerCase() + " colours");
  };
  theme.hidden = false;
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    nameTheme();
    root.dispatchEvent(new CustomEvent("themechange"));
  });
  system.addEventListener("change", nameTheme);
  nameTheme();

  // -- tables --
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const key = (row, place) => {
    const cell = row.cells[place];
    const number = parseFloat(cell.dataset.sort);
    return { number, text: cell.textContent.trim() };
  };
  const compare = (one, two, down, numeric) => {
    if (!numeric) return down * collator.compare(one.text, two.text);
    if (isNaN(one.number) || isNaN(two.number)) return isNaN(one.number) - isNaN(two.number);
    return down * (one.number - two.number);
  };
  every("table").forEach((table) => {
    const body = table.tBodies[0];
    every("thead th", table).forEach((head, place) => {
      head.querySelector("button").addEventListener("click", () => {
        const numeric = head.classList.contains("num");
        const up = head.getAttribute("aria-sort") !== "ascending";
        every("thead th[aria-sort]", table).forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const rows = Array.from(body.rows, (row, was) => ({ row, was, key: key(row, place) }));
        rows.sort((one, two) => compare(one.key, two.key, up ? 1 : -1, numeric) || one.was - two.was);
        body.append(...rows.map((item) => item.row));
      });
    });
  });

  // -- regions take the focus only where there is something to scroll --
  const regions = every(".scroll[tabindex]");
  const measure = () => {
    const over = regions.map((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
    regions.forEach((one, place) => {
      one.tabIndex = over[place] ? 0 : -1;
    });
  };
  addEventListener("resize", measure);
  document.addEventListener("toggle", measure, true);
  measure();

  // -- what stands behind a number --
  const pop = document.getElementById("pop");
  let shown = null;
  let pinned = false;
  let timer = 0;
  const fill = (note) => {
    const lead = document.createElement("div");
    note.childNodes.forEach((node) => lead.append(node.cloneNode(true)));
    pop.replaceChildren(lead);
    const facts = every(".rests a", note).map((link) => document.querySelector(link.getAttribute("href")));
    const list = document.createElement("ul");
    facts.filter(Boolean).forEach((fact) => {
      const item = document.createElement("li");
      fact.childNodes.forEach((node) => item.append(node.cloneNode(true)));
      list.append(item);
    });
    if (list.childElementCount) pop.append(list);
  };
  const place = (button) => {
    const at = button.getBoundingClientRect();
    const above = at.top - 12;
    const below = root.clientHeight - at.bottom - 12;
    pop.style.maxHeight = "none";
    const down = pop.offsetHeight <= below || below >= above;
    pop.style.maxHeight = Math.max(80, down ? below : above) + "px";
    pop.style.left = Math.max(10, Math.min(at.left, root.clientWidth - pop.offsetWidth - 10)) + "px";
    pop.style.top = (down ? at.bottom + 6 : Math.max(6, at.top - pop.offsetHeight - 6)) + "px";
  };
  const hide = () => {
    clearTimeout(timer);
    if (shown) shown.setAttribute("aria-expanded", "false");
    shown = null;
    pinned = false;
    pop.hidden = true;
  };
  const show = (button) => {
    clearTimeout(timer);
    const note = document.getElementById(button.getAttribute("aria-describedby"));
    if (!note || shown === button) return;
    hide();
    fill(note);
    pop.hidden = false;
    place(button);
    button.setAttribute("aria-expanded", "true");
    shown = button;
  };
  const later = (action, wait) => {
    clearTimeout(timer);
    timer = setTimeout(action, wait);
  };
  every(".ref").forEach((button) => {
    button.addEventListener("mouseenter", () => { if (!pinned) later(() => show(button), 60); });
    button.addEventListener("mouseleave", () => { if (!pinned) later(hide, 160); });
    button.addEventListener("focus", () => show(button));
    button.addEventListener("blur", (event) => { if (!pop.contains(event.relatedTarget)) hide(); });
    button.addEventListener("click", () => {
      if (shown === button && pinned) { hide(); return; }
      show(button);
      pinned = true;
    });
  });
  pop.addEventListener("mouseenter", () => clearTimeout(timer));
  pop.addEventListener("mouseleave", () => { if (!pinned) later(hide, 160); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  document.addEventListener("pointerdown", (event) => {
    if (shown && !pop.contains(event.target) && !event.target.closest(".ref")) hide();
  });
  const follow = (event) => {
    if (!shown || pop.contains(event.target)) return;
    const at = shown.getBoundingClientRect();
    if (pinned && (at.bottom < 0 || at.top > root.clientHeight)) hide();
    else place(shown);
  };
  addEventListener("scroll", follow, true);
  addEventListener("resize", hide);

  // -- links into closed details, and paper --
  const open = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const details = target && target.closest("details:not([open])");
    if (details) { details.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", open);
  open();
  let closed = [];
  addEventListener("beforeprint", () => {
    hide();
    // A long table is printed only if its reader has opened it; the spreadsheet has them all.
    closed = every("details:not([open]):not(.fold)");
    closed.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => { closed.forEach((details) => { details.open = false; }); });

  // -- where the reader is --
  const links = new Map(every(".toc a").map((link) => [link.getAttribute("href").slice(1), link]));
  const seen = new IntersectionObserver((entries) => {
    entries.filter((entry) => entry.isIntersecting).forEach((entry) => {
      links.forEach((link) => link.removeAttribute("aria-current"));
      links.get(entry.target.id).setAttribute("aria-current", "true");
    });
  }, { rootMargin: "0px 0px -75% 0px" });
  every("article").filter((article) => links.has(article.id)).forEach((article) => seen.observe(article));
})();
