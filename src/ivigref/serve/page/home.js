"use strict";
// Without it the page works as a form; with it documents can be dropped, settings stay, and lists show how far they are.
(() => {
  const KEPT = "ivigref settings";
  const get = (name) => document.getElementById(name);
  const form = get("bring");
  const files = get("files");
  const drop = get("drop");
  const limits = document.body.dataset;

  function problem() {
    const chosen = [...files.files];
    const large = chosen.find((file) => file.size > Number(limits.largest));
    if (large) return `${large.name} is larger than ${Math.floor(limits.largest / 1e6)} MB`;
    return chosen.length > Number(limits.most) ? `at most ${limits.most} documents at a time` : "";
  }

  function choose() {
    const chosen = [...files.files];
    const wrong = problem();
    files.setCustomValidity(wrong);
    get("chosen").textContent = wrong || chosen.map((file) => file.name).join(", ");
    get("chosen").classList.toggle("wrong", Boolean(wrong));
    get("check").textContent = chosen.length > 1 ? `Check ${chosen.length} documents` : "Check";
    return !wrong;
  }

  // Settings stay in this browser: a mail address is nobody else's business.
  const fields = ["mailto", "style", "profile"];
  function keep() {
    const kept = Object.fromEntries(fields.map((name) => [name, form.elements[name].value]));
    kept.ask = form.elements.ask?.value;
    kept.registry = [...form.querySelectorAll("[name=registry]:checked")].map((box) => box.value);
    try { localStorage.setItem(KEPT, JSON.stringify(kept)); } catch { /* a browser that keeps nothing */ }
    tell();
  }
  function recall() {
    let kept = {};
    try { kept = JSON.parse(localStorage.getItem(KEPT)) ?? {}; } catch { /* the same */ }
    for (const name of fields) if (kept[name]) form.elements[name].value = kept[name];
    const ask = kept.ask && get(`ask-${kept.ask}`);
    if (ask) ask.checked = true;
    for (const box of form.querySelectorAll("[name=registry]")) box.checked = (kept.registry ?? []).includes(box.value);
    tell();
  }
  function tell() {
    const parts = [];
    const ask = form.elements.ask?.value;
    if (ask === "nobody") parts.push("nobody is asked");
    if (ask === "some") parts.push([...form.querySelectorAll("[name=registry]:checked")].map((box) => box.value).join(", ") || "no registry chosen");
    for (const name of fields) if (form.elements[name].value) parts.push(form.elements[name].value);
    get("chosen-settings").textContent = parts.length ? `: ${parts.join(" · ")}` : "";
  }

  let depth = 0;
  const over = (by) => { depth = Math.max(0, depth + by); drop.classList.toggle("over", depth > 0); };
  const carries = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragenter", (event) => { if (carries(event)) over(1); });
  document.addEventListener("dragleave", (event) => { if (carries(event)) over(-1); });
  document.addEventListener("dragover", (event) => { if (carries(event)) event.preventDefault(); });
  document.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    depth = 0;
    over(0);
    files.files = event.dataTransfer.files;
    if (choose()) form.requestSubmit();
  });
  files.addEventListener("change", choose);
  get("settings").addEventListener("change", keep);
  form.addEventListener("change", (event) => { if (event.target.name === "registry") get("ask-some").checked = true; });
  form.addEventListener("submit", (event) => {
    if (files.files.length || form.elements.text.value.trim()) { get("check").disabled = true; return; }
    event.preventDefault();
    get("chosen").textContent = "Choose a file, or paste a list.";
    get("chosen").classList.add("wrong");
    files.focus();
  });
  window.addEventListener("pageshow", () => { get("check").disabled = false; choose(); });
  recall();

  const lists = get("lists");
  const root = form.getAttribute("action").replace(/lists$/, "");
  function row(news) {
    const found = get(news.id);
    if (found) return found;
    const made = get("row").content.firstElementChild.cloneNode(true);
    made.id = news.id;
    made.querySelector("a").textContent = news.name;
    made.querySelector("a").href = `${root}lists/${news.id}/`;
    made.querySelector("form").action = `${root}lists/${news.id}/delete`;
    made.querySelector("button").setAttribute("aria-label", `Delete ${news.name}`);
    made.querySelector("progress").setAttribute("aria-label", `${news.name}: references known`);
    made.querySelector("time").textContent = new Date(news.created * 1000).toTimeString().slice(0, 5);
    lists.prepend(made);
    return made;
  }
  function said(news) {
    if (news.over) return news.summary.split("\n")[0];
    const left = news.left === null ? "" : ` · about ${news.left < 60 ? `${Math.max(1, news.left)} s` : `${Math.round(news.left / 60)} min`} left`;
    return news.total ? `${news.known} of ${news.total} references known${left}` : "";
  }
  const events = new EventSource(`${root}events`);
  events.onmessage = (message) => {
    const news = JSON.parse(message.data);
    if (news.gone) {
      get(news.id)?.remove();
    } else {
      const item = row(news);
      const was = item.className;
      item.className = news.state;
      item.querySelector(".sign").textContent = news.sign;
      item.querySelector(".word").textContent = news.word + (news.problem ? `: ${news.problem}` : "");
      item.querySelector(".known").textContent = said(news);
      const bar = item.querySelector("progress");
      bar.hidden = news.over;
      bar.max = news.asked || news.total || 1;
      bar.value = news.asked ? news.answered : news.known;
      if (was && was !== news.state && news.over) get("said").textContent = `${news.name}: ${news.word}`;
    }
    get("empty").hidden = lists.children.length > 0;
  };
  window.addEventListener("pagehide", () => events.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
