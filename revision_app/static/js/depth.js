// Prompts for depth where a learner types, by the site's own rules (journal/core/depth.py, which serves them).

import { countWords } from "./balance.js";

const WORD = /\p{L}{4,}/gu;
const BEGINNING = 6; // letters of a word, so that endings make no difference

export class DepthRules {
  constructor(served) {
    const made = ({ source, flags }) => new RegExp(source, flags.replace("g", ""));
    this.served = served;
    this.patterns = Object.fromEntries(Object.entries(served.patterns).map(([name, given]) => [name, made(given)]));
    this.lacking = served.lacking.map(([given, words]) => [made(given), words]);
  }

  // What to ask: the rule, the question, and the stage at which it is asked. `covering` says for each of Gibbs' stages
  // which ones of the draft's model stand for it; `writing` is what stands in these.
  prompts(writing, covering) {
    const text = (names) =>
      names
        .map((name) => (writing[name] ?? "").trim())
        .filter(Boolean)
        .join("\n\n");
    const said = (stage) => text(covering[stage]);
    const before = covering.description.filter((name) => !covering.conclusion.includes(name));
    const found = [
      [this.#feelings(said("description"), said("feelings")), "feelings"],
      [this.#standards(said("evaluation")), "evaluation"],
      [this.#sources(said("analysis")), "analysis"],
      [this.#repeats(said("conclusion"), text(before)), "conclusion"],
      [this.#action(said("action-plan")), "action-plan"],
    ];
    return found
      .filter(([asked, stage]) => asked && covering[stage].length)
      .map(([[rule, question], stage]) => ({ rule, question, stage: covering[stage][0] }));
  }

  #feelings(description, feelings) {
    const { story, words } = this.served;
    return countWords(description) >= story && !this.patterns.feeling.test(feelings) && words.feelings;
  }

  #standards(evaluation) {
    const { enough, words } = this.served;
    return countWords(evaluation) >= enough && !this.patterns.standard.test(evaluation) && words.standards;
  }

  #sources(analysis) {
    const { enough, theory, words } = this.served;
    const low = analysis.toLowerCase();
    const isNamed = theory.some((word) => low.includes(word));
    const { theory: source, year } = this.patterns;
    return (
      countWords(analysis) >= enough && !isNamed && !source.test(analysis) && !year.test(analysis) && words.sources
    );
  }

  #repeats(conclusion, before) {
    const { telling, same, words } = this.served;
    const [mine, theirs] = [this.#telling(conclusion), this.#telling(before)];
    const shared = [...mine].filter((word) => theirs.has(word)).length;
    return mine.size >= telling && shared >= same * mine.size && words.repeats;
  }

  #telling(text) {
    const low = (text.match(WORD) ?? []).map((word) => word.toLowerCase());
    return new Set(low.filter((word) => !this.served.common.includes(word)).map((word) => word.slice(0, BEGINNING)));
  }

  #action(plan) {
    const lacks = this.lacking.filter(([pattern]) => !pattern.test(plan)).map(([, words]) => words);
    if (!plan.trim() || !lacks.length) return null;
    const said = lacks.length === 1 ? lacks[0] : `${lacks.slice(0, -1).join(", ")} and ${lacks.at(-1)}`;
    return [this.served.words.action, `Say ${said}.`];
  }
}
