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
  const made = (name, text = "", type = "") => {
    const element = document.createElement(name);
    element.textContent = text;
    if (type) element.className = type;
    return element;
  };

  // What stands once in the page is put where it is used: the tags into the filters, their numbers into the map.
  const words = [...(document.getElementById("words")?.rows ?? [])].map((row) => {
    const link = row.querySelector("a");
    const [axis, term] = link.getAttribute("href").slice(1).split("=");
    return { axis, term, label: row.querySelector("th").textContent, count: link.textContent };
  });
  for (const [at, word] of words.entries()) {
    const option = new Option(`${word.label} (${word.count})`, word.term);
    option.dataset.number = at + 1;
    form.elements[word.axis].append(option);
  }
  for (const row of document.querySelectorAll(".map tbody tr")) {
    for (const [at, cell] of [...row.cells].entries()) {
      if (at === 0 || !cell.textContent) continue;
      const link = made("a", cell.textContent);
      link.href = `#disease=${row.cells[0].dataset.term}&design=${row.closest("table").tHead.rows[0].cells[at].dataset.term}`;
      cell.replaceChildren(link);
    }
  }

  const names = [...form.elements].map((field) => field.name).filter(Boolean);
  const axes = [...form.querySelectorAll("[data-axis]")].map((field) => field.name);
  const packs = document.getElementById("packs");
  const said = [...(document.getElementById("said")?.children ?? [])];
  const items = [...list.children].map((element, place) => ({
    element, place,
    status: element.classList[0],
    drawn: !packs,
    text: null,
    get year() { return Number(element.dataset.year) || null; },
    get key() { return this.folded ??= fold(element.querySelector("h3 + p code")?.textContent ?? ""); },
    get checks() { return (element.dataset.checks ?? "").split(" "); },
    get tags() { return this.numbers ??= new Set(packs ? numbered(element) : (element.dataset.tags ?? "").split(" ")); },
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

  // In a long list the card has its title in the print, numbers for tags and sentences, and the rest in a pack.
  const byElement = new Map(items.map((item) => [item.element, item]));
  const PARTS = { whole: 0, bibtex: 1, why: 2 };
  const opened = new Map();

  function numbered(element) {
    return [...element.querySelectorAll(".tags > .by, .tags > [data-number]")]
      .flatMap((tag) => tag.dataset.number ?? tag.textContent.split(" "));
  }

  async function unpacked(number) {
    const packed = packs.textContent.match(/base64,[^"]*/g)[number].slice("base64,".length);
    const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
    const text = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
    const end = text.indexOf("\n");
    return text.slice(end + 1).split(`\n${text.slice(0, end)}\n`);
  }

  async function part(item, name) {
    if (!packs) return item.element.querySelector(`.${name}`)?.textContent ?? "";
    const each = Number(packs.dataset.each);
    const number = Math.floor(item.place / each);
    if (!opened.has(number)) opened.set(number, unpacked(number));
    const parts = await opened.get(number);
    return parts[item.place % each + PARTS[name] * parts.length / Object.keys(PARTS).length];
  }

  function behind(item, title, element, name) {
    const details = made("details");
    details.append(made("summary", title), element);
    details.addEventListener("toggle", async () => { element.textContent = await part(item, name); }, { once: true });
    return details;
  }

  function draw(item) {
    if (item.drawn) return;
    item.drawn = true;
    const { element } = item;
    item.tags; // is read while their numbers are there
    const title = element.querySelector("dl b");
    if (title) element.querySelector("h3").append(` ${title.textContent}`);
    for (const by of element.querySelectorAll(".by")) {
      const once = by.parentNode.className === "tags" ? (n) => made("li", words[n].label) : (n) => said[n].cloneNode(true);
      by.replaceWith(...by.textContent.split(" ").map((number) => once(number - 1)));
    }
    const list = element.querySelector(".tags");
    list?.setAttribute("aria-label", "Tags");
    list?.after(behind(item, "Why these tags", made("p", "", "why"), "why"));
    const takes = element.querySelector(".takes");
    takes?.append(behind(item, "Corrected reference", made("p", "", "whole"), "whole"));
    if (packs.dataset.bibtex) (takes ?? element).append(behind(item, "BibTeX", made("pre", "", "bibtex"), "bibtex"));
  }

  const text = (item) => {
    draw(item);
    item.text ??= fold([...item.element.querySelectorAll("h3, h3 + p, dl, .findings, .banner, .tags")]
      .map((part) => part.textContent).join(" "));
    return item.text;
  };

  function apply(state) {
    const sought = fold(state.get("q") ?? "").split(/\s+/).filter(Boolean);
    const status = state.get("status");
    const verdict = state.get("verdict");
    const check = state.get("check") && String(form.elements.check.selectedIndex); // its number among the choices
    const wanted = axes.filter((axis) => state.get(axis)).map((axis) => form.elements[axis].selectedOptions[0].dataset.number);
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
      && (!verdict || item.element.dataset.verdict === verdict)
      && (!check || item.checks.includes(check))
      && wanted.every((tag) => item.tags.has(tag))
      && (!dated || (item.year !== null && item.year >= from && item.year <= to))
      && sought.every((word) => text(item).includes(word)));
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
    const button = event.currentTarget;
    const entries = (await Promise.all(visible.map((item) => part(item, "bibtex")))).filter(Boolean);
    await put(entries.join("\n\n") + "\n", button);
    copied.textContent = `${entries.length} ${entries.length === 1 ? "entry" : "entries"} copied`;
  }

  async function take(event) {
    const button = event.target.closest(".take");
    if (!button) return;
    await put(await part(byElement.get(button.closest("article")), "whole"), button);
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

  // Cards are drawn as they come near, then the others while nothing else is done, and all of them for paper.
  const AT_ONCE = 250;
  function drawOthers(left) {
    left.slice(0, AT_ONCE).forEach(draw);
    if (left.length > AT_ONCE) setTimeout(drawOthers, 50, left.slice(AT_ONCE));
  }
  list.addEventListener("contentvisibilityautostatechange", (event) => {
    if (!event.skipped) draw(byElement.get(event.target));
  }, true);
  window.addEventListener("beforeprint", () => items.forEach(draw));
  window.addEventListener("load", () => setTimeout(drawOthers, 100, [...items]));

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
