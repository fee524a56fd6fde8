"use strict";
// Decisions are kept by the server: another window, or the same one tomorrow, shows them as they were.
(() => {
  const fixes = new Map([...document.querySelectorAll(".fix")].map((element) => [element.dataset.fix, element]));
  const decided = document.getElementById("decided");
  const style = document.getElementById("list-style");
  const list = document.querySelector("[data-file=list]");

  function show(choices) {
    for (const [name, element] of fixes) {
      const choice = choices[name] ?? "open";
      element.dataset.choice = choice;
      for (const button of element.querySelectorAll("button")) {
        button.setAttribute("aria-pressed", String(button.dataset.choice === choice));
      }
    }
    if (!decided) return;
    const count = (wanted) => [...fixes.values()].filter((element) => element.dataset.choice === wanted).length;
    const open = count("open");
    decided.textContent = open === fixes.size
      ? `${fixes.size} correction${fixes.size === 1 ? "" : "s"} suggested`
      : `${count("accept")} of ${fixes.size} accepted, ${count("reject")} rejected${open ? `, ${open} open` : ""}`;
    document.getElementById("open-shown").hidden = open === fixes.size;
    document.getElementById("next-open").disabled = open === 0;
  }

  async function send(given) {
    const options = given && { method: "POST", body: JSON.stringify(given), headers: { "content-type": "application/json" } };
    try {
      const answer = await fetch("decisions", { ...options, headers: { ...options?.headers, accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      show((await answer.json()).choices);
    } catch {
      if (decided) decided.textContent = "The decision was not stored: ivigref does not answer.";
    }
  }

  const shown = () => [...fixes.values()].filter((element) => !element.closest("article").hidden);
  const all = (choice) => send(Object.fromEntries(shown().map((element) => [element.dataset.fix, choice])));
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".fix button");
    if (!button) return;
    const element = button.closest(".fix");
    const choice = element.dataset.choice === button.dataset.choice ? "open" : button.dataset.choice;
    send({ [element.dataset.fix]: choice });
  });
  for (const choice of ["accept", "reject", "open"]) {
    document.getElementById(`${choice}-shown`)?.addEventListener("click", () => all(choice));
  }
  // To the next correction that is not decided, from where the reader is.
  document.getElementById("next-open")?.addEventListener("click", () => {
    const open = shown().filter((element) => element.dataset.choice === "open");
    const next = open.find((element) => element.getBoundingClientRect().top > innerHeight / 2) ?? open[0];
    next?.closest("article").scrollIntoView();
    next?.querySelector("button").focus({ preventScroll: true });
  });
  style.addEventListener("input", () => {
    list.href = style.value.trim() ? `files/list?style=${encodeURIComponent(style.value.trim())}` : "files/list";
  });
  style.value = new URLSearchParams(location.search).get("style") ?? "";
  if (fixes.size) send();
})();
