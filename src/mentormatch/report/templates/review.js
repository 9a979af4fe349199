"use strict";
(() => {
  const SIZE = 100;
  const NAMES = { "": "Undecided", accept: "Accepted", lock: "Locked", forbid: "Forbidden" };
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  const named = (fields, row) => Object.fromEntries(fields.map((field, at) => [field, row[at]]));
  const pairs = data.pairs.map((row, at) => ({ ...named(data.fields, row), at, decision: "", comment: "", seen: false }));
  for (const one of pairs) one.alternatives = one.alternatives.map((row) => named(data.alternative, row));
  const count = (n, what) => `${n.toLocaleString("en-GB")} ${what}${n === 1 ? "" : "s"}`;
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const called = (one) => `${one.mentee_name} with ${one.mentor_name}`;

  // What is shown: the pairs found, in order; of these one page; one pair may be open, one is current.
  let view = [], page = 0, current = 0, open = null, by = "", down = false, all = false;
  const done = []; // for undo: pairs with what was decided before
  let started = new Date().toISOString(), unsaved = false;

  const make = (tag, given, ...inside) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(given)) {
      if (typeof value === "function") made.addEventListener(name, value);
      else if (value !== null) made.setAttribute(name, value);
    }
    made.append(...inside);
    return made;
  };
  const typed = (text) => make("bdi", {}, text);
  const person = (name, id) => [typed(name), ...(name === id ? [] : [" ", make("bdi", { class: "soft" }, id)])];

  // Search, filter, sort.
  const text = (one) => (one.text ??= fold([one.mentee_name, one.mentor_name, one.mentee_id, one.mentor_id,
    one.mentee_about, one.mentor_about, ...one.words].join("\n")));
  const DECIDED = { "": () => true, undecided: (one) => !one.decision, comment: (one) => one.comment !== "" };
  const { low, far } = $("look").dataset; // empty where there is no pair, or no distance is known
  const LOOK = {
    "": () => true,
    low: (one) => one.score < low,
    unknown: (one) => one.known < 1,
    far: (one) => far !== "" && one.km !== null && one.km > far,
    free: (one) => one.alternatives.some((other) => other.cost === 0 && !other.fewer),
    unseen: (one) => !one.seen,
    unread: (one) => one.decision === "accept" && !one.seen,
  };
  const key = (one) => (typeof one[by] === "string" ? fold(one[by]) : one[by]);
  const order = (x, y) => (x === null || y === null ? (x === null) - (y === null) : ((x > y) - (x < y)) * (down ? -1 : 1));

  function find() {
    const terms = fold($("search").value).split(/\s+/).filter(Boolean);
    const decision = $("decided").value, within = LOOK[$("look").value];
    const decided = DECIDED[decision] || ((one) => one.decision === decision);
    view = pairs.filter((one) => decided(one) && within(one) && terms.every((term) => text(one).includes(term)));
    if (by) view.sort((a, b) => order(key(a), key(b)));
    for (const li of $("waiting").children) li.hidden = !terms.every((term) => fold(li.textContent).includes(term));
    current = 0;
    draw();
  }

  function sortBy(heading) {
    down = by === heading.dataset.by && !down;
    by = heading.dataset.by;
    for (const one of document.querySelectorAll("[data-by]")) {
      if (one === heading) one.setAttribute("aria-sort", down ? "descending" : "ascending");
      else one.removeAttribute("aria-sort");
    }
    find();
  }

  // Drawing.
  function rowOf(one) {
    const button = make("button", { type: "button", tabindex: -1 }, ...person(one.mentee_name, one.mentee_id));
    const number = (value, digits, more) => make("td", { class: `number${more}` }, value === null ? "–" : value.toFixed(digits));
    const row = make("tr", { "data-at": one.at, id: `pair-${one.at}` }, make("th", { scope: "row" }, button),
      make("td", {}, ...person(one.mentor_name, one.mentor_id)), number(one.score, 3, ""),
      make("td", { class: "number wide" }, `${Math.floor(one.known * 100)}%`), number(one.km, 1, " wide"),
      make("td", { class: "mark wide" }), make("td", { class: "decision" }));
    return row;
  }

  function paint(one) {
    const row = $(`pair-${one.at}`);
    if (!row) return;
    const button = row.querySelector("button");
    button.setAttribute("aria-expanded", open === one);
    if (open === one) button.setAttribute("aria-controls", "detail");
    else button.removeAttribute("aria-controls");
    button.tabIndex = view[current] === one ? 0 : -1;
    row.dataset.decision = one.decision;
    row.querySelector(".mark").textContent = one.seen ? "✓ yes" : "no";
    row.querySelector(".decision").replaceChildren(one.decision ? make("strong", {}, NAMES[one.decision]) : "–",
      ...(one.comment ? [make("span", { class: "comment", dir: "auto" }, one.comment)] : []));
    if (open === one && $("detail")) {
      for (const each of $("detail").querySelectorAll("[aria-pressed]")) {
        each.setAttribute("aria-pressed", each.dataset.decide === one.decision);
      }
    }
  }

  function detailOf(one) {
    const decide = (decision, name) => make("button", { type: "button", "data-decide": decision, "aria-pressed": false,
      "aria-keyshortcuts": name[0].toLowerCase(), click: () => choose(one, decision) }, name);
    const about = (name, id, what) => [make("dt", {}, name), make("dd", {}, typed(id), ...(what ? [", ", typed(what)] : []))];
    const costs = (other) => [
      other.cost === null ? "not worked out" : other.cost || other.fewer ? `${other.cost.toFixed(3)} of total score` : "nothing",
      other.fewer ? `, ${count(other.fewer, "pair")} fewer` : ""].join("");
    const moves = (other) => (other.free || other.moves === 0 ? "nobody" : other.moves === null ? "not worked out" : count(other.moves, "other"));
    const others = one.alternatives.map((other) => make("tr", {},
      make("th", { scope: "row" }, ...person(other.mentor_name, other.mentor_id)),
      make("td", { class: "number" }, other.score.toFixed(3)), make("td", {}, costs(other)), make("td", {}, moves(other))));
    const comment = make("textarea", { id: "comment", rows: 2, maxlength: 2000, dir: "auto", input: () => write(one, comment.value) });
    comment.value = one.comment;
    const heads = ["Mentor", "Score", "What it would cost", "Who else would change mentor"];
    return make("tr", { class: "detail", id: "detail" }, make("td", { colspan: 7 },
      make("div", { role: "group", "aria-label": called(one) },
        make("p", { role: "toolbar", "aria-label": "Decision" }, decide("accept", "Accept"), " ", decide("lock", "Lock"), " ", decide("forbid", "Forbid")),
        make("dl", { class: "facts" }, ...about("Mentee", one.mentee_id, one.mentee_about), ...about("Mentor", one.mentor_id, one.mentor_about)),
        make("div", { class: "two" }, make("div", {}, make("h3", {}, "Why these two"),
          make("ul", {}, ...one.words.map((words) => make("li", {}, typed(words))))),
        others.length
          ? make("table", {}, make("caption", {}, "Other mentors for ", typed(one.mentee_name)),
            make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col", class: head === "Score" ? "number" : null }, head)))), make("tbody", {}, ...others))
          : make("p", {}, "No other mentor is possible for this mentee.")),
        make("label", { class: "screen" }, "Comment", comment))));
  }

  function draw() {
    const pages = all ? 1 : Math.max(1, Math.ceil(view.length / SIZE));
    page = all ? 0 : Math.floor(current / SIZE);
    const shown = all ? view : view.slice(page * SIZE, (page + 1) * SIZE);
    if (!shown.includes(open)) open = null;
    $("rows").replaceChildren(...shown.flatMap((one) => (one === open ? [rowOf(one), detailOf(one)] : [rowOf(one)])));
    shown.forEach(paint);
    const some = view.length < pairs.length ? ` of ${pairs.length.toLocaleString("en-GB")}` : "";
    $("found").textContent = view.length ? `${count(view.length, "pair")}${some}` : "No pair is like that: change the search or the filters.";
    $("pages").hidden = pages === 1;
    $("page").textContent = `Page ${page + 1} of ${pages}`;
    $("previous").disabled = page === 0;
    $("next").disabled = page === pages - 1;
  }

  function tell(what) {
    const n = (test) => pairs.filter(test).length;
    const having = (decision) => n((one) => one.decision === decision);
    const unread = n(LOOK.unread);
    const put = (id, words) => { if ($(id).textContent !== words) $(id).textContent = words; }; // read aloud once
    put("said", what);
    put("count", `${(pairs.length - having("")).toLocaleString("en-GB")} of ${pairs.length.toLocaleString("en-GB")} decided: `
      + `${having("accept")} accepted${unread ? ` (${unread} without opening)` : ""}, ${having("lock")} locked, ${having("forbid")} forbidden. `
      + `${count(n((one) => one.seen), "explanation")} opened, ${count(n((one) => one.comment), "comment")}.`);
    $("undo").disabled = !done.length;
  }

  // Moving and deciding.
  function focus() {
    if (!view.length) return;
    if (page !== Math.floor(current / SIZE) && !all) draw();
    const row = $(`pair-${view[current].at}`);
    row.querySelector("button").focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function go(to) {
    const before = view[current];
    current = Math.min(Math.max(to, 0), view.length - 1);
    if (before) paint(before);
    if (view.length) paint(view[current]);
    focus();
  }

  function toggle(one) {
    const before = open;
    open = before === one ? null : one;
    $("detail")?.remove();
    if (before) paint(before);
    if (open) {
      $(`pair-${one.at}`).after(detailOf(one));
      if (!one.seen) {
        one.seen = true;
        keep();
        tell(`Opened: ${called(one)}.`);
      }
    }
    go(view.indexOf(one));
    if (open) $("detail").scrollIntoView({ block: "nearest" }), focus();
  }

  function choose(one, decision) {
    done.push([one, one.decision]);
    one.decision = one.decision === decision ? "" : decision;
    changed(one, `${NAMES[one.decision]}: ${called(one)}.`);
  }

  function undo() {
    if (!done.length) return tell("There is nothing to undo.");
    const [one, decision] = done.pop();
    one.decision = decision;
    changed(one, `Undone, now ${NAMES[decision].toLowerCase()}: ${called(one)}.`);
    if (view.includes(one)) go(view.indexOf(one));
  }

  function write(one, comment) {
    one.comment = comment;
    changed(one, "");
  }

  function changed(one, said) {
    unsaved = true;
    paint(one);
    tell(said);
    keep();
  }

  // What this browser keeps: ids, decisions and comments; some browsers refuse it to a file.
  const SLOT = `mentormatch-review-${data.key}`;
  function keep() {
    const rows = pairs.filter((one) => one.decision || one.comment || one.seen)
      .map((one) => [one.mentee_id, one.mentor_id, one.decision, one.comment, one.seen]);
    try { localStorage.setItem(SLOT, JSON.stringify({ started, rows })); } catch { /* the question before leaving is left */ }
  }
  function restore() {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(SLOT)); } catch { return ""; }
    if (!kept) return "";
    started = kept.started;
    const ids = new Map(pairs.map((one) => [JSON.stringify([one.mentee_id, one.mentor_id]), one]));
    for (const [mentee, mentor, decision, comment, seen] of kept.rows) {
      Object.assign(ids.get(JSON.stringify([mentee, mentor])) ?? {}, { decision, comment, seen });
    }
    unsaved = kept.rows.some((row) => row[2] || row[3]);
    return "What you decided before is here again.";
  }

  function save() {
    const decisions = pairs.map(({ mentee_id, mentor_id, decision, comment, seen }) => ({ mentee_id, mentor_id, decision, comment, seen }));
    const file = { format: data.format, matching: data.matching, shown: data.key, reviewer: $("reviewer").value.trim(), started,
      finished: new Date().toISOString(), decisions };
    const url = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1)], { type: "application/json" }));
    make("a", { href: url, download: "decisions.json" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
    unsaved = false;
    tell("Downloaded as decisions.json; mentormatch review reads it.");
  }

  function ask() {
    const undecided = pairs.filter(DECIDED.undecided).length, unread = pairs.filter(LOOK.unread).length;
    $("left").textContent = `${count(undecided, "pair")} undecided. ${count(unread, "pair")} accepted without opening the explanation.`;
    $("saving").returnValue = "";
    $("saving").showModal();
    $("reviewer").focus();
  }

  // Keys: those of a pair work only where a pair has the focus.
  const here = (what) => () => {
    if (!$("rows").contains(document.activeElement)) return tell("Move to a pair first, by j.");
    what(view[current]);
  };
  const decideBy = (decision) => here((one) => choose(one, decision));
  const inRows = () => $("rows").contains(document.activeElement);
  const step = (by) => () => go(inRows() ? current + by : current);
  const KEYS = {
    j: step(1), k: step(-1), ArrowDown: step(1), ArrowUp: step(-1),
    a: decideBy("accept"), l: decideBy("lock"), f: decideBy("forbid"), u: undo,
    c: here((one) => { if (open !== one) toggle(one); $("comment").focus(); }),
    "/": () => $("search").select(), "?": () => $("helping").showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    const typing = event.target.matches("input, textarea, select");
    if (event.key === "Escape" && inRows() && (typing || open)) return typing ? focus() : open && toggle(open);
    const arrow = event.key.startsWith("Arrow");
    if (event.ctrlKey || event.metaKey || event.altKey || typing || (arrow ? !inRows() : !$("keys").checked)) return;
    if (!Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    KEYS[event.key]();
  });

  $("rows").addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-at]");
    if (row && !String(getSelection())) toggle(pairs[row.dataset.at]);
  });
  $("rows").addEventListener("focusin", (event) => {
    const row = event.target.closest("tr[data-at]") ?? event.target.closest("tr")?.previousElementSibling;
    const to = row ? view.indexOf(pairs[row.dataset.at]) : -1, before = view[current];
    if (to < 0 || to === current) return;
    current = to;
    if (before) paint(before);
    paint(view[current]);
  });
  $("filters").addEventListener("input", find);
  $("filters").addEventListener("submit", (event) => { event.preventDefault(); focus(); });
  for (const one of document.querySelectorAll("[data-by]")) one.firstChild.addEventListener("click", () => sortBy(one));
  $("previous").addEventListener("click", () => { current = (page - 1) * SIZE; draw(); focus(); });
  $("next").addEventListener("click", () => { current = (page + 1) * SIZE; draw(); focus(); });
  $("undo").addEventListener("click", undo);
  $("help").addEventListener("click", () => $("helping").showModal());
  $("save").addEventListener("click", ask);
  $("saving").addEventListener("close", () => {
    if ($("saving").returnValue === "save") save();
    if ($("saving").returnValue === "forget") {
      try { localStorage.removeItem(SLOT); } catch { /* nothing was kept */ }
      tell("This browser keeps nothing now; what you change next is kept again.");
    }
  });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  addEventListener("beforeprint", () => { all = true; $("facts").open = true; draw(); });
  addEventListener("afterprint", () => { all = false; draw(); });

  const back = restore();
  find();
  tell(back || "j goes to the first pair, ? lists all keys.");
})();
