"use strict";
// Shows references as they are read, and what is known of each as registries answer; then the report takes the place.
(() => {
  const get = (name) => document.getElementById(name);
  const rows = get("rows");
  const template = get("row").content.firstElementChild;
  if (document.body.dataset.over === "yes") return;

  function add(row, place) {
    const element = template.cloneNode(true);
    element.querySelector(".no").textContent = `${row[0] ?? place + 1}.`;
    element.querySelector(".text").textContent = row[1];
    return element;
  }

  function know([place, status, sign, told, found]) {
    const element = rows.children[place];
    element.className = status;
    const known = element.querySelector(".known");
    known.textContent = `${sign} ${status}${told ? `: ${told}` : ""}`;
    known.className = "known status";
    if (found) element.querySelector(".what")?.remove();
    if (found) element.append(" ", Object.assign(document.createElement("span"), { className: "what", textContent: found }));
  }

  const time = (seconds) => seconds < 60 ? `${Math.max(1, seconds)} s` : `${Math.round(seconds / 60)} min`;

  function numbers(news) {
    const parts = [];
    if (news.total) parts.push(`${news.known} of ${news.total} references known`);
    if (news.asked) parts.push(`${news.answered} of ${news.asked} questions answered`);
    if (news.left !== null) parts.push(`about ${time(news.left)} left`);
    return parts.join(" · ");
  }

  const events = new EventSource("events");
  events.onmessage = (message) => {
    const news = JSON.parse(message.data);
    if (news.gone) { events.close(); location.assign("../../"); return; }
    if (news.from === 0 && rows.children.length) rows.replaceChildren(); // after the connection was lost
    const added = new DocumentFragment();
    added.append(...news.rows.map((row, index) => add(row, news.from + index)));
    rows.append(added);
    news.results.forEach(know);
    const word = document.querySelector("#state .word");
    if (word.textContent !== news.word) word.textContent = news.word;
    get("state").className = `state ${news.state}`;
    get("numbers").textContent = numbers(news);
    const bar = get("progress");
    if (news.state === "asking" && news.asked) { bar.max = news.asked; bar.value = news.answered; }
    else if (news.state === "drawing") { bar.max = 1; bar.value = 1; }
    else bar.removeAttribute("value");
    if (!news.over) return;
    events.close();
    location.reload();
  };
  get("cancel").addEventListener("submit", () => events.close());
})();
