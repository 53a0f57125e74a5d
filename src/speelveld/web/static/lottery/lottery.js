// SPDX-License-Identifier: EUPL-1.2
// Recomputes the lottery number of one child in the browser, from the files that were published and the family's letter.
// Nothing is sent anywhere. The recipe stands in docs/methods/lottery.md; H is SHA-256 of the browser itself (WebCrypto).
"use strict";

(function () {
  const LEAD = 3600;
  const CHAINS = {
    "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce": [1595431050, 30],
    "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971": [1692803367, 3],
  };
  const WORDS = {
    nl: {
      form: "Een van de bestanden is geen dossier of geen uitslag van een loting.",
      root: "De lijst in het dossier hoort niet bij de bevroren wortel.",
      order: "De lijst staat niet op volgorde, of een aanmelding staat er twee keer in.",
      future: "Een ronde lag niet in de toekomst toen het dossier werd bevroren.",
      other: "De uitslag hoort bij een ander dossier.",
      round: "De uitslag gebruikt een andere ronde dan was aangekondigd.",
      reason: "Er staat niet bij waarom een bron is overgeslagen.",
      secret: "Een geheim is niet het geheim dat was toegezegd.",
      salt: "De code of het nummer van de aanmelding is niet goed overgenomen.",
      listed: "Deze aanmelding staat niet in de bevroren lijst.",
      good: "Uw kind heeft plaats {place} van {count} in de rij. Het lotingsnummer begint met {short}.",
      hash: "Vingerafdruk van het dossier: {hash}",
      full: "Lotingsnummer: {number}",
      signature: "De handtekening van het baken is niet van het netwerk. Gebruik deze uitslag niet.",
      signed: "De handtekening van het baken is nagerekend, en is van het netwerk: {signature}",
      busy: "Even geduld: de handtekening van het baken wordt nagerekend.",
    },
    en: {
      form: "One of the files is not a dossier or not a reveal of a lottery.",
      root: "The list in the dossier does not belong to the frozen root.",
      order: "The list is not in order, or an application stands in it twice.",
      future: "A round was not in the future when the dossier was frozen.",
      other: "The reveal belongs to another dossier.",
      round: "The reveal uses another round than the one announced.",
      reason: "It is not told why a source was passed over.",
      secret: "A secret is not the one that was promised.",
      salt: "The code or the number of the application was not copied correctly.",
      listed: "This application does not stand in the frozen list.",
      good: "Your child has place {place} of {count} in the line. The lottery number begins with {short}.",
      hash: "Fingerprint of the dossier: {hash}",
      full: "Lottery number: {number}",
      signature: "The signature of the beacon is not that of the network. Do not use this reveal.",
      signed: "The signature of the beacon was recomputed, and is that of the network: {signature}",
      busy: "One moment: the signature of the beacon is being recomputed.",
    },
  };

  class Wrong extends Error {}

  function require(condition, code) {
    if (!condition) throw new Wrong(code);
  }

  const ascii = (text) => new TextEncoder().encode(text);
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

  function unhex(text, length) {
    require(typeof text === "string" && /^(?:[0-9a-f]{2})*$/.test(text), "form");
    require(length === undefined || text.length === 2 * length, "form");
    return Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
  }

  async function sha256(...parts) {
    const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    return new Uint8Array(await crypto.subtle.digest("SHA-256", joined));
  }

  // Keys in order of code point, as Python orders them; the order of UTF-16, which sort() takes, differs above U+FFFF.
  function byCodePoint(left, right) {
    const a = Array.from(left, (each) => each.codePointAt(0));
    const b = Array.from(right, (each) => each.codePointAt(0));
    for (let at = 0; at < Math.min(a.length, b.length); at += 1) if (a[at] !== b[at]) return a[at] - b[at];
    return a.length - b.length;
  }

  function quoted(text) {
    const escape = (each) => "\\u" + each.charCodeAt(0).toString(16).padStart(4, "0");
    return JSON.stringify(text).replace(/[\u007f-\uffff]/g, escape);
  }

  // The one way to write a document, so that everybody has the same hash of it.
  function canonical(value) {
    if (Array.isArray(value)) return "[" + value.map(canonical).join(",") + "]";
    if (typeof value === "string") return quoted(value);
    if (value === null || typeof value === "boolean") return String(value);
    if (typeof value === "number") {
      require(Number.isSafeInteger(value), "form");
      return String(value);
    }
    const keys = Object.keys(value).sort(byCodePoint);
    return "{" + keys.map((key) => quoted(key) + ":" + canonical(value[key])).join(",") + "}";
  }

  async function root(entries) {
    const zero = Uint8Array.of(0);
    const one = Uint8Array.of(1);
    let level = await Promise.all(entries.map((entry) => sha256(zero, entry)));
    if (!level.length) return sha256();
    while (level.length > 1) {
      const next = [];
      for (let at = 0; at + 1 < level.length; at += 2) next.push(sha256(one, level[at], level[at + 1]));
      if (level.length % 2) next.push(level[level.length - 1]);
      level = await Promise.all(next);
    }
    return level[0];
  }

  function entry(name, family) {
    const joined = new Uint8Array(64);
    joined.set(unhex(name, 32));
    if (family) joined.set(unhex(family, 32), 32);
    return joined;
  }

  async function checkDossier(dossier) {
    require(dossier.format === "speelveld-dossier/1", "form");
    const frozen = Date.parse(dossier.frozen_at) / 1000;
    for (const source of dossier.sources) {
      const [first, period] = CHAINS[source.chain];
      require(first + (source.round - 1) * period >= frozen + LEAD, "future");
    }
    const names = dossier.applicants.list.map(([name]) => name);
    require(names.length === dossier.applicants.count, "root");
    require(names.every((name, at) => at === 0 || names[at - 1] < name), "order");
    const found = await root(dossier.applicants.list.map(([name, family]) => entry(name, family)));
    require(hex(found) === dossier.applicants.root, "root");
  }

  // Found once, for a family that looks up several children.
  let signed = "";

  async function isSigned(chain, found) {
    const asked = chain + JSON.stringify(found);
    if (asked !== signed && (await beacon.isSigned(chain, found))) signed = asked;
    return asked === signed;
  }

  async function seed(dossier, reveal) {
    require(reveal.format === "speelveld-reveal/1", "form");
    const fingerprint = await sha256(ascii(canonical(dossier)));
    require(reveal.dossier === hex(fingerprint), "other");
    const source = dossier.sources[reveal.source];
    require(reveal.unavailable.length === reveal.source, "reason");
    require(reveal.beacon.round === source.round, "round");
    const secrets = reveal.secrets.map((secret) => unhex(secret, 32));
    require(secrets.length === dossier.commitments.length && secrets.length > 0, "secret");
    for (const [at, secret] of secrets.entries()) {
      const promised = await sha256(ascii("commitment:"), secret);
      require(hex(promised) === dossier.commitments[at].commitment, "secret");
    }
    require(await isSigned(source.chain, reveal.beacon), "signature");
    const randomness = await sha256(unhex(reveal.beacon.signature));
    return { fingerprint, seed: await sha256(ascii("seed:"), randomness, ...secrets, fingerprint) };
  }

  const number = async (seedBytes, name) => hex(await sha256(ascii("number:"), seedBytes, unhex(name, 32)));

  async function named(kind, salt, id) {
    require(/^[!-~]{1,64}$/.test(id) && /^[0-9a-f]{64}$/.test(salt), "salt");
    return hex(await sha256(ascii(kind), unhex(salt, 32), ascii(id)));
  }

  // The number of one child: hexadecimal digits of one length, so that their order is that of the numbers.
  async function recompute(dossier, reveal, letter) {
    await checkDossier(dossier);
    const found = await seed(dossier, reveal);
    const name = await named("child:", letter.salt, letter.child);
    const family = letter.family ? await named("family:", letter.familySalt, letter.family) : null;
    const list = dossier.applicants.list;
    require(list.some(([each, shared]) => each === name && shared === family), "listed");
    const keys = await Promise.all(
      list.map(async ([each, shared]) => (await number(found.seed, shared || each)) + (await number(found.seed, each))),
    );
    const own = (await number(found.seed, family || name)) + (await number(found.seed, name));
    return {
      number: own.slice(0, 64),
      place: keys.filter((key) => key <= own).length,
      count: list.length,
      pseudonym: name,
      seed: hex(found.seed),
      hash: hex(found.fingerprint),
      signature: reveal.beacon.signature,
    };
  }

  function told(words, code, filled) {
    return words[code].replace(/\{(\w+)\}/g, (_, key) => filled[key]);
  }

  async function submitted(form, output, words) {
    const field = (name) => form.elements[name].value.trim();
    const document = async (name) => JSON.parse(await form.elements[name].files[0].text());
    try {
      const letter = { child: field("child"), salt: field("salt").toLowerCase() };
      letter.family = field("family");
      letter.familySalt = field("family-salt").toLowerCase();
      const found = await recompute(await document("dossier"), await document("reveal"), letter);
      output.dataset.state = "good";
      found.short = found.number.slice(0, 8);
      return ["good", "full", "hash", "signed"].map((code) => told(words, code, found));
    } catch (error) {
      output.dataset.state = "wrong";
      return [words[error instanceof Wrong ? error.message : "form"]];
    }
  }

  const form = document.querySelector("form[data-lottery]");
  const output = document.querySelector("[data-lottery-result]");
  const words = WORDS[document.documentElement.lang] || WORDS.nl;
  const show = (lines) =>
    output.replaceChildren(
      ...lines.map(function (line) {
        const paragraph = document.createElement("p");
        paragraph.textContent = line;
        return paragraph;
      }),
    );
  form.addEventListener("submit", async function (event) {
    event.preventDefault();
    delete output.dataset.state;
    show([words.busy]);
    await new Promise((done) => setTimeout(done, 50)); // so that it is shown before the work begins
    show(await submitted(form, output, words));
  });
})();
