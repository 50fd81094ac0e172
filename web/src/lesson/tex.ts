// SPDX-License-Identifier: Apache-2.0
//
// TeX to MathML, for the part of TeX that the lesson uses: fractions, scripts, sums, fences,
// aligned lines, boxes. Anything else throws, so that a test finds it.
//
//   row = { atom [_ atom] [^ atom] }      atom = symbol | number | {row} | \command arguments
//
// MathML Core (W3C) is what browsers draw and screen readers read; it has no menclose, so a box is
// a class of the style sheet.

type Attributes = Record<string, string>;

function m(tag: string, attributes: Attributes, ...children: (Element | string)[]): Element {
  const element = document.createElementNS("http://www.w3.org/1998/Math/MathML", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const letters: Record<string, string> = {
  sigma: "\u03c3", theta: "\u03b8", eta: "\u03b7", partial: "\u2202", top: "\u22a4",
  infty: "\u221e",
};
const operators: Record<string, string> = {
  approx: "\u2248", cdot: "\u22c5", leftarrow: "\u2190", ge: "\u2265", le: "\u2264", sum: "\u2211",
};
const functions = new Set(["log", "exp", "min", "max"]);
const spaces: Record<string, string> = {",": "0.167em", " ": "0.25em", quad: "1em", qquad: "2em"};
const opening = new Set(["(", "["]);
const closing = new Set([")", "]"]);

const tokens = (tex: string): string[] =>
  tex.match(/\\[a-zA-Z]+\*?|\\.|\d+(?:\.\d+)?(?:e[-+]?\d+)?|\s+|./gsu)?.filter((t) => t.trim()
    || t === "\\ ") ?? [];

class Parser {
  private at = 0;
  constructor(private readonly list: string[]) {}

  private peek(): string | undefined { return this.list[this.at]; }

  private next(): string {
    const token = this.list[this.at++];
    if (token === undefined) throw new Error("the formula ends too early");
    return token;
  }

  private expect(token: string): void {
    const found = this.next();
    if (found !== token) throw new Error(`"${found}" where "${token}" should be`);
  }

  // Up to one of `ends`, which is left, or to the end.
  row(...ends: string[]): Element[] {
    const nodes: Element[] = [];
    for (let token = this.peek(); token !== undefined; token = this.peek()) {
      if (ends.includes(token)) return nodes;
      nodes.push(this.scripted(nodes[nodes.length - 1]));
    }
    if (ends.length > 0) throw new Error(`no "${ends.join(" or ")}"`);
    return nodes;
  }

  private scripted(before: Element | undefined): Element {
    const isSum = this.peek() === "\\sum";
    const base = this.atom(before);
    let under: Element | null = null;
    let over: Element | null = null;
    for (let token = this.peek(); token === "_" || token === "^"; token = this.peek()) {
      this.next();
      if (token === "_") under = this.atom(undefined);
      else over = this.atom(undefined);
    }
    const [both, low, high] = isSum ? ["munderover", "munder", "mover"]
      : ["msubsup", "msub", "msup"];
    if (under && over) return m(both!, {}, base, under, over);
    if (under) return m(low!, {}, base, under);
    if (over) return m(high!, {}, base, over);
    return base;
  }

  private atom(before: Element | undefined): Element {
    const token = this.next();
    if (token === "{") return this.group();
    if (token.startsWith("\\")) return this.command(token.slice(1));
    if (/^\d/.test(token)) return number(token);
    if (/^\p{L}$/u.test(token)) return m("mi", {}, token);
    if (token === "-") return minus(before);
    if (opening.has(token) || closing.has(token) || token === "|") {
      return m("mo", {stretchy: "false", lspace: "0", rspace: "0"}, token);
    }
    if (token === "/") return m("mo", {lspace: "0.06em", rspace: "0.06em"}, token);
    if ("+=,<>·∞".includes(token)) return m("mo", {}, token);
    throw new Error(`"${token}" is not known`);
  }

  private group(): Element {
    const content = this.row("}");
    this.next();
    return m("mrow", {}, ...content);
  }

  private argument(): Element {
    this.expect("{");
    return this.group();
  }

  private command(name: string): Element {
    if (letters[name]) return m("mi", {}, letters[name]!);
    if (name === "sum") return m("mo", {largeop: "true", movablelimits: "false"}, operators.sum!);
    if (operators[name]) return m("mo", {}, operators[name]!);
    if (spaces[name]) return m("mspace", {width: spaces[name]!});
    if (functions.has(name)) return this.functionName(name);
    switch (name) {
      case "frac": return m("mfrac", {}, this.single(), this.single());
      case "tfrac":
        return m("mstyle", {displaystyle: "false"}, m("mfrac", {}, this.single(), this.single()));
      case "boxed": return m("mrow", {class: "boxed"}, this.argument());
      case "texttt": return this.typewriter();
      case "left": return this.fenced("\\right");
      case "bigl": return this.fenced("\\bigr");
      case "begin": return this.aligned();
      default: throw new Error(`"\\${name}" is not known`);
    }
  }

  // An argument of \frac: a group, or one symbol; "\tfrac12" has two of them in one number.
  private single(): Element {
    const token = this.peek();
    if (token !== undefined && /^\d\d/.test(token)) {
      this.list[this.at] = token.slice(1);
      return number(token[0]!);
    }
    return this.atom(undefined);
  }

  // A thin space where no bracket follows.
  private functionName(name: string): Element {
    const word = m("mi", {}, name);
    const follows = this.peek();
    if (follows === undefined || opening.has(follows) || follows === "\\left") return word;
    return m("mrow", {}, word, m("mspace", {width: "0.167em"}));
  }

  private typewriter(): Element {
    this.expect("{");
    let text = "";
    for (let token = this.next(); token !== "}"; token = this.next()) text += token;
    return number(text);
  }

  private fenced(end: string): Element {
    const first = this.next();
    const content = this.row(end);
    this.next();
    const last = this.next();
    const fence = (text: string, form: string) =>
      m("mo", {fence: "true", stretchy: "true", form}, text);
    return m("mrow", {}, fence(first, "prefix"), ...content, fence(last, "postfix"));
  }

  private aligned(): Element {
    this.argument();
    const rows: Element[] = [];
    for (;;) {
      const cells: Element[] = [];
      for (;;) {
        cells.push(m("mtd", {}, ...this.row("&", "\\\\", "\\end")));
        if (this.peek() !== "&") break;
        this.next();
      }
      rows.push(m("mtr", {}, ...cells));
      if (this.next() === "\\end") break;
    }
    this.argument();
    return m("mtable", {class: "aligned", displaystyle: "true"}, ...rows);
  }
}

// "4.248e-18" as a power of ten.
function number(text: string): Element {
  const [mantissa, exponent] = text.replace(/^-/, "\u2212").split("e");
  if (exponent === undefined) return m("mn", {}, mantissa!);
  const power = String(Number(exponent)).replace("-", "\u2212");
  return m("mrow", {}, m("mn", {}, mantissa!), m("mo", {}, "\u00d7"),
    m("msup", {}, m("mn", {}, "10"), m("mn", {}, power)));
}

// A sign in front of a number, or a subtraction.
function minus(before: Element | undefined): Element {
  const isSign = before === undefined || before.localName === "mspace" ||
    (before.localName === "mo" && !closing.has(before.textContent!) && before.textContent !== "|");
  return m("mo", isSign ? {form: "prefix", lspace: "0", rspace: "0"} : {}, "\u2212");
}

// Throws Error where the formula has something else.
export function mathematics(tex: string, display: boolean): Element {
  const row = m("mrow", {}, ...new Parser(tokens(tex)).row());
  return m("math", display ? {display: "block"} : {}, row);
}
