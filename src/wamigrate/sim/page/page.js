// The page of the simulators. Whatever comes from outside is put in as text, never as markup.
"use strict";

const EVERY = 1000;
const open = new Set();
const drawn = new Map();
let kinds = {};
let frozen = false;

const one = (selector) => document.querySelector(selector);

function make(tag, text, style) {
  const element = document.createElement(tag);
  if (text !== undefined && text !== null) element.textContent = String(text);
  if (style) element.className = style;
  return element;
}

async function call(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body === undefined ? {} : { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.error || `HTTP ${answer.status}`);
  return found;
}

function trouble(text) {
  const place = one("#trouble");
  place.hidden = !text;
  place.textContent = text || "";
}

// Draw a part again only if it changed, so that a selection or an open entry stays.
function draw(id, data, how) {
  const seen = JSON.stringify(data);
  if (drawn.get(id) === seen) return;
  drawn.set(id, seen);
  how(one(`#${id}`), data);
}

const SIDES = { cloud: "good", onprem: "calm", none: "bad" };

function numbers(table, list) {
  table.tBodies[0].replaceChildren(...list.map((n) => {
    const row = make("tr");
    const cells = [n.name, n.phone, n.side, n.gateway_status, n.platform_type, n.throughput,
      n.sent, n.received, n.dropped, n.pending + n.callbacks_waiting];
    row.append(...cells.map((text, place) => make("td", text, place === 2 ? SIDES[n.side] : "")));
    return row;
  }));
}

function names(list, found) {
  list.replaceChildren(...found.map((name) => Object.assign(make("option"), { value: name })));
  const to = one("#say [name=to]");
  if (!to.value && found.length) to.value = found[0];
}

function faults(list, found) {
  list.replaceChildren(...found.map((fault) => {
    const { id, kind, used, ...rest } = fault;
    const told = Object.entries(rest).filter(([key, value]) => value !== null && !(key === "probability" && value === 1));
    const words = told.map(([key, value]) => `${key} ${JSON.stringify(value)}`);
    const item = make("li", `${kind} ${words.join(", ")} (${used}×) `);
    const button = make("button", "Remove");
    button.type = "button";
    button.addEventListener("click", () => act(() => call("DELETE", `faults/${encodeURIComponent(id)}`)));
    item.append(button);
    return item;
  }));
}

function entry(key, head, style, parts) {
  const details = make("details");
  details.open = open.has(key);
  details.addEventListener("toggle", () => (details.open ? open.add(key) : open.delete(key)));
  details.append(make("summary", head, style));
  for (const part of parts) details.append(make("pre", typeof part === "string" ? part : JSON.stringify(part, null, 2)));
  return details;
}

function log(place, list, how) {
  place.replaceChildren(...(list.length ? list.map(how) : [make("p", "Nothing yet.", "empty")]));
}

const time = (at) => at.slice(11, 19);
const styled = (status) => (status === null ? "bad" : status < 300 ? "good" : "bad");

function exchange(x) {
  const head = `${time(x.at)}  ${x.status === null ? "no answer" : x.status}  ${x.api}  ${x.method} ${x.path}  ${x.number || ""}`;
  return entry(`x${x.seq}`, head, styled(x.status), [x.request, x.answer].filter((part) => part !== null));
}

function delivery(d) {
  const status = d.status === null ? "no answer" : d.status;
  const head = `${time(d.at)}  ${status}  ${d.api}  ${d.number || ""}  → ${d.url}  attempt ${d.attempt}`;
  return entry(`d${d.at}${d.url}${d.attempt}`, head, styled(d.status), [d.body]);
}

function customer(c) {
  const last = c.last.length ? c.last[c.last.length - 1] : null;
  const text = last ? `${time(last.at)} ${last.type} from ${last.number} via ${last.via}` : "";
  const state = [c.offline ? "offline" : "", c.blocked.length ? `blocks ${c.blocked.join(", ")}` : ""].filter(Boolean).join(", ");
  const head = `${c.phone}  ${c.name}  ${c.messages} received  ${text} ${state}`;
  return entry(`c${c.phone}`, head, "", [...c.last].reverse());
}

function show(found) {
  frozen = found.clock.frozen;
  one("#clock").textContent = `${found.clock.now.replace("T", " ").slice(0, 19)} UTC${frozen ? ", frozen" : ""}`;
  one("#freeze").textContent = frozen ? "Let time go on" : "Freeze";
  const shown = found.numbers.length;
  one("#numbers-count").textContent = shown < found.numbers_total ? `${shown} of ${found.numbers_total}` : `${shown}`;
  draw("numbers", found.numbers, numbers);
  draw("names", found.names, names);
  draw("faults", found.faults, faults);
  draw("exchanges", found.exchanges, (place, list) => log(place, list, exchange));
  draw("deliveries", found.deliveries, (place, list) => log(place, list, delivery));
  draw("customers", found.customers, (place, list) => log(place, list, customer));
}

async function look() {
  try {
    show(await call("GET", `overview?match=${encodeURIComponent(one("#match").value)}`));
    trouble("");
  } catch (error) {
    trouble(`The simulators do not answer: ${error.message}`);
  }
}

async function act(what, output) {
  try {
    const found = await what();
    if (output) output.textContent = JSON.stringify(found);
    await look();
  } catch (error) {
    if (output) output.textContent = error.message;
    else trouble(error.message);
  }
}

// What a message of each type says, made of one line of text.
const TYPES = {
  text: (text) => ({ text: { body: text } }),
  image: (text) => ({ image: { caption: text } }),
  voice: () => ({ voice: {} }),
  document: (text) => ({ document: { filename: `${text || "file"}.pdf` } }),
  location: (text) => ({ location: { latitude: 37.48, longitude: -122.15, name: text } }),
  button: (text) => ({ button: { text, payload: text } }),
  contacts: (text) => ({ contacts: [{ name: { formatted_name: text, first_name: text }, phones: [] }] }),
  unsupported: () => ({}),
};

function say(event) {
  event.preventDefault();
  const given = Object.fromEntries(new FormData(event.target));
  const body = { to: given.to, type: given.type, ...TYPES[given.type](given.text) };
  const path = `customers/${encodeURIComponent(given.phone)}/messages`;
  act(() => call("POST", path, body), one("#say output"));
}

function fault(event) {
  event.preventDefault();
  const given = Object.fromEntries([...new FormData(event.target)].filter(([, value]) => value !== ""));
  act(() => {
    if (given.count) given.count = Number(given.count);
    if (given.value) given.value = JSON.parse(given.value);
    return call("POST", "faults", given);
  }, one("#fault output"));
}

function explain() {
  const kind = kinds[one("#fault [name=kind]").value];
  one("#line").textContent = kind.line.replaceAll("`", "");
  one("#fault [name=value]").placeholder = kind.example === null ? "none" : `e.g. ${JSON.stringify(kind.example)}`;
}

async function begin() {
  one("#say [name=type]").append(...Object.keys(TYPES).map((name) => make("option", name)));
  one("#say").addEventListener("submit", say);
  one("#fault").addEventListener("submit", fault);
  one("#fault [name=kind]").addEventListener("change", explain);
  one("#no-faults").addEventListener("click", () => act(() => call("DELETE", "faults")));
  one("#reset").addEventListener("click", () => act(() => call("POST", "reset")));
  one("#freeze").addEventListener("click", () => act(() => call("POST", "clock", { frozen: !frozen })));
  one("#match").addEventListener("input", look);
  for (const button of document.querySelectorAll("[data-clock]")) {
    button.addEventListener("click", () => act(() => call("POST", "clock", JSON.parse(button.dataset.clock))));
  }
  await act(async () => {
    const found = await call("GET", "faults");
    kinds = Object.fromEntries(Object.entries(found.kinds).map(([name, line]) => [name, { line, ...found.about[name] }]));
    one("#fault [name=kind]").append(...Object.keys(kinds).map((name) => make("option", name)));
    explain();
  });
  setInterval(() => document.hidden || look(), EVERY);
}

begin();
