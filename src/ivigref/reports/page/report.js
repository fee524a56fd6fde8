"use strict";
// Filters live in the address (#status=findings&disease=…), so that a filtered report can be shared.
(() => {
  const form = document.getElementById("filter");
  const list = document.getElementById("list");
  const nothing = document.getElementById("nothing");
  const shown = document.getElementById("shown");
  const taken = document.getElementById("taken");
  const copied = document.getElementById("copied");
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const names = [...form.elements].map((field) => field.name).filter(Boolean);
  const axes = [...form.querySelectorAll("[data-axis]")].map((field) => field.name);
  const items = [...list.children].map((element, place) => ({
    element, place,
    status: element.dataset.status,
    verdict: element.dataset.verdict,
    year: Number(element.dataset.year) || null,
    key: fold(element.dataset.key),
    tags: new Set(element.dataset.tags.split(" ")),
    checks: new Set(element.dataset.checks.split(" ")),
    text: null,
  }));
  const RANK = { findings: 0, unreachable: 1, unverified: 2, verified: 3 };
  const year = (item) => item.year ?? Infinity;
  const ORDERS = {
    "": (a, b) => a.place - b.place,
    year: (a, b) => year(a) - year(b) || a.place - b.place,
    "-year": (a, b) => (b.year ?? -Infinity) - (a.year ?? -Infinity) || a.place - b.place,
    key: (a, b) => a.key.localeCompare(b.key) || a.place - b.place,
    status: (a, b) => RANK[a.status] - RANK[b.status] || a.place - b.place,
  };
  let order = "";
  let visible = items;

  const text = (item) => {
    item.text ??= fold([...item.element.querySelectorAll("h3, .line, .sides, .findings, .banner, .tags")]
      .map((part) => part.textContent).join(" "));
    return item.text;
  };

  function apply(state) {
    const words = fold(state.get("q") ?? "").split(/\s+/).filter(Boolean);
    const status = state.get("status");
    const verdict = state.get("verdict");
    const check = state.get("check");
    const wanted = axes.filter((axis) => state.get(axis)).map((axis) => form.elements[axis].selectedOptions[0].dataset.token);
    const from = Number(state.get("from")) || -Infinity;
    const to = Number(state.get("to")) || Infinity;
    const dated = from !== -Infinity || to !== Infinity;
    const sort = state.get("sort") in ORDERS ? state.get("sort") : "";
    if (sort !== order) {
      order = sort;
      items.sort(ORDERS[sort]);
      const sorted = new DocumentFragment();
      sorted.append(...items.map((item) => item.element));
      list.append(sorted);
    }
    visible = items.filter((item) =>
      (!status || item.status === status)
      && (!verdict || item.verdict === verdict)
      && (!check || item.checks.has(check))
      && wanted.every((tag) => item.tags.has(tag))
      && (!dated || (item.year !== null && item.year >= from && item.year <= to))
      && words.every((word) => text(item).includes(word)));
    const keep = new Set(visible);
    for (const item of items) {
      const hide = !keep.has(item);
      if (item.element.hidden !== hide) item.element.hidden = hide;
    }
    nothing.hidden = visible.length > 0;
    copied.textContent = "";
    shown.textContent = visible.length === items.length ? `All ${items.length} shown` : `${visible.length} of ${items.length} shown`;
  }

  function fromForm() {
    const state = new URLSearchParams();
    for (const name of names) if (form.elements[name].value) state.set(name, form.elements[name].value);
    return state;
  }

  function fromAddress() {
    const hash = location.hash.slice(1);
    const target = hash.includes("=") ? null : document.getElementById(hash);
    const state = new URLSearchParams(target || !hash.includes("=") ? "" : hash);
    for (const name of names) {
      form.elements[name].value = state.get(name) ?? "";
      if (form.elements[name].value !== (state.get(name) ?? "")) state.delete(name);
    }
    const more = document.getElementById("more");
    if (more?.querySelector("select:has(option:checked:not([value='']))")) more.open = true;
    apply(state);
    if (target) target.scrollIntoView();
    return !target && hash.includes("=");
  }

  function changed() {
    const state = fromForm();
    history.replaceState(null, "", state.size ? `#${state}` : location.pathname + location.search);
    apply(state);
  }

  async function put(text, button) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Where a page from a file may not use the clipboard: select and copy, as before there was an interface for it.
      const field = document.createElement("textarea");
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      button.focus();
    }
  }

  async function copy(event) {
    const entries = visible.map((item) => item.element.querySelector("pre")?.textContent).filter(Boolean);
    await put(entries.join("\n\n") + "\n", event.currentTarget);
    copied.textContent = `${entries.length} ${entries.length === 1 ? "entry" : "entries"} copied`;
  }

  async function take(event) {
    const button = event.target.closest(".take");
    if (!button) return;
    await put(button.closest("article").querySelector(".whole").textContent, button);
    for (const other of list.querySelectorAll(".take.done")) other.classList.remove("done");
    button.classList.add("done");
    taken.textContent = button.textContent.replace("Copy corrected", "Copied: corrected");
  }

  // The marks of a picture are one stop by keyboard; arrows lead from one to another, line by line.
  const SAME_LINE = 2; // pixels: while a page scrolls, marks of one line differ by parts of one

  function centre(mark) {
    const box = mark.getBoundingClientRect();
    // Bars stand on one line, however high they are.
    return { mark, x: box.x + box.width / 2, y: mark.closest(".mark-rect") ? box.bottom : box.y + box.height / 2 };
  }

  function inLines(marks) {
    const places = marks.map(centre).sort((a, b) => a.y - b.y);
    let line = 0;
    places.forEach((place, at) => { place.line = at && place.y - places[at - 1].y > SAME_LINE ? ++line : line; });
    return places.sort((a, b) => a.line - b.line || a.x - b.x);
  }

  function beside(marks, mark, key) {
    const places = inLines(marks);
    const at = places.findIndex((place) => place.mark === mark);
    const here = places[at];
    const last = places.length - 1;
    const near = (line) => places.filter((place) => place.line === line).sort((a, b) => Math.abs(a.x - here.x) - Math.abs(b.x - here.x))[0];
    const steps = {
      ArrowRight: () => places[Math.min(at + 1, last)],
      ArrowLeft: () => places[Math.max(at - 1, 0)],
      ArrowDown: () => near(here.line + 1),
      ArrowUp: () => near(here.line - 1),
      Home: () => places[0],
      End: () => places[last],
    };
    return steps[key] ? steps[key]() ?? here : null;
  }

  for (const picture of document.querySelectorAll(".picture")) {
    const marks = [...picture.querySelectorAll("a")];
    const stop = (mark) => { for (const other of marks) other.setAttribute("tabindex", other === mark ? 0 : -1); };
    stop(marks[0]);
    picture.addEventListener("focusin", (event) => { if (marks.includes(event.target)) stop(event.target); });
    picture.addEventListener("keydown", (event) => {
      const next = event.altKey || event.ctrlKey || event.metaKey ? null : beside(marks, document.activeElement, event.key);
      if (!next) return;
      event.preventDefault();
      next.mark.focus();
    });
  }

  // What is wider than the window says that it scrolls.
  const widths = new ResizeObserver((seen) => {
    for (const { target } of seen) {
      const wide = target.scrollWidth > target.clientWidth;
      target.classList.toggle("wide", wide);
      target.previousElementSibling.hidden = !wide;
    }
  });
  for (const area of document.querySelectorAll(".scroll")) widths.observe(area);

  let timer = 0;
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(changed, 120); });
  form.addEventListener("reset", () => setTimeout(changed));
  document.getElementById("copy").addEventListener("click", copy);
  document.documentElement.classList.add("alive");
  list.addEventListener("click", take);
  window.addEventListener("hashchange", () => {
    if (fromAddress()) {
      const heading = document.getElementById("citations");
      heading.scrollIntoView();
      heading.focus({ preventScroll: true });
    }
  });
  if (fromAddress()) document.getElementById("citations").scrollIntoView();
})();
